"""What each virtual patient missed the person's values so far by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import lab_model
from skou.inference.observations import key_of, value_of
from skou.inference.plan import DAY
from skou.inference.posterior import Posterior
from skou.inference.timeline import LONGEST_DAYS, Timeline
from skou.records.person import Lab, Person

Array = NDArray[np.float64]

LOOKS_BACK = 30.0
"""Days over which earlier values are looked at."""
MOST = 16
"""At most so many earlier values, the latest."""
_SAME_MINUTE = 0.6 / DAY


def last_day(person: Person, line: Timeline | None, index_day: float) -> float:
    """Day of the last blood value that was looked at: the forecast starts there."""
    if line is not None:
        return index_day + line.last / DAY
    known = [x.day for x in person.labs if x.is_blood and x.day is not None]
    return max([index_day, *(d for d in known if d <= index_day + LONGEST_DAYS)])


@dataclass(frozen=True)
class Missed:
    """What ``n`` patients missed ``m`` values by, on the scatter scale.

    Attributes
    ----------
    days : array (m,)
        0 at the last value.
    gaps : array (n, m)
    moved : array (n,)
        How far the patient is from the simulated one now, as the acute causes are over.
    """

    days: Array
    gaps: Array
    moved: Array


def missed(
    person: Person,
    key: str,
    posterior: Posterior,
    rows: NDArray[np.intp],
    line: Timeline | None,
    index_day: float,
    until: float,
) -> Missed:
    """Differences of the person's values of one quantity from each patient.

    The value that the patients explain is held against what the laboratory would report of them, an earlier one against
    the patient with or without the acute causes, whichever is nearer, a later one against the followed patient. Where
    nothing was followed and the index is an earlier day, later values tell whether the acute causes are over.
    """
    labs = _values(person, key, until)
    nothing = np.zeros(rows.size)
    if not labs or key not in posterior.simulated.now:
        return Missed(np.zeros(0), np.zeros((rows.size, 0)), nothing)
    scale = lab_model().analytes[key]
    index = min(labs, key=lambda x: abs(_day(x) - index_day))
    with_acute = scale.transform(posterior.simulated.now[key][rows])
    without = scale.transform(posterior.simulated.without_acute[key][rows])
    reported = scale.transform(posterior.reported[key][rows])
    times, followed = _followed(key, with_acute, posterior, rows, line)
    gaps, moved = [], nothing
    for lab in labs:
        value, minutes = float(scale.transform(lab.value)), (_day(lab) - index_day) * DAY
        if lab is index:
            gaps.append(value - reported)
        elif minutes <= 0.0 or line is None:
            over = np.abs(value - without) < np.abs(value - with_acute)
            gaps.append(value - np.where(over, without, with_acute))
            if minutes > 0.0:
                moved = np.where(over, without - with_acute, 0.0)
        else:
            at = np.interp(minutes, times, np.arange(times.size))
            low = int(at)
            high = min(low + 1, times.size - 1)
            gaps.append(value - (followed[low] + (at - low) * (followed[high] - followed[low])))
    return Missed(np.array([_day(x) - until for x in labs]), np.column_stack(gaps), moved)


def _followed(
    key: str, start: Array, posterior: Posterior, rows: NDArray[np.intp], line: Timeline | None
) -> tuple[Array, list[Array]]:
    """Minutes from the index day, and what the followed bodies had then."""
    times, values = [0.0], [start]
    if line is not None and posterior.foreseen is not None:
        visits = [(visit, v) for visit in line.visits for v in visit.values]
        for (visit, v), own in zip(visits, posterior.foreseen.own, strict=True):
            if v.key == key:
                times.append(visit.minutes)
                values.append(own[rows])
    return np.array(times), values


def _values(person: Person, key: str, until: float) -> list[Lab]:
    """The latest plain blood values up to a day, in the order of time."""
    found = [
        x
        for x in person.labs
        if x.is_blood
        and x.day is not None
        and x.qualifier is None
        and until - LOOKS_BACK <= x.day <= until + _SAME_MINUTE
        and key_of(x.analyte, x.specimen, x.reported_as) == key
        and value_of(x, person) is not None
    ]
    return sorted(found, key=lambda x: (_day(x), x.value))[-MOST:]


def _day(lab: Lab) -> float:
    return 0.0 if lab.day is None else lab.day
