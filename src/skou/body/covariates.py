"""What sex and age do to the body's set points, beside size and filtration: rules from a data file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from skou.body.parameter_table import parameter
from skou.data import read_csv
from skou.errors import OutOfPhysiologicalRange

MENOPAUSE_AGE = 51.0
MENOPAUSE_WIDTH = 2.5


@dataclass(frozen=True)
class CovariateRule:
    """A parameter's logarithm (``scale``) or value (``add``) moves by ``size`` per unit of a term."""

    parameter: str
    term: str
    how: str
    size: float
    source: str


def premenopausal(age: float, sex: str) -> float:
    """Share of women of that age with ovarian cycles: a logistic about the natural menopause at 51 years.

    Examples
    --------
    >>> round(premenopausal(30, "F"), 2), round(premenopausal(70, "F"), 2), premenopausal(30, "M")
    (1.0, 0.0, 0.0)
    """
    if sex != "F":
        return 0.0
    return 1.0 / (1.0 + math.exp((age - MENOPAUSE_AGE) / MENOPAUSE_WIDTH))


def terms(age: float, sex: str, nephron_fraction: float = 1.0) -> dict[str, float]:
    """The covariates that rules may use; each is 0 for a man of 40 years with all nephrons.

    Pregnancy is a fact of its own: `with_pregnancy`.

    Raises
    ------
    OutOfPhysiologicalRange
        For an age outside 0-120 years.
    """
    if not 0.0 <= age <= 120.0:
        raise OutOfPhysiologicalRange(
            f"age {age:g} is outside what a person can have", value=age, allowed="0 to 120"
        )
    years = min(max(age, 20.0), 85.0)
    cycling = premenopausal(age, sex) if age >= 13.0 else 0.0
    decades = (years - 40.0) / 10.0
    return {
        "female": float(sex == "F"),
        "premenopausal": cycling,
        "postmenopausal": float(sex == "F") * float(age >= 13.0) * (1.0 - cycling),
        "decades": decades,
        "decades_male": decades * float(sex == "M"),
        "decades_female": decades * float(sex == "F"),
        "log_nephron_fraction": math.log(max(nephron_fraction, 0.02)),
        "pregnant": 0.0,
    }


@cache
def rules() -> tuple[CovariateRule, ...]:
    """Every rule of ``data/population/covariates.csv``."""
    found = []
    for row in read_csv("population/covariates.csv"):
        parameter(row["parameter"])
        found.append(
            CovariateRule(row["parameter"], row["term"], row["how"], float(row["size"]), row["source"])
        )
    return tuple(found)


def with_covariates(values: Mapping[str, float], age: float, sex: str) -> dict[str, float]:
    """Parameters of a body moved by the rules of sex and age.

    Examples
    --------
    >>> with_covariates({"albumin": 42.0}, 40, "M")
    {'albumin': 42.0}
    """
    return _moved(values, terms(age, sex, values.get("nephron_fraction", 1.0)))


def with_pregnancy(values: Mapping[str, float]) -> dict[str, float]:
    """Parameters of a woman's body moved to late pregnancy, beside what filtration does.

    Examples
    --------
    >>> round(with_pregnancy({"albumin": 42.0})["albumin"])
    33
    """
    return _moved(values, dict.fromkeys(terms(40.0, "F"), 0.0) | {"pregnant": 1.0})


def _moved(values: Mapping[str, float], present: Mapping[str, float]) -> dict[str, float]:
    moved = dict(values)
    for rule in rules():
        if rule.parameter in moved:
            step = rule.size * present[rule.term]
            if rule.how == "scale":
                moved[rule.parameter] *= math.exp(step)
            else:
                moved[rule.parameter] += step
    return moved
