"""The gut: absorption ion by ion, juices, the colon that adapts to potassium, and the signal to the kidney."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.graph.functions import hill, michaelis_menten, power


@dataclass(frozen=True)
class Gut:
    """Absorption and stool [mmol/min; water L/min], and the gut-to-kidney potassium signal (1 = none)."""

    potassium_absorbed: Any
    potassium_stool: Any
    colonic_potassium: Any
    potassium_leaving: Any
    potassium_released: Any
    sodium_absorbed: Any
    sodium_stool: Any
    magnesium_absorbed: Any
    magnesium_transit: Any
    magnesium_secreted: Any
    calcium_absorbed: Any
    calcium_transit: Any
    calcium_secreted: Any
    phosphate_absorbed: Any
    phosphate_transit: Any
    glucose_absorbed: Any
    water_absorbed: Any
    alkali_absorbed: Any
    potassium_signal: Any


def gut(s: Any, p: Any, calcitriol_ratio: Any, magnesium_ratio: Any) -> Gut:
    """Absorption from the bowel.

    Magnesium: saturable plus linear (Fine 1991, doi 10.1172/JCI115317). Calcium: saturable, driven by
    calcitriol, plus linear (Heaney 1990). Potassium: nearly complete; stool potassium is mostly colonic
    secretion, which adapts to plasma potassium and to loss of nephrons (Martin, Sandle). Calcium and
    magnesium in the lumen bind phosphate (Schiller 1989, doi 10.1056/NEJM198904273201703).
    """
    # Food in the stomach delays what is taken with it.
    leaving = p.potassium_absorption_rate * s.gut_potassium / (1.0 + s.gut_glucose / p.meal_delay_half)
    taken = (1.0 - p.potassium_unabsorbed_fraction) * (1.0 - p.potassium_binding) * p.gut_absorption_activity
    potassium_absorbed = leaving * taken
    colonic = (
        p.colonic_potassium_secretion
        * p.colon_potassium_secretion_activity
        * s.colon_adaptation
        * (1.0 + p.binder_colonic_gain * p.potassium_binding)
    )
    signal = 1.0 + p.gut_potassium_signal_gain * hill(potassium_absorbed, p.gut_potassium_signal_half, 2.0)

    sodium_leaving = p.sodium_absorption_rate * s.gut_sodium
    sodium_absorbed = sodium_leaving * (1.0 - p.sodium_unabsorbed_fraction)

    magnesium_absorbed = p.gut_absorption_activity * (
        p.magnesium_absorption_activity
        * p.magnesium_saturable_capacity
        * michaelis_menten(s.gut_magnesium, p.magnesium_saturable_half)
        + p.magnesium_passive_rate * s.gut_magnesium
    )
    calcium_absorbed = (
        p.gut_absorption_activity
        * p.calcium_absorption_activity
        * (
            p.calcium_active_capacity
            * power(calcitriol_ratio, p.calcium_calcitriol_exponent)
            * michaelis_menten(s.gut_calcium, p.calcium_active_half)
            + p.calcium_passive_rate * s.gut_calcium
        )
    )
    phosphate_absorbed = (
        p.gut_absorption_activity
        * p.phosphate_absorption_activity
        * p.phosphate_absorption_rate
        * power(calcitriol_ratio, p.phosphate_calcitriol_exponent)
        * s.gut_phosphate
        * (p.phosphate_binding_half + p.phosphate_binding_reference)
        / (p.phosphate_binding_half + s.gut_calcium + s.gut_magnesium)
    )
    return Gut(
        potassium_absorbed=potassium_absorbed,
        potassium_stool=leaving - potassium_absorbed + colonic,
        colonic_potassium=colonic,
        potassium_leaving=leaving,
        potassium_released=p.potassium_slow_release_rate * s.gut_potassium_slow,
        sodium_absorbed=sodium_absorbed,
        sodium_stool=sodium_leaving - sodium_absorbed,
        magnesium_absorbed=magnesium_absorbed,
        magnesium_transit=p.magnesium_transit_rate * s.gut_magnesium,
        magnesium_secreted=p.magnesium_endogenous_secretion
        * power(magnesium_ratio, p.magnesium_secretion_exponent),
        calcium_absorbed=calcium_absorbed,
        calcium_transit=p.calcium_transit_rate * s.gut_calcium,
        calcium_secreted=p.calcium_endogenous_secretion,
        phosphate_absorbed=phosphate_absorbed,
        phosphate_transit=p.phosphate_transit_rate * s.gut_phosphate,
        glucose_absorbed=p.glucose_absorption_rate * s.gut_glucose,
        water_absorbed=p.water_absorption_rate * s.gut_water,
        alkali_absorbed=p.alkali_absorption_rate * s.gut_alkali,
        potassium_signal=signal,
    )


def gut_feed_forward(s: Any) -> Any:
    """Gut-to-kidney signal as the kidney answers it: what is new against the habit of the last days."""
    return s.gut_signal / s.gut_signal_habit


def colon_adaptation_target(p: Any, potassium_ratio: Any) -> Any:
    """Colonic potassium secretion towards which the mucosa adapts, relative to rest."""
    return power(potassium_ratio, p.colon_potassium_exponent) * power(
        p.nephron_fraction, -1.0 * p.colon_renal_exponent
    )
