"""What drawn people eat: usual intakes by sex, age, filtration and diabetes, and calcium taken as tablets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from skou.body.population_conditions import condition_shares, kind_of_people
from skou.body.population_tables import (
    INTAKES,
    Stratum,
    age_band,
    intake_covariance,
    intake_means,
    limits,
    strata,
)
from skou.data import read_csv

Array = NDArray[np.float64]
EATEN_BY_WEIGHT = 0.5
"""How the logarithm of what is eaten and drunk follows that of weight among people of one sex and age: energy spent,
measured by doubly labelled water, does so by 0.4 (women, 9.4 kcal/d per kg) to 0.6 (men, 15.9) (Institute of Medicine
2005, from memory), while what heavy people tell does not (NHANES: potassium -4 %, sodium +4 % per 10 kg/m2)."""
SUPPLEMENT_SPREAD = 0.6
"""Spread of the logarithm of the calcium taken by those who take any; assumed."""


def acid_of_food(protein: float, potassium: float) -> float:
    """Net endogenous acid [mmol/d] of protein [g/d] and potassium [mmol/d] eaten.

    Equation: 54.5 protein / potassium - 10.2, at least 10 (Frassetto 1998, doi 10.1093/ajcn/68.3.576).

    Examples
    --------
    >>> round(acid_of_food(80.0, 70.0), 1)
    52.1
    """
    return max(10.0, 54.5 * protein / potassium - 10.2)


@cache
def _ratios() -> Mapping[str, Array]:
    """Differences of the logarithm of intakes by group, in the order of `INTAKES`."""
    table: dict[str, dict[str, float]] = {}
    for row in read_csv("population/nhanes_intake_ratios.csv"):
        table.setdefault(row["group"], {})[row["intake"]] = float(row["log_ratio"])
    return {group: np.array([of[n] for n in INTAKES]) for group, of in table.items()}


def _log_ratio(egfr: float, diabetic: float) -> Array:
    """How the logarithm of intakes differs from that of people with normal filtration and no diabetes."""
    found = diabetic * _ratios()["diabetes"]
    for group, ratio in _ratios().items():
        if group != "diabetes" and limits(group)[0] <= egfr < limits(group)[1]:
            found = found + ratio
    return found


@cache
def _mean_log_ratio(sex: str, band: str) -> Array:
    """The mean of `_log_ratio` over all people of a sex and age band, whom the table of means describes."""
    total, weight = np.zeros(len(INTAKES)), 0.0
    for s in strata():
        if s.sex == sex and age_band(s.age[0]) == band:
            sets, shares = condition_shares().get(kind_of_people(s, s.age[0]), (((),), np.ones(1)))
            diabetic = float(sum(x for n, x in zip(sets, shares, strict=True) if "diabetes" in n))
            total, weight = total + s.share * _log_ratio(s.egfr_mean, diabetic), weight + s.share
    return total / weight


def usual_intakes(
    random: np.random.Generator,
    chosen: Sequence[Stratum],
    ages: Array,
    egfr: Array,
    conditions: Sequence[Sequence[str]],
    heaviness: Array,
    differences: bool = True,
) -> Array:
    """Usual daily intakes of food (n, intakes): the mean of the person's kind times a correlated log-normal.

    ``heaviness`` is the logarithm of weight less that of the person's sex and age.
    """
    bands = [age_band(a) for a in ages.tolist()]
    mean = np.array([intake_means()[s.sex, b] for s, b in zip(chosen, bands, strict=True)])
    kind = np.array(
        [
            _log_ratio(rate, float("diabetes" in c)) - _mean_log_ratio(s.sex, b)
            for s, b, rate, c in zip(chosen, bands, egfr.tolist(), conditions, strict=True)
        ]
    )
    kind = kind.reshape(-1, len(INTAKES)) + EATEN_BY_WEIGHT * heaviness[:, None]
    covariance = intake_covariance()
    habit = random.standard_normal((len(chosen), len(INTAKES))) @ np.linalg.cholesky(covariance).T
    logs = np.clip(habit, -1.2, 1.2) - 0.5 * np.diag(covariance)
    return mean.reshape(kind.shape) * np.exp(kind + (logs if differences else 0.0))


def supplement_calcium(
    random: np.random.Generator, chosen: Sequence[Stratum], ages: Array, differences: bool = True
) -> Array:
    """Calcium from supplements [mmol/d]; its mean for everybody where people of one kind do not differ."""
    rows = [
        (r["sex"], float(r["age_low"]), float(r["age_high"]), float(r["share"]), float(r["mean_mmol"]))
        for r in read_csv("population/calcium_supplements.csv")
    ]
    takes, spread = random.random(len(chosen)), random.standard_normal(len(chosen))
    found = np.zeros(len(chosen))
    for k, (stratum, age) in enumerate(zip(chosen, ages.tolist(), strict=True)):
        share, mean = next(
            (s, m) for sex, low, high, s, m in rows if sex == stratum.sex and low <= age < high
        )
        if not differences:
            found[k] = mean
        elif takes[k] < share:
            found[k] = mean / share * np.exp(SUPPLEMENT_SPREAD * spread[k] - SUPPLEMENT_SPREAD**2 / 2.0)
    return found
