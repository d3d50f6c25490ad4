"""What a name in a rule stands for in a record: drugs, drug classes, cause codes, concepts or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from skou.data import read_csv
from skou.findings.expression import Witness
from skou.records.person import Medication, Mention, Person

STOPPED_LONG_AGO_DAYS = 14.0
"""A drug stopped longer ago than this no longer makes a combination, unless it is marked as long-acting."""

_DENIAL = re.compile(r"\b(no|not|without|denie[sd]|never)\b")


@dataclass(frozen=True)
class Term:
    """One name of the rule language, and everything in a record that satisfies it."""

    name: str
    drugs: frozenset[str]
    classes: frozenset[str]
    tags: frozenset[str]
    causes: frozenset[str]
    concepts: frozenset[str]
    words: frozenset[str]
    """Words inside what was understood, for what the concepts do not tell apart; ``*`` ends a prefix."""
    long_acting: bool
    besides: frozenset[str] = frozenset()
    """Drugs that do not count although they belong to the class."""


def _set(cell: str) -> frozenset[str]:
    return frozenset(x.strip().casefold() for x in cell.split(";") if x.strip())


@lru_cache(maxsize=1)
def all_terms() -> dict[str, Term]:
    """Every term of ``data/rule_terms.csv``."""
    return {
        row["term"]: Term(
            row["term"],
            _set(row["drugs"]),
            _set(row["classes"]),
            _set(row["tags"]),
            _set(row["causes"]),
            _set(row["concepts"]),
            _set(row["words"]),
            row["long_acting"] == "1",
            _set(row["besides"]),
        )
        for row in read_csv("rule_terms.csv")
    }


def term(name: str) -> Term:
    """The term of that name; one without an entry stands for the drug, cause or concept of the same code."""
    key = name.casefold()
    own = frozenset({key})
    spoken = frozenset({key.replace("_", " ")})
    return all_terms().get(name) or Term(name, spoken, frozenset(), frozenset(), own, own, frozenset(), False)


@lru_cache(maxsize=1)
def _tags() -> dict[str, frozenset[str]]:
    """The tags of the drug table (QT-prolonging, potassium-sparing, diuretic) by generic name."""
    return {row["drug"].casefold(): _set(row["tags"]) for row in read_csv("drug_names.csv")}


@lru_cache(maxsize=4096)
def _mentions_word(text: str, word: str) -> bool:
    end = "" if word.endswith("*") else "(?![a-z])"
    return re.search(rf"(?<![a-z]){re.escape(word.rstrip('*'))}{end}", text) is not None


def _is_taken(drug: Medication, long_acting: bool) -> bool:
    stopped = drug.stopped_day
    return stopped is None or long_acting or stopped >= -STOPPED_LONG_AGO_DAYS


def medications_of(person: Person, name: str) -> tuple[Medication, ...]:
    """The drugs that a term stands for: by generic name, class, tag, cause code or, unrecognised, by text."""
    wanted = term(name)
    return tuple(d for d in person.medications if _is_taken(d, wanted.long_acting) and _is_of(d, wanted))


def _is_of(drug: Medication, wanted: Term) -> bool:
    generic, group = (drug.drug or "").casefold(), (drug.drug_class or "").casefold()
    if generic in wanted.besides:
        return False
    if generic in wanted.drugs or group in wanted.classes or wanted.tags & _tags().get(generic, frozenset()):
        return True
    if any(c.casefold() in wanted.causes for c in drug.causes):
        return True
    return not generic and any(_mentions_word(drug.text.casefold(), d) for d in wanted.drugs)


def holds(person: Person, name: str) -> Witness | None:
    """The words of the record that satisfy a term, None where nothing does."""
    wanted = term(name)
    said = [drug.text for drug in medications_of(person, name)]
    said += [m.text for m in person.mentions if _is_said(m) and _is_meant(m, wanted)]
    said += [text for text in person.unmapped if _names_unmapped(text, wanted)]
    return tuple(dict.fromkeys(said)) or None


def _names_unmapped(text: str, wanted: Term) -> bool:
    """Words that the reader could not place still count here, unless they deny something."""
    folded = text.casefold()
    return not _DENIAL.search(folded) and any(_mentions_word(folded, word) for word in wanted.words)


def _is_said(mention: Mention) -> bool:
    """True where the record says that it is there now, neither denied nor over."""
    return not mention.negated and not mention.past


def _is_meant(mention: Mention, wanted: Term) -> bool:
    concept = mention.concept.casefold()
    if concept in wanted.concepts or concept in wanted.causes:
        return True
    text = mention.text.casefold()
    return any(_mentions_word(text, word) for word in wanted.words)
