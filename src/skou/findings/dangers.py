"""Dangers by rule: red flags, dangerous values and combinations, with how soon each needs an answer.

Every rule is a row of ``data/danger_rules.csv`` or ``data/interactions.csv`` in the language of
`skou.findings.expression`.
Nothing here knows probabilities, and nothing takes a danger away again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from skou.data import read_csv
from skou.findings.facts import Facts
from skou.findings.model import URGENCY_LADDER, Danger, Finding, Urgency
from skou.findings.references import cite
from skou.findings.severity import findings as findings_of
from skou.records.person import Person


@dataclass(frozen=True)
class DangerRule:
    """One row of a rule table."""

    code: str
    urgency: Urgency
    when: str
    plain: str
    reason: str
    source: str
    disorders: tuple[str, ...]


@lru_cache(maxsize=1)
def danger_rules() -> tuple[DangerRule, ...]:
    """Rules on values and signs, then the dangerous combinations, in the order of their tables."""
    values = [
        DangerRule(
            row["code"],
            cast(Urgency, row["urgency"]),
            row["when"],
            row["plain"],
            row["reason"],
            row["source"],
            _codes(row["disorders"]),
        )
        for row in read_csv("danger_rules.csv")
    ]
    combinations = [
        DangerRule(
            row["code"],
            cast(Urgency, row["urgency"]),
            row["trigger_expression"],
            row["plain"],
            f"{row['triggers']}: {row['hazard']}",
            row["source"],
            _codes(row["disorders"]),
        )
        for row in read_csv("interactions.csv")
    ]
    return (*values, *combinations)


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(x for x in cell.split(";") if x)


def urgency_rank(level: Urgency) -> int:
    """0 for ``emergency``, 4 for ``routine``.

    Examples
    --------
    >>> urgency_rank("emergency") < urgency_rank("same_day")
    True
    """
    return URGENCY_LADDER.index(level)


def dangers(person: Person, findings: Sequence[Finding] | None = None) -> tuple[Danger, ...]:
    """Everything that a rule calls dangerous, most urgent first, each code once at its most urgent.

    Values from the day before presentation on count; older ones only where an analyte has nothing newer.

    Parameters
    ----------
    person : Person
        A record with values in canonical units.
    findings : sequence of Finding, optional
        Those of `skou.findings.findings`; worked out when left out.

    Examples
    --------
    >>> from skou.records.person import Lab, Person
    >>> [(d.code, d.urgency) for d in dangers(Person(labs=(Lab("potassium", 6.7, "mmol/L"),)))]
    [('potassium_high', 'emergency')]
    """
    facts = Facts(person, tuple(findings_of(person) if findings is None else findings))
    found: dict[str, Danger] = {}
    for rule in danger_rules():
        known = found.get(rule.code)
        if known is not None and urgency_rank(known.urgency) <= urgency_rank(rule.urgency):
            continue
        because = facts.ask(rule.when)
        if because is not None:
            found[rule.code] = Danger(
                rule.code,
                rule.urgency,
                (*because, rule.reason),
                cite(rule.source),
                rule.plain,
                rule.disorders,
            )
    return tuple(sorted(found.values(), key=lambda d: urgency_rank(d.urgency)))


def urgency(dangers: Iterable[Danger]) -> Urgency:
    """The most urgent level of a set of dangers, ``routine`` where there is none.

    Examples
    --------
    >>> urgency(())
    'routine'
    """
    return URGENCY_LADDER[min((urgency_rank(d.urgency) for d in dangers), default=len(URGENCY_LADDER) - 1)]
