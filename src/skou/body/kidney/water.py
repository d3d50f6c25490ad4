"""Urine water: the solute to be excreted over the concentration that vasopressin allows."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import hill, power


def urine_water(p: Any, vasopressin: Any, solute: Any, potassium_ratio: Any, calcium_ratio: Any) -> Any:
    """Urine flow [L/min]; potassium depletion and hypercalcaemia blunt the concentrating effect."""
    effect = (
        vasopressin * p.aquaporin2_activity * power(potassium_ratio, 1.0) * power(calcium_ratio, -3.0)
    )
    share = hill(effect, p.vasopressin_half, p.vasopressin_water_exponent)
    share = share * power(p.nephron_fraction, 0.3)
    concentration = p.urine_osmolality_minimum + (
        p.urine_osmolality_maximum - p.urine_osmolality_minimum
    ) * share
    return solute / concentration
