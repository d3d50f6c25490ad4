"""Causes: named, bounded perturbations of the body, of intakes, or of the measurement, each written once."""

from skou.causes.cause import Cause, MeasurementEffect
from skou.causes.measurement import measure
from skou.causes.registry import all_causes, cause, perturbation

__all__ = ["Cause", "MeasurementEffect", "all_causes", "cause", "measure", "perturbation"]
