"""One assessment made ready to be shown: the contract's object and the person's facts, in one register.

Text and HTML are drawn from this view alone, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skou.records.person import Person
from skou.report.forecast import ForecastPanel, forecast_panels
from skou.report.labs import LabRow, lab_rows
from skou.report.numbers import likelihood_words, percent, significant, strength_words, unit_words
from skou.report.safety import replacement_caution
from skou.report.wording import sentences
from skou.report.words import Register, in_register, word

LEADING = 3
WORTH_EVIDENCE = 0.05


@dataclass(frozen=True)
class Item:
    """A headline with what stands under it."""

    title: str
    detail: str = ""
    points: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    level: str = ""
    """Urgency or severity code, for colour."""


@dataclass(frozen=True)
class Cause:
    """A cause with its probability, the evidence on both sides, and the chain by which it acts."""

    code: str
    name: str
    probability: float
    chance: str
    role: str
    supporting: tuple[str, ...]
    opposing: tuple[str, ...]
    mechanism: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class AssessmentView:
    """Everything a page or a terminal shows, in order."""

    register: Register
    words: Mapping[str, str]
    subject: str
    urgency: str
    urgency_words: str
    dangers: tuple[Item, ...]
    findings: tuple[Item, ...]
    labs: tuple[LabRow, ...]
    causes: tuple[Cause, ...]
    follow_up: tuple[Item, ...]
    stores: tuple[Item, ...]
    next_tests: tuple[Item, ...]
    forecast: tuple[ForecastPanel, ...]
    caution: str
    unmapped: tuple[str, ...]
    warnings: tuple[str, ...]
    references: tuple[str, ...]
    provenance: str

    def leading_causes(self) -> tuple[Cause, ...]:
        """The causes worth their evidence: the first three, and every further one from one in twenty."""
        return tuple(c for n, c in enumerate(self.causes) if n < LEADING or c.probability >= WORTH_EVIDENCE)

    def other_causes(self) -> tuple[Cause, ...]:
        """The causes that are only named."""
        return self.causes[len(self.leading_causes()) :]


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(x) for x in value if x) if isinstance(value, Sequence) else ()


def _told(value: object, register: Register) -> tuple[str, ...]:
    return tuple(in_register(x, register) for x in _strings(value))


def _subject(person: Person | None, register: Register) -> str:
    if person is None:
        return ""
    sex = {"F": "woman", "M": "man"}.get(person.sex or "", "person")
    if person.age is not None and person.age < 18:
        sex = {"F": "girl", "M": "boy"}.get(person.sex or "", "child")
    words = [f"{sex} of {significant(person.age)}" if person.age is not None else sex]
    if person.weight_kg is not None:
        words.append(f"{significant(person.weight_kg)} kg")
    if person.pregnant:
        words.append("pregnant")
    if person.medications:
        label = "drugs" if register == "clinician" else "medicines"
        words.append(f"{label}: " + ", ".join(m.text for m in person.medications))
    text = "; ".join(words)
    return text[:1].upper() + text[1:]


def _danger(row: Mapping[str, Any], register: Register) -> Item:
    level = str(row.get("urgency", "routine"))
    name, when = word("dangers", str(row.get("code", "")), register), word("urgency", level, register)
    if register == "plain":
        name, when = when, str(row.get("plain") or name)
    return Item(
        title=name[:1].upper() + name[1:],
        detail=when,
        points=_told(row.get("because"), register),
        references=_strings(row.get("references")),
        level=level,
    )


def _finding(row: Mapping[str, Any], register: Register) -> Item:
    code, grade = str(row.get("disorder", "")), row.get("severity")
    name = word("disorders", code, register)
    grade_words = word("severity", str(grade), register) if grade else ""
    if register == "clinician":
        title = f"{grade_words} {name}".strip()
    else:
        title = f"{name} ({grade_words})" if grade_words else name
    value, detail = row.get("value"), ""
    if isinstance(value, (int, float)) and row.get("analyte"):
        unit = unit_words(str(row.get("unit") or "1"))
        detail = f"{word('analytes', str(row['analyte']), register)} {significant(value)} {unit}".rstrip()
    return Item(
        title=title[:1].upper() + title[1:],
        detail=detail,
        points=_told(row.get("note"), register),
        references=_strings(row.get("references")),
        level=str(grade or ""),
    )


def _weighed(row: Mapping[str, Any], register: Register) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Evidence for and against, the weightiest first; the weight is told in bits or in words."""
    sides: tuple[list[str], list[str]] = ([], [])
    rows = [e for e in row.get("evidence_bits") or () if isinstance(e, Mapping)]
    for e in sorted(rows, key=lambda e: -abs(e["bits"])):
        weight = f"{e['bits']:+.1f} bit" if register == "clinician" else strength_words(e["bits"])
        sides[e["bits"] < 0].append(f"{in_register(e['words'], register)} ({weight})")
    return (tuple(sides[0]), tuple(sides[1])) if rows else (_told(row.get("evidence"), register), ())


