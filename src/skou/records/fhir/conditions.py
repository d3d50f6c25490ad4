"""Conditions, family history and procedures: their words as facts, with their clinical status."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from skou.records.concept_index import index
from skou.records.concepts import read_phrase
from skou.records.fhir.access import Resource, items, label, part, status_word, string, when
from skou.records.fields import days_between, show
from skou.records.person import Mention

if TYPE_CHECKING:
    from skou.records.fhir.bundle import Gathered

_OVER = frozenset(["inactive", "remission", "resolved"])
_QUALIFIER = re.compile(r"\s*\((?:disorder|finding|situation|procedure|morphologic abnormality|event)\)\s*$")


def read_conditions(gathered: Gathered, now: dt.datetime | None) -> None:
    """Put conditions into ``gathered``; refuted ones count as absent, ended ones as past."""
    unknown: Counter[str] = Counter()
    for i, resource in enumerate(gathered.of("Condition")):
        name = label(part(resource, "code"))
        if name is None:
            gathered.unmapped.append(f"Condition[{i}]: a condition without a name")
            continue
        verified = status_word(part(resource, "verificationStatus"))
        if verified == "entered-in-error":
            gathered.unmapped.append(f"Condition[{i}]: {show(name)} ({verified})")
            continue
        found = _mentions(name)
        if not found:
            unknown[show(name)] += 1
            continue
        over = status_word(part(resource, "clinicalStatus")) in _OVER or _abated(resource)
        refuted = verified in ("refuted", "unconfirmed-refuted")
        onset = when(resource, "onsetDateTime", "onsetPeriod")
        lasting = -days_between(onset, now) if onset and now and onset <= now else None
        gathered.mentions += [
            replace(
                m, negated=m.negated or refuted, past=m.past or over, duration_days=m.duration_days or lasting
            )
            for m in found
        ]
    _family(gathered)
    _procedures(gathered)
    gathered.mentions[:] = _once(gathered.mentions)
    gathered.unmapped += [
        f"Condition: {name}" + (f" ({n} times)" if n > 1 else "") for name, n in unknown.items()
    ]


def _mentions(name: str) -> tuple[Mention, ...]:
    return read_phrase(_QUALIFIER.sub("", name), "condition").mentions


def _abated(resource: Resource) -> bool:
    return any(
        str(key).startswith("abatement") and resource[key] not in (None, False, "") for key in resource
    )


def _family(gathered: Gathered) -> None:
    for i, resource in enumerate(gathered.of("FamilyMemberHistory")):
        for condition in items(resource, "condition"):
            name = label(part(condition, "code"))
            found = read_phrase(f"family history of {name}", "condition").mentions if name else ()
            gathered.mentions += found
            if not found:
                gathered.unmapped.append(f"FamilyMemberHistory[{i}]: {show(name)}")


def _procedures(gathered: Gathered) -> None:
    """Operations whose effects last, and dialysis; the others are counted."""
    known = index().concepts
    others: Counter[str] = Counter()
    for resource in gathered.of("Procedure"):
        name = label(part(resource, "code")) or "a procedure without a name"
        kept = [
            m
            for m in _mentions(name)
            if (m.concept in known and known[m.concept].lasting)
            or m.concept in ("haemodialysis", "transfusion")
        ]
        if kept and (string(resource, "status") or "completed") in ("completed", "in-progress"):
            gathered.mentions += kept
        else:
            others[show(name)] += 1
    gathered.unmapped += [
        f"Procedure: {name}" + (f" ({n} times)" if n > 1 else "") for name, n in others.items()
    ]


def _once(mentions: list[Mention]) -> list[Mention]:
    """One mention a concept: a present one beats a past or absent one."""
    best: dict[str, Mention] = {}
    for mention in mentions:
        old = best.get(mention.concept)
        if old is None or (mention.past, mention.negated) < (old.past, old.negated):
            best[mention.concept] = mention
    return list(best.values())
