"""The person's laboratory values beside their reference intervals, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from skou.analytes import analytes
from skou.records.person import Lab, Person
from skou.report.numbers import day_words, reported, significant, unit_words
from skou.report.words import Register, word

Side = Literal["low", "high", "inside", "unknown"]


@dataclass(frozen=True)
class LabRow:
    """One laboratory value as shown."""

    name: str
    value: float
    shown: str
    """Value with unit, as in the program; what was reported stands in ``original`` where it differs."""
    original: str
    low: float | None
    high: float | None
    interval: str
    side: Side
    when: str
    specimen: str

    @property
    def spoken(self) -> str:
        """The row as one sentence, for those who do not see the bar."""
        where = {"low": "below", "high": "above", "inside": "inside", "unknown": "without"}[self.side]
        return f"{self.name} {self.shown}, {where} the reference interval {self.interval}".rstrip()


def _interval(lab: Lab, sex: str | None) -> tuple[float | None, float | None]:
    """Interval in the unit of the value; spot urine, stool and sweat have none."""
    table = analytes()
    if lab.specimen == "urine-24h":
        row = table.get(f"{lab.analyte}_urine")
        return row.interval(sex) if row and row.unit == lab.unit else (None, None)
    row = table.get(lab.analyte)
    return row.interval(sex) if row and lab.is_blood and row.unit == lab.unit else (None, None)


def _side(value: float, low: float | None, high: float | None) -> Side:
    if low is None and high is None:
        return "unknown"
    if low is not None and value < low:
        return "low"
    return "high" if high is not None and value > high else "inside"


def _interval_words(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{reported(low)} to {reported(high)}"
    if low is not None:
        return f"from {reported(low)}"
    return f"up to {reported(high)}" if high is not None else ""


def _row(lab: Lab, sex: str | None, register: Register) -> LabRow:
    low, high = _interval(lab, sex)
    sign = f"{lab.qualifier} " if lab.qualifier else ""
    unit = f" {unit_words(lab.unit)}".rstrip()
    original = ""
    if lab.reported_value is not None and lab.reported_unit and lab.reported_unit != lab.unit:
        original = f"{sign}{reported(lab.reported_value)} {lab.reported_unit}"
    if lab.reported_as:
        original = f"{original}, {lab.reported_as}".lstrip(", ")
    return LabRow(
        name=word("analytes", lab.analyte, register),
        value=lab.value,
        shown=f"{sign}{significant(lab.value)}{unit}",
        original=original,
        low=low,
        high=high,
        interval=_interval_words(low, high),
        side=_side(lab.value, low, high),
        when=day_words(lab.day),
        specimen=word("specimens", lab.specimen, register),
    )


def lab_rows(person: Person | None, register: Register) -> tuple[LabRow, ...]:
    """Every value of the record, blood before urine, in the order of the vocabulary and then of time."""
    if person is None:
        return ()
    order = {code: n for n, code in enumerate(analytes())}
    labs: Sequence[Lab] = sorted(
        person.labs,
        key=lambda x: (not x.is_blood, order.get(x.analyte, len(order)), x.day is None, x.day or 0.0),
    )
    return tuple(_row(lab, person.sex, register) for lab in labs)
