"""Persons made to satisfy one name or limit of a rule, and the ways in which a rule can become true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from skou.findings.expression import Both, Either, Limit, Name, Node, Not
from skou.findings.terms import all_terms
from skou.records.person import Lab, Medication, Mention, Person, Vitals
from skou.vocabulary import ANALYTES, DISORDERS

STEP = 1e-6


def lab(analyte: str, value: float, **more: object) -> Lab:
    unit = ANALYTES[analyte][0]
    return Lab(analyte, value, unit, **more)  # type: ignore[arg-type]


def said(*concepts: str) -> tuple[Mention, ...]:
    return tuple(Mention(c, "condition", c) for c in concepts)


def drug(generic: str, group: str | None = None, **more: object) -> Medication:
    return Medication(generic, generic, group, **more)  # type: ignore[arg-type]


def labs_of(**values: float) -> Person:
    return Person(age=50, sex="F", labs=tuple(lab(a, v) for a, v in values.items()))


def plus(person: Person, other: Person) -> Person:
    vitals = {k: v for k, v in vars(other.vitals).items() if v is not None}
    return replace(
        person,
        age=person.age if other.age is None else other.age,
        labs=person.labs + other.labs,
        medications=person.medications + other.medications,
        mentions=person.mentions + other.mentions,
        vitals=replace(person.vitals, **vitals),
        diet={**person.diet, **other.diet},
    )


@dataclass(frozen=True)
class Way:
    """One set of elements that together make a rule true."""

    elements: tuple[Name | Limit, ...]

    def person(self, without: Name | Limit | None = None, start: Person | None = None) -> Person:
        built = start if start is not None else Person()
        for element in self.elements:
            if element is not without:
                built = plus(built, satisfying(element))
        return built


def ways(node: Node) -> list[Way]:
    """The disjunctive normal form; negated parts need nothing to be built."""
    if isinstance(node, Not):
        return [Way(())]
    if isinstance(node, Name | Limit):
        return [Way((node,))]
    parts = [ways(p) for p in node.parts]
    if isinstance(node, Either):
        return [w for p in parts for w in p]
    assert isinstance(node, Both)
    return [Way(tuple(e for w in combination for e in w.elements)) for combination in product(*parts)]


def satisfying(element: Name | Limit) -> Person:
    return _limit(element) if isinstance(element, Limit) else _name(element.name)


def _name(name: str) -> Person:
    term = all_terms().get(name)
    if term is None or name in DISORDERS:
        return Person(mentions=said(name))
    if term.classes:
        group = sorted(term.classes)[0]
        return Person(medications=(drug(f"a {group}", group),))
    if term.drugs:
        return Person(medications=(drug(sorted(term.drugs)[0]),))
    if term.tags:
        return Person(medications=(drug("sotalol"),))
    if term.concepts or term.causes:
        return Person(mentions=said(sorted(term.concepts or term.causes)[0]))
    word = sorted(term.words)[0].rstrip("*")
    return Person(mentions=(Mention(word, "condition", "something_else"),))


def _limit(limit: Limit) -> Person:
    low = limit.operator.startswith("<")
    at = limit.number if limit.operator.endswith("=") else limit.number + (-STEP if low else STEP)
    name = limit.name
    if limit.unit == "mo":
        term = all_terms()[name]
        return Person(medications=(drug("x", sorted(term.classes)[0], duration_days=at * 30.4 + 1),))
    if limit.unit == "g/d":
        return Person(diet={name: 24.95 * at + 0.01})
    if name == "calcium_adjusted":
        return Person(labs=(lab("calcium_total", at, reported_as="albumin-corrected"),))
    if name in ANALYTES:
        return Person(labs=(lab(name, at),))
    if name == "age":
        return Person(age=at)
    if name in ("systolic", "heart_rate"):
        return Person(vitals=Vitals(**{name: at}))
    if name == "temperature":
        return Person(vitals=Vitals(temperature_c=at))
    if name == "qtc":
        return Person(mentions=(Mention("QTc", "ecg", "qtc_prolonged", number=at, unit="ms"),))
    trends = {
        "sodium_rise_per_day": ("sodium", 110.0, 110.0 + at, 1.0),
        "sodium_fall_per_day": ("sodium", 170.0, 170.0 - at, 1.0),
        "potassium_rise_12h": ("potassium", 5.6, 5.6 + at, 0.25),
        "creatinine_ratio": ("creatinine", 60.0, 60.0 * at, 3.0),
        "creatinine_rise_48h": ("creatinine", 200.0, 200.0 + at, 1.0),
    }
    analyte, before, after, days = trends[name]
    return Person(labs=(lab(analyte, before), lab(analyte, after, day=days)))
