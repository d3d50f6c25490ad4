"""What a record says between the lines: the amount of a loss, what its silence means, drugs that do not suffice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from skou.inference.knowledge import associations
from skou.records.person import Person

TOLD = 2
"""Complaints, losses or intakes from which a record counts as a history."""
_HISTORY = ("symptom", "loss", "intake")


@dataclass(frozen=True, slots=True)
class Amount:
    """Factors on the odds that a stated cause matters and on its severity."""

    odds: float
    severity: float


def amount(person: Person, cause: str) -> Amount | None:
    """What the words beside a stated loss, load or lack say of its amount; None where they say nothing.

    Large and small words for one cause cancel.
    """
    words = [
        m.text.lower()
        for m in person.mentions
        if m.concept == cause and m.kind in _HISTORY and not (m.negated or m.past)
    ]
    found = [
        Amount(float(e["odds"]), float(e["severity"]))
        for e in associations()["amounts"]
        if any(re.search(e["words"], w) for w in words)
    ]
    return found[0] if len(found) == 1 else None


def unmentioned(person: Person) -> Mapping[str, float]:
    """Causes that this record would mention and does not, with the ratio that multiplies their odds.

    A drug is missing from a list that names others; a loss, an exposure or a grave condition from a history
    that tells other complaints. A record without a list or history says nothing by its silence.
    """
    silence = associations()["silence"]
    kinds = []
    if person.medications:
        kinds.append(silence["drugs"])
    if sum(m.kind in _HISTORY for m in person.mentions) >= TOLD:
        kinds += [silence[k] for k in ("losses", "exposures", "conditions")]
    return {cause: float(kind["ratio"]) for kind in kinds for cause in kind["causes"]}


def resistant_hypertension(person: Person) -> str | None:
    """The words for a pressure above 140/90 mmHg on three classes of drugs; None where it is not so."""
    classes = {m.drug_class for m in person.medications if m.stopped_day is None}
    taken = classes & set(associations()["antihypertensive_classes"])
    systolic, diastolic = person.vitals.systolic, person.vitals.diastolic
    high = (systolic is not None and systolic >= 140) or (diastolic is not None and diastolic >= 90)
    if not (high and len(taken) >= 3):
        return None
    return f"blood pressure {systolic or 0:g}/{diastolic or 0:g} on {len(taken)} classes of drugs"
