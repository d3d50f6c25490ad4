"""The habitual diet: daily amounts as continuous rates, or as three meals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skou.errors import UnknownNameError, nearest_names

MINUTES_A_DAY = 1440.0
GLUCOSE_GRAMS_PER_MMOL = 0.180156
ACID_PER_GRAM_PROTEIN = 0.75
"""Net endogenous acid [mmol per g protein]: 60 mmol/d on 80 g (science: Frassetto's protein term, from memory)."""

DEFAULT_DIET: dict[str, float] = {
    "potassium": 70.0,
    "sodium": 150.0,
    "magnesium": 13.0,
    "calcium": 22.0,
    "phosphate": 42.0,
    "water": 2.2,
    "carbohydrate": 250.0,
    "protein": 80.0,
}
"""Daily amounts of an adult of 72 kg: mmol of each ion, water L, carbohydrate and protein g."""

STOMACH: dict[str, str] = {
    "potassium": "gut_potassium",
    "sodium": "gut_sodium",
    "magnesium": "gut_magnesium",
    "calcium": "gut_calcium",
    "phosphate": "gut_phosphate",
    "water": "gut_water",
    "carbohydrate": "gut_glucose",
}


@dataclass(frozen=True)
class Meal:
    """A share of the day's food at a clock time [min after midnight]."""

    name: str
    clock: float
    share: float


MEALS = (Meal("breakfast", 450.0, 0.27), Meal("lunch", 765.0, 0.35), Meal("supper", 1140.0, 0.38))


def complete_diet(diet: Mapping[str, float] | None, weight_kg: float = 72.0) -> dict[str, float]:
    """The given daily amounts over the default diet of that body size.

    Raises
    ------
    UnknownNameError
        For a nutrient that the body does not follow.
    """
    scale = max(0.2, weight_kg / 72.0) ** 0.75
    full = {name: amount * scale for name, amount in DEFAULT_DIET.items()}
    for name, amount in (diet or {}).items():
        if name not in full:
            raise UnknownNameError(
                f"the diet has no {name!r}",
                value=name,
                nearest=nearest_names(name, full),
                allowed=", ".join(full),
            )
        full[name] = float(amount)
    return full


def continuous_rates(diet: Mapping[str, float]) -> dict[str, float]:
    """The diet as constant rates: parameter name to value [mmol/min, L/min]."""
    return {
        "diet_potassium": diet["potassium"] / MINUTES_A_DAY,
        "diet_sodium": diet["sodium"] / MINUTES_A_DAY,
        "diet_magnesium": diet["magnesium"] / MINUTES_A_DAY,
        "diet_calcium": diet["calcium"] / MINUTES_A_DAY,
        "diet_phosphate": diet["phosphate"] / MINUTES_A_DAY,
        "diet_water": diet["water"] / MINUTES_A_DAY,
        "diet_glucose": diet["carbohydrate"] / GLUCOSE_GRAMS_PER_MMOL / MINUTES_A_DAY,
        "diet_acid": diet["protein"] * ACID_PER_GRAM_PROTEIN / MINUTES_A_DAY,
    }


def meal_amounts(foods: Mapping[str, float]) -> dict[str, float]:
    """What one meal adds: state or ledger name to amount, from mmol of ions, L of water, g of carbohydrate.

    Examples
    --------
    >>> meal_amounts({"potassium": 20.0})
    {'gut_potassium': 20.0, 'intake_potassium': 20.0}
    """
    added: dict[str, float] = {}
    for name, amount in foods.items():
        if name == "carbohydrate":
            added["gut_glucose"] = amount / GLUCOSE_GRAMS_PER_MMOL
        elif name in STOMACH:
            added[STOMACH[name]] = amount
            added[f"intake_{name}"] = amount
    return added
