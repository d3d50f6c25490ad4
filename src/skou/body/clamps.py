"""Clamps: a variable infusion that holds a plasma level, as in the experiments; the ledger counts it as infused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import exp

LN10 = 2.302585092994046


@dataclass(frozen=True)
class Clamps:
    """Infusions by clamps [mmol/min; insulin pmol/min], 0 where none is on."""

    potassium: Any
    magnesium: Any
    calcium: Any
    glucose: Any
    insulin: Any
    bicarbonate: Any


def clamps(s: Any, p: Any, f: Fluids) -> Clamps:
    """Infusion proportional to what is missing from the held level."""
    rate = f.ecf_volume / p.clamp_time
    held = p.co2_solubility * f.acid.pco2 * exp((p.clamp_ph - p.carbonic_pk) * LN10)
    return Clamps(
        potassium=p.clamp_potassium_on * (p.clamp_potassium - f.potassium) * rate,
        magnesium=p.clamp_magnesium_on * (p.clamp_magnesium - f.magnesium) * rate,
        calcium=p.clamp_calcium_on * (p.clamp_calcium - f.calcium_ionised) * rate * 1.5,
        glucose=p.clamp_glucose_on * (p.clamp_glucose - f.glucose) * rate,
        bicarbonate=p.clamp_ph_on
        * (held - f.acid.bicarbonate)
        * (f.ecf_volume + p.buffer_space_of_cells * f.icf_volume)
        / p.clamp_time,
        insulin=p.clamp_insulin_on
        * (p.clamp_insulin * p.insulin_volume - s.plasma_insulin_amount)
        / p.clamp_time,
    )
