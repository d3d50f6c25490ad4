"""The phrases of ``data/concepts.yaml``, folded and ready to be found in a sequence of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from skou.data import read_yaml
from skou.records.text import SEPARATORS, by_first_letter, fold, words

WINDOW = 7
_DIVIDERS = frozenset(["and", "with", "but", "or", "then", *SEPARATORS])
_MIXED = frozenset(["normal", "no", "not", "without"])


@dataclass(frozen=True)
class Concept:
    """A code and what else it implies; ``lasting`` facts stay true when previous, an ``event`` is over."""

    code: str
    implies: tuple[str, ...]
    denies: tuple[str, ...]
    lasting: bool
    event: bool
    only: str | None


@dataclass(frozen=True)
class Match:
    """Concepts said by the words from ``start`` to ``end``."""

    start: int
    end: int
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Words that say ``code`` when they stand close together, in any order."""

    patterns: tuple[tuple[str, ...], ...]
    code: str


@dataclass(frozen=True)
class Index:
    """Phrases by their first word, pairs by one of their words, and all words for spelling help."""

    concepts: Mapping[str, Concept]
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]
    prefixes: Sequence[tuple[str, tuple[str, ...], str]]
    pairs: Mapping[str, Sequence[Pair]]
    lexicon: Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def index() -> Index:
    """The compiled phrases."""
    concepts: dict[str, Concept] = {}
    phrases: dict[tuple[str, ...], list[str]] = {}
    prefixes: list[tuple[str, tuple[str, ...], str]] = []
    pairs: dict[str, list[Pair]] = {}
    for code, entry in read_yaml("concepts.yaml")["concepts"].items():
        concepts[code] = Concept(
            code,
            tuple(entry.get("implies", ())),
            tuple(entry.get("denies", ())),
            entry.get("lasting", False),
            entry.get("event", False),
            entry.get("only"),
        )
        for phrase in (*entry["phrases"], code.replace("_", " ")):
            if "&" in phrase:
                patterns = tuple(tuple(_pattern(w) for w in p.split()) for p in phrase.split("&"))
                anchor = next(p[0] for p in reversed(patterns) if not p[0].endswith("*"))
                pairs.setdefault(anchor, []).append(Pair(patterns, code))
            elif "*" in phrase:
                head, *rest = phrase.split()
                prefixes.append((_pattern(head), words(" ".join(rest).replace("*", "")), code))
            else:
                codes = phrases.setdefault(words(phrase), [])
                if code not in codes:
                    codes.append(code)
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for tokens, codes in phrases.items():
        if tokens:
            by_first.setdefault(tokens[0], []).append((tokens, tuple(codes)))
    for entries in by_first.values():
        entries.sort(key=lambda e: -len(e[0]))
    lexicon = by_first_letter({w for tokens in phrases for w in tokens if len(w) > 5})
    return Index(concepts, by_first, prefixes, pairs, lexicon)


def _pattern(word: str) -> str:
    return fold(word[:-1]) + "*" if word.endswith("*") else fold(word)


def _fits(token: str, pattern: str) -> bool:
    return token.startswith(pattern[:-1]) if pattern.endswith("*") else token == pattern


def find(tokens: Sequence[str]) -> list[Match]:
    """Longest phrases from left to right, then pairs of words that stand close together in one clause."""
    known = index()
    found: list[Match] = []
    at = 0
    while at < len(tokens):
        match = _phrase_at(tokens, at, known)
        if match is None:
            at += 1
        else:
            found.append(match)
            at = match.end
    said = {c for m in found for c in m.concepts}
    for start, end in _clauses(tokens):
        clause = tokens[start:end]
        for anchor in dict.fromkeys(clause):
            for pair in known.pairs.get(anchor, ()):
                span = _pair_span(clause, pair.patterns) if pair.code not in said else None
                if span:
                    said.add(pair.code)
                    found.append(Match(start + span[0], start + span[1], (pair.code,)))
    return found


def _phrase_at(tokens: Sequence[str], at: int, known: Index) -> Match | None:
    for phrase, codes in known.phrases.get(tokens[at], ()):
        if tuple(tokens[at : at + len(phrase)]) == phrase:
            return Match(at, at + len(phrase), codes)
    for head, rest, code in known.prefixes:
        if _fits(tokens[at], head):
            following = tokens[at + 1 : at + 1 + len(rest)]
            if len(following) == len(rest) and all(
                f == r or (f.startswith(r) and len(r) > 3) for f, r in zip(following, rest, strict=True)
            ):
                return Match(at, at + 1 + len(rest), (code,))
    for phrase, codes in known.phrases.get("qt", ()) if tokens[at] == "qtc" else ():
        if tuple(tokens[at + 1 : at + len(phrase)]) == phrase[1:]:
            return Match(at, at + len(phrase), codes)
    return None


def _clauses(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Short clauses, then longer ones (joined by ``and``) in which nothing is called normal or absent."""

    def between(dividers: frozenset[str]) -> list[tuple[int, int]]:
        edges = [-1, *(i for i, t in enumerate(tokens) if t in dividers), len(tokens)]
        return [(a + 1, b) for a, b in pairwise(edges) if b - a > 2]

    longer = between(SEPARATORS)
    return between(_DIVIDERS) + [(a, b) for a, b in longer if not _MIXED & set(tokens[a:b])]


def _pair_span(clause: Sequence[str], patterns: Sequence[tuple[str, ...]]) -> tuple[int, int] | None:
    places: list[int] = []
    for parts in patterns:
        at = next(
            (
                i
                for i in range(len(clause) - len(parts) + 1)
                if all(_fits(clause[i + k], p) for k, p in enumerate(parts))
            ),
            None,
        )
        if at is None:
            return None
        places.append(at)
    low, high = min(places), max(places)
    return (low, high + 1) if high - low <= WINDOW else None
