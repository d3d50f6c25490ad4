"""Vitamin D: the store and its active hormone."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import minimum, power


def calcitriol_ratio(s: Any, p: Any) -> Any:
    """Plasma calcitriol relative to rest."""
    return 0.02 + 0.98 * s.plasma_calcitriol_amount / p.calcitriol_volume / p.calcitriol_reference


def calcitriol_synthesis(s: Any, p: Any, f: Fluids, pth: Any) -> Any:
    """Synthesis [pmol/min]: parathyroid hormone and magnesium drive it; phosphate and FGF23 restrain it."""
    store = s.vitamin_d_25oh_amount / p.vitamin_d_volume
    supply = (
        store
        / (store + p.vitamin_d_25oh_half)
        * ((p.vitamin_d_25oh_reference + p.vitamin_d_25oh_half) / p.vitamin_d_25oh_reference)
    )
    basal = p.calcitriol_reference * p.calcitriol_volume / p.calcitriol_time
    magnesium = p.calcitriol_magnesium_floor + (1.0 - p.calcitriol_magnesium_floor) * power(
        minimum(f.magnesium_ratio, 1.2), p.calcitriol_magnesium_exponent
    )
    return basal * p.calcitriol_synthesis_activity * supply * magnesium * power(
        pth, p.calcitriol_pth_exponent
    ) * power(f.phosphate / p.phosphate_reference, -1.0 * p.calcitriol_phosphate_exponent) * power(
        s.fgf23, -1.0 * p.calcitriol_fgf23_exponent
    ) * power(p.nephron_fraction, p.calcitriol_nephron_exponent) + (
        p.calcitriol_autonomous * p.calcitriol_volume / p.calcitriol_time * supply
    )


def vitamin_d_supply(p: Any) -> Any:
    """25-hydroxyvitamin D formed [nmol/min]."""
    return p.vitamin_d_supply * p.vitamin_d_25oh_reference * p.vitamin_d_volume / p.vitamin_d_25oh_time
