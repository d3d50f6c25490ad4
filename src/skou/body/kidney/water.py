"""Urine water: the solute to be excreted over the concentration that vasopressin allows."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import hill, minimum, power


def urine_water(p: Any, f: Fluids, vasopressin: Any, solute: Any) -> Any:
    """Urine flow [L/min].

    Potassium depletion and hypercalcaemia blunt the concentrating effect, and so does lasting dilution and
    expansion (vasopressin escape).
    """
    escape = power(minimum(f.osmolality / p.osmolality_reference, 1.0), p.vasopressin_escape_exponent)
    effect = (
        vasopressin
        * p.aquaporin2_activity
        * power(f.potassium_ratio, 1.0)
        * power(f.calcium_ionised / p.ionised_calcium_reference, -3.0)
        * escape
    )
    share = hill(effect, p.vasopressin_half, p.vasopressin_water_exponent)
    share = share * power(p.nephron_fraction, 0.3)
    concentration = (
        p.urine_osmolality_minimum + (p.urine_osmolality_maximum - p.urine_osmolality_minimum) * share
    )
    return solute / concentration
