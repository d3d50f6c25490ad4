"""The body: one mechanistic model of potassium, sodium, water, magnesium, calcium, phosphate and acid-base.

Names are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.body.assembly import model
    from skou.body.diet import DEFAULT_DIET, MEALS, Meal, complete_diet, continuous_rates, meal_amounts
    from skou.body.individuals import BASELINE_HANDLES, individual, initial_state
    from skou.body.ledger import STORES
    from skou.body.parameter_table import Parameter, parameter, parameters
    from skou.body.perturbation import Perturbation, perturbed

__all__ = [
    "BASELINE_HANDLES",
    "DEFAULT_DIET",
    "MEALS",
    "STORES",
    "Meal",
    "Parameter",
    "Perturbation",
    "complete_diet",
    "continuous_rates",
    "individual",
    "initial_state",
    "meal_amounts",
    "model",
    "parameter",
    "parameters",
    "perturbed",
]

_HOMES = {
    "BASELINE_HANDLES": ".individuals",
    "DEFAULT_DIET": ".diet",
    "MEALS": ".diet",
    "Meal": ".diet",
    "Parameter": ".parameter_table",
    "parameters": ".parameter_table",
    "model": ".assembly",
    "Perturbation": ".perturbation",
    "STORES": ".ledger",
    "complete_diet": ".diet",
    "continuous_rates": ".diet",
    "individual": ".individuals",
    "initial_state": ".individuals",
    "meal_amounts": ".diet",
    "parameter": ".parameter_table",
    "perturbed": ".perturbation",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