def _role(role: str, register: Register) -> str:
    words = in_register(role, register)
    return words if register == "clinician" else words.replace("drives ", "can bring: ", 1)


def _cause(row: Mapping[str, Any], register: Register) -> Cause:
    code, probability = str(row.get("cause", "")), float(row.get("probability", 0.0))
    name = word("causes", code, register)
    supporting, opposing = _weighed(row, register)
    chance = percent(probability)
    return Cause(
        code=code,
        name=name[:1].upper() + name[1:],
        probability=probability,
        chance=chance if register == "clinician" else f"{likelihood_words(probability)}, {chance}",
        role=_role(str(row.get("role") or ""), register),
        supporting=supporting,
        opposing=opposing,
        mechanism=_strings(row.get("mechanism")) if register == "clinician" else (),
        references=_strings(row.get("references")),
    )


def _store(name: str, row: Mapping[str, Any]) -> Item:
    what, _, tail = name.rpartition("_")
    unit = row.get("unit") or tail
    title = what.replace("_", " ")
    median, (low, high) = row.get("median"), row.get("ci90") or (None, None)
    if (
        title.endswith(" deficit")
        and median is not None
        and low is not None
        and high is not None
        and median < 0
    ):
        title = title.removesuffix("deficit") + "excess"
        median, low, high = -median, -high, -low
    return Item(
        title=title[:1].upper() + title[1:],
        detail=f"{significant(median, 2)} {unit} ({significant(low, 2)} to {significant(high, 2)})",
    )


def _follow_up(row: Mapping[str, Any], register: Register) -> Item:
    """A later value beside what was expected of it."""
    analyte = word("analytes", str(row.get("analyte", "")), register)
    band = row.get("expected") or {}
    low, high = band.get("ci90") or (None, None)
    unit = unit_words(str(band.get("unit") or ""))
    after = f" after {row['after']}" if row.get("after") else ""
    return Item(
        title=f"Day {significant(row.get('day'))}: {analyte} {significant(row.get('found'))} {unit}{after}",
        detail=f"expected {significant(band.get('median'))} ({significant(low)} to {significant(high)})",
        points=(str(row.get("verdict", "")),),
    )


def _next_test(row: Mapping[str, Any], register: Register) -> Item:
    test = word("analytes", str(row.get("test", "")), register)
    specimen = str(row.get("specimen") or "")
    title = f"{test} in {word('specimens', specimen, register)}" if specimen else test
    bits = row.get("expected_information_bits")
    detail = (
        f"{significant(bits, 2)} bits" if isinstance(bits, (int, float)) and register == "clinician" else ""
    )
    names = [word("causes", c, register) for c in _strings(row.get("would_separate"))]
    joined = " from ".join(names) if len(names) == 2 else ", ".join(names)
    points = _told(row.get("why"), register) or ((f"would separate {joined}",) if names else ())
    return Item(title=title[:1].upper() + title[1:], detail=detail, points=points)


def _all_references(assessment: Mapping[str, Any]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for section in ("dangers", "findings", "causes", "next_tests"):
        for row in assessment.get(section) or ():
            seen.update(dict.fromkeys(_strings(row.get("references"))))
    return tuple(seen)


def assessment_view(
    assessment: Mapping[str, Any], person: Person | None = None, register: Register = "clinician"
) -> AssessmentView:
    """What is shown of an assessment.

    Parameters
    ----------
    assessment : mapping
        An ``assessment/1`` object (``Assessment.to_dict()``).
    person : Person, optional
        The facts it was made from, for the laboratory values and the caution about replacement.
    register : {"clinician", "plain"}
        Whom the words are for.
    """
    provenance = assessment.get("provenance") or {}
    urgency = str(assessment.get("urgency", "routine"))
    return AssessmentView(
        register=register,
        words=sentences(register),
        subject=_subject(person, register),
        urgency=urgency,
        urgency_words=word("urgency", urgency, register),
        dangers=tuple(_danger(x, register) for x in assessment.get("dangers") or ()),
        findings=tuple(_finding(x, register) for x in assessment.get("findings") or ()),
        labs=lab_rows(person, register),
        causes=tuple(_cause(x, register) for x in assessment.get("causes") or ()),
        follow_up=tuple(_follow_up(x, register) for x in assessment.get("follow_up") or ()),
        stores=tuple(
            _store(k, v) for k, v in (assessment.get("body") or {}).items() if isinstance(v, Mapping)
        ),
        next_tests=tuple(_next_test(x, register) for x in assessment.get("next_tests") or ()),
        forecast=forecast_panels(assessment.get("forecast") or (), register),
        caution=replacement_caution(person, register),
        unmapped=_strings(assessment.get("unmapped")),
        warnings=_told(assessment.get("warnings"), register),
        references=_all_references(assessment),
        provenance=", ".join(f"{k} {v}" for k, v in provenance.items() if isinstance(v, (str, int, float))),
    )
