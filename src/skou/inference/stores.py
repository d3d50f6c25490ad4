"""What is missing inside: hidden stores against the same person without the causes, with 90 % bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skou.inference.assessment import Band
from skou.inference.bands import band, resample
from skou.inference.posterior import Posterior
from skou.inference.simulator import Simulated, Simulator

Array = NDArray[np.float64]

DEFICITS: Mapping[str, tuple[str, str]] = {
    "potassium_deficit_mmol": ("body.potassium", "mmol"),
    "magnesium_deficit_mmol": ("body.magnesium", "mmol"),
    "sodium_deficit_mmol": ("body.sodium", "mmol"),
    "calcium_deficit_mmol": ("body.calcium", "mmol"),
    "phosphate_deficit_mmol": ("body.phosphate", "mmol"),
    "water_deficit_L": ("body.water", "L"),
}
"""Deficits and the body totals they come from; negative means a surplus."""
SAMPLE = 240


MOVES_WITH: Mapping[str, str] = {"body.potassium": "potassium", "body.magnesium": "magnesium"}
"""Stores that are taken to differ in proportion where plasma differs by more than the body's own answer."""


class StoreSimulator(Simulator, Protocol):
    """A simulator that knows which part of a value is its own."""

    def own(self, key: str, values: Array, severity: Array) -> Array:
        """The value without the known discrepancy."""
        ...


def deficits(posterior: Posterior, simulator: StoreSimulator, rng: np.random.Generator) -> dict[str, Band]:
    """Deficit of each store: the same traits at rest without causes, less what the body holds at the last value.

    Where the clinic's effect of a cause on plasma is larger than the body's own, the store's change is
    stretched by the same ratio (between 0.5 and 3). Every band is the 5th, 50th and 95th percentile over
    the posterior's virtual patients.
    """
    rows = resample(rng, posterior.weight, SAMPLE)
    healthy = simulator.simulate(
        np.zeros((rows.size, posterior.severity.shape[1])), posterior.traits[rows], np.ones(rows.size)
    )
    use = healthy.ok
    if not use.any():
        return {}
    out = {}
    for name, (key, unit) in DEFICITS.items():
        missing = healthy.now[key] - posterior.latest.now[key][rows]
        if key in MOVES_WITH:
            missing = missing * _stretch(MOVES_WITH[key], posterior, rows, healthy, simulator)
        missing = missing[use]
        out[name] = band(missing, np.full(missing.size, 1.0 / missing.size), unit)
    return out


def _stretch(
    ion: str, posterior: Posterior, rows: NDArray[np.intp], healthy: Simulated, simulator: StoreSimulator
) -> Array:
    now = posterior.simulated.now[ion][rows]
    own = simulator.own(ion, now, posterior.severity[rows])
    whole = np.log(now / healthy.now[ion])
    mine = np.log(own / healthy.now[ion])
    alike = (np.sign(whole) == np.sign(mine)) & (np.abs(mine) > 0.02)
    return np.where(alike, np.clip(whole / np.where(alike, mine, 1.0), 0.5, 3.0), 1.0)
