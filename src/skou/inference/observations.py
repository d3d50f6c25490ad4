"""What was observed, sorted for the likelihood: values at presentation, values of other days, symptoms
and signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot, inf

from skou.data import read_csv
from skou.findings import Finding
from skou.inference.disorders import FALSE_NUMBERS, SEEN_IN_VALUES, UNBENDABLE
from skou.inference.knowledge import lab_model, symptoms
from skou.inference.wandering import AT_HOME, wanders_beyond
from skou.records.person import Lab, Person

SAME_TIME_DAYS = 1.0
"""Values within a day of presentation belong to it."""
STAYS_PRESENTATION = 0.6
"""The presentation stays the index unless an earlier day was further out by more than this ratio."""
_URINE = ("urine-spot", "urine-24h")
_WORST_BY = ("potassium", "sodium", "magnesium", "calcium_total", "calcium_ionised")


@dataclass(frozen=True, slots=True)
class Value:
    """A measured quantity: ``low`` = ``high`` for a plain number, an interval for a censored or qualitative
    result."""

    key: str
    low: float
    high: float
    words: str
    extra_sd: float = 0.0
    """Further scatter that the record's facts give this quantity in this person."""
    unit: str = ""

    @property
    def exact(self) -> bool:
        """Whether a number was reported."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class OtherDay:
    """Values of one other day, taken together."""

    day: float | None
    values: tuple[Value, ...]

    @property
    def words(self) -> str:
        """The day and its values."""
        when = "later" if self.day is None else f"day {self.day:g}"
        return f"{when}: " + ", ".join(v.words for v in self.values)


@dataclass(frozen=True, slots=True)
class Sign:
    """A symptom, sign or ECG finding that is told (or denied)."""

    code: str
    words: str
    present: bool


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything that the likelihood looks at."""

    values: tuple[Value, ...]
    other_days: tuple[OtherDay, ...]
    signs: tuple[Sign, ...]
    false_numbers: tuple[str, ...]
    index_day: float

    @property
    def words(self) -> tuple[str, ...]:
        """Words of each observation, in the order of the likelihood's columns."""
        return (
            *(v.words for v in self.values),
            *(d.words for d in self.other_days),
            *(s.words for s in self.signs),
            *(f"{f.replace('_', ' ')} by rule" for f in self.false_numbers),
        )

    def measured(self) -> frozenset[str]:
        """Keys with a value at the index day or another day."""
        return frozenset(v.key for v in self.values) | frozenset(
            v.key for d in self.other_days for v in d.values
        )


def observe(person: Person, findings: Iterable[Finding] = (), setting: str = AT_HOME) -> Observations:
    """Sort a person's values and signs.

    A value that the findings call false, and that no drawn artefact can bend that way, is not held
    against the body. A verdict that rests on values alone is no further observation beside them.

    The index is the presentation, unless an earlier day was much further out: then that day is what has to be
    explained, and the presentation is another day of the same person.

    ``setting`` says how far values wander for reasons that no record tells.
    """
    false = [f for f in findings if f.disorder in FALSE_NUMBERS]
    labs = [x for x in person.labs if not any(_is_unbendable(f, x) for f in false)]
    index = _index_day(labs)
    now, rest = _split(labs, index)
    values = [v for lab in now if (v := value_of(lab, person)) is not None]
    values += _ratios(now, values)
    values += [
        v for q in person.labs_qualitative if (v := _qualitative(q.analyte, q.level, q.specimen, person))
    ]
    have = {v.key for v in values}
    return Observations(
        tuple(_widened(v, person, setting) for v in _once(values)),
        tuple(
            replace(day, values=tuple(_widened(v, person, setting) for v in day.values))
            for day in _other_days(rest, have, index, person)
        ),
        _signs(person),
        tuple(dict.fromkeys(f.disorder for f in false if f.disorder not in SEEN_IN_VALUES)),
        index,
    )


def _widened(value: Value, person: Person, setting: str) -> Value:
    facts = person.concepts()
    told = [w[value.key] for f, w in lab_model().widened.items() if f in facts and value.key in w]
    return replace(value, extra_sd=hypot(max(told, default=0.0), wanders_beyond(value.key, setting)))


def _is_unbendable(finding: Finding, lab: Lab) -> bool:
    key, _ = FALSE_NUMBERS[finding.disorder]
    return (
        finding.disorder in UNBENDABLE and lab.analyte == key and lab.is_blood and lab.value == finding.value
    )


def key_of(analyte: str, specimen: str, reported_as: str | None = None) -> str:
    """Key of a predicted quantity: the analyte, with ``urine.`` or ``urine24.`` before it for urine."""
    if specimen in _URINE and analyte == "calcium_total":
        analyte = "calcium"
    if specimen == "urine-24h":
        return f"urine24.{analyte}"
    if specimen == "urine-spot":
        return f"urine.{analyte}"
    if analyte == "calcium_total" and reported_as and ("correct" in reported_as or "adjust" in reported_as):
        return "calcium_adjusted"
    return analyte


def known_key(key: str) -> bool:
    """Whether the likelihood can look at a quantity."""
    model = lab_model()
    return key in model.analytes or key in model.markers


