"""Answers one name or limit of a rule from a record and its findings."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from skou import vocabulary
from skou.findings.calcium import calcium_readings
from skou.findings.expression import Limit, Name, Witness, evaluate, parse
from skou.findings.model import Finding
from skou.findings.readings import Reading, estimated_gfr, readings
from skou.findings.spurious import false_readings
from skou.findings.terms import holds, medications_of
from skou.findings.trends import trend_readings
from skou.records.person import Person

CURRENT_FROM_DAY = -1.0
"""Values from the day before presentation on describe now; older ones only where nothing newer is known."""
CALCIUM_MMOL_PER_G = 24.95
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def current(found: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings that describe now: from the day before on, else the latest of the earlier ones."""
    every = tuple(found)
    now = tuple(r for r in every if r.day is None or r.day >= CURRENT_FROM_DAY)
    if now or not every:
        return now
    latest = max(r.day or 0.0 for r in every)
    return tuple(r for r in every if r.day == latest)


@dataclass(frozen=True)
class Facts:
    """A record and its findings, asked one rule at a time."""

    person: Person
    findings: tuple[Finding, ...] = ()
    _cache: dict[str, tuple[Reading, ...]] = field(default_factory=dict, compare=False, repr=False)

    def ask(self, rule: str) -> Witness | None:
        """The facts that make a rule true, None where it does not hold."""
        return evaluate(parse(rule), self.truth)

    def truth(self, node: Name | Limit) -> Witness | None:
        """The facts behind one name or limit."""
        if isinstance(node, Limit):
            return self._limit(node)
        if node.name.endswith("_measured"):
            return () if self.quantity(node.name.removesuffix("_measured")) else None
        words = list(holds(self.person, node.name) or ())
        words += [self._disorder_words(f) for f in self._disorders.get(node.name, ())]
        return tuple(dict.fromkeys(words)) or None

    def quantity(self, name: str) -> tuple[Reading, ...]:
        """The current readings of a quantity: an analyte, a vital sign, a derived value."""
        if name not in self._cache:
            self._cache[name] = current(self._read(name))
        return self._cache[name]

    def _read(self, name: str) -> tuple[Reading, ...]:
        if name in ("calcium_adjusted", "calcium_ionised"):
            adjusted, ionised = calcium_readings(self.person)
            return adjusted if name == "calcium_adjusted" else ionised
        if name == "egfr":
            return estimated_gfr(self.person)
        if name in vocabulary.ANALYTES:
            false = self._false
            return tuple(r for r in readings(self.person, name) if (r.analyte, r.value, r.day) not in false)
        if name == "qtc":
            signs = [
                m
                for m in self.person.mentions
                if m.concept == "qtc_prolonged" and not m.negated and not m.past and m.number
            ]
            return tuple(Reading("QTc", _milliseconds(m.number or 0.0), "ms") for m in signs)
        person, vitals = self.person, self.person.vitals
        if name == "heart_rate" and vitals.heart_rate is None:
            rates = [
                m for m in person.mentions if m.unit == "1/min" and not m.negated and not m.past and m.number
            ]
            return tuple(Reading("heart rate", m.number or 0.0, "/min") for m in rates)
        plain = {
            "age": (person.age, "years"),
            "weight": (person.weight_kg, "kg"),
            "systolic": (vitals.systolic, "mmHg systolic"),
            "heart_rate": (vitals.heart_rate, "/min"),
            "temperature": (vitals.temperature_c, "Cel"),
        }
        if name in plain:
            value, unit = plain[name]
            return () if value is None else (Reading(name.replace("_", " "), value, unit),)
        return trend_readings(self.person, name)

    def _limit(self, node: Limit) -> Witness | None:
        if node.unit == "mo":
            return self._taken_for(node)
        if node.unit == "g/d":
            return self._amount_a_day(node)
        hit = [r for r in self.quantity(node.name) if self._compare(r, node)]
        lower = node.operator.startswith("<")
        worst = (min if lower else max)(hit, key=lambda r: r.value, default=None)
        return None if worst is None else (worst.words(),)

    @staticmethod
    def _compare(reading: Reading, node: Limit) -> bool:
        or_at = node.operator.endswith("=")
        if node.operator.startswith("<"):
            return reading.below(node.number, or_at=or_at)
        return reading.above(node.number, or_at=or_at)

    def _taken_for(self, node: Limit) -> Witness | None:
        days = node.number * 30.4
        long_enough = [
            m.text
            for m in medications_of(self.person, node.name)
            if m.duration_days is not None and _COMPARE[node.operator](m.duration_days, days)
        ]
        return tuple(long_enough) or None

    def _amount_a_day(self, node: Limit) -> Witness | None:
        diet = self.person.diet.get(node.name)
        grams = (diet or 0.0) / CALCIUM_MMOL_PER_G
        words = [f"{node.name} {diet:g} mmol/d"] if diet else []
        for m in medications_of(self.person, f"{node.name}_supplement"):
            unit = (m.dose_unit or "").casefold()
            factor = {"g": 1.0, "mg": 0.001}.get(unit)
            if m.dose and factor:
                grams += m.dose * factor * (m.per_day or 1.0)
                words.append(m.text)
        return tuple(words) if _COMPARE[node.operator](grams, node.number) else None

    @cached_property
    def _disorders(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for f in self.findings:
            if f.disorder in vocabulary.DISORDERS and f.disorder != "none" and not self._is_old(f):
                found.setdefault(f.disorder, []).append(f)
        return found

    def _is_old(self, finding: Finding) -> bool:
        """True where the finding is of an earlier day and a newer value of its analyte is known."""
        if finding.analyte is None or finding.day is None or finding.day >= CURRENT_FROM_DAY:
            return False
        return any(r.day is None or r.day >= CURRENT_FROM_DAY for r in readings(self.person, finding.analyte))

    @cached_property
    def _false(self) -> frozenset[tuple[str, float, float | None]]:
        return frozenset((r.analyte, r.value, r.day) for r in false_readings(self.person))

    @staticmethod
    def _disorder_words(finding: Finding) -> str:
        if finding.value is None:
            return finding.disorder.replace("_", " ")
        return f"{finding.disorder.replace('_', ' ')} ({finding.value:.4g} {finding.unit})"


def _milliseconds(value: float) -> float:
    """A QTc of 0.56 was given in seconds."""
    return value * 1000 if value < 5 else value
