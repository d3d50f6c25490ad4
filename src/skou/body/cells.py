"""Cells: potassium held by the Na,K pump and let go by its channels; magnesium and phosphate stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import exp, maximum, minimum, power


@dataclass(frozen=True)
class Cells:
    """Net flows from cells into extracellular fluid [mmol/min] and slow targets."""

    potassium_fast: Any
    potassium_slow: Any
    sodium: Any
    bicarbonate: Any
    magnesium_fast: Any
    magnesium_slow: Any
    phosphate: Any
    pump_activity: Any
    pump_number_target: Any


def insulin_gain(p: Any, insulin: Any) -> Any:
    """Multiplier of cell potassium uptake by insulin, 1 at the mean level of a day with meals."""
    effective = insulin * p.insulin_sensitivity
    rest = p.insulin_uptake_rest
    at_rest = 1.0 + p.insulin_uptake_gain * rest / (rest + p.insulin_uptake_half)
    return (1.0 + p.insulin_uptake_gain * effective / (effective + p.insulin_uptake_half)) / at_rest


def beta2_gain(p: Any) -> Any:
    """Multiplier of cell potassium uptake by beta-2 stimulation, 1 at rest with a working receptor."""
    stimulus = p.beta2_receptor_activity * (p.beta2_tone + p.beta2_stimulation + p.exercise_intensity)
    return (1.0 + p.beta2_uptake_gain * stimulus) / (1.0 + p.beta2_uptake_gain * p.beta2_tone)


def cells(s: Any, p: Any, f: Fluids, mineralocorticoid: Any, glucose_absorbed: Any) -> Cells:
    """Exchange between cells and extracellular fluid.

    Uptake = J0 x pump x (K / K_ref)^a, release = J0 x permeability x (C / C0)^b: at rest cell potassium goes
    as plasma potassium to the power a/b, which gives 200-400 mmol of deficit per 1 mmol/L (Sterns 1981).
    Potassium that leaves is replaced by sodium, as far as there is room for it, and else by protons.
    """
    insulin = insulin_gain(p, s.insulin_action)
    pump = (
        p.na_k_atpase_activity
        * s.pump_number
        * insulin
        * beta2_gain(p)
        * power(p.thyroid_activity, p.thyroid_pump_exponent)
        * power(minimum(s.tubule_free_magnesium, 1.0), p.pump_magnesium_exponent)
        * power(maximum(s.tubule_free_magnesium, 1.0), -1.0 * p.pump_magnesium_inhibition)
        * power(mineralocorticoid, p.aldosterone_uptake_exponent)
    )
    alkalinity = f.acid.strong_ion_bicarbonate / p.bicarbonate_reference
    permeability = (
        p.cell_potassium_permeability
        * power(minimum(alkalinity, 1.0), -1.0 * p.mineral_acid_release_exponent)
        * power(maximum(alkalinity, 1.0), -1.0 * p.alkali_release_exponent)
        * exp(p.respiratory_release_slope * p.pco2_shift)
        * power(f.osmolality / p.osmolality_reference, p.osmotic_release_exponent)
    )
    fast_ratio = s.cell_potassium_fast / p.cell_potassium_fast_reference
    slow_ratio = s.cell_potassium_slow / p.cell_potassium_slow_reference
    uptake = pump * power(f.potassium_ratio, p.potassium_uptake_exponent)
    # A meal opens the liver to potassium at once, before insulin rises in the periphery.
    splanchnic = 1.0 + p.splanchnic_meal_gain * glucose_absorbed / (glucose_absorbed + p.splanchnic_meal_half)
    # Uraemia slows the pump, and release with it: the balance between the two stays, the speed falls.
    uraemic = power(p.nephron_fraction, p.uraemic_exchange_exponent)
    fast = (p.potassium_exchange_fast * uraemic) * (
        permeability * power(fast_ratio, p.potassium_release_exponent) - splanchnic * uptake
    )
    slow = (
        (p.potassium_exchange_slow * uraemic)
        * (permeability * power(slow_ratio, p.potassium_release_exponent) - uptake)
        + p.cell_lysis_rate * s.cell_potassium_slow
        - p.cell_uptake_rate * s.cell_potassium_slow * f.potassium_ratio
        + p.exercise_intensity * p.exercise_potassium_release * slow_ratio
        - s.exercise_pump * p.exercise_potassium_reuptake * power(f.potassium_ratio, 1.5)
    )
    net = fast + slow
    sodium_ratio = s.cell_sodium / p.cell_sodium_reference
    exchanged = p.sodium_exchange_share * 1.5 * sodium_ratio / (0.5 + sodium_ratio)

    magnesium_fast = (
        s.cell_magnesium_fast - p.cell_magnesium_fast_reference * f.magnesium_ratio
    ) / p.cell_magnesium_fast_time
    magnesium_slow = (
        (
            s.cell_magnesium_slow
            - p.cell_magnesium_slow_reference
            * power(f.magnesium_ratio, p.cell_magnesium_slow_exponent)
            * power(slow_ratio, p.cell_magnesium_potassium_exponent)
        )
        / p.cell_magnesium_slow_time
        + p.cell_lysis_rate * s.cell_magnesium_slow
        - p.cell_uptake_rate * s.cell_magnesium_slow * f.magnesium_ratio
    )
    phosphate = p.phosphate_exchange * (
        s.cell_phosphate / p.cell_phosphate_reference
        - f.phosphate / p.phosphate_reference * power(insulin, p.phosphate_insulin_exponent)
    ) + p.lysis_phosphate_ratio * s.cell_potassium_slow * (
        p.cell_lysis_rate * s.cell_phosphate / p.cell_phosphate_reference
        - p.cell_uptake_rate * f.phosphate / p.phosphate_reference
    )
    number = power(
        s.cell_magnesium_slow / p.cell_magnesium_slow_reference, p.pump_number_magnesium_exponent
    ) * power(slow_ratio, p.pump_number_potassium_exponent)
    return Cells(
        potassium_fast=fast,
        potassium_slow=slow,
        sodium=-1.0 * exchanged * net,
        bicarbonate=(1.0 - exchanged) * net,
        magnesium_fast=magnesium_fast,
        magnesium_slow=magnesium_slow,
        phosphate=phosphate,
        pump_activity=pump,
        pump_number_target=number,
    )
