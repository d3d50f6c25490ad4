"""Everyday names of laboratory tests onto analyte codes: ``K+``, ``iCa``, ``BUN``, ``24 h urine calcium``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from skou.analyte_table import analytes
from skou.errors import UnknownNameError, nearest_names


class NamedAnalyte(NamedTuple):
    """What a test name says: the analyte, the specimen where the name has it, and how it was reported."""

    code: str
    specimen: str | None = None
    reported_as: str | None = None


_NITROGEN = frozenset(
    [
        "bun",
        "sun",
        "urea n",
        "urea nitrogen",
        "blood urea nitrogen",
        "serum urea nitrogen",
        "urea nitrogen blood",
    ]
)
_SPECIMEN_WORDS = (
    (
        re.compile(
            r"\b(?:24 ?h|24 ?hr|24 ?hour|24 ?hours|daily|timed)\b(?=.*\burin)|\burin\w*\b(?=.*\b24 ?h)"
        ),
        "urine-24h",
    ),
    (re.compile(r"\b(?:urine|urinary|urin|uri|spot urine|urine spot)\b"), "urine-spot"),
    (re.compile(r"\b(?:stool|faecal|fecal|faeces|feces)\b"), "stool"),
    (re.compile(r"\bsweat\b"), "sweat"),
    (re.compile(r"\b(?:abg|vbg|blood gas|arterial|venous|capillary)\b"), "blood-gas"),
    (re.compile(r"\bwhole blood\b"), "blood"),
    (re.compile(r"\b(?:serum|ser)\b"), "serum"),
    (re.compile(r"\b(?:plasma|plas)\b"), "plasma"),
)
_NOISE = re.compile(
    r"\b(?:24 ?h|24 ?hr|24 ?hours?|spot|random|timed|daily|urine|urinary|urin|stool|faecal|fecal|"
    r"faeces|feces|sweat|serum|ser|plasma|plas|whole|blood|abg|vbg|gas|arterial|venous|capillary|levels?|concentration|test|"
    r"excretion|output|moles|mass|volume|vol|in|or|of|by|substance|enzymatic|activity|quantitative|measured|"
    r"lab)\b"
)


def normalise(name: str) -> str:
    """Lower case, charges and punctuation gone."""
    text = name.lower().translate(str.maketrans("₀₁₂₃₄²³⁺⁻", "0123423+-"))
    text = re.sub(r"\b(na|k|cl|ca|mg|hco3|po4)\s*(?:\d?[+-]+|\+\d|-\d)", r"\1", text)
    return " ".join(re.sub(r"[^a-z0-9.+]+|\.(?!\d)|(?<!\d)\.", " ", text).replace("+", " ").split())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    table: dict[str, str] = {}
    for code, what in analytes().items():
        if code.endswith("_urine"):
            continue
        for name in (code.replace("_", " "), *what.aliases):
            table.setdefault(normalise(name), code)
    return table


@lru_cache(maxsize=4096)
def find_analyte(name: str) -> NamedAnalyte | None:
    """The analyte behind a test's name, or None."""
    text = normalise(name[:120])
    bare = text.removesuffix(" urine")
    if name.endswith("_urine") and bare in _names():
        return NamedAnalyte(_names()[bare], "urine-24h")
    specimen = next((s for pattern, s in _SPECIMEN_WORDS if pattern.search(text)), None)
    for candidate in (text, _short(text)):
        if candidate in _NITROGEN:
            return NamedAnalyte("urea", specimen, "blood urea nitrogen")
        code = _names().get(candidate)
        if code == "calcium_adjusted":
            return NamedAnalyte("calcium_total", specimen, "albumin-corrected")
        if code is not None:
            return NamedAnalyte(code, specimen)
    return None


def _short(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text).split())


def resolve_analyte(name: str) -> NamedAnalyte:
    """The analyte behind a test's name.

    Raises
    ------
    UnknownNameError
        With the nearest known names.

    Examples
    --------
    >>> resolve_analyte("K+")
    NamedAnalyte(code='potassium', specimen=None, reported_as=None)
    >>> resolve_analyte("BUN").reported_as
    'blood urea nitrogen'
    >>> resolve_analyte("24 h urine calcium")[:2]
    ('calcium_total', 'urine-24h')
    """
    found = find_analyte(name)
    if found is None:
        short = _short(normalise(name[:120]))
        raise UnknownNameError(
            f"unknown analyte {name[:80]!r}",
            value=name[:200],
            nearest=nearest_names(short or name[:80], _names()),
        )
    return found
