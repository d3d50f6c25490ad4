"""Free text of conditions, losses, intakes, symptoms and ECGs onto concept codes, with negations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from skou.records.concept_index import Match, find, index
from skou.records.negation import Standing, standing
from skou.records.person import Mention, MentionKind
from skou.records.text import durations, measure, near_word, plain, words

MAX_WORDS = 400

_QTC = re.compile(r"\b(qtc?)\b[^0-9,;]{0,24}?(\d{3}|0\.\d{2,3})\s*(ms|msec|s|sec)?\b")
_QRS = re.compile(r"\bqrs\b[^0-9,;]{0,24}?(\d{2,3}|0\.\d{2,3})\s*(ms|msec|s|sec)?\b")
_PR = re.compile(r"\bpr\b[^0-9,;]{0,24}?(\d{3}|0\.\d{2,3})\s*(ms|msec|s|sec)?\b")
_RATE = re.compile(
    r"\b(?:rate|heart rate|hr|pulse|rhythm|tachycardia|bradycardia)\s*(?:of|is|at|=|:)?\s*(\d{2,3})\b"
    r"(?!\s*(?:ms|%|/))"
)
_FAMILY = (
    ("family_history_tubulopathy", ("gitelman_syndrome", "bartter_syndrome", "hypokalaemia",
    "hypomagnesaemia",
                                    "genetic_magnesium_wasting", "liddle_syndrome")),
    ("family_history_periodic_paralysis", ("paralysis", "episodic_paralysis",
    "hypokalaemic_periodic_paralysis",
                                           "hyperkalaemic_periodic_paralysis", "weakness")),
    ("family_history_hypercalcaemia", ("hypercalcaemia", "primary_hyperparathyroidism",
                                       "familial_hypocalciuric_hypercalcaemia", "kidney_stones")),
)  # fmt: skip


_NOTHING = frozenset(
    ["none", "nil", "unknown", "unremarkable", "not stated", "not known", "not reported", "not done"]
)
_ONE_SIDED = re.compile(r"\b(?:left|right|one|unilateral)\b[\w\s-]{0,20}\b(?:leg|calf|ankle|limb|thigh)\b")


@dataclass(frozen=True)
class Reading:
    """What a phrase was understood to say; ``understood`` is false where nothing of it was mapped."""

    mentions: tuple[Mention, ...]
    understood: bool
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def read_phrase(text: str, kind: MentionKind) -> Reading:
    """The concepts that a phrase of a record states, denies or gives a number for.

    Examples
    --------
    >>> [(m.concept, m.negated) for m in read_phrase("no diarrhea", "loss").mentions]
    [('diarrhoea', True)]
    >>> read_phrase("diarrhoea 10 d, 8 stools daily", "loss").mentions[0].duration_days
    10.0
    """
    tokens = words(text)[:MAX_WORDS]
    matches = find(tokens)
    notes: tuple[str, ...] = ()
    if not matches:
        mended = _mend_spelling(tokens)
        if mended is not None:
            tokens, changes = mended
            matches = find(tokens)
            if matches:
                notes = (f"{text!r} was read with {changes}",)
    mentions = [*_stated(text, kind, tokens, matches), *_numbers(text, kind)]
    if kind == "ecg" and not matches and not mentions and tokens in (("normal",), ("unremarkable",)):
        mentions = [Mention(text, kind, "normal_ecg")]
    empty = not mentions and (not tokens or tokens[0] in _NOTHING or " ".join(tokens[:2]) in _NOTHING)
    return Reading(_unique(mentions), bool(mentions) or empty, notes if mentions else ())


def _stated(text: str, kind: MentionKind, tokens: Sequence[str], matches: Sequence[Match]) -> list[Mention]:
    known = index().concepts
    taken = [False] * len(tokens)
    for match in matches:
        for i in range(match.start, match.end):
            taken[i] = True
    spans = durations(text)
    days = next((d.days for d in spans if not d.ago), None)
    quantity = measure(text)
    mentions: list[Mention] = []
    denied_until = {m.end for m in matches if tokens[m.start] == "no"}
    for match in matches:
        how = standing(tokens, match.start, match.end, taken)
        if match.start in denied_until and how == "present":
            how = "absent"
        for code in match.concepts if how == "absent" else _with_implied(match.concepts):
            concept = known.get(code)
            if concept is not None and concept.only not in (None, kind):
                continue
            event = concept is not None and concept.event
            lasting = concept is not None and (concept.lasting or (kind == "condition" and not event))
            if event and how == "present" and _told_as_history(tokens, match.start):
                how = "past"
            if how == "uncertain":
                continue
            if how == "relative":
                mentions.append(Mention(text, kind, _family_code(code)))
                continue
            if how == "present" and concept is not None:
                mentions += [Mention(text, kind, denied, negated=True) for denied in concept.denies]
            mentions.append(
                Mention(
                    text,
                    kind,
                    code,
                    negated=how == "absent",
                    number=quantity[0] if quantity and how == "present" else None,
                    unit=quantity[1] if quantity and how == "present" else None,
                    duration_days=days,
                    past=how == "past" and not (lasting and not _ended(tokens)),
                )
            )
    if any(m.concept == "oedema" and not (m.negated or m.past) for m in mentions) and _ONE_SIDED.search(
        plain(text)
    ):
        mentions.append(Mention(text, kind, "leg_swelling_one_side", duration_days=days))
    return mentions


def _with_implied(codes: Sequence[str]) -> tuple[str, ...]:
    known = index().concepts
    out: dict[str, None] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop(0)
        if code not in out:
            out[code] = None
            waiting += known[code].implies if code in known else ()
    return tuple(out)


def _told_as_history(tokens: Sequence[str], start: int) -> bool:
    return "history" in tokens[max(0, start - 3) : start] or tokens[max(0, start - 2) : start] == ("h", "o")


def _ended(tokens: Sequence[str]) -> bool:
    return bool({"resolved", "cured", "recovered"} & set(tokens))


def _family_code(code: str) -> str:
    return next((family for family, codes in _FAMILY if code in codes), "family_history")


def _mend_spelling(tokens: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """Words of six letters and more that are nearly a known word, replaced by it."""
    changed: list[str] = []
    out: list[str] = []
    for token in tokens:
        close = None
        if len(token) > 5 and len(changed) < 3:
            close = _near(token)
        if close and close != token:
            changed.append(f"{token!r} as {close!r}")
        out.append(close or token)
    return (tuple(out), ", ".join(changed)) if changed else None


@lru_cache(maxsize=16384)
def _near(word: str) -> str | None:
    return near_word(word, index().lexicon, 0.86)


def _milliseconds(value: str, unit: str | None) -> float:
    number = float(value)
    return number * 1000 if unit in ("s", "sec") or number < 5 else number


def _numbers(text: str, kind: MentionKind) -> list[Mention]:
    """Intervals and rates in words: QTc from 460 ms, QRS from 120 ms, PR above 200 ms, rates off 60-99."""
    if kind not in ("ecg", "symptom"):
        return []
    said = plain(text)
    found: list[Mention] = []

    def add(code: str, number: float, unit: str) -> None:
        found.extend(Mention(text, kind, c, number=number, unit=unit) for c in _with_implied((code,)))

    if qtc := _QTC.search(said):
        number = _milliseconds(qtc[2], qtc[3])
        if number >= (460 if qtc[1] == "qtc" else 480):
            add("qtc_prolonged", number, "ms")
        elif number < 350:
            add("short_qt", number, "ms")
        else:
            add("qtc_normal", number, "ms")
    if qrs := _QRS.search(said):
        number = _milliseconds(qrs[1], qrs[2])
        add("wide_qrs" if number >= 120 else "qrs_normal", number, "ms")
    if pr := _PR.search(said):
        number = _milliseconds(pr[1], pr[2])
        add("long_pr" if number > 200 else "pr_normal", number, "ms")
    if rate := _RATE.search(said):
        number = float(rate[1])
        code = "tachycardia" if number >= 100 else "bradycardia" if number < 60 else "heart_rate_normal"
        add(code, number, "1/min")
    return found


def _unique(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """One mention a code: a number beats none, present beats absent."""
    best: dict[str, Mention] = {}
    for m in mentions:
        old = best.get(m.concept)
        if old is None or (m.negated, m.past, m.number is None) < (old.negated, old.past, old.number is None):
            best[m.concept] = m
    return tuple(best.values())


__all__ = ["Reading", "Standing", "read_phrase"]
