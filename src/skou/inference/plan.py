"""What is done and planned from the index day on: treatments with their times, and ends of drugs that were causes.

Time runs in minutes from the index day. A medication begun on day 0 or later is a treatment, one stopped on
day 0 or later an end; either may lie ahead of the last value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skou.body.individuals import expected_egfr
from skou.drugs import all_substances, entry, infusion, steady_effect
from skou.drugs.kinetics import washout_h
from skou.drugs.registry import drug as find_drug
from skou.errors import SkouError
from skou.findings.formulas.kidney import egfr_ckd_epi_2021
from skou.inference.knowledge import cause_index
from skou.records.person import Medication, Person

DAY = 1440.0
SINGLE_DOSE = 240.0
"""Time over which a dose without a frequency enters where its end is not stated [min]."""
USUAL_WASHOUT = DAY
ADULT = 18.0
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
class Plan:
    """Treatments and ends of one record.

    Attributes
    ----------
    treatments : tuple of Treatment
    ended : mapping of cause to minutes
        When the effect of a stopped drug is over.
    starts : tuple of float
        When treatments and ends begin [min].
    unsaid : tuple of str
        Treatments that could not be simulated, with the reason.
    """

    treatments: tuple[Treatment, ...] = ()
    ended: Mapping[str, float] = field(default_factory=dict)
    starts: tuple[float, ...] = ()
    unsaid: tuple[str, ...] = ()

    def acting(self, minutes: float) -> tuple[Treatment, ...]:
        """Treatments that act just after a time."""
        return tuple(t for t in self.treatments if t.start <= minutes < t.stop)


def plan(person: Person, index_day: float) -> Plan:
    """The treatments and ends of a record, whether or not anything was measured after them.

    Parameters
    ----------
    person : Person
    index_day : float
        Day from which time runs.

    Examples
    --------
    >>> from skou.records import read_person
    >>> known = plan(read_person({"medications": [{"name": "potassium chloride", "dose": "40 mmol",
    ...     "frequency": "twice daily", "started_day": 0.5, "stopped_day": 2}]}), 0.0)
    >>> known.treatments[0].start, known.treatments[0].stop
    (720.0, 2880.0)
    """
    treatments: list[Treatment] = []
    ended: dict[str, float] = {}
    unsaid: list[str] = []
    starts: list[float] = []
    nephrons = nephrons_left(person, index_day)
    for m in person.medications:
        if is_treatment(m):
            assert m.started_day is not None
            start = (m.started_day - index_day) * DAY
            stop = float("inf") if m.stopped_day is None else (m.stopped_day - index_day) * DAY
            try:
                treatments.append(_treatment(m, start, stop, nephrons))
                starts.append(start)
            except SkouError as error:
                unsaid.append(f"{m.text}: not simulated as a treatment ({error})")
        elif m.stopped_day is not None and m.stopped_day >= 0.0:
            stop = (m.stopped_day - index_day) * DAY
            starts.append(stop)
            ended |= {c: stop + _washout(m, nephrons) for c in m.causes if c in cause_index()}
    return Plan(tuple(treatments), ended, tuple(starts), tuple(unsaid))


def is_treatment(medication: Medication) -> bool:
    """Whether a medication was begun, or is to begin, on day 0 or later."""
    return medication.started_day is not None and medication.started_day >= 0.0


def nephrons_left(person: Person, day: float) -> float:
    """Share of nephrons by the blood creatinine nearest to a day; 1 where none, the age or the sex is unknown, and in
    children.

    Examples
    --------
    >>> from skou.records import read_person
    >>> labs = [{"analyte": "creatinine", "value": 300, "unit": "umol/L"}]
    >>> round(nephrons_left(read_person({"person": {"age": 70, "sex": "M"}, "labs": labs}), 0.0), 2)
    0.22
    """
    known = [x for x in person.labs if x.analyte == "creatinine" and x.is_blood and x.value > 0.0]
    if not known or person.age is None or person.age < ADULT or person.sex is None:
        return 1.0
    nearest = min(known, key=lambda x: abs((x.day or 0.0) - day))
    return min(1.0, egfr_ckd_epi_2021(nearest.value, person.age, person.sex) / expected_egfr(person.age))


def _treatment(m: Medication, start: float, stop: float, nephrons: float) -> Treatment:
    """A substance as a constant rate, or a drug at its steady effect."""
    per_day = m.per_day
    if m.dose is None or m.dose_unit is None:
        raise SkouError("its dose is not stated")
    name = (m.drug or "").replace(" ", "_")
    if name not in all_substances() or all_substances()[name].kind != "salt":
        every = DAY / per_day if per_day else DAY
        effect = steady_effect(find_drug(m.drug or "").in_kidneys(nephrons), m.dose, every)
        return Treatment(start, stop, m.text, dict(effect.add), dict(effect.scale))
    if per_day is None:
        if not 0.0 < stop - start <= DAY:
            stop = start + SINGLE_DOSE
        rate = m.dose / (stop - start)
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


def _washout(m: Medication, nephrons: float) -> float:
    """Time after the last dose until the effect is taken to be over: half of the time to 1 % of it [min]."""
    try:
        known = find_drug(m.drug or "").in_kidneys(nephrons)
        dose = m.dose if m.dose is not None and m.dose > 0 else known.half_effect_amount
        return min(30.0 * washout_h(known, dose, 24.0), 5.0 * DAY)
    except SkouError:
        return USUAL_WASHOUT
