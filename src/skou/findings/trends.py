"""Changes between values: how fast sodium, potassium and creatinine move."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from skou.findings.readings import Reading, readings
from skou.records.person import Person

CREATININE_WINDOW_DAYS = 90.0


def _pairs(person: Person, analyte: str) -> list[tuple[Reading, Reading, float]]:
    """Every earlier and later exact value with the days between them."""
    dated = sorted(
        (r for r in readings(person, analyte) if r.day is not None and r.qualifier is None),
        key=lambda r: r.day or 0.0,
    )
    return [(a, b, (b.day or 0.0) - (a.day or 0.0)) for a, b in combinations(dated, 2) if a.day != b.day]


def _change(name: str, a: Reading, b: Reading, value: float, unit: str) -> Reading:
    words = f"{a.value:.4g} on day {a.day:g} to {b.value:.4g} on day {b.day:g}"
    return Reading(name, value, unit, b.day, note=words)


def sodium_rise_per_day(person: Person) -> tuple[Reading, ...]:
    """Rise of a low sodium [mmol/L/d] over a quarter of a day to two days."""
    return tuple(
        _change("sodium rise", a, b, (b.value - a.value) / days, "mmol/L/d")
        for a, b, days in _pairs(person, "sodium")
        if 0.25 <= days <= 2 and a.value < 130 and b.value > a.value
    )


def sodium_fall_per_day(person: Person) -> tuple[Reading, ...]:
    """Fall of a high sodium [mmol/L/d] over a quarter of a day to two days."""
    return tuple(
        _change("sodium fall", a, b, (a.value - b.value) / days, "mmol/L/d")
        for a, b, days in _pairs(person, "sodium")
        if 0.25 <= days <= 2 and a.value > 150 and b.value < a.value
    )


def potassium_rise_12h(person: Person) -> tuple[Reading, ...]:
    """Rise of potassium [mmol/L] within twelve hours."""
    return tuple(
        _change("potassium rise", a, b, b.value - a.value, "mmol/L")
        for a, b, days in _pairs(person, "potassium")
        if days <= 0.5 and b.value > a.value
    )


def creatinine_ratio(person: Person) -> tuple[Reading, ...]:
    """Creatinine against an earlier value of the last three months [1] (KDIGO: kidney injury from 1.5)."""
    return tuple(
        _change("creatinine ratio", a, b, b.value / a.value, "1")
        for a, b, days in _pairs(person, "creatinine")
        if days <= CREATININE_WINDOW_DAYS and a.value > 0
    )


def creatinine_rise_48h(person: Person) -> tuple[Reading, ...]:
    """Rise of creatinine [umol/L] within 48 hours (KDIGO: 26.5 is acute kidney injury)."""
    return tuple(
        _change("creatinine rise", a, b, b.value - a.value, "umol/L")
        for a, b, days in _pairs(person, "creatinine")
        if days <= 2 and b.value > a.value
    )


TRENDS: dict[str, Callable[[Person], tuple[Reading, ...]]] = {
    "sodium_rise_per_day": sodium_rise_per_day,
    "sodium_fall_per_day": sodium_fall_per_day,
    "potassium_rise_12h": potassium_rise_12h,
    "creatinine_ratio": creatinine_ratio,
    "creatinine_rise_48h": creatinine_rise_48h,
}


def trend_readings(person: Person, name: str) -> tuple[Reading, ...]:
    """The readings of a named trend; empty for any other name."""
    trend = TRENDS.get(name)
    return trend(person) if trend else ()
