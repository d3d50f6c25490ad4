"""Where each ion flows at each moment: the arrows of the diagram [mmol/d], from the body's own equations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.body.balance import Flows, flows
from skou.graph.namespace import Namespace

Array = NDArray[np.float64]
IONS = ("potassium", "magnesium", "calcium", "sodium")
ARROWS = (
    "intake",
    "absorbed",
    "secreted",
    "stool",
    "from_cells",
    "from_bone",
    "filtered",
    "proximal",
    "thick_limb",
    "distal",
    "collecting",
    "urine",
    "lost",
    "infused",
)
"""Names of the arrows; the tubule's are what a segment takes back into blood (below 0 it secretes)."""
_DAY = 1440.0


def arrows(solver: Any, times: Array, states: Array, parameters: Array) -> dict[str, Array]:
    """Flows by ``ion.arrow`` at each time [mmol/d].

    Parameters
    ----------
    solver : Solver
        Whose model names states and parameters.
    times, states, parameters : array (n,), (n, n_states), (n, n_parameters)
        One person's course; ``diet_*`` parameters are shown as the intake of that time.
    """
    model = solver.model
    s = Namespace("state", {name: states[:, k] for k, name in enumerate(model.state_names)})
    p = Namespace("parameter", {name: parameters[:, k] for k, name in enumerate(model.parameter_names)})
    with np.errstate(all="ignore"):
        x = flows(times, s, p)
    found: dict[str, Array] = {}
    for ion in IONS:
        for arrow, value in _of_ion(ion, x, p).items():
            found[f"{ion}.{arrow}"] = np.broadcast_to(np.asarray(value, dtype=float) * _DAY, times.shape)
    return found


def _of_ion(ion: str, x: Flows, p: Any) -> dict[str, Any]:
    g, k, loss = x.gut, x.kidney, x.losses
    filtered, proximal = getattr(k.filtrate, ion), getattr(k.proximal, ion)
    limb, distal, urine = getattr(k.thick_limb, ion), getattr(k.distal, ion), getattr(k.urine, ion)
    secreted, cells, bone = _by_ion(ion, x)
    bowel = getattr(loss.bowel, ion)
    unabsorbed = g.potassium_stool - g.colonic_potassium if ion == "potassium" else None
    passed = {
        "potassium": unabsorbed,
        "sodium": g.sodium_stool,
        "magnesium": g.magnesium_transit,
        "calcium": g.calcium_transit,
    }[ion]
    return {
        "intake": getattr(p, f"diet_{ion}"),
        "absorbed": getattr(g, f"{ion}_absorbed"),
        "secreted": secreted + bowel,
        "stool": passed + secreted + bowel,
        "from_cells": cells,
        "from_bone": bone,
        "filtered": filtered,
        "proximal": filtered - proximal,
        "thick_limb": proximal - limb,
        "distal": limb - distal,
        "collecting": distal - urine,
        "urine": urine,
        "lost": getattr(loss, ion),
        "infused": getattr(p, f"infusion_{ion}"),
    }


def _by_ion(ion: str, x: Flows) -> tuple[Any, Any, Any]:
    """What gut secretes, what cells and what bone give to plasma [mmol/min]."""
    g, c, b = x.gut, x.cells, x.bone
    if ion == "potassium":
        return g.colonic_potassium, c.potassium_fast + c.potassium_slow, 0.0
    if ion == "magnesium":
        return (
            g.magnesium_secreted,
            c.magnesium_fast + c.magnesium_slow,
            b.magnesium_surface + b.magnesium_deep,
        )
    if ion == "calcium":
        return g.calcium_secreted, 0.0, b.calcium_fast + b.resorption - b.deposition
    return 0.0, c.sodium, 0.0
