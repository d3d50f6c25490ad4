"""The thick ascending limb: NKCC2 makes the voltage that drives magnesium and calcium; CaSR restrains both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.body.kidney.proximal_tubule import ProximalTubule
from skou.body.kidney.saturation import saturating_reabsorption
from skou.graph.functions import maximum, power


@dataclass(frozen=True)
class ThickAscendingLimb:
    """What leaves the thick ascending limb [mmol/min] and its transport relative to rest."""

    sodium: Any
    potassium: Any
    calcium: Any
    magnesium: Any
    drive: Any


def casr_restraint(p: Any, f: Fluids) -> Any:
    """Brake of the calcium-sensing receptor on thick-limb transport, 1 at rest."""
    sensed = (
        p.casr_activity
        * (
            f.calcium_ionised
            + p.casr_magnesium_weight_tubule * (f.magnesium_ionised - p.ionised_magnesium_reference)
        )
        / p.ionised_calcium_reference
    )
    sensed = maximum(sensed, 0.1)
    return 2.0 / (1.0 + power(sensed, p.casr_tal_exponent))


def thick_ascending_limb(
    s: Any, p: Any, f: Fluids, delivered: ProximalTubule, pth_effect: Any
) -> ThickAscendingLimb:
    """Sodium by NKCC2; potassium with it; magnesium and calcium through claudin-16/19 by its voltage."""
    restraint = casr_restraint(p, f)
    transport = p.nkcc2_activity * power(restraint, 0.3)
    load = delivered.escape_ratio
    odds = p.tal_sodium_escape / (1.0 - p.tal_sodium_escape) * power(load, p.tal_load_exponent) / transport
    escape = odds / (1.0 + odds)
    potassium_odds = (
        p.tal_potassium_escape / (1.0 - p.tal_potassium_escape) * power(load, p.tal_load_exponent) / transport
    )
    drive = p.nkcc2_activity * p.paracellular_permeability * restraint
    capacity = (
        p.tal_magnesium_capacity
        * p.nephron_fraction
        * power(drive, p.tal_magnesium_drive_exponent)
        * power(s.trpm6_abundance, p.tal_magnesium_adaptation)
        * power(pth_effect, 0.03)
        / (1.0 + delivered.osmotic_flow / p.osmotic_magnesium_half)
        * (p.plasma_magnesium_reference * p.magnesium_ionised_share / p.ionised_magnesium_reference)
    )
    reabsorbed = saturating_reabsorption(
        delivered.magnesium, capacity, p.tal_magnesium_maximum, p.magnesium_saturation_sharpness
    )
    calcium_odds = (
        p.tal_calcium_escape
        / (1.0 - p.tal_calcium_escape)
        / (power(drive, p.tal_calcium_drive_exponent) * power(pth_effect, 0.1))
    )
    return ThickAscendingLimb(
        sodium=delivered.sodium * escape,
        potassium=delivered.potassium * potassium_odds / (1.0 + potassium_odds),
        calcium=delivered.calcium * calcium_odds / (1.0 + calcium_odds),
        magnesium=delivered.magnesium - reabsorbed,
        drive=drive,
    )
