"""Words of a record made comparable: case, accents, spelling, plurals, numbers and durations."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

SEPARATORS = frozenset(",;:.()?!")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+\d*|[,;:()?!]|\.(?=\s|$)")
_NOISE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "his",
        "her",
        "their",
        "some",
        "syndrome",
        "left",
        "right",
        "bilateral",
        "both",
        "sign",
    ]
)
_QUOTES = str.maketrans("–—−‘’“”‐‑", "---''\"\"--")
_POSSESSIVE = re.compile(r"'s\b")
_KEEP_SIDES = frozenset(["left", "right"])
_SPELLING = (("ae", "e"), ("oe", "e"), ("licor", "liquor"), ("leuk", "leuc"), ("sulph", "sulf"))


def plain(text: str) -> str:
    """Lower case without accents, typographic quotes and dashes; possessives gone."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_QUOTES)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower()
    return _POSSESSIVE.sub("", text) if "'" in text else text


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """One word in a form that spellings and plurals share.

    Examples
    --------
    >>> fold("diarrhoea") == fold("diarrhea"), fold("tumours") == fold("tumor")
    (True, True)
    """
    for british, american in _SPELLING:
        word = word.replace(british, american)
    if len(word) > 5 and "our" in word:
        word = re.sub(r"our(?=s?$|ed$|less$)", "or", word)
    if "is" in word:
        word = re.sub(r"([a-z]{3})is(e|es|ed|ing|ation)$", r"\1iz\2", word)
    if "yse" in word:
        word = re.sub(r"yse(d?)$", r"yze\1", word)
    if "re" in word:
        word = re.sub(r"(cent|lit|fib|met)re(s?)$", r"\1er\2", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Folded words and separators of a text, without articles and sides."""
    found = _TOKEN.findall(plain(text).replace("/", " ").replace("-", " ").replace("_", " "))
    sided = "heart" in text.lower() or "ventric" in text.lower() or "bundle" in text.lower()
    kept = (w for w in found if w not in _NOISE or (sided and w in _KEEP_SIDES))
    return tuple(w if w in SEPARATORS else fold(w) for w in kept)


def near_word(word: str, known: Mapping[str, Sequence[str]], cutoff: float) -> str | None:
    """The known word that ``word`` is a slip of; words share their first letter and nearly their length.

    Parameters
    ----------
    word : str
        A folded word.
    known : mapping
        Known words by their first letter.
    cutoff : float
        Least similarity, 0 to 1.
    """
    same_start = [k for k in known.get(word[:1], ()) if abs(len(k) - len(word)) <= 2]
    close = difflib.get_close_matches(word, same_start, n=1, cutoff=cutoff)
    return close[0] if close else None


def by_first_letter(known: Iterable[str]) -> dict[str, list[str]]:
    """Words grouped by their first letter, in a fixed order."""
    grouped: dict[str, list[str]] = {}
    for word in sorted(known):
        grouped.setdefault(word[:1], []).append(word)
    return grouped


_UNIT_DAYS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25}
_TIME_WORDS = (
    (r"min(?:ute)?s?", "min"),
    (r"h|hr|hrs|hours?", "h"),
    (r"d|days?", "d"),
    (r"w|wk|wks|weeks?", "wk"),
    (r"mo|mos|months?|mth|mths", "mo"),
    (r"y|yr|yrs|years?", "a"),
)
_TIME = "|".join(f"(?P<{unit}>{pattern})" for pattern, unit in _TIME_WORDS)
_COUNT_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "several": None, "few": None,
}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?"
_DURATION = re.compile(
    rf"(?<![\w./])(?P<low>{_NUMBER}|{'|'.join(_COUNT_WORDS)})(?:\s*(?:-|to)\s*(?P<high>{_NUMBER}))?[\s-]*(?:{_TIME})\b"
    r"(?!\s*/)(?P<ago>\s*(?:ago|earlier|before|previously|prior))?",
)


@dataclass(frozen=True)
class Duration:
    """A time span in words; ``ago`` when it says how long ago something was."""

    days: float
    ago: bool
    start: int
    end: int


def durations(text: str) -> list[Duration]:
    """Every time span in a text, in days.

    Examples
    --------
    >>> [d.days for d in durations("diarrhoea 10 d, 8 stools daily")]
    [10.0]
    >>> durations("furosemide 2 weeks earlier")[0].ago
    True
    """
    found = []
    for match in _DURATION.finditer(plain(text)):
        low = _COUNT_WORDS.get(match["low"]) if not match["low"][0].isdigit() else float(match["low"])
        if low is None:
            continue
        high = float(match["high"]) if match["high"] else low
        unit = next(u for u in _UNIT_DAYS if match[u])
        before = plain(text)[max(0, match.start() - 8) : match.start()]
        if re.search(r"(?:every|q|/)\s*$", before) or max(low, high) * _UNIT_DAYS[unit] > 45000:
            continue
        found.append(
            Duration((low + high) / 2 * _UNIT_DAYS[unit], bool(match["ago"]), match.start(), match.end())
        )
    return found


_MEASURE = re.compile(
    rf"(?<![\w.])(?P<value>{_NUMBER})\s*(?P<unit>(?:l|litres?|liters?|ml|g|kg|mg|mmol|meq|cups?|cans?|bottles?|times|"
    r"stools?|motions?|episodes?|drinks?|units?|ms|msec|bpm|mmhg|%)"
    r"(?:\s*(?:/|per|a)\s*(?:d|day|wk|week|h|hour|24 ?h)|\s+daily)?)(?![\w/])"
)


def measure(text: str) -> tuple[float, str] | None:
    """The first quantity in a text that is not a time span, with its unit as written."""
    match = _MEASURE.search(plain(text))
    return (float(match["value"]), " ".join(match["unit"].split())) if match else None