@lru_cache(maxsize=256)
def interval(analyte: str, sex: str | None) -> tuple[float, float] | None:
    """Reference interval of a blood analyte in its own unit, None where the tables have none."""
    for row in read_csv("analytes.csv"):
        if row["analyte"] == analyte:
            suffix = "m" if sex == "M" else "f"
            low, high = row[f"interval_low_{suffix}"], row[f"interval_high_{suffix}"]
            if low or high:
                return (float(low) if low else 0.0, float(high) if high else inf)
    return None


def value_of(lab: Lab, person: Person) -> Value | None:
    """A laboratory value as the likelihood looks at it; None where it does not."""
    key = key_of(lab.analyte, lab.specimen, lab.reported_as)
    if not known_key(key) or lab.value <= 0:
        return None
    words = f"{_name(key)} {lab.qualifier or ''}{lab.value:.4g} {lab.unit}"
    if lab.qualifier == "<":
        return Value(key, 0.0, lab.value, words, unit=lab.unit)
    if lab.qualifier == ">":
        return Value(key, lab.value, inf, words, unit=lab.unit)
    return Value(key, lab.value, lab.value, words, unit=lab.unit)


def _qualitative(analyte: str, level: str, specimen: str, person: Person) -> Value | None:
    key = key_of(analyte, specimen)
    if not known_key(key):
        return None
    bounds = interval(analyte, person.sex) if specimen not in _URINE else None
    if bounds is None:
        model = lab_model()
        if key not in model.analytes:
            return None
        reference = model.analytes[key].reference
        bounds = (0.6 * reference, 1.6 * reference)
    low, high = bounds
    span = {"low": (0.0, low), "normal": (low, high), "high": (high, inf)}[level]
    return Value(key, span[0], span[1], f"{_name(key)} {level}")


def _ratios(labs: Iterable[Lab], values: list[Value]) -> list[Value]:
    """Spot urine ions as ratios to the creatinine of the same urine, in place of their concentrations."""
    creatinine = next(
        (x.value for x in labs if x.analyte == "creatinine" and x.specimen == "urine-spot"), None
    )
    if not creatinine:
        return []
    mmol = creatinine / 1000.0
    out = []
    for v in list(values):
        key = v.key.replace("urine.", "urine_ratio.", 1)
        if v.key.startswith("urine.") and known_key(key):
            values.remove(v)
            out.append(Value(key, v.low / mmol, v.high / mmol, v.words + " per creatinine"))
    return out


def _index_day(labs: Iterable[Lab]) -> float:
    worst: dict[float, float] = {}
    for lab in labs:
        if lab.day is None or lab.day > SAME_TIME_DAYS or not lab.is_blood or lab.analyte not in _WORST_BY:
            continue
        scatter = lab_model().analytes[lab.analyte]
        away = (
            abs(float(scatter.transform(lab.value)) - float(scatter.transform(scatter.reference)))
            / scatter.sd
        )
        day = 0.0 if abs(lab.day) <= SAME_TIME_DAYS else lab.day
        worst[day] = max(worst.get(day, 0.0), away)
    if not worst:
        return 0.0
    furthest = max(worst, key=lambda d: (worst[d], -abs(d)))
    if 0.0 in worst and worst[0.0] >= STAYS_PRESENTATION * worst[furthest]:
        return 0.0
    return furthest


def _split(labs: Iterable[Lab], index: float) -> tuple[list[Lab], list[Lab]]:
    ordered = sorted(labs, key=lambda x: (inf if x.day is None else abs(x.day - index), x.day or 0.0))
    now = [x for x in ordered if x.day is not None and abs(x.day - index) <= SAME_TIME_DAYS]
    return now, [x for x in ordered if x not in now]


def _other_days(labs: list[Lab], have: set[str], index: float, person: Person) -> tuple[OtherDay, ...]:
    """Earlier days whole; later ones only for what was not measured before treatment began."""
    days: dict[float | None, list[Value]] = {}
    for lab in labs:
        value = value_of(lab, person)
        if value is None:
            continue
        later = lab.day is None or lab.day > max(index, 0.0) + SAME_TIME_DAYS
        if later and value.key in have:
            continue
        if later:
            have.add(value.key)
        days.setdefault(None if lab.day is None else round(lab.day), []).append(value)
    return tuple(OtherDay(day, tuple(_once(values))) for day, values in days.items())


def _once(values: Iterable[Value]) -> list[Value]:
    """The first value of each key: a repeat minutes later is not a second patient."""
    seen: dict[str, Value] = {}
    for v in values:
        seen.setdefault(v.key, v)
    if "creatinine" in seen:
        seen.pop("egfr", None)
    return list(seen.values())


def _signs(person: Person) -> tuple[Sign, ...]:
    """Told and denied signs; a coarse sign is left out where a finer one of the same kind is told."""
    known = symptoms()
    seen: dict[str, Sign] = {}
    for m in person.mentions:
        if m.concept in known and not m.past:
            seen.setdefault(m.concept, Sign(m.concept, m.text, not m.negated))
    coarse = {c for s in seen.values() if s.present for c in known[s.code].within}
    return tuple(s for s in seen.values() if s.code not in coarse)


def _name(key: str) -> str:
    if key.startswith("urine24."):
        return f"24-h urine {key[8:]}"
    if key.startswith("urine_ratio."):
        return f"urine {key[12:]}"
    if key.startswith("urine."):
        return f"urine {key[6:]}"
    return key.replace("_", " ")
