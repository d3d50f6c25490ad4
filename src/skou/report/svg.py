"""Hand-made SVG drawings for reports: pure functions from numbers to markup, every text escaped.

Colours come from CSS classes of ``templates/style.css`` so that light, dark and print follow the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape as escape_markup

from skou.report.axes import Scale, padded, ticks
from skou.report.numbers import significant
from skou.report.plain_text import clean


@dataclass(frozen=True)
class Line:
    """One curve with an optional band (same length as ``x``)."""

    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    label: str = ""


@dataclass(frozen=True)
class Axis:
    """An axis label with its unit, and the span [low, high] to shade as normal on the y axis."""

    label: str = ""
    unit: str = ""
    shade: tuple[float, float] | None = None
    extent: tuple[float, float] | None = field(default=None)


def escape(text: str) -> str:
    """Text safe inside markup and attributes."""
    return escape_markup(clean(text))


def drawing(width: float, height: float, body: str, label: str, css: str) -> str:
    """An SVG element with a name for screen readers."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return (
        f'<svg class="{css}" {size} role="img" '
        f'aria-label="{escape(label)}"><title>{escape(label)}</title>{body}</svg>'
    )


def _text(x: float, y: float, words: str, css: str = "tick", anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{css}" text-anchor="{anchor}">{escape(words)}</text>'


def probability_bar(probability: float, label: str, width: float = 160) -> str:
    """A horizontal bar filled to ``probability`` (0 to 1)."""
    filled = round(width * min(max(probability, 0.0), 1.0), 1)
    body = (
        f'<rect class="track" width="{width:g}" height="10" rx="5"/>'
        f'<rect class="fill" width="{filled:g}" height="10" rx="5"/>'
    )
    return drawing(width, 10, body, label, "probability")


def range_bar(value: float, low: float | None, high: float | None, label: str, width: float = 220) -> str:
    """A value on its reference interval: the interval takes the middle half, the marker is held at the ends.

    An interval open on one side is drawn from the end of the bar.
    """
    if low is None and high is None:
        return ""
    bottom = low if low is not None else 0.0
    top = high if high is not None else max(2 * bottom, value)
    span = top - bottom or abs(top) or 1.0
    scale = Scale(bottom - span / 2, top + span / 2, 6, width - 6)
    left = scale(low) if low is not None else 0.0
    right = scale(high) if high is not None else width
    side = (
        "below"
        if low is not None and value < low
        else "above"
        if high is not None and value > high
        else "inside"
    )
    x = scale(value)
    beyond = value < scale.low or value > scale.high
    if beyond:
        tip = -5 if value < scale.low else 5
        mark = f'<path class="mark {side}" d="M{x - tip:g} 3 L{x + tip:g} 9 L{x - tip:g} 15 Z"/>'
    else:
        mark = f'<circle class="mark {side}" cx="{x:g}" cy="9" r="5.5"/>'
    body = (
        f'<rect class="track" y="6" width="{width:g}" height="6" rx="3"/>'
        f'<rect class="normal" x="{left:g}" y="4" width="{max(right - left, 1):g}" height="10" rx="2"/>{mark}'
    )
    return drawing(width, 18, body, label, "range")


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Move-to and line-to commands, broken where a value is not finite."""
    words, pen_down = [], False
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            pen_down = False
            continue
        words.append(f"{'L' if pen_down else 'M'}{x:g} {y:g}")
        pen_down = True
    return " ".join(words)


def _band(line: Line, across: Scale, up: Scale) -> str:
    edge = [(across(x), up(v)) for x, v in zip(line.x, line.high, strict=True) if math.isfinite(v)]
    back = [(across(x), up(v)) for x, v in zip(line.x, line.low, strict=True) if math.isfinite(v)]
    return _path(edge + back[::-1]) + " Z" if edge and back else ""


def _positions(values: Sequence[float], scale: Scale) -> list[float]:
    return [scale(v) if math.isfinite(v) else math.nan for v in values]


def time_course(
    lines: Sequence[Line],
    x: Axis,
    y: Axis,
    title: str,
    size: tuple[float, float] = (420, 200),
    legend: bool = True,
) -> str:
    """Curves over time with bands, round ticks, and the normal range shaded.

    Parameters
    ----------
    lines : sequence of Line
        At most six are told apart by colour and dash.
    x, y : Axis
        Labels and units; ``y.shade`` is the normal range.
    title : str
        Shown above, and read by screen readers with the first, lowest, highest and last value.
    size : (float, float)
        Width and height in CSS pixels.
    legend : bool
        Name several curves above the plot.
    """
    width, height = size
    named = [line.label for line in lines] if legend and len(lines) > 1 else []
    left, right, top, bottom = 52, 12, 26 + 14 * len(named), 34
    values = [v for line in lines for part in (line.y, line.low, line.high) for v in part]
    times = [t for line in lines for t in line.x if math.isfinite(t)]
    if not times or not any(math.isfinite(v) for v in values):
        return drawing(width, height, _text(width / 2, height / 2, "no values"), title, "plot")
    y_low, y_high = y.extent or padded(values)
    x_low, x_high = x.extent or (min(times), max(times))
    across = Scale(x_low, x_high if x_high > x_low else x_low + 1, left, width - right)
    up = Scale(y_low, y_high, height - bottom, top)
    parts = [_text(left, 15, title, "title", "start")]
    if y.shade:
        upper, lower = up(y.shade[1]), up(y.shade[0])
        if lower > upper:
            parts.append(
                f'<rect class="shade" x="{left}" y="{upper:g}" width="{width - left - right:g}" '
                f'height="{lower - upper:g}"/>'
            )
    for t in ticks(y_low, y_high):
        parts.append(f'<line class="grid" x1="{left}" x2="{width - right:g}" y1="{up(t):g}" y2="{up(t):g}"/>')
        parts.append(_text(left - 5, up(t) + 4, significant(t), "tick", "end"))
    for t in ticks(across.low, across.high, 6):
        parts.append(_text(across(t), height - bottom + 14, significant(t)))
    parts.append(
        _text((left + width - right) / 2, height - 4, f"{x.label} [{x.unit}]" if x.unit else x.label)
    )
    unit = "" if y.unit == "1" else y.unit
    parts.append(_text(width - right, 15, unit, "tick", "end"))
    for n, line in enumerate(lines):
        if line.low and line.high:
            parts.append(f'<path class="band s{n % 6}" d="{_band(line, across, up)}"/>')
    for n, line in enumerate(lines):
        points = list(zip(_positions(line.x, across), _positions(line.y, up), strict=True))
        parts.append(f'<path class="line s{n % 6}" d="{_path(points)}"/>')
    parts += legend_rows(named, left, 28)
    return drawing(width, height, "".join(parts), f"{title}: {_in_words(lines, unit)}", "plot")


def legend_rows(labels: Sequence[str], x: float, y: float) -> list[str]:
    """Which dash and colour is which curve, a row each."""
    parts = []
    for n, label in enumerate(labels):
        row = y + 14 * n
        parts.append(f'<path class="line s{n % 6}" d="M{x:g} {row:g} L{x + 18:g} {row:g}"/>')
        parts.append(_text(x + 22, row + 4, label, "tick", "start"))
    return parts


def _in_words(lines: Sequence[Line], unit: str) -> str:
    """What the curves show, for those who do not see them."""
    told = []
    for line in lines:
        finite = [v for v in line.y if math.isfinite(v)]
        if finite:
            first, last = significant(finite[0]), significant(finite[-1])
            span = f"lowest {significant(min(finite))}, highest {significant(max(finite))}"
            label = f"{line.label} " if line.label else ""
            told.append(f"{label}from {first} to {last}{' ' + unit if unit else ''}, {span}")
    return "; ".join(told)
