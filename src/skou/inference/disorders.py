"""Disorders as directions of measured quantities: what a cause would have to move to be a cause of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Direction:
    """One disorder as a direction of one quantity.

    Attributes
    ----------
    key : str
        Predicted quantity.
    sign : int
        +1 high, -1 low.
    limit : float
        Beyond this a virtual patient has the disorder, where the quantity was not measured [analyte's unit].
    least : float
        The smallest change that counts as a contribution [on the quantity's scatter scale].
    """

    key: str
    sign: int
    limit: float
    least: float


DIRECTIONS: Mapping[str, Direction] = MappingProxyType(
    {
        "hypokalaemia": Direction("potassium", -1, 3.4, 0.03),
        "hyperkalaemia": Direction("potassium", +1, 5.4, 0.03),
        "hyponatraemia": Direction("sodium", -1, 133.0, 0.010),
        "hypernatraemia": Direction("sodium", +1, 147.0, 0.010),
        "hypomagnesaemia": Direction("magnesium", -1, 0.65, 0.05),
        "hypermagnesaemia": Direction("magnesium", +1, 1.15, 0.06),
        "hypocalcaemia": Direction("calcium_ionised", -1, 1.08, 0.02),
        "hypercalcaemia": Direction("calcium_ionised", +1, 1.38, 0.02),
        "hypophosphataemia": Direction("phosphate", -1, 0.65, 0.08),
        "hyperphosphataemia": Direction("phosphate", +1, 1.7, 0.08),
        "metabolic_acidosis": Direction("bicarbonate", -1, 18.0, 0.06),
        "metabolic_alkalosis": Direction("bicarbonate", +1, 31.0, 0.05),
        "respiratory_alkalosis": Direction("pco2", -1, 31.0, 0.10),
        "respiratory_acidosis": Direction("pco2", +1, 50.0, 0.10),
        "vitamin_d_deficiency": Direction("vitamin_d_25oh", -1, 28.0, 0.25),
        "volume_depletion": Direction("volume.ecf", -1, 0.0, 0.08),
    }
)
"""The disorders of the vocabulary that a body can have; limits lie a little outside the reference
intervals."""

FALSE_NUMBERS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "pseudohyperkalaemia": ("potassium", +1),
        "pseudohypokalaemia": ("potassium", -1),
        "pseudohyponatraemia": ("sodium", -1),
        "pseudohypocalcaemia": ("calcium_total", -1),
        "pseudohypercalcaemia": ("calcium_total", +1),
    }
)
"""False numbers: only what bends the measurement can cause them."""

UNBENDABLE = frozenset({"pseudohypokalaemia", "pseudohypercalcaemia"})
"""False numbers of a direction in which the artefacts of the registry do not bend."""
SEEN_IN_VALUES = frozenset({"pseudohypocalcaemia", "pseudohypercalcaemia"})
"""False numbers that the rules read off values alone (albumin, ionised calcium). Those values weigh in themselves,
so the verdict says nothing new; that of another false number may rest on what only the record tells."""
FALSE_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pseudohyperkalaemia": (
            "haemolysed_sample",
            "thrombocytosis",
            "leucocytosis",
            "edta_contamination",
            "sampling_artefact",
        ),
        "pseudohypokalaemia": ("leucocytosis",),
        "pseudohyponatraemia": ("paraprotein_or_lipaemia",),
        "pseudohypocalcaemia": ("hypoalbuminaemia", "edta_contamination"),
        "pseudohypercalcaemia": ("paraprotein_or_lipaemia",),
    }
)
"""What can make each false number."""
