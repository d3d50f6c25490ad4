"""The forecast of an assessment as panels to draw: median with its band, a panel a quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skou.analytes import analytes
from skou.report.numbers import significant
from skou.report.svg import Axis, Line, time_course
from skou.report.words import Register, word


@dataclass(frozen=True)
class ForecastPanel:
    """One quantity over the days to come, under one or more options."""

    analyte: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    normal: tuple[float, float] | None

    def summary(self) -> tuple[str, ...]:
        """One sentence an option: now, and at the end with its band."""
        told = []
        for line in self.lines:
            last = f"{significant(line.y[-1])} {self.unit}"
            band = (
                f" ({significant(line.low[-1])} to {significant(line.high[-1])})"
                if line.low and line.high
                else ""
            )
            label = f"{line.label}: " if line.label else ""
            told.append(f"{label}{significant(line.y[0])} now, {last}{band} on day {significant(line.x[-1])}")
        return tuple(told)

    def svg(self) -> str:
        """The panel drawn."""
        return time_course(
            self.lines, Axis("time", "d"), Axis(self.title, self.unit, shade=self.normal), self.title
        )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


def _line(row: Mapping[str, Any], register: Register) -> Line | None:
    days = [_number(d) for d in row.get("days") or ()]
    bands = [b for b in row.get("bands") or () if isinstance(b, Mapping)]
    if not days or len(days) != len(bands):
        return None
    edges = [b.get("ci90") or (math.nan, math.nan) for b in bands]
    return Line(
        x=days,
        y=[_number(b.get("median")) for b in bands],
        low=[_number(e[0]) for e in edges],
        high=[_number(e[1]) for e in edges],
        label=str(row.get("option" if register == "clinician" else "option_plain") or ""),
    )


def _normal(analyte: str) -> tuple[float, float] | None:
    row = analytes().get(analyte)
    low, high = row.interval() if row else (None, None)
    return (low, high) if low is not None and high is not None else None


TOLD_APART = 0.15
"""An option is drawn where it moves the last median by this part of the band of the course as it is."""


def _moves(option: Line, as_it_is: Line) -> bool:
    band = as_it_is.high[-1] - as_it_is.low[-1] if as_it_is.high and as_it_is.low else 0.0
    return abs(option.y[-1] - as_it_is.y[-1]) >= TOLD_APART * band


def forecast_panels(rows: Sequence[Mapping[str, Any]], register: Register) -> tuple[ForecastPanel, ...]:
    """A panel an analyte, with the options that move it.

    ``rows`` are forecasts ``{analyte, option, option_plain, days, bands: [{median, ci90, unit}]}``, the first of
    an analyte the course as it is.
    """
    groups: dict[tuple[str, str], list[Line]] = {}
    for row in rows:
        line = _line(row, register)
        if line is not None and not (row.get("option") and not line.label):
            unit = str(row["bands"][0].get("unit") or "")
            groups.setdefault((str(row.get("analyte", "")), unit), []).append(line)
    panels = []
    for (analyte, unit), found in groups.items():
        lines = [found[0], *(x for x in found[1:] if _moves(x, found[0]))]
        title = word("analytes", analyte, register)
        panels.append(
            ForecastPanel(analyte, title[:1].upper() + title[1:], unit, tuple(lines), _normal(analyte))
        )
    return tuple(panels)
