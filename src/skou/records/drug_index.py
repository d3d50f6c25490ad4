"""Names of drugs, brands, classes and fixed combinations, folded and ready to be found in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from skou.data import read_csv
from skou.records.text import SEPARATORS, by_first_letter, fold, near_word, words


@dataclass(frozen=True)
class Drug:
    """One drug of the table: class, what it can cause (codes of the vocabulary), tags and RxNorm code."""

    name: str
    drug_class: str
    causes: tuple[str, ...]
    tags: tuple[str, ...]
    effects_row: str
    """Name of its row in ``data/drugs.csv``; empty where only the class is known."""
    rxnorm: str


@dataclass(frozen=True)
class DrugMatch:
    """Drugs named by the words from ``start`` to ``end``."""

    start: int
    end: int
    drugs: tuple[str, ...]


_IONS = frozenset(["potassium", "magnesium", "calcium", "sodium", "zinc", "iron"])
_SALTS = _IONS | frozenset(
    words("chloride sulfate hydrochloride tartrate succinate maleate mesylate phosphate")
)


@lru_cache(maxsize=1)
def drugs() -> Mapping[str, Drug]:
    """Every known drug by its generic name."""
    return {
        row["drug"]: Drug(
            row["drug"],
            row["class"],
            tuple(c for c in row["causes"].split(";") if c),
            tuple(t for t in row["tags"].split(";") if t),
            row["effects_row"],
            row["rxnorm"],
        )
        for row in read_csv("drug_names.csv")
    }


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """First word of each name: the names that begin with it, longest first, with their drugs."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in read_csv("drug_combinations.csv"):
        for name in (row["name"], *row["names"].split(";")):
            if name:
                table.setdefault(words(name), tuple(row["drugs"].split(";")))
    for row in read_csv("drug_names.csv"):
        for name in (row["drug"], *row["names"].split(";")):
            if name:
                table.setdefault(words(name), (row["drug"],))
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for tokens, named in table.items():
        if tokens:
            by_first.setdefault(tokens[0], []).append((tokens, named))
    for entries in by_first.values():
        entries.sort(key=lambda e: -len(e[0]))
    return by_first


@lru_cache(maxsize=1)
def _rxnorm() -> Mapping[str, str]:
    return {d.rxnorm: d.name for d in drugs().values() if d.rxnorm}


@lru_cache(maxsize=1)
def _long_words() -> Mapping[str, Sequence[str]]:
    return by_first_letter(first for first in _names() if len(first) > 5)


def drug_of_rxnorm(code: str) -> str | None:
    """Generic name of an RxNorm ingredient code."""
    return _rxnorm().get(code)


def find_drugs(tokens: Sequence[str]) -> list[DrugMatch]:
    """Drug names from left to right; an ion after a drug's name is its salt (losartan potassium)."""
    found: list[DrugMatch] = []
    at = 0
    while at < len(tokens):
        match = _name_at(tokens, at)
        if match is None:
            at += 1
            continue
        salt = (
            match.end - match.start == 1
            and tokens[match.start] in _SALTS
            and found
            and found[-1].end == match.start
        )
        if not salt:
            found.append(match)
        at = match.end
    return found


def _name_at(tokens: Sequence[str], at: int) -> DrugMatch | None:
    for name, named in _names().get(tokens[at], ()):
        if tuple(tokens[at : at + len(name)]) == name:
            return DrugMatch(at, at + len(name), named)
    return None


@lru_cache(maxsize=1)
def _stems() -> tuple[tuple[str, str, tuple[str, ...], frozenset[str]], ...]:
    return tuple(
        (
            row["ending"],
            row["class"],
            tuple(c for c in row["causes"].split(";") if c),
            frozenset(row["except"].split(";")),
        )
        for row in read_csv("drug_stems.csv")
    )


def drugs_by_stem(tokens: Sequence[str]) -> list[Drug]:
    """Drugs that no table names, classed by the ending of their international name (``-pril``)."""
    found: list[Drug] = []
    for token in tokens:
        if len(token) < 7:
            continue
        for ending, drug_class, causes, exceptions in _stems():
            if token.endswith(fold(ending)) and token not in exceptions:
                found.append(Drug(token, drug_class, causes, (), "", ""))
                break
    return found


@lru_cache(maxsize=16384)
def _near(word: str, cutoff: float) -> str | None:
    return near_word(word, _long_words(), cutoff)


def near_drugs(tokens: Sequence[str], cutoff: float) -> tuple[list[DrugMatch], str]:
    """Drugs whose name is nearly a word of the text, with what was taken for what."""
    mended = list(tokens)
    changes: list[str] = []
    for i, token in enumerate(tokens):
        if len(token) < 6 or token in SEPARATORS or len(changes) > 3:
            continue
        close = _near(token, cutoff)
        if close:
            mended[i] = close
            changes.append(f"{token!r} as {close!r}")
    return (find_drugs(mended), ", ".join(changes)) if changes else ([], "")
