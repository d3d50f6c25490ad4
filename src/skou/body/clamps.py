"""Clamps: a variable infusion that holds a plasma level, as in the experiments; the ledger counts it as infused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids


@dataclass(frozen=True)
class Clamps:
    """Infusions by clamps [mmol/min; insulin pmol/min], 0 where none is on."""

    potassium: Any
    magnesium: Any
    calcium: Any
    glucose: Any
    insulin: Any


def clamps(s: Any, p: Any, f: Fluids) -> Clamps:
    """Infusion proportional to what is missing from the held level."""
    rate = f.ecf_volume / p.clamp_time
    return Clamps(
        potassium=p.clamp_potassium_on * (p.clamp_potassium - f.potassium) * rate,
        magnesium=p.clamp_magnesium_on * (p.clamp_magnesium - f.magnesium) * rate,
        calcium=p.clamp_calcium_on * (p.clamp_calcium - f.calcium_ionised) * rate * 1.5,
        glucose=p.clamp_glucose_on * (p.clamp_glucose - f.glucose) * rate,
        insulin=p.clamp_insulin_on
        * (p.clamp_insulin * p.insulin_volume - s.plasma_insulin_amount)
        / p.clamp_time,
    )
