"""Causes: named, bounded perturbations of the body, of intakes, or of the measurement, each written once."""

from skou.causes.cause import Cause, MeasurementEffect
from skou.causes.measurement import measure
from skou.causes.registry import all_causes, cause, perturbation
from skou.causes.typical import Typical, typical

__all__ = [
    "Cause",
    "MeasurementEffect",
    "Typical",
    "all_causes",
    "cause",
    "measure",
    "perturbation",
    "typical",
]
