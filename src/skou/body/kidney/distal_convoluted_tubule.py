"""The distal convoluted tubule: NCC senses potassium, TRPM6 decides on magnesium, TRPV5 on calcium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.body.kidney.saturation import saturating_reabsorption
from skou.body.kidney.thick_ascending_limb import ThickAscendingLimb
from skou.graph.functions import hill, maximum, minimum, power


@dataclass(frozen=True)
class DistalConvolutedTubule:
    """What leaves the distal convoluted tubule [mmol/min]; magnesium and calcium are then urine."""

    sodium: Any
    potassium: Any
    calcium: Any
    magnesium: Any
    ncc: Any


def ncc_target(s: Any, p: Any, f: Fluids, angiotensin: Any, mineralocorticoid: Any, signal: Any) -> Any:
    """Active NCC towards which phosphorylation moves, relative to rest.

    Low potassium and angiotensin II switch NCC on; potassium, the gut signal, low magnesium and expansion
    (escape from aldosterone) switch it off
    (Wu 2023, doi 10.1016/j.ekir.2023.03.011; Ferdaus 2019).
    """
    # Mild depletion leaves NCC alone; severe depletion takes most of it.
    magnesium = hill(minimum(s.tubule_free_magnesium, 1.0), p.ncc_magnesium_half, p.ncc_magnesium_exponent)
    return (
        power(f.potassium_ratio, -1.0 * p.ncc_potassium_exponent)
        * power(angiotensin, p.ncc_angiotensin_exponent)
        * power(mineralocorticoid, p.ncc_aldosterone_exponent)
        * magnesium
        / hill(1.0, p.ncc_magnesium_half, p.ncc_magnesium_exponent)
        * power(maximum(f.expansion, 1.0), -1.0 * p.ncc_expansion_exponent)
        * power(signal, -1.0 * p.ncc_gut_exponent)
    )


def trpm6_target(p: Any, f: Fluids) -> Any:
    """TRPM6 towards which the tubule adapts within days: low magnesium calls for more."""
    return power(f.magnesium_ratio, -1.0 * p.trpm6_magnesium_exponent)


def distal_convoluted_tubule(
    s: Any,
    p: Any,
    f: Fluids,
    delivered: ThickAscendingLimb,
    pth_effect: Any,
    calcitriol_ratio: Any,
    resting_delivery: Any,
    filtered_magnesium: Any,
) -> DistalConvolutedTubule:
    """Sodium by NCC, magnesium by TRPM6 up to its capacity, calcium by TRPV5 under parathyroid hormone."""
    ncc = p.ncc_activity * s.ncc_phosphorylation
    load = delivered.sodium / resting_delivery
    odds = p.dct_sodium_escape / (1.0 - p.dct_sodium_escape) * power(load, p.dct_load_exponent) / ncc
    capacity = (
        p.dct_magnesium_capacity
        * p.nephron_fraction
        * p.trpm6_activity
        * s.trpm6_abundance
        * power(p.ncc_activity, p.trpm6_ncc_exponent)
        * power(s.ncc_phosphorylation, p.trpm6_phosphorylation_exponent)
        * power(p.enac_activity * s.enac_abundance, -1.0 * p.trpm6_enac_exponent)
    )
    reabsorbed = saturating_reabsorption(
        delivered.magnesium, capacity, p.dct_magnesium_maximum, p.magnesium_saturation_sharpness
    )
    leak = p.magnesium_obligatory_leak * filtered_magnesium
    resting_calcium = (
        p.gfr_reference
        * p.nephron_fraction
        * p.ionised_calcium_reference
        / p.calcium_ionised_share
        * p.proximal_sodium_escape
        * p.tal_calcium_escape
    )
    calcium_odds = (
        p.dct_calcium_escape
        / (1.0 - p.dct_calcium_escape)
        * power(delivered.calcium / resting_calcium, p.dct_calcium_load_exponent)
        * power(pth_effect, -1.0 * p.dct_calcium_pth_exponent)
        * power(calcitriol_ratio, -1.0 * p.dct_calcium_calcitriol_exponent)
        * power(p.ncc_activity, p.dct_calcium_ncc_exponent)
        / p.trpv5_activity
    )
    return DistalConvolutedTubule(
        sodium=delivered.sodium * odds / (1.0 + odds),
        potassium=delivered.potassium,
        calcium=delivered.calcium * calcium_odds / (1.0 + calcium_odds),
        magnesium=delivered.magnesium - reabsorbed + leak,
        ncc=ncc,
    )
