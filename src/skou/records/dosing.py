"""Dose, how often, route and duration out of the words of a prescription."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skou.records.text import durations, plain

_DOSE = re.compile(
    r"(?<![\w.])(?:(?P<count>\d{1,3})\s*[x×]\s*)?(?P<low>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)(?:\s*(?:-|to)\s*(?P<high>\d+(?:\.\d+)?))?\s*"
    r"(?P<unit>mg|g|ug|mcg|micrograms?|milligrams?|grams?|mmol|meq|ml|l|iu|units?|u|million units|mu|"
    r"tablets?|"
    r"tabs?|capsules?|caps?|puffs?|drops?|sachets?|spoons?|teaspoons?|tablespoons?|cups?|pills?|ampoules?|vials?|%)"
    r"(?P<per>\s*/\s*(?:kg|m2|h|hr|d|day|ml|actuat|24 ?h)\b)?(?![\w])",
)
_UNITS = {
    "mcg": "ug", "microgram": "ug", "micrograms": "ug", "milligram": "mg", "milligrams": "mg", "gram": "g",
    "grams": "g", "meq": "mEq", "iu": "[IU]", "units": "U", "unit": "U", "u": "U", "l": "L", "ml": "mL",
}  # fmt: skip
_TIMES = (
    (r"\b(?:qid|qds|four times (?:a|per|daily)|4 times|4x|4/day)", 4.0),
    (r"\b(?:tid|tds|three times (?:a|per|daily)|three times|thrice|3 times|3x|3/day)", 3.0),
    (r"\b(?:bid|bd|twice|two times|2 times|2x|2/day|every 12 ?h|q12h?)", 2.0),
    (r"\b(?:every|q) ?4 ?(?:h|hours?)", 6.0),
    (r"\b(?:every|q) ?6 ?(?:h|hours?)", 4.0),
    (r"\b(?:every|q) ?8 ?(?:h|hours?)", 3.0),
    (r"\b(?:every other day|alternate days?|qod|every 2 days|every second day)", 0.5),
    (r"\b(?:three times (?:a|per) week|3 times (?:a|per) week|thrice weekly|3/week)", 3 / 7),
    (r"\b(?:twice (?:a|per) week|twice weekly)", 2 / 7),
    (r"\b(?:once weekly|weekly|every week|once a week|per week|/week|/wk)", 1 / 7),
    (r"\b(?:monthly|once a month|every month|every 4 weeks)", 1 / 30.4375),
    (r"\b(?:every 6 months|six monthly|twice yearly)", 2 / 365.25),
    (r"\b(?:every 3 weeks|three weekly)", 1 / 21),
    (r"\b(?:daily|once|od|qd|o\.d\.|nocte|qhs|hs|at night|every night|every morning|each morning|mane|a day|"
     r"per day|/day|/d|every day|each day|every 24 ?h|q24h?)\b", 1.0),
)  # fmt: skip
_SPECIFIC_FIRST = sorted(_TIMES, key=lambda t: ("week" not in t[0], "month" not in t[0]))
_ROUTES = (
    (r"\b(?:iv|intravenous(?:ly)?|infusion|i\.v\.)", "intravenous"),
    (r"\b(?:im|intramuscular)\b", "intramuscular"),
    (r"\b(?:sc|subcut\w*|s\.c\.)\b", "subcutaneous"),
    (r"\b(?:inhal\w*|nebuli[sz]\w*|neb|puffs?|actuat\w*)\b", "inhaled"),
    (r"\b(?:enema|rectal\w*|pr|suppositor\w*)\b", "rectal"),
    (r"\b(?:topical\w*|cream|ointment|patch|transdermal|eye drops?|ophthalmic|nasal)\b", "topical"),
    (r"\b(?:po|oral\w*|tablets?|capsules?|by mouth|p\.o\.)\b", "oral"),
)
_RELEASE = re.compile(r"\b(?:12|24)[ -]?(?:h|hr|hour)s?\b(?=.*\b(?:release|tablet|capsule|patch))")
_SINCE = re.compile(r"\b(?:started|starting|begun|began|initiated|since|commenced|from)\b")
_FROM_DAY = re.compile(
    r"\b(?:started|starting|begun|began|since|commenced|from)(?: on)? day (-?\d+(?:\.\d+)?)"
)
_TO_DAY = re.compile(
    r"\b(?:stopped|discontinued|ceased|withdrawn|until|ended|held|finished|completed|to)(?: on)? day (-?\d+(?:\.\d+)?)"
)
_UNTIL = re.compile(r"\b(?:stopped|discontinued|ceased|withdrawn|off|until|ended|held|finished|completed)\b")


_VAGUE = (("days?", 3.0), ("weeks?", 21.0), ("months?", 90.0), ("years?", 1000.0))


@dataclass(frozen=True)
class Dosing:
    """What the words of a prescription say about how it is taken."""

    dose: float | None = None
    dose_unit: str | None = None
    per_day: float | None = None
    route: str | None = None
    duration_days: float | None = None
    started_day: float | None = None
    stopped_day: float | None = None


def read_dosing(text: str) -> Dosing:
    """Dose with unit, doses a day, route, duration, start and stop relative to now.

    Examples
    --------
    >>> d = read_dosing("20 mEq twice daily for 2 weeks")
    >>> d.dose, d.dose_unit, d.per_day, d.duration_days
    (20.0, 'mEq', 2.0, 14.0)
    >>> read_dosing("2 weeks earlier").stopped_day
    -14.0
    >>> d = read_dosing("from day 0 until day 3")
    >>> d.started_day, d.stopped_day
    (0.0, 3.0)
    """
    text = _RELEASE.sub(" ", plain(text))
    said = text
    dose, unit, per_day = _dose(said)
    times = next((n for pattern, n in _SPECIFIC_FIRST if re.search(pattern, said)), None)
    per_day = times if times is not None else per_day
    route = next((name for pattern, name in _ROUTES if re.search(pattern, said)), None)
    duration = started = None
    stopped = next(
        (-days for word, days in _VAGUE if re.search(rf"\b{word}\s+(?:ago|earlier|before)", said)), None
    )
    from_day, to_day = _FROM_DAY.search(said), _TO_DAY.search(said)
    if stopped is None and _UNTIL.search(said) and not durations(text) and to_day is None:
        stopped = -7.0
    for span in durations(text):
        before = said[: span.start]
        if _UNTIL.search(before) and (span.ago or "for" not in before[-6:]):
            stopped = -span.days
        elif _SINCE.search(before):
            started = -span.days
            duration = span.days if duration is None else duration
        elif span.ago:
            stopped = -span.days
        elif duration is None:
            duration = span.days
    started = float(from_day[1]) if from_day else started
    stopped = float(to_day[1]) if to_day else stopped
    return Dosing(dose, unit, per_day, route, duration, started, stopped)


def _dose(said: str) -> tuple[float | None, str | None, float | None]:
    match = next((m for m in _DOSE.finditer(said) if m["unit"] != "%"), None)
    if match is None:
        return None, None, None
    low = float(match["low"].replace(",", ""))
    value = (low + float(match["high"])) / 2 if match["high"] else low
    value *= float(match["count"] or 1)
    unit = _UNITS.get(match["unit"], match["unit"])
    if unit in ("million units", "mu"):
        value, unit = value * 1e6, "U"
    per = (match["per"] or "").replace(" ", "")
    if per in ("/d", "/day", "/24h"):
        return value, unit, 1.0
    return value, unit + per.replace("/hr", "/h"), None
