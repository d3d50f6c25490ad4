"""One person's body: size, sex, age and kidney function set the parameters and the starting amounts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from skou.body.covariates import with_pregnancy
from skou.body.diet import complete_diet, continuous_rates
from skou.body.parameter_table import parameters
from skou.body.states import STATES
from skou.errors import OutOfPhysiologicalRange

REFERENCE_WATER = 42.0
REFERENCE_CELL_POTASSIUM = 3800.0
REFERENCE_SURFACE = 1.90

BASELINE_HANDLES: dict[str, str] = {
    "plasma.potassium": "plasma_potassium_reference",
    "plasma.magnesium": "plasma_magnesium_reference",
    "plasma.calcium_total": "parathyroid_set_point",
    "plasma.phosphate": "phosphate_threshold",
    "plasma.pth": "pth_secretion_activity",
    "plasma.bicarbonate": "bicarbonate_reference",
    "plasma.sodium": "osmotic_set_point",
    "plasma.vitamin_d_25oh": "vitamin_d_supply",
    "plasma.glucose": "hepatic_glucose_production",
    "plasma.calcitriol": "calcitriol_synthesis_activity",
    "plasma.aldosterone": "aldosterone_synthesis_activity",
}
"""Which parameter individualises a baseline: monotone handles for a one-dimensional search."""

_SCALED_WITH_WATER = (
    "extracellular_volume_reference",
    "albumin_space",
    "potassium_exchange_fast",
    "potassium_exchange_slow",
    "cell_sodium_reference",
    "cell_magnesium_fast_reference",
    "cell_magnesium_slow_reference",
    "cell_phosphate_reference",
    "phosphate_exchange",
    "insulin_volume",
    "pth_volume",
    "calcitriol_volume",
    "vitamin_d_volume",
    "exercise_potassium_release",
    "hepatic_glucose_production",
)
_SCALED_WITH_WEIGHT = (
    "bone_calcium_fast_reference",
    "bone_calcium_deep_reference",
    "calcium_bone_exchange",
    "bone_turnover",
    "bone_magnesium_surface_reference",
    "bone_magnesium_deep_reference",
    "colonic_potassium_secretion",
    "magnesium_saturable_capacity",
    "magnesium_endogenous_secretion",
    "calcium_active_capacity",
    "calcium_endogenous_secretion",
    "acid_excretion_reference",
    "insensible_water_loss",
    "urea_production",
)
_SCALED_WITH_FILTRATION = (
    "tal_magnesium_capacity",
    "dct_magnesium_capacity",
    "enac_capacity",
    "potassium_secretion_reference",
)


def default_weight(age: float, sex: str) -> float:
    """A usual weight [kg] where none is given (adults: 72 and 60; children by a growth line)."""
    adult = 72.0 if sex == "M" else 60.0
    if age >= 18.0:
        return adult
    return min(adult, 3.5 + 2.6 * age + 0.08 * age * age)


def default_height(age: float, sex: str) -> float:
    """A usual height [cm] where none is given."""
    adult = 175.0 if sex == "M" else 162.0
    if age >= 18.0:
        return adult
    return min(adult, 75.0 + 6.2 * age)


def total_body_water(age: float, sex: str, weight_kg: float, height_cm: float) -> float:
    """Body water [L] by Watson 1980 (doi 10.1093/ajcn/33.1.27) in adults, 0.6 of the weight in children.

    Examples
    --------
    >>> round(total_body_water(40, "M", 72, 175), 1)
    41.6
    """
    if age < 17.0:
        return 0.60 * weight_kg
    if sex == "M":
        return 2.447 - 0.09516 * age + 0.1074 * height_cm + 0.3362 * weight_kg
    return -2.097 + 0.1069 * height_cm + 0.2466 * weight_kg


def body_potassium(age: float, sex: str) -> float:
    """Body potassium [mmol] of the average adult by 40K counting (Kehayias 1997).

    Examples
    --------
    >>> round(body_potassium(30, "M"))
    4026
    """
    years = max(20.0, age)
    if sex == "M":
        grams = 164.5 + 0.0167 * years - 0.00843 * years**2
    else:
        grams = 100.2 + 0.214 * years - 0.00658 * years**2
    return grams / 0.0390983


def body_surface(weight_kg: float, height_cm: float) -> float:
    """Body surface area [m2], Mosteller 1987."""
    return math.sqrt(weight_kg * height_cm / 3600.0)


def expected_egfr(age: float) -> float:
    """Filtration rate [mL/min/1.73 m2] expected for age: 107 to 40 years, then 0.75 less a year."""
    return 107.0 if age <= 40.0 else max(60.0, 107.0 - 0.75 * (age - 40.0))


def individual(
    age: float = 40.0,
    sex: str = "M",
    weight_kg: float | None = None,
    height_cm: float | None = None,
    egfr: float | None = None,
    pregnant: bool = False,
    diet: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Parameters of one person's body on a continuous habitual diet.

    Parameters
    ----------
    age : float
        [years], 0-120.
    sex : {"F", "M"}
    weight_kg, height_cm : float, optional
        [kg], [cm]; usual values for age and sex where absent.
    egfr : float, optional
        [mL/min/1.73 m2]; what is expected for age where absent. Below that it means lost nephrons.
    pregnant : bool
        Raises filtration by 45 % where it was not measured, and lowers the osmotic set point by 8 mosm/L (from memory).
    diet : mapping, optional
        Daily amounts [mmol/d; water L/d; carbohydrate, protein g/d].

    Raises
    ------
    OutOfPhysiologicalRange
        For a size or filtration rate that no person has.
    """
    weight = default_weight(age, sex) if weight_kg is None else float(weight_kg)
    height = default_height(age, sex) if height_cm is None else float(height_cm)
    for name, value, low, high in (
        ("age", age, 0.0, 120.0),
        ("weight_kg", weight, 2.0, 400.0),
        ("height_cm", height, 40.0, 250.0),
        ("egfr", 100.0 if egfr is None else egfr, 0.0, 250.0),
    ):
        if not low <= value <= high:
            raise OutOfPhysiologicalRange(
                f"{name} {value:g} is outside what a person can have",
                value=value,
                allowed=f"{low:g} to {high:g}",
            )
    values = {name: p.value for name, p in parameters().items()}
    water = total_body_water(age, sex, weight, height) / REFERENCE_WATER
    for name in _SCALED_WITH_WATER:
        values[name] *= water
    for name in _SCALED_WITH_WEIGHT:
        values[name] *= (weight / 72.0) ** 0.75
    usual_water = (
        total_body_water(age, sex, default_weight(age, sex), default_height(age, sex)) / REFERENCE_WATER
    )
    potassium = (body_potassium(age, sex) - 71.4 * usual_water) * water / usual_water
    values["cell_potassium_fast_reference"] *= potassium / REFERENCE_CELL_POTASSIUM
    values["cell_potassium_slow_reference"] *= potassium / REFERENCE_CELL_POTASSIUM
    cells = potassium + values["cell_sodium_reference"]
    icf = water * REFERENCE_WATER - values["extracellular_volume_reference"]
    values["cell_osmoles_per_cation"] = values["osmolality_reference"] * icf / cells

    expected = expected_egfr(age)
    measured = expected if egfr is None else max(float(egfr), 1.0)
    surface = body_surface(weight, height)
    filtration = expected * surface / 1.73 / 1000.0
    if measured > expected:
        filtration *= measured / expected
    if pregnant and egfr is None:
        filtration *= 1.45
    ratio = filtration / values["gfr_reference"]
    for name in _SCALED_WITH_FILTRATION:
        values[name] *= ratio
    values["gfr_reference"] = filtration
    values["nephron_fraction"] = min(1.0, measured / expected)
    sex_factor = 1.0 if sex == "M" else 0.85
    values["creatinine_production"] *= (
        sex_factor * (weight / 72.0) * (1.0 if age < 50 else 1.0 - 0.006 * (age - 50.0))
    )
    if pregnant:
        values = with_pregnancy(values)
    values |= continuous_rates(complete_diet(diet, weight))
    return values


