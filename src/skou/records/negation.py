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
_WEIGH = (
    ("rule", "out"),
    ("r", "o"),
    ("risk",),
    ("exclude",),
    ("screen",),
    ("screening",),
    ("query",),
    ("suspicion",),
)
_UNHELD = _set("change improvement relief response improving resolved only controlled better recovered")
_ALLERGY = _set("allergy allergic allergies")


def standing(tokens: Sequence[str], start: int, end: int, taken: Sequence[bool]) -> Standing:
    """How the words from ``start`` to ``end`` are meant; ``taken`` marks words that belong to a phrase."""
    left = _left(tokens, start)
    before = [(t, taken[i]) for i, t in enumerate(tokens[left:start], left)]
    free = [t for t, used in before if not used]
    clause_end = next((i for i in range(end, len(tokens)) if tokens[i] in SEPARATORS), len(tokens))
    after = [tokens[i] for i in range(end, clause_end) if not taken[i]]
    if _of_kin(tokens, left, start):
        return "relative"
    if any(t in _ALLERGY for t in free):
        return "uncertain"
    if _negated(free) or any(a in _AFTER_NEGATIVE for a in after) or _pair(after, ("rule", "out")):
        return "absent"
    if tokens[end : end + 2] == (":", "no") or list(tokens[end : end + 2]) == [":", "no"]:
        return "absent"
    if _pair(after, ("not", "present")) or _pair(after, ("not", "seen")) or _pair(free, ("negative", "for")):
        return "absent"
    if any(w[0] in free and all(x in free for x in w) for w in (tuple(map(fold, p)) for p in _WEIGH)):
        return "uncertain"
    if any(t in _ENDED for t in (*after, *free)) and "not" not in after:
        return "past"
    if _pair(free, ("no", "longer")) or any(t in _EARLIER for t in (*free[-4:], *after)):
        return "past"
    if _years_ago(tokens[end:clause_end]):
        return "past"
    return "present"


def _left(tokens: Sequence[str], start: int) -> int:
    """Where the reach of a word before ``start`` begins: a comma ends it unless a list of denials goes on."""
    at = start - 1
    later_or = any(t in ("or", "nor") for t in tokens[max(0, start - 1) : start + 6])
    while at >= 0:
        token = tokens[at]
        if token in SEPARATORS and token != ",":
            return at + 1
        if token in _BREAKS:
            return at if token in ("had",) else at + 1
        if token == ",":
            head = tokens[:at]
            listing = later_or and _negated(_tail(head))
            if not (listing or any(t in _DENY for t in _tail(head))):
                return at + 1
        at -= 1
    return 0


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
        if any(w[0] in following for w in (tuple(map(fold, p)) for p in _UNHELD)) or following[:1] == [
            "longer"
        ]:
            continue
        if token == "not" and len(free) - i > 5:
            continue
        return True
    return _pair(free, ("free", "from")) or free[-1:] == ["free"]


def _pair(tokens: Sequence[str], pair: tuple[str, str]) -> bool:
    folded = tuple(map(fold, pair))
    return any(tuple(tokens[i : i + 2]) == folded for i in range(len(tokens) - 1))


def _of_kin(tokens: Sequence[str], left: int, start: int) -> bool:
    """A relative's illness: ``family history``, or a relative who has or had it."""
    first = next((i for i in range(start - 1, -1, -1) if tokens[i] in (";", ".")), -1) + 1
    span = list(tokens[first:start])
    for i, token in enumerate(span):
        if token in _KIN and (set(span[i + 1 : i + 4]) & _KIN_VERBS or span[i - 1 : i] == ["in"]):
            return True
    return False


def _years_ago(after: Sequence[str]) -> bool:
    return "ago" in after and bool({"y", "yr", "year", "mo", "month"} & set(after))
