"""Many virtual people under a protocol, streamed to disk: `population`, `PopulationRun`."""

from __future__ import annotations

from skou.populations.run import PopulationRun, population
from skou.populations.specification import Specification

__all__ = ["PopulationRun", "Specification", "population"]
