"""Single values out of loosely typed records: checked, named by their place, refused with a clear message."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from skou.errors import OutOfPhysiologicalRange, RecordError

MAX_ENTRIES = 20_000
MAX_TEXT = 20_000
_YES = frozenset(["yes", "y", "true", "1", "positive", "present"])
_NO = frozenset(["no", "n", "false", "0", "negative", "absent"])
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def show(value: object) -> str:
    """A value for a message: short, on one line, without control characters."""
    try:
        written = value if isinstance(value, str) else repr(value)
    except ValueError:  # an integer with too many digits
        written = "a very large number"
    return clean(written)[:60]


def clean(text: str) -> str:
    """Text without control characters and lone surrogates; line breaks become spaces."""
    text = text[: MAX_TEXT + 1].encode("utf-8", "replace").decode("utf-8")
    return text.strip() if text.isprintable() else _unprintable(text).strip()


def _unprintable(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co") else c for c in text)


def number(value: object, where: str, low: float | None = None, high: float | None = None) -> float:
    """A finite number, from a number or its text.

    Raises
    ------
    RecordError
        For anything else, truth values included.
    OutOfPhysiologicalRange
        Outside ``low`` to ``high``.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RecordError(f"{where} is not a number: {show(value)}", value=show(value), allowed="a number")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise RecordError(f"{where} is not a finite number: {show(value)}", value=show(value))
    if (low is not None and result < low) or (high is not None and result > high):
        raise OutOfPhysiologicalRange(
            f"{where} {result:g} is not possible",
            value=result,
            allowed=" to ".join("any" if limit is None else f"{limit:g}" for limit in (low, high)),
        )
    return result


def text(value: object, where: str) -> str:
    """A text; numbers and dates are written out, lists and mappings refused."""
    if isinstance(value, bool) or value is None or isinstance(value, (Mapping, list, tuple)):
        raise RecordError(f"{where} is not a text: {show(value)}", value=show(value), allowed="a text")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise RecordError(f"{where} has {len(value)} characters", allowed=f"at most {MAX_TEXT}")
    return clean(value) if isinstance(value, str) else show(value)


def flag(value: object, where: str) -> bool | None:
    """True or false, also from yes and no; None where nothing is said."""
    if value is None or isinstance(value, bool):
        return value
    word = show(value).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise RecordError(
        f"{where} is neither yes nor no: {show(value)}", value=show(value), allowed="true or false"
    )


def entries(value: object, where: str, most: int = MAX_ENTRIES) -> Sequence[Any]:
    """A list; one entry alone counts as a list of one, nothing as an empty list."""
    if value is None:
        return ()
    if isinstance(value, (str, Mapping)):
        return (value,)
    if not isinstance(value, (list, tuple)):
        raise RecordError(f"{where} is not a list: {show(value)}", value=show(value), allowed="a list")
    if len(value) > most:
        raise RecordError(f"{where} has {len(value)} entries", allowed=f"at most {most}")
    return value


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """A mapping with text keys; nothing counts as an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise RecordError(
            f"{where} has no fields: {show(value)}", value=show(value), allowed="fields with names"
        )
    for key in value:
        if not isinstance(key, str):
            raise RecordError(f"{where} has a field whose name is not a text: {show(key)}", value=show(key))
    return value


def moment(value: object, where: str) -> dt.datetime:
    """An ISO 8601 date or time, made aware (UTC where no zone is given).

    Raises
    ------
    RecordError
        For other texts, and for years before 1900 or in the future.
    """
    found: dt.datetime | None = None
    if isinstance(value, dt.datetime):
        found = value
    elif isinstance(value, dt.date):
        found = dt.datetime(value.year, value.month, value.day)
    elif isinstance(value, str):
        found = _parse_moment(value.strip())
    if found is None:
        raise RecordError(
            f"{where} is not a date: {show(value)}",
            value=show(value),
            allowed="ISO 8601 such as 2025-03-04T08:10:00Z",
        )
    now = dt.datetime.now(dt.UTC)
    if found.year < 1900 or found.year > now.year + 1:
        raise RecordError(
            f"{where} lies in the year {found.year}", value=show(value), allowed=f"1900 to {now.year + 1}"
        )
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _parse_moment(written: str) -> dt.datetime | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", written)
    try:
        if match:
            return dt.datetime(int(match[1]), int(match[2] or 7), 1)
        return dt.datetime.fromisoformat(written)
    except ValueError:
        return None


def days_between(later: dt.datetime, earlier: dt.datetime) -> float:
    """Days from ``earlier`` to ``later``, to about a second."""
    return round((later - earlier).total_seconds() / 86400, 5)
