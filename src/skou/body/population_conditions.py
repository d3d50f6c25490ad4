"""Illnesses and other drugs that drawn people have, and what an illness does to the body."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from skou.body.parameter_table import parameter
from skou.body.population_tables import Stratum, age_band, grown
from skou.data import read_csv

Array = NDArray[np.float64]
Kind = tuple[str, str, str, str]
LOST_FILTRATION = 60.0
LOWER_PRESSURE = frozenset({"thiazide", "raas", "enac_blocker", "beta_blocker"})
"""Drug groups that are mostly given for high pressure: who needs more of them has the harder hypertension."""


@dataclass(frozen=True)
class ConditionEffect:
    """What one condition does to one parameter, and how that differs between those who have it."""

    condition: str
    parameter: str
    size: float
    """By how much the logarithm moves."""
    sd: float
    """Spread of that movement between people."""
    per: str
    """What size and spread grow with: see `grown`. ``treatments``: the size is that of the untreated, and as much again
    for every drug against high pressure."""
    source: str

    def factor(self, strength: float, nephron_fraction: float, treatments: int = 0) -> float:
        """The factor of one person whose strength of this effect is a standard normal number.

        Examples
        --------
        >>> round(ConditionEffect("d", "albumin", -0.1, 0.0, "", "").factor(1.0, 1.0), 3)
        0.905
        """
        if self.per == "treatments":
            return math.exp((1 + treatments) * self.size + self.sd * strength)
        return math.exp(grown(self.per, nephron_fraction) * (self.size + self.sd * strength))


@cache
def condition_effects() -> tuple[ConditionEffect, ...]:
    """Every row of ``data/population/conditions.csv``."""
    found = []
    for row in read_csv("population/conditions.csv"):
        parameter(row["parameter"])
        found.append(
            ConditionEffect(
                row["condition"],
                row["parameter"],
                float(row["size"]),
                float(row["sd"]),
                row["per"],
                row["source"],
            )
        )
    return tuple(found)


@cache
def condition_shares() -> Mapping[Kind, tuple[tuple[tuple[str, ...], ...], Array]]:
    """Sets of conditions and their shares by sex, age band, filtration and treatment (NHANES 2011-2018)."""
    table: dict[Kind, list[tuple[tuple[str, ...], float]]] = {}
    for row in read_csv("population/nhanes_conditions.csv"):
        kind = (row["sex"], row["age_band"], row["filtration"], row["treatment"])
        names = () if row["conditions"] == "none" else tuple(row["conditions"].split("+"))
        table.setdefault(kind, []).append((names, float(row["share"])))
    return {
        kind: (tuple(n for n, _ in sets), np.array([s for _, s in sets]) / sum(s for _, s in sets))
        for kind, sets in table.items()
    }


def kind_of_people(stratum: Stratum, age: float) -> Kind:
    """The row of the table of conditions for somebody of that stratum and age."""
    filtration = "10-59" if stratum.egfr_band[1] <= LOST_FILTRATION else "60-249"
    treatment = "raas" if "raas" in stratum.drugs else "other" if stratum.drugs else "none"
    return stratum.sex, age_band(age), filtration, treatment


def draw_conditions(
    random: np.random.Generator, chosen: Sequence[Stratum], ages: Array
) -> tuple[tuple[str, ...], ...]:
    """Each person's conditions, drawn jointly; people of a kind that the table lacks have none."""
    found, shares = [], condition_shares()
    for stratum, age, uniform in zip(chosen, ages.tolist(), random.random(len(chosen)).tolist(), strict=True):
        sets, share = shares.get(kind_of_people(stratum, age), (((),), np.ones(1)))
        place = int(np.searchsorted(np.cumsum(share), uniform))
        found.append(sets[min(place, len(sets) - 1)])
    return tuple(found)


def with_conditions(
    values: Mapping[str, float],
    conditions: Sequence[str],
    strengths: Sequence[float],
    drugs: Sequence[str] = (),
) -> dict[str, float]:
    """Parameters of somebody with these conditions; ``strengths`` are in the order of `condition_effects`."""
    moved = dict(values)
    treatments = len(LOWER_PRESSURE.intersection((*conditions, *drugs)))
    for effect, strength in zip(condition_effects(), strengths, strict=True):
        if effect.condition in conditions:
            moved[effect.parameter] *= effect.factor(strength, values["nephron_fraction"], treatments)
    return moved
