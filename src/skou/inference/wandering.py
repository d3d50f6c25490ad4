"""How a person's laboratory values wander for reasons that no record tells: more on a ward than at home."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from skou.data import read_yaml
from skou.inference.knowledge import lab_model

AT_HOME = "community"
"""The setting in which values have no scatter but that of ``likelihoods.yaml``."""


@dataclass(frozen=True, slots=True)
class Wander:
    """Sd of a sample, and sd and time [d] of the drift of one quantity, on its scatter scale."""

    sample: float
    drift: float = 0.0
    days: float = 1.0


@lru_cache(maxsize=64)
def wander(key: str, setting: str) -> Wander:
    """How a quantity wanders where the person is seen; without drift where the table has none."""
    noise = lab_model().analytes[key].noise
    table = read_yaml("forecast_drift.yaml")
    row, share = table["analytes"].get(key), float(table["share"].get(setting, 0.0))
    if row is None or share == 0.0:
        return Wander(noise)
    sample = (share * float(row["sample"]) ** 2 + (1.0 - share) * noise**2) ** 0.5
    return Wander(sample, share * float(row["drift"]), float(row["days"]))


@lru_cache(maxsize=256)
def wanders_beyond(key: str, setting: str) -> float:
    """Sd by which one value scatters beyond the noise of ``likelihoods.yaml`` where the person is seen."""
    if key not in lab_model().analytes:
        return 0.0
    own = wander(key, setting)
    return max(own.sample**2 + own.drift**2 - lab_model().analytes[key].noise ** 2, 0.0) ** 0.5
