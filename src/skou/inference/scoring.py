"""A stored forecast held against what the laboratory found: inside the band, at which percentile, how far off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.errors import RecordError
from skou.inference.assessment import Band, rounded
from skou.inference.likelihood import cumulative, student_edge, student_points
from skou.inference.observations import key_of
from skou.records.person import Person

Array = NDArray[np.float64]

MEMBERS = 199
"""Values that stand for a band where it is scored."""
_SOONEST = 1.0 / 1440.0
"""A result less than a minute after the last value is that value [d]."""


@dataclass(frozen=True)
class Score:
    """One result beside what was forecast of it.

    Attributes
    ----------
    analyte : str
    day : float
        Of the result, as the record counts.
    found : float
    expected : Band
        Forecast for that time.
    below : float
        Probability that the forecast gave to a value below the one found.
    error : float
        Found less the median, in the unit.
    crps : float
        Continuous ranked probability score, in the unit: what the absolute error is for a single number.
    """

    analyte: str
    day: float
    found: float
    expected: Band
    below: float
    error: float
    crps: float

    @property
    def inside(self) -> bool:
        """Whether the 90 % band holds the result."""
        return self.expected.low <= self.found <= self.expected.high

    def to_dict(self) -> dict[str, Any]:
        """The score as plain data."""
        return {
            "analyte": self.analyte,
            "day": self.day,
            "found": rounded(self.found),
            "expected": self.expected.to_dict(),
            "inside": self.inside,
            "below": round(self.below, 3),
            "error": rounded(self.error),
            "crps": rounded(self.crps),
        }


def members(low: Array, median: Array, high: Array) -> Array:
    """Evenly likely values (..., ``MEMBERS``) of a two-piece Student t with the given 5, 50 and 95 % points."""
    points = student_points(MEMBERS) / student_edge()
    side = np.where(points < 0, (median - low)[..., None], (high - median)[..., None])
    return median[..., None] + side * points


def crps(ensemble: Array, found: Array) -> Array:
    """Continuous ranked probability score of ensembles (..., m): E|X - y| - E|X - X'|/2, unbiased in m.

    Gneiting and Raftery 2007, doi:10.1198/016214506000001437.
    """
    m = ensemble.shape[-1]
    ordered = np.sort(ensemble, axis=-1)
    spread = (ordered * (2 * np.arange(1, m + 1) - m - 1)).sum(axis=-1) / (m * (m - 1))
    return np.abs(ordered - found[..., None]).mean(axis=-1) - spread


def score(stored: Mapping[str, Any], person: Person, option: str | None = None) -> tuple[Score, ...]:
    """Score a stored forecast by the results that came since.

    Parameters
    ----------
    stored : mapping
        What ``Assessment.to_dict`` gave (``skou assess --json``).
    person : Person
        The record with the later results, days counted as before.
    option : str, optional
        Words of the option that was followed; without it the course as planned.

    Returns
    -------
    tuple of Score
        Every plain blood value after the day the forecast started from and up to its last day, in the order of
        time. Between two forecast days the band is drawn straight.

    Raises
    ------
    RecordError
        The stored object holds no forecast, or none under that option.
    """
    rows = _rows(stored, option)
    out = []
    for lab in person.labs:
        row = rows.get(key_of(lab.analyte, lab.specimen, lab.reported_as))
        if row is None or not lab.is_blood or lab.day is None or lab.qualifier is not None:
            continue
        after = lab.day - float(row.get("from_day", 0.0))
        if _SOONEST < after <= row["days"][-1]:
            out.append(_scored(row, lab.day, after, lab.value))
    return tuple(sorted(out, key=lambda s: (s.day, s.analyte)))


def summary(scores: Iterable[Score]) -> dict[str, dict[str, Any]]:
    """By analyte: how many results, share inside the 90 % band, mean absolute error, mean error and mean score."""
    by: dict[str, list[Score]] = {}
    for one in scores:
        by.setdefault(one.analyte, []).append(one)
    return {
        analyte: {
            "results": len(found),
            "inside": round(float(np.mean([s.inside for s in found])), 3),
            "mean_absolute_error": rounded(float(np.mean([abs(s.error) for s in found]))),
            "mean_error": rounded(float(np.mean([s.error for s in found]))),
            "crps": rounded(float(np.mean([s.crps for s in found]))),
            "unit": found[0].expected.unit,
        }
        for analyte, found in sorted(by.items())
    }


def _rows(stored: Mapping[str, Any], option: str | None) -> dict[str, Mapping[str, Any]]:
    """The row of each analyte: the first, which is the course as planned, or that of the option."""
    found = stored.get("forecast") if isinstance(stored, Mapping) else None
    if not isinstance(found, list) or not found:
        raise RecordError("the stored answer holds no forecast", allowed="what `skou assess --json` printed")
    rows: dict[str, Mapping[str, Any]] = {}
    try:
        for row in found:
            if option is None or row.get("option") == option:
                rows.setdefault(row["analyte"], row)
                _band(row, float(row["days"][-1]))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise RecordError(
            "the stored forecast cannot be read", allowed="what `skou assess --json` printed"
        ) from None
    if not rows:
        known = sorted({str(row.get("option")) for row in found if row.get("option")})
        raise RecordError(f"no forecast under {option!r}", allowed=", ".join(known) or "no option")
    return rows


def _band(row: Mapping[str, Any], after: float) -> Band:
    days = np.array(row["days"], float)
    edges = np.array([[b["ci90"][0], b["median"], b["ci90"][1]] for b in row["bands"]], float)
    low, median, high = (float(np.interp(after, days, edges[:, k])) for k in range(3))
    return Band(median, low, high, str(row["bands"][0]["unit"]))


def _scored(row: Mapping[str, Any], day: float, after: float, found: float) -> Score:
    expected = _band(row, after)
    side = expected.high - expected.median if found > expected.median else expected.median - expected.low
    z = (found - expected.median) / max(side, 1e-9) * student_edge()
    ensemble = members(np.array(expected.low), np.array(expected.median), np.array(expected.high))
    return Score(
        str(row["analyte"]),
        day,
        found,
        expected,
        float(cumulative(np.array(z))),
        found - expected.median,
        float(crps(ensemble, np.array(found))),
    )
