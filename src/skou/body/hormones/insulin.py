"""Insulin and glucose: enough of them to move potassium, phosphate and water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import power


@dataclass(frozen=True)
class Glucose:
    """Insulin secretion [pmol/min] and glucose flows [mmol/min]."""

    insulin: Any
    secretion: Any
    clearance: Any
    production: Any
    uptake: Any


def glucose_and_insulin(s: Any, p: Any, f: Fluids) -> Glucose:
    """Secretion rises steeply with glucose; insulin restrains the liver and opens muscle and fat."""
    ratio = f.glucose / p.glucose_reference
    stimulus = power(ratio, p.insulin_glucose_exponent)
    secretion = (
        p.insulin_secretion_activity
        * p.insulin_basal
        * p.insulin_volume
        / p.insulin_time
        * stimulus
        * p.insulin_maximum
        / (p.insulin_maximum - 1.0 + stimulus)
    )
    action = p.insulin_sensitivity * s.insulin_action / p.insulin_basal
    production = p.hepatic_glucose_production / (1.0 + power(action, p.hepatic_insulin_exponent)) * 2.0
    uptake = (
        p.hepatic_glucose_production
        * power(ratio, p.glucose_uptake_exponent)
        * (
            p.glucose_uptake_without_insulin
            + (1.0 - p.glucose_uptake_without_insulin) * power(action, p.glucose_insulin_exponent)
        )
    )
    return Glucose(
        insulin=s.plasma_insulin_amount / p.insulin_volume,
        secretion=secretion,
        clearance=s.plasma_insulin_amount / p.insulin_time,
        production=production,
        uptake=uptake,
    )
