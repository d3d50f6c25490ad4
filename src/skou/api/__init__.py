"""The Python face: ``skou.assess`` and ``skou.simulate``, with results that show themselves in notebooks."""

from skou.api.assessing import PersonAssessment, assess
from skou.api.reading import read_person
from skou.api.simulating import Simulation, simulate

__all__ = ["PersonAssessment", "Simulation", "assess", "read_person", "simulate"]
