"""The ions that a tissue sees, completed from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skou.tissue.parameters import values

_NORMAL = {
    "plasma.potassium": "potassium",
    "plasma.sodium": "sodium",
    "plasma.calcium_ionised": "calcium_ionised",
    "plasma.magnesium_ionised": "magnesium_ionised",
    "plasma.ph": "ph",
    "cell.potassium": "cell_potassium",
    "cell.sodium": "cell_sodium",
}
_IONISED = {
    "plasma.calcium_ionised": ("plasma.calcium_total", "ionised_fraction_calcium"),
    "plasma.magnesium_ionised": ("plasma.magnesium", "ionised_fraction_magnesium"),
}
INPUTS = (*_NORMAL, "exposure", "exercise", "gating_pore", "persistent_sodium")
"""Names that `complete` returns: ions [mmol/L], then `exposure` to these ions [min], `exercise` (0-1) and two
channel defects of muscle (0 = none, 1 = full)."""


def normal() -> dict[str, Any]:
    """Normal ions [mmol/L], no exercise, no channel defect, long exposure."""
    reference = values("ions")
    ions = {name: getattr(reference, key) for name, key in _NORMAL.items()}
    return {**ions, "exposure": None, "exercise": 0.0, "gating_pore": 0.0, "persistent_sodium": 0.0}


def ionised_from_totals(ions: Mapping[str, Any]) -> dict[str, Any]:
    """Ionised calcium and magnesium of totals that come without them, at normal binding."""
    reference = values("ions")
    return {
        ionised: ions[total] * getattr(reference, fraction)
        for ionised, (total, fraction) in _IONISED.items()
        if ionised not in ions and total in ions
    }


def complete(ions: Mapping[str, Any]) -> dict[str, Any]:
    """``ions`` with everything else normal; ionised values from totals where only those are given."""
    given = {name: ions[name] for name in INPUTS if name in ions}
    return {**normal(), **ionised_from_totals(ions), **given}