def initial_state(values: Mapping[str, float]) -> dict[str, float]:
    """Starting amounts of a body at rest with these parameters: concentrations at their references."""
    state = {spec.name: spec.initial for spec in STATES}
    ecf = values["extracellular_volume_reference"]
    water_ratio = ecf / 17.0
    icf = (
        values["cell_osmoles_per_cation"]
        / values["osmolality_reference"]
        * (
            values["cell_potassium_fast_reference"]
            + values["cell_potassium_slow_reference"]
            + values["cell_sodium_reference"]
        )
    )
    gut_share = {
        "gut_potassium": 1.3 * values["diet_potassium"] / values["potassium_absorption_rate"],
        "gut_sodium": values["diet_sodium"] / values["sodium_absorption_rate"],
        "gut_magnesium": values["diet_magnesium"] / 0.0067,
        "gut_calcium": values["diet_calcium"] / 0.0066,
        "gut_phosphate": values["diet_phosphate"]
        / (values["phosphate_absorption_rate"] + values["phosphate_transit_rate"]),
        "gut_glucose": values["diet_glucose"] / values["glucose_absorption_rate"],
        "gut_water": values["diet_water"] / values["water_absorption_rate"],
        "gut_alkali": 0.0,
    }
    state |= gut_share
    for name in (
        "ecf_calcium",
        "ecf_bicarbonate",
        "ecf_organic_anion",
        "plasma_insulin_amount",
        "plasma_pth_amount",
        "plasma_calcitriol_amount",
        "vitamin_d_25oh_amount",
    ):
        state[name] *= water_ratio
    state |= {
        "ecf_potassium": values["plasma_potassium_reference"] * ecf,
        "ecf_sodium": values["sodium_reference"] * ecf,
        "ecf_magnesium": values["plasma_magnesium_reference"] * ecf,
        "ecf_phosphate": values["phosphate_reference"] * ecf,
        "ecf_glucose": values["glucose_reference"] * ecf,
        "total_body_water": ecf + icf,
        "cell_potassium_fast": values["cell_potassium_fast_reference"],
        "cell_potassium_slow": values["cell_potassium_slow_reference"],
        "cell_sodium": values["cell_sodium_reference"],
        "cell_magnesium_fast": values["cell_magnesium_fast_reference"],
        "cell_magnesium_slow": values["cell_magnesium_slow_reference"],
        "cell_phosphate": values["cell_phosphate_reference"],
        "bone_calcium_fast": values["bone_calcium_fast_reference"],
        "bone_calcium_deep": values["bone_calcium_deep_reference"],
        "bone_phosphate": values["bone_phosphate_ratio"] * values["bone_calcium_deep_reference"],
        "bone_magnesium_surface": values["bone_magnesium_surface_reference"],
        "bone_magnesium_deep": values["bone_magnesium_deep_reference"],
    }
    return state
