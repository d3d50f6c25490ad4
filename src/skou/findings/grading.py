"""Severity by scheme: each scheme's own bounds, one of them the default.

The default scheme is one choice a disorder, written as half-open intervals that meet, so that no value
falls between two grades. It starts where the value leaves the adult reference interval and follows

- potassium: the UK Kidney Association / ERC bands above, the UK primary-care bands below;
- sodium: ESE/ERA/ESICM 2014 below; above, 150 and 160 mmol/L (no guideline agrees);
- magnesium: 0.7, 0.6 and 0.5 mmol/L below, so that "severe" is the NHS SPS "severe"; above from 1.03 mmol/L
  (2.5 mg/dL), 2 and 4;
- calcium: Society for Endocrinology 2016, with a moderate grade from 1.9 to 2.0 mmol/L; ionised calcium by
  intensive-care practice below and CTCAE above;
- phosphate: common practice, with children's intervals by K/DOQI;
- bicarbonate: the KDIGO 2024 bands for acidosis; alkalosis is not graded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from skou.data import read_csv
from skou.errors import UnknownNameError, nearest_names
from skou.findings.model import Severity
from skou.findings.readings import Reading

DEFAULT_SCHEME = "default"
Quantity = Literal[
    "potassium", "sodium", "magnesium", "calcium_adjusted", "calcium_ionised", "phosphate", "bicarbonate",
    "percent_fall",
]  # fmt: skip


@dataclass(frozen=True)
class Band:
    """One grade of one scheme: an interval with open or closed ends."""

    disorder: str
    quantity: str
    severity: str
    low: float | None
    low_closed: bool
    high: float | None
    high_closed: bool
    scheme: str
    label: str
    """The scheme in words; for the default one, whose bounds it follows."""
    age_from: float
    age_below: float
    source: str
    note: str

    def holds(self, reading: Reading) -> bool:
        """True where the reading is certainly inside the interval, or beyond it on its open side."""
        if self.low is not None and not reading.above(self.low, or_at=self.low_closed):
            return False
        return self.high is None or reading.below(self.high, or_at=self.high_closed)


@lru_cache(maxsize=1)
def all_bands() -> tuple[Band, ...]:
    """Every band of every scheme of ``data/severity.csv``."""
    return tuple(
        Band(
            row["disorder"],
            row["quantity"],
            row["severity"],
            float(row["low"]) if row["low"] else None,
            row["low_closed"] == "1",
            float(row["high"]) if row["high"] else None,
            row["high_closed"] == "1",
            row["scheme"],
            row["label"],
            float(row["age_from"] or 0),
            float(row["age_below"] or 1000),
            row["source"],
            row["note"],
        )
        for row in read_csv("severity.csv")
    )


def bands(
    disorder: str, quantity: str, scheme: str = DEFAULT_SCHEME, age: float | None = None
) -> tuple[Band, ...]:
    """The bands of one scheme for a disorder in a quantity, at an age [years] (unknown counts as adult)."""
    years = 40.0 if age is None else age
    return tuple(
        b
        for b in all_bands()
        if b.disorder == disorder
        and b.quantity == quantity
        and b.scheme == scheme
        and b.age_from <= years < b.age_below
    )


def schemes(disorder: str) -> tuple[str, ...]:
    """The schemes that grade a disorder.

    Examples
    --------
    >>> schemes("hypomagnesaemia")
    ('default', 'NHS SPS 2023-24 (two grades)', 'three-grade protocols', 'US review 2010 (definition)')
    """
    return tuple(dict.fromkeys(b.scheme for b in all_bands() if b.disorder == disorder))


def grade(
    disorder: str,
    quantity: Quantity,
    reading: Reading | float,
    *,
    scheme: str = DEFAULT_SCHEME,
    age: float | None = None,
) -> Band | None:
    """The gravest band that a value falls into, None where the disorder is absent.

    Parameters
    ----------
    disorder : str
        A disorder of the vocabulary.
    quantity : str
        What is graded; calcium has an adjusted and an ionised scale.
    reading : Reading or float
        In the analyte's own unit.
    scheme : str
        One of `schemes`.
    age : float, optional
        [years]; phosphate has children's bands.

    Raises
    ------
    UnknownNameError
        Where the scheme does not grade the disorder.

    Examples
    --------
    >>> grade("hypokalaemia", "potassium", 2.4).severity
    'severe'
    >>> grade("hypokalaemia", "potassium", 3.5) is None
    True
    >>> grade("hypomagnesaemia", "magnesium", 0.45, scheme="three-grade protocols").severity
    'moderate'
    """
    if scheme not in schemes(disorder):
        raise UnknownNameError(
            f"{disorder} has no scheme {scheme!r}",
            value=scheme,
            nearest=nearest_names(scheme, schemes(disorder)),
        )
    seen = reading if isinstance(reading, Reading) else Reading(quantity, reading, "")
    order = ("severe", "grade 4", "grade 3", "moderate", "grade 1", "mild", "")
    inside = [b for b in bands(disorder, quantity, scheme, age) if b.holds(seen)]
    return min(inside, key=lambda b: order.index(b.severity), default=None)


def severity_of(band: Band) -> Severity | None:
    """The vocabulary's grade of a band; None where its scheme has other words or none."""
    return cast(Severity, band.severity) if band.severity in ("mild", "moderate", "severe") else None
