"""Parathyroid hormone: the calcium sigmoid, the magnesium gate, the slow growth of the gland."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import hill, power


def pth_secretion(s: Any, p: Any, f: Fluids) -> Any:
    """Secretion [pmol/min].

    Four-parameter sigmoid of sensed calcium (Brent 1988) times a magnesium gate: below about 0.4 mmol/L
    of plasma magnesium release stops whatever the calcium (Suh 1973, Rude 1978). Phosphate stimulates (E66).
    """
    sensed = f.sensed_calcium * p.casr_activity
    curve = p.pth_minimum_ratio + (p.pth_maximum_ratio - p.pth_minimum_ratio) / (
        1.0 + power(sensed / p.parathyroid_set_point, p.pth_slope)
    )
    gate = hill(f.magnesium, p.pth_magnesium_half, p.pth_magnesium_exponent) / hill(
        p.plasma_magnesium_reference, p.pth_magnesium_half, p.pth_magnesium_exponent
    )
    gate = gate * power(f.phosphate / p.phosphate_reference, p.pth_phosphate_exponent)
    basal = p.pth_reference * p.pth_volume / p.pth_time
    return p.pth_secretion_activity * basal * curve * gate * s.parathyroid_gland_mass + (
        p.pth_autonomous * p.pth_volume / p.pth_time
    )


def pth_clearance(s: Any, p: Any) -> Any:
    """Removal [pmol/min]; the kidney's share falls with its nephrons."""
    return s.plasma_pth_amount / p.pth_time * power(p.nephron_fraction, p.pth_renal_clearance_exponent)


def pth_effect(s: Any, p: Any) -> Any:
    """Parathyroid hormone and its related peptide as kidney and bone answer them, 1 at rest."""
    level = s.plasma_pth_amount / p.pth_volume + p.pthrp
    return (
        p.pth_effect_floor
        + (1.0 - p.pth_effect_floor) * p.pth_receptor_activity * s.pth_response * level / p.pth_reference
    )


def gland_mass_target(p: Any, f: Fluids, calcitriol_ratio: Any) -> Any:
    """Gland mass towards which months of low calcitriol or high phosphate lead."""
    growth = power(calcitriol_ratio, -1.0 * p.parathyroid_gland_calcitriol_exponent) * power(
        f.phosphate / p.phosphate_reference, p.parathyroid_gland_phosphate_exponent
    )
    return growth * 8.0 / (7.0 + growth)
