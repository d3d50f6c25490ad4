"""What was done after presentation and measured since: the record's own timeline, to be simulated.

Time runs in minutes from the index day. A medication begun on day 0 or later is a treatment, one stopped on
day 0 or later an end; values dated after the first of these are visits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from skou.inference.knowledge import lab_model
from skou.inference.observations import Value, key_of, value_of
from skou.inference.plan import DAY, Plan, Treatment, is_treatment
from skou.records.person import Lab, Person

LONGEST_DAYS = 14.0
"""Values later than this after the index day are not followed."""
MOST_VISITS = 6


@dataclass(frozen=True)
class Visit:
    """Values measured together at one time [min]."""

    minutes: float
    day: float
    values: tuple[Value, ...]
    words: str


@dataclass(frozen=True)
class Timeline:
    """What was done, and the visits that saw what came of it.

    Attributes
    ----------
    plan : Plan
    visits : tuple of Visit
        In the order of time, at least one.
    begins : float
        When the first treatment or end falls [min].
    """

    plan: Plan
    visits: tuple[Visit, ...]
    begins: float

    @property
    def last(self) -> float:
        """Time of the last visit [min]."""
        return self.visits[-1].minutes


def before_treatment(person: Person) -> Person:
    """The person as they presented: without the medications begun on day 0 or later, which are treatments."""
    kept = tuple(m for m in person.medications if not is_treatment(m))
    return person if len(kept) == len(person.medications) else replace(person, medications=kept)


def without_visits(person: Person, line: Timeline | None, index_day: float) -> Person:
    """The person without the values that the timeline holds."""
    if line is None:
        return person
    first = index_day + line.begins / DAY
    return replace(person, labs=tuple(x for x in person.labs if not _is_later(x, first)))


def timeline(person: Person, known: Plan, index_day: float) -> Timeline | None:
    """The timeline of a record; None where nothing dated was done or nothing was measured after it.

    Parameters
    ----------
    person : Person
    known : Plan
        What the record says was done.
    index_day : float
        Day whose values the virtual patients explain; the timeline starts from there.

    Examples
    --------
    >>> from skou.inference.plan import plan
    >>> from skou.records import read_person
    >>> person = read_person({"person": {"age": 64, "sex": "F"},
    ...     "labs": [{"analyte": "potassium", "value": k, "unit": "mmol/L", "day": d} for d, k in ((0, 2.8), (3, 3.0))],
    ...     "medications": [{"name": "potassium chloride", "dose": "40 mmol", "frequency": "three times daily",
    ...                      "started_day": 0}]})
    >>> line = timeline(person, plan(person, 0.0), 0.0)
    >>> [visit.words for visit in line.visits]
    ['day 3: potassium 3 mmol/L after potassium chloride; 40 mmol; three times daily']
    >>> round(1440 * line.plan.treatments[0].add["diet_potassium"])
    120
    """
    if not known.starts:
        return None
    begins = max(min(known.starts), 0.0)
    visits = _visits(person, index_day, begins / DAY, known.treatments)
    return Timeline(known, visits, begins) if visits else None


def _is_later(lab: Lab, first: float) -> bool:
    return lab.day is not None and lab.day > first


def _visits(person: Person, index: float, first: float, treatments: Iterable[Treatment]) -> tuple[Visit, ...]:
    by_time: dict[float, dict[str, Value]] = {}
    for lab in person.labs:
        if not (_is_later(lab, index + first) and lab.is_blood) or lab.day is None:
            continue
        after = lab.day - index
        key = key_of(lab.analyte, lab.specimen, lab.reported_as)
        value = value_of(lab, person)
        if value is not None and key in lab_model().analytes and 0.0 < after <= LONGEST_DAYS:
            by_time.setdefault(round(after * DAY), {}).setdefault(key, value)
    chosen = sorted(by_time)
    if len(chosen) > MOST_VISITS:
        step = (len(chosen) - 1) / (MOST_VISITS - 1)
        chosen = [chosen[round(k * step)] for k in range(MOST_VISITS)]
    visits = []
    for minutes in chosen:
        values = tuple(by_time[minutes][k] for k in sorted(by_time[minutes]))
        given = dict.fromkeys(t.words for t in treatments if t.start < minutes)
        words = f"day {index + minutes / DAY:.3g}: " + ", ".join(v.words for v in values)
        words += f" after {', '.join(given)}" if given else ""
        visits.append(Visit(float(minutes), index + minutes / DAY, values, words))
    return tuple(visits)
