"""Connecting tubule and collecting duct: ENaC makes the voltage, ROMK and BK secrete, H,K-ATPase saves potassium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.body.gut import gut_feed_forward
from skou.body.kidney.distal_convoluted_tubule import DistalConvolutedTubule
from skou.body.kidney.saturation import saturating_reabsorption
from skou.graph.functions import cos, exp, minimum, power, quantity, tanh, where


@dataclass(frozen=True)
class CollectingDuct:
    """Urine sodium and potassium [mmol/min] and the flows that make them."""

    sodium: Any
    potassium: Any
    sodium_reabsorbed: Any
    current: Any
    """Electrogenic sodium current through ENaC, relative to rest."""
    voltage: Any
    """Lumen-negative voltage, relative to rest: the current that there would be if its anions could follow."""
    secretion: Any
    reabsorption: Any


def enac_abundance_target(p: Any, mineralocorticoid: Any) -> Any:
    """ENaC towards which the principal cell moves: a floor, and the rest by the mineralocorticoid receptor."""
    return p.enac_floor + (1.0 - p.enac_floor) * power(mineralocorticoid, p.enac_mr_exponent)


def secretory_abundance_target(p: Any, f: Fluids, mineralocorticoid: Any, current: Any) -> Any:
    """ROMK and BK towards which the principal cell moves over a day or two."""
    return (
        power(f.potassium_ratio, p.secretory_adaptation_potassium)
        * power(mineralocorticoid, p.secretory_adaptation_mr)
        * power(current, p.secretory_adaptation_current)
    )


def hk_atpase_target(p: Any, f: Fluids) -> Any:
    """H,K-ATPase towards which the medullary duct moves over days."""
    return p.hk_atpase_activity * power(f.potassium_ratio, -1.0 * p.hk_atpase_potassium_exponent)


def circadian(t: Any, p: Any) -> Any:
    """Daily rhythm of potassium secretion, mean 1 (Moore-Ede 1975; Gumz 2015)."""
    turn = quantity(6.283185307179586 / 1440.0, "1/min")
    return 1.0 + p.circadian_amplitude * cos(turn * (t + p.clock_start - p.circadian_peak))


def collecting_duct(
    t: Any,
    s: Any,
    p: Any,
    f: Fluids,
    delivered: DistalConvolutedTubule,
    angiotensin: Any,
    resting_delivery: Any,
    anion_flow: Any,
    osmotic_flow: Any,
) -> CollectingDuct:
    """Sodium reabsorption by ENaC, potassium secretion by ROMK and BK, medullary potassium reabsorption.

    Secretion = S0 x abundance x (K/K_ref)^n x (ENaC current)^v x (Mg block of ROMK) x flow (BK) x gut signal.
    Low free magnesium lifts the block of ROMK (Huang & Kuo 2007, doi 10.1681/ASN.2007070792), but secretion
    still needs the sodium current: magnesium deficiency alone does little.
    """
    volume_brake = where(f.expansion > 1.0, power(f.expansion, -1.0 * p.anp_natriuresis_exponent), 1.0)
    # Part of the sodium goes through intercalated cells without charge; what ENaC does not take they may.
    neutral = p.neutral_sodium_share * s.enac_abundance
    electrogenic = (1.0 - p.neutral_sodium_share) * s.enac_abundance * p.enac_activity
    washed_out = 1.0 + osmotic_flow / p.osmotic_distal_half
    capacity = p.enac_capacity * p.nephron_fraction * (electrogenic + neutral) * volume_brake / washed_out
    # Anions that cannot be reabsorbed keep sodium in the lumen, or draw potassium in exchange for it.
    held = minimum(p.anion_sodium_share * anion_flow, 0.8 * delivered.sodium)
    reabsorbed = saturating_reabsorption(delivered.sodium - held, capacity, 0.995, p.enac_sharpness)
    resting_capacity = p.enac_capacity * p.nephron_fraction
    resting_current = saturating_reabsorption(resting_delivery, resting_capacity, 0.995, p.enac_sharpness)
    share = electrogenic / (electrogenic + neutral)
    part = share / (1.0 - p.neutral_sodium_share) / resting_current
    current = reabsorbed * part
    voltage = saturating_reabsorption(delivered.sodium, capacity * washed_out, 0.995, p.enac_sharpness) * part

    block = (1.0 + p.cell_free_magnesium_reference / p.romk_magnesium_constant) / (
        1.0
        + p.cell_free_magnesium_reference
        * power(s.tubule_free_magnesium, p.romk_magnesium_cooperativity)
        / p.romk_magnesium_constant
    )
    flow = delivered.sodium / resting_delivery
    flow_gain = 1.0 + p.bk_activity * p.bk_flow_gain * tanh(flow - 1.0)
    secretion = (
        p.potassium_secretion_reference
        * power(p.nephron_fraction, p.potassium_secretion_nephron_exponent)
        * p.romk_activity
        * s.secretory_abundance
        * power(f.potassium_ratio, p.romk_potassium_exponent)
        * power(current, p.romk_voltage_exponent)
        * power(angiotensin, -1.0 * p.romk_angiotensin_exponent)
        * block
        * flow_gain
        * exp(p.secretion_bicarbonate_slope * (f.acid.bicarbonate - p.bicarbonate_reference))
        * gut_feed_forward(s)
        * circadian(t, p)
    )
    secretion = secretion + p.anion_potassium_share * anion_flow * power(f.potassium_ratio, 2.0)
    odds = (
        p.medullary_potassium_reabsorption
        / (1.0 - p.medullary_potassium_reabsorption)
        * s.hk_atpase_abundance
    )
    saved = odds / (1.0 + odds)
    reaching = delivered.potassium + secretion
    return CollectingDuct(
        sodium=delivered.sodium - reabsorbed,
        potassium=reaching * (1.0 - saved),
        sodium_reabsorbed=reabsorbed,
        current=current,
        voltage=voltage,
        secretion=secretion,
        reabsorption=reaching * saved,
    )
