"""The published distributions that people are drawn from: who there is, how large, what they eat and take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from skou.body.parameter_table import parameter
from skou.data import read_csv

Array = NDArray[np.float64]
AGE_BANDS = ((20, 40), (40, 60), (60, 70), (70, 90))
REPORTING_BIAS = 0.235
"""Person-specific bias of 24-h recalls, sd of the logarithm: one recall tells 0.16 (sodium) and 0.25 (potassium) of a
true difference of usual intake (Va 2019 Am J Clin Nutr 109:1672, urine of NHANES 2014; from memory), and the
covariance of two recalls of NHANES (0.098 and 0.119) less what that leaves is 0.23 and 0.24 squared."""
FILTRATION_BIAS = 0.95
"""Measured over estimated filtration: the equation of 2021 lies 3.9 above that of 2009 in 1.6 million adults (Fu 2022,
doi 10.1093/ndt/gfac197), 4.8 mL/min/1.73 m2 above measured filtration of 75-80 (Jeong 2023 Ann Lab Med 43), and that of
2009 up to 6 above it (Pottel 2016 Nephrol Dial Transplant 31:798)."""
FILTRATION_ERROR = 0.13
"""Measured about estimated filtration, sd of the logarithm: 85-90 % within 30 % (Inker 2021)."""
LEVELS = ("mmol/L", "mm[Hg]", "g/L")
"""Units of parameters that are concentrations or tensions: their mean is that of the typical body."""
OLDEST = 85.0
"""Age beyond which rules of age do not go on [years]."""
INTAKES = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "water", "carbohydrate", "protein")


@dataclass(frozen=True)
class Stratum:
    """Adults of one sex, decade, filtration band and set of drugs, and their share of all adults."""

    sex: str
    age: tuple[float, float]
    egfr_band: tuple[float, float]
    egfr_mean: float
    egfr_sd: float
    drugs: tuple[str, ...]
    share: float


def grown(per: str, nephron_fraction: float, age: float = 40.0) -> float:
    """How far something has grown: 1 where it does not grow, the lost share of nephrons, or decades of life over 50.

    Examples
    --------
    >>> grown("", 0.4), grown("lost_nephrons", 0.4), grown("decades_over_50", 1.0, 70.0)
    (1.0, 0.6, 2.0)
    """
    return {
        "": 1.0,
        "lost_nephrons": 1.0 - nephron_fraction,
        "decades_over_50": max(min(age, OLDEST) - 50.0, 0.0) / 10.0,
    }[per]


@dataclass(frozen=True)
class Spread:
    """How one parameter differs between healthy people of the same kind."""

    trait: str
    """Parameters of one trait move together."""
    parameter: str
    sd_log: float
    per: str
    """What the spread grows with: see `grown`."""
    source: str

    def factor(self, strength: float, nephron_fraction: float, age: float = 40.0) -> float:
        """The factor of a person whose trait is a standard normal number.

        The mean of a concentration or tension is that of the typical body, and of an activity or capacity the median.

        Examples
        --------
        >>> Spread("t", "albumin", 0.5, "lost_nephrons", "").factor(2.0, 1.0)
        1.0
        """
        sd = self.sd_log * grown(self.per, nephron_fraction, age)
        shift = sd**2 / 2.0 if parameter(self.parameter).unit in LEVELS else 0.0
        return math.exp(sd * strength - shift)


def limits(band: str) -> tuple[float, float]:
    """A band label such as ``60-89`` as half-open limits."""
    low, high = band.split("-")
    return float(low), float(high) + 1.0


@cache
def strata() -> tuple[Stratum, ...]:
    """Adults by sex, decade, filtration and drugs (NHANES 2011-2018, survey weights)."""
    return tuple(
        Stratum(
            row["sex"],
            limits(row["decade"]),
            limits(row["egfr_band"]),
            float(row["egfr_mean"]),
            float(row["egfr_sd"]),
            () if row["drugs"] == "none" else tuple(row["drugs"].split("+")),
            float(row["share"]),
        )
        for row in read_csv("population/nhanes_strata.csv")
    )


@cache
def sizes() -> dict[tuple[str, str], tuple[float, float, float, float, float]]:
    """Mean and sd of height [cm] and of log body mass index, and their correlation, by sex and age band."""
    columns = ("height_mean", "height_sd", "log_bmi_mean", "log_bmi_sd", "correlation")
    return {
        (row["sex"], row["age_band"]): (
            float(row[columns[0]]),
            float(row[columns[1]]),
            float(row[columns[2]]),
            float(row[columns[3]]),
            float(row[columns[4]]),
        )
        for row in read_csv("population/nhanes_size.csv")
    }


@cache
def intake_means() -> dict[tuple[str, str], Array]:
    """Mean daily intakes in the order of `INTAKES` by sex and age band."""
    table: dict[tuple[str, str], dict[str, float]] = {}
    for row in read_csv("population/nhanes_intakes.csv"):
        table.setdefault((row["sex"], row["age_band"]), {})[row["intake"]] = float(row["mean"])
    return {key: np.array([amounts[n] for n in INTAKES]) for key, amounts in table.items()}


@cache
def intake_covariance() -> Array:
    """Covariance of the logarithms of usual intakes, in the order of `INTAKES`, made positive definite.

    Two recalls of one person share that person's under-reporting, which is taken out of everything alike (water too:
    its turnover differs by less between people than recalled water does).
    """
    rows = {row["intake"]: row for row in read_csv("population/nhanes_intake_correlation.csv")}
    sd = np.array([float(rows[n]["sd_log"]) for n in INTAKES])
    correlation = np.array([[float(rows[a][b]) for b in INTAKES] for a in INTAKES])
    covariance = correlation * np.outer(sd, sd) - REPORTING_BIAS**2
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.maximum(values, 1e-6)) @ vectors.T


@cache
def between_person() -> tuple[Spread, ...]:
    """Parameters that differ between healthy people (``data/population/between_person.csv``)."""
    found = []
    for row in read_csv("population/between_person.csv"):
        parameter(row["parameter"])
        found.append(Spread(row["trait"], row["parameter"], float(row["sd_log"]), row["per"], row["source"]))
    return tuple(found)


def age_band(age: float) -> str:
    """The age band of the tables that holds an adult's age."""
    for low, high in AGE_BANDS:
        if age < high:
            return f"{low}-{high - 1}"
    return "70-89"
