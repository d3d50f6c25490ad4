"""The quantities of measurements: which outputs of the body they need, and how a series of them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou import tissue

Array = NDArray[np.float64]
CUMULATIVE = ("urine.", "stool.", "sweat.", "gut.absorbed_")
"""Beginnings of the names of what is a running total; a window asks for its increase."""
TISSUE_IONS = tuple(name for name in tissue.INPUTS if name.startswith(("plasma.", "cell.")))
NORMAL_LEVEL = {
    "plasma.aldosterone": (250.0, "pmol/L"),
    "plasma.vasopressin": (2.0, "pg/mL"),
}
"""What 1 means of hormones that the body counts in normal levels."""


@dataclass(frozen=True)
class Derived:
    """A quantity made from several outputs over the same times [min]."""

    sources: tuple[str, ...]
    unit: str
    compute: Callable[[Array, Mapping[str, Array]], Array]


def _running_total(times: Array, rate: Array) -> Array:
    steps = 0.5 * (rate[1:] + rate[:-1]) * np.diff(times)
    return np.concatenate([[0.0], np.cumsum(steps)])


_DERIVED = {
    "urine.creatinine": Derived(
        ("rate.urine_creatinine",), "mmol", lambda t, o: _running_total(t, o["rate.urine_creatinine"])
    ),
    "body.chloride": Derived(
        ("plasma.chloride", "volume.ecf"), "mmol", lambda _, o: o["plasma.chloride"] * o["volume.ecf"]
    ),
}


def unit_of_output(quantity: str, declared: str) -> str:
    """Unit in which an output is to be read: osmolality per kilogram of water, excretions in per cent."""
    if quantity == "plasma.osmolality":
        return "mosm/kg"
    return "%" if quantity.startswith("kidney.fe_") else declared


def is_tissue(quantity: str) -> bool:
    """True for what nerve, muscle and heart do with the ions."""
    return quantity in tissue.READ_OUTS


def is_cumulative(quantity: str) -> bool:
    """True for running totals."""
    return quantity.startswith(CUMULATIVE)


def derived(quantity: str, known: Mapping[str, str]) -> Derived | None:
    """How a quantity that the body does not put out itself is made from its outputs, where it can be."""
    return None if quantity in known else _DERIVED.get(quantity)


def sources(quantity: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Outputs of the body that a quantity needs; ``known`` are its outputs with their units."""
    if is_tissue(quantity):
        return tuple(name for name in TISSUE_IONS if name in known)
    made = derived(quantity, known)
    return made.sources if made else (quantity,)
