"""The glomerulus: filtration rate and filtered loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import minimum, power, tanh, where


@dataclass(frozen=True)
class Filtrate:
    """Filtration rate [L/min] and filtered loads [mmol/min]."""

    gfr: Any
    sodium: Any
    potassium: Any
    magnesium: Any
    calcium: Any
    phosphate: Any
    bicarbonate: Any
    glucose: Any


def glomerulus(p: Any, f: Fluids) -> Filtrate:
    """Filtration falls with effective volume below rest and rises a little above it (Kirkendall 1976)."""
    below = power(minimum(f.filling, 1.0), p.gfr_volume_exponent)
    above = 1.0 + p.gfr_volume_gain * tanh(10.0 * (f.filling - 1.0))
    gfr = p.gfr_reference * p.nephron_fraction * p.gfr_modifier * where(f.filling < 1.0, below, above)
    return Filtrate(
        gfr=gfr,
        sodium=gfr * f.sodium,
        potassium=gfr * f.potassium,
        magnesium=gfr * f.magnesium_ultrafilterable,
        calcium=gfr * f.calcium_ultrafilterable,
        phosphate=gfr * f.phosphate,
        bicarbonate=gfr * f.acid.bicarbonate,
        glucose=gfr * f.glucose,
    )
