"""Bone: a surface that buffers within hours, turnover that lends and takes over weeks, magnesium stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.body.kidney.saturation import soft_threshold
from skou.graph.functions import hill, power


@dataclass(frozen=True)
class Bone:
    """Net flows from bone into extracellular fluid [mmol/min] and targets of the slow drives."""

    calcium_fast: Any
    """From bone surface to plasma."""
    resorption: Any
    formation: Any
    phosphate: Any
    magnesium_surface: Any
    magnesium_deep: Any
    resorption_target: Any
    formation_target: Any
    response_target: Any
    deposition: Any
    base: Any
    """Base that bone mineral gives in acidosis."""
    calcium_of_base: Any


def bone_pth_effect(p: Any, pth_effect: Any) -> Any:
    """Parathyroid hormone as bone answers it: uraemic bone resists."""
    return pth_effect * power(p.nephron_fraction, p.bone_uraemic_resistance)


def bone(s: Any, p: Any, f: Fluids, pth_effect: Any, calcitriol_ratio: Any) -> Bone:
    """Exchange of bone with plasma.

    ``pth_effect`` is parathyroid hormone as bone answers it, relative to rest. Resorption follows it within
    days, formation follows resorption over weeks, so a lasting change of turnover ends in a new balance;
    phosphate moves with calcium.
    """
    equilibrium = (
        s.bone_calcium_fast
        / p.bone_calcium_fast_reference
        * power(pth_effect, p.bone_surface_pth_exponent)
        * power(f.phosphate / p.phosphate_reference, -1.0 * p.bone_surface_phosphate_exponent)
    )
    calcium_fast = p.calcium_bone_exchange * (
        equilibrium - power(f.calcium_ionised / p.ionised_calcium_reference, p.calcium_bone_exponent)
    )
    resorption = p.bone_turnover * p.bone_resorption_activity * s.bone_resorption_drive
    formation = (
        p.bone_turnover
        * p.bone_formation_activity
        * s.bone_formation_coupled
        * (s.bone_calcium_fast / p.bone_calcium_fast_reference)
    )
    surface = (
        s.bone_magnesium_surface
        - p.bone_magnesium_surface_reference * power(f.magnesium_ratio, p.bone_magnesium_surface_exponent)
    ) / p.bone_magnesium_surface_time
    deep = (
        s.bone_magnesium_deep
        - p.bone_magnesium_deep_reference * power(f.magnesium_ratio, p.bone_magnesium_deep_exponent)
    ) / p.bone_magnesium_deep_time
    # Calcium and phosphate settle in soft tissue where their product is high.
    product = f.calcium * f.phosphate
    deposition = (
        p.calcium_deposition_rate * f.calcium_ionised / p.ionised_calcium_reference
        + p.soft_tissue_deposition * soft_threshold(product / p.calcium_phosphate_product - 1.0, 0.08)
    )
    # Carbonate of bone mineral takes up what acid the kidney cannot excrete, for years; osteoclasts free its calcium.
    base = p.bone_base_slope * soft_threshold(p.bone_base_threshold - f.acid.bicarbonate, p.bone_base_width)
    gate = hill(f.magnesium, p.pth_resistance_half, p.pth_resistance_exponent)
    return Bone(
        calcium_fast=calcium_fast,
        resorption=resorption,
        formation=formation,
        phosphate=p.bone_phosphate_ratio * (resorption - formation),
        magnesium_surface=surface,
        magnesium_deep=deep,
        resorption_target=p.bone_resorption_floor
        + (1.0 - p.bone_resorption_floor)
        * power(pth_effect, p.bone_resorption_pth_exponent)
        * power(calcitriol_ratio, p.bone_resorption_calcitriol_exponent),
        formation_target=p.bone_resorption_activity * s.bone_resorption_drive,
        response_target=gate
        / hill(p.plasma_magnesium_reference, p.pth_resistance_half, p.pth_resistance_exponent),
        deposition=deposition,
        base=base,
        calcium_of_base=p.bone_calcium_per_base * p.bone_resorption_activity * base,
    )
