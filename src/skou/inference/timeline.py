"""What was done after presentation and measured since: the record's own timeline, to be simulated.

Time runs in minutes from the index day. A medication begun on day 0 or later is a treatment, one stopped on
day 0 or later an end; values dated after the first of these are visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from skou.drugs import all_substances, entry, infusion, steady_effect
from skou.drugs.kinetics import washout_h
from skou.drugs.registry import drug as find_drug
from skou.errors import SkouError
from skou.inference.knowledge import cause_index, lab_model
from skou.inference.observations import Value, key_of, value_of
from skou.records.person import Lab, Medication, Person

DAY = 1440.0
LONGEST_DAYS = 14.0
"""Values later than this after the index day are not followed."""
MOST_VISITS = 6
SINGLE_DOSE = 240.0
"""Time over which a dose without a frequency is taken to enter [min]."""
USUAL_WASHOUT = DAY
_HABIT = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "water")


@dataclass(frozen=True)
class Treatment:
    """Additions and factors to the body's parameters from ``start`` to ``stop`` [min]."""

    start: float
    stop: float
    words: str
    add: Mapping[str, float] = field(default_factory=dict)
    scale: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """Values measured together at one time [min]."""

    minutes: float
    day: float
    values: tuple[Value, ...]
    words: str


@dataclass(frozen=True)
class Timeline:
    """Treatments, ends of drugs that were causes, and the visits that saw what came of it.

    Attributes
    ----------
    treatments : tuple of Treatment
    ended : mapping of cause to minutes
        When the effect of a stopped drug is over.
    visits : tuple of Visit
        In the order of time, at least one.
    begins : float
        When the first treatment or end falls [min].
    unsaid : tuple of str
        Treatments that could not be simulated, with the reason.
    """

    treatments: tuple[Treatment, ...]
    ended: Mapping[str, float]
    visits: tuple[Visit, ...]
    begins: float
    unsaid: tuple[str, ...] = ()

    @property
    def last(self) -> float:
        """Time of the last visit [min]."""
        return self.visits[-1].minutes

    def acting(self, minutes: float) -> tuple[Treatment, ...]:
        """Treatments that act just after a time."""
        return tuple(t for t in self.treatments if t.start <= minutes < t.stop)


def before_treatment(person: Person) -> Person:
    """The person as they presented: without the medications begun on day 0 or later, which are treatments."""
    kept = tuple(m for m in person.medications if not _is_treatment(m))
    return person if len(kept) == len(person.medications) else replace(person, medications=kept)


def without_visits(person: Person, line: Timeline | None, index_day: float) -> Person:
    """The person without the values that the timeline holds."""
    if line is None:
        return person
    first = index_day + line.begins / DAY
    return replace(person, labs=tuple(x for x in person.labs if not _is_later(x, first)))


def timeline(person: Person, index_day: float) -> Timeline | None:
    """The timeline of a record; None where nothing dated was done or nothing was measured after it.

    Parameters
    ----------
    person : Person
    index_day : float
        Day whose values the virtual patients explain; the timeline starts from there.

    Examples
    --------
    >>> from skou.records import read_person
    >>> person = read_person({"person": {"age": 64, "sex": "F"},
    ...     "labs": [{"analyte": "potassium", "value": k, "unit": "mmol/L", "day": d} for d, k in ((0, 2.8), (3, 3.0))],
    ...     "medications": [{"name": "potassium chloride", "dose": "40 mmol", "frequency": "three times daily",
    ...                      "started_day": 0}]})
    >>> line = timeline(person, 0.0)
    >>> [visit.words for visit in line.visits]
    ['day 3: potassium 3 mmol/L after potassium chloride; 40 mmol; three times daily']
    >>> round(1440 * line.treatments[0].add["diet_potassium"])
    120
    """
    treatments: list[Treatment] = []
    ended: dict[str, float] = {}
    unsaid: list[str] = []
    starts = []
    for m in person.medications:
        if _is_treatment(m):
            assert m.started_day is not None
            start = (m.started_day - index_day) * DAY
            stop = float("inf") if m.stopped_day is None else (m.stopped_day - index_day) * DAY
            try:
                treatments.append(_treatment(m, start, stop))
                starts.append(start)
            except SkouError as error:
                unsaid.append(f"{m.text}: not simulated as a treatment ({error})")
        elif m.stopped_day is not None and m.stopped_day >= 0.0:
            stop = (m.stopped_day - index_day) * DAY
            starts.append(stop)
            ended |= {c: stop + _washout(m) for c in m.causes if c in cause_index()}
    if not starts:
        return None
    begins = max(min(starts), 0.0)
    visits = _visits(person, index_day, begins / DAY, treatments)
    return Timeline(tuple(treatments), ended, visits, begins, tuple(unsaid)) if visits else None


def _is_treatment(medication: Medication) -> bool:
    return medication.started_day is not None and medication.started_day >= 0.0


def _is_later(lab: Lab, first: float) -> bool:
    return lab.day is not None and lab.day > first


def _treatment(m: Medication, start: float, stop: float) -> Treatment:
    """A substance as a constant rate, or a drug at its steady effect."""
    per_day = m.per_day
    if m.dose is None or m.dose_unit is None:
        raise SkouError("its dose is not stated")
    name = (m.drug or "").replace(" ", "_")
    if name not in all_substances() or all_substances()[name].kind != "salt":
        every = DAY / per_day if per_day else DAY
        effect = steady_effect(m.drug or "", m.dose, every)
        return Treatment(start, stop, m.text, dict(effect.add), dict(effect.scale))
    if per_day is None:
        stop, rate = min(stop, start + SINGLE_DOSE), m.dose / SINGLE_DOSE
    else:
        rate = m.dose * per_day / DAY
    unit = (
        "mmol" if m.dose_unit in ("mEq", "mmol") and name.startswith(("potassium", "sodium")) else m.dose_unit
    )
    if unit == "mEq":
        rate, unit = 0.5 * rate, "mmol"
    if m.route in ("intravenous", "subcutaneous", "intramuscular"):
        return Treatment(start, stop, m.text, infusion(name, rate, unit)[0])
    states = entry(name, rate, unit).states
    add = {f"diet_{ion}": states[f"gut_{ion}"] for ion in _HABIT if f"gut_{ion}" in states}
    alkali = states.get("gut_alkali", 0.0) + states.get("ecf_bicarbonate", 0.0)
    return Treatment(start, stop, m.text, add | ({"diet_acid": -alkali} if alkali else {}))


def _washout(m: Medication) -> float:
    """Time after the last dose until the effect is taken to be over: half of the time to 1 % of it [min]."""
    try:
        known = find_drug(m.drug or "")
        dose = m.dose if m.dose is not None and m.dose > 0 else known.half_effect_amount
        return min(30.0 * washout_h(known, dose, 24.0), 5.0 * DAY)
    except SkouError:
        return USUAL_WASHOUT


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
