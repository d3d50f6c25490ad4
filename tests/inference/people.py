"""Short ways to write down persons for the tests of the inference."""

from __future__ import annotations

from skou.records.person import Lab, Medication, Mention, Person


def lab(analyte: str, value: float, specimen: str = "serum", day: float = 0.0) -> Lab:
    return Lab(analyte, value, "", specimen, day)


def drug(name: str, *causes: str) -> Medication:
    return Medication(name, drug=name, causes=causes)


def told(*concepts: str, kind: str = "symptom", words: str | None = None) -> tuple[Mention, ...]:
    return tuple(Mention(words or c.replace("_", " "), kind, c) for c in concepts)  # type: ignore[arg-type]


def denied(*concepts: str) -> tuple[Mention, ...]:
    return tuple(Mention(f"no {c}", "symptom", c, negated=True) for c in concepts)


def person(*labs: Lab, age: float = 50, sex: str = "F", **more: object) -> Person:
    return Person(age=age, sex=sex, labs=labs, **more)  # type: ignore[arg-type]
