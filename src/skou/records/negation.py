"""Whether words are said to be present, absent, past, a relative's, or only considered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from skou.records.text import SEPARATORS, fold

Standing = Literal["present", "absent", "past", "relative", "uncertain"]


def _set(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in text.split())


_DENY = _set("denies denied deny denying")
_NEGATORS = _set("no not without nil never neither nor none absence absent non") | _DENY
_BREAKS = _set(
    "but however except though although had has have developed presented reports reported with despite"
)
_AFTER_NEGATIVE = _set("absent denied negative excluded nil none")
_ENDED = _set("resolved recovered cured ceased stopped subsided settled")
_EARLIER = _set("previous previously prior past earlier former formerly childhood remote infancy")
_KIN = _set(
    "mother father brother sister sibling siblings uncle aunt cousin cousins parent parents son daughter "
    "grandmother grandfather family familial relative relatives twin maternal paternal"
)
_KIN_VERBS = _set("history with had has have died diagnosed suffers suffered known affected similar")
_WEIGH = tuple(
    tuple(map(fold, words.split()))
    for words in ("rule out", "r o", "risk", "exclude", "screen", "screening", "query", "suspicion")
)
_RULED_OUT = tuple(
    (fold(first), fold(second))
    for first, second in (
        ("rule", "out"),
        ("ruled", "out"),
        ("not", "present"),
        ("not", "seen"),
        ("not", "found"),
    )
)
_UNHELD = _set("change improvement relief response improving resolved only controlled better recovered")
_REACH = 40
_ALLERGY = _set("allergy allergic allergies")


def standing(tokens: Sequence[str], start: int, end: int, taken: Sequence[bool]) -> Standing:
    """How the words from ``start`` to ``end`` are meant; ``taken`` marks words that belong to a phrase."""
    left = _left(tokens, start)
    before = [(t, taken[i]) for i, t in enumerate(tokens[left:start], left)]
    free = [t for t, used in before if not used]
    clause_end = next((i for i in range(end, len(tokens)) if tokens[i] in SEPARATORS), len(tokens))
    after = [tokens[i] for i in range(end, clause_end) if not taken[i]]
    if _of_kin(tokens, start):
        return "relative"
    if _ALLERGY & set(tokens[left:start]):
        return "uncertain"
    denied_after = _AFTER_NEGATIVE & set(after) or any(_pair(after, p) for p in _RULED_OUT)
    if _negated(free) or denied_after or tuple(tokens[end : end + 2]) == (":", "no"):
        return "absent"
    if any(set(words) <= set(free) for words in _WEIGH):
        return "uncertain"
    if _ENDED & {*after, *free} and "not" not in after:
        return "past"
    if _pair(free, ("no", "longer")) or _EARLIER & {*free[-4:], *after} or _years_ago(tokens[end:clause_end]):
        return "past"
    return "present"


def _left(tokens: Sequence[str], start: int) -> int:
    """Where the reach of a word before ``start`` begins: a comma ends it unless a list of denials goes on."""
    at = start - 1
    later_or = any(t in ("or", "nor") for t in tokens[max(0, start - 1) : start + 6])
    while at >= max(0, start - _REACH):
        token = tokens[at]
        if token in SEPARATORS and token != ",":
            return at + 1
        if token in _BREAKS:
            return at + 1
        if token == ",":
            head = _tail(tokens[max(0, at - _REACH) : at])
            if not ((later_or and _negated(head)) or _DENY & set(head)):
                return at + 1
        at -= 1
    return max(0, start - _REACH)


def _tail(tokens: Sequence[str]) -> list[str]:
    at = len(tokens) - 1
    while at >= 0 and tokens[at] not in (";", ".", ":", "but"):
        at -= 1
    return list(tokens[at + 1 :])


def _negated(free: Sequence[str]) -> bool:
    for i, token in enumerate(free):
        if token not in _NEGATORS:
            continue
        following = free[i + 1 : i + 3]
        if (_UNHELD | {"longer"}) & set(following):
            continue
        if token == "not" and len(free) - i > 5:
            continue
        return True
    return _pair(free, ("free", "from")) or _pair(free, ("negative", "for")) or free[-1:] == ["free"]


def _pair(tokens: Sequence[str], pair: tuple[str, str]) -> bool:
    folded = tuple(map(fold, pair))
    return any(tuple(tokens[i : i + 2]) == folded for i in range(len(tokens) - 1))


def _of_kin(tokens: Sequence[str], start: int) -> bool:
    """A relative's illness: ``family history``, or a relative who has or had it."""
    span = _tail(tokens[max(0, start - _REACH) : start])
    for i, token in enumerate(span):
        if token in _KIN and (set(span[i + 1 : i + 4]) & _KIN_VERBS or span[i - 1 : i] == ["in"]):
            return True
    return False


def _years_ago(after: Sequence[str]) -> bool:
    return "ago" in after and bool({"y", "yr", "year", "mo", "month"} & set(after))
