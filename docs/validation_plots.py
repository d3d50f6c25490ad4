"""Pictures of experiments: the body's curve, what was published, the accepted bands, as small SVG files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from validation_words import (
    arm_words,
    measure_words,
    quantity_words,
    time_words,
    unit_words,
    when_words,
)

from skou.evidence.experiment import Experiment, Measure, When
from skou.evidence.measure import in_unit
from skou.evidence.quantities import is_cumulative, is_tissue
from skou.evidence.report import MeasurementResult
from skou.evidence.simulation import Trajectory, simulate_arms
from skou.report.axes import Scale, padded, ticks
from skou.report.numbers import significant
from skou.report.svg import escape
from skou.units import Quantity, parse_unit

FEWEST = 3
"""Moments of one quantity in one arm that make a time course, the moment of reference included."""
PANELS = 4
_MOST_ROWS = 14
_POINTS = 160
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 380, 210, 48, 12, 24, 34
_COLOURS = ("#0b63a5", "#b4480f", "#1e6b36", "#7a3a9a", "#8a6a00", "#a0225f")
_STYLE = (
    'text{font:10.5px "DejaVu Sans",system-ui,sans-serif;fill:#445}'
    ".t{font-size:12px;font-weight:600;fill:#1b2430}.g{stroke:#d9dee5}"
    ".b{fill-opacity:.16}.c{fill:none;stroke-width:1.8}.m{stroke-width:1.6}.d{stroke:#fff;stroke-width:.8}"
)


@dataclass(frozen=True)
class Kind:
    """What a measurement compares its moment with: nothing, or one moment of the same arm and quantity."""

    quantity: str
    unit: str
    link: str = ""
    reference: When | None = None

    @property
    def words(self) -> str:
        """Title of a panel."""
        unit = unit_words(self.unit)
        text = quantity_words(self.quantity) + (f" [{unit}]" if unit else "")
        if self.reference is not None:
            sign = "change from" if self.link == "minus" else "ratio to"
            moment = self.reference
            text += f", {sign} {time_words(moment.at) if moment.at is not None else when_words(moment)}"
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Mark:
    """One measurement in a panel: times [min], band, published and simulated value."""

    arm: str
    start: float
    end: float
    low: float
    high: float
    published: float | None
    simulated: float | None


def kind_of(measure: Measure) -> Kind | None:
    """The panel that a measurement belongs to; none where two arms or quantities are compared."""
    main = measure.main
    if main.extreme is not None or (measure.minus is not None and measure.over is not None):
        return None
    other = measure.minus or measure.over
    if other is None:
        return Kind(main.quantity, measure.unit)
    if other.arm != main.arm or other.quantity != main.quantity or other.extreme is not None:
        return None
    reference = When("", other.quantity, other.at, other.start, other.end)
    return Kind(main.quantity, measure.unit, "minus" if measure.minus else "over", reference)


def panels(experiment: Experiment, results: Iterable[MeasurementResult]) -> dict[Kind, list[Mark]]:
    """The time courses of an experiment: panels in which some arm has at least `FEWEST` moments."""
    by_id = {r.measure: r for r in results}
    found: dict[Kind, list[Mark]] = {}
    for measure in experiment.measures:
        kind = kind_of(measure)
        if kind is None or is_tissue(kind.quantity):
            continue
        when, result = measure.main, by_id[measure.id]
        start = when.at if when.at is not None else when.start
        end = when.at if when.at is not None else when.end
        assert start is not None
        assert end is not None
        mark = Mark(when.arm, start, end, *measure.accept, measure.published, result.simulated)
        found.setdefault(kind, []).append(mark)
    found = {k: _alike(marks) if is_cumulative(k.quantity) else marks for k, marks in found.items()}
    full = {k: m for k, m in found.items() if _most_moments(m) + (k.reference is not None) >= FEWEST}
    levels = {k.quantity for k in full if k.reference is None}
    full = {k: m for k, m in full.items() if k.link != "minus" or k.quantity not in levels}
    chosen = sorted(full, key=lambda k: -_most_moments(full[k]))[:PANELS]
    return {k: full[k] for k in full if k in chosen}


def _alike(marks: Sequence[Mark]) -> list[Mark]:
    """Of windows over which flows are summed, those of the commonest length."""
    lengths = [m.end - m.start for m in marks]
    usual = max(lengths, key=lengths.count)
    return [m for m in marks if m.end - m.start == usual]


def _most_moments(marks: Sequence[Mark]) -> int:
    arms = [m.arm for m in marks]
    return max(len({(m.start, m.end) for m in marks if m.arm == arm}) for arm in arms)


def picture(experiment: Experiment, results: Iterable[MeasurementResult]) -> str | None:
    """All time courses of an experiment in one SVG document; none where it has none."""
    found = panels(experiment, results)
    if not found:
        return None
    arms = list(dict.fromkeys(m.arm for marks in found.values() for m in marks))
    curves = _curves(experiment, found, arms)
    rows = -(-len(found) // 2)
    width, top = _WIDTH * min(len(found), 2), 20 * (1 + (len(arms) - 1) // 4)
    parts = [_legend(arms)]
    for n, (kind, marks) in enumerate(found.items()):
        x, y = _WIDTH * (n % 2), top + _HEIGHT * (n // 2)
        parts.append(f'<g transform="translate({x} {y})">{_panel(kind, marks, arms, curves)}</g>')
    return _document(experiment, width, top + rows * _HEIGHT, parts)


def bands(experiment: Experiment, results: Iterable[MeasurementResult]) -> str:
    """A row a measurement, each on its own scale: accepted band, published mean, simulated value."""
    measures = {m.id: m for m in experiment.measures}
    rows = [r for r in results if r.simulated is not None][:_MOST_ROWS]
    width, height, row_height, left, right = 760, 26 + 22 * len(rows), 22, 400, 650
    parts = [f'<text class="t" x="10" y="16">{escape(experiment.title)}</text>']
    for n, r in enumerate(rows):
        assert r.simulated is not None
        y = 38 + row_height * n
        low, high = r.accept
        inside = [low, high, *_bounded([low, high], [r.simulated])]
        across = Scale(*padded(inside, 0.15), left, right)
        words = measure_words(measures[r.measure], experiment)
        words = words if len(words) <= 66 else words[:65] + "…"
        colour = _COLOURS[0] if r.inside else _COLOURS[1]
        box = f'x="{across(low):g}" width="{across(high) - across(low):.4g}" y="{y - 11}" height="14"'
        parts.append(f'<text x="10" y="{y}">{escape(words)}</text>')
        parts.append(f'<line class="g" x1="{left}" x2="{right}" y1="{y - 4}" y2="{y - 4}"/>')
        parts.append(f'<rect class="b" fill="{_COLOURS[0]}" {box}/>')
        if r.published is not None:
            x = across(r.published)
            parts.append(
                f'<line class="m" stroke="{_COLOURS[0]}" x1="{x:g}" x2="{x:g}" y1="{y - 11}" y2="{y + 3}"/>'
            )
        parts.append(f'<circle class="d" fill="{colour}" cx="{across(r.simulated):g}" cy="{y - 4}" r="4.2"/>')
        value = f"{significant(r.simulated)} {unit_words(r.unit)}".strip()
        parts.append(f'<text x="{right + 8}" y="{y}">{escape(value)}</text>')
    return _document(experiment, width, height, parts)


def _document(experiment: Experiment, width: int, height: int, parts: Sequence[str]) -> str:
    title = f"{experiment.id}: {experiment.title}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>' + "".join(parts) + "</svg>\n"
    )


Curve = tuple[np.ndarray, np.ndarray]


def _curves(
    experiment: Experiment, found: Mapping[Kind, Sequence[Mark]], arms: Sequence[str]
) -> dict[tuple[Kind, str], Curve]:
    """The body's course of every panel that is no sum over windows, by panel and arm."""
    continuous = [k for k in found if not is_cumulative(k.quantity)]
    if not continuous:
        return {}
    marks = [m for k in continuous for m in found[k]]
    references = [t for k in continuous if k.reference for t in _span(k.reference)]
    start = min([m.start for m in marks] + references + [0.0])
    end = max([m.end for m in marks] + references)
    start -= 0.04 * (end - start)
    every = max((end - start) / _POINTS, 1.0)
    wanted = tuple(dict.fromkeys(k.quantity for k in continuous))
    runs = simulate_arms({a: experiment.arms[a] for a in arms}, start, end, wanted, every=every)
    curves: dict[tuple[Kind, str], Curve] = {}
    for kind in continuous:
        for arm in dict.fromkeys(m.arm for m in found[kind]):
            run = runs[arm]
            if run.error is None and kind.quantity in run.values:
                curves[kind, arm] = run.times, _shown(kind, run)
    return curves


def _span(when: When) -> tuple[float, ...]:
    return tuple(t for t in (when.at, when.start, when.end) if t is not None)


def _shown(kind: Kind, run: Trajectory) -> np.ndarray:
    values, unit = run.values[kind.quantity], parse_unit(run.units[kind.quantity])
    if kind.reference is None:
        target = parse_unit(kind.unit)
        factor = in_unit(Quantity(1.0, unit), kind.quantity, target)
        return values * factor
    inside = _span(kind.reference)
    level = float(np.mean(np.interp(np.linspace(min(inside), max(inside), 25), run.times, values)))
    if kind.link == "over":
        return values / level
    return (values - level) * in_unit(Quantity(1.0, unit), kind.quantity, parse_unit(kind.unit))


def _legend(arms: Sequence[str]) -> str:
    parts = []
    for n, arm in enumerate(arms):
        x, y = 12 + 180 * (n % 4), 14 + 20 * (n // 4)
        parts.append(
            f'<line class="c" x1="{x}" x2="{x + 18}" y1="{y - 4}" y2="{y - 4}" stroke="{_COLOURS[n % 6]}"/>'
        )
        parts.append(f'<text x="{x + 23}" y="{y}">{escape(arm_words(arm)[:26])}</text>')
    return "".join(parts)


def _panel(
    kind: Kind, marks: Sequence[Mark], arms: Sequence[str], curves: Mapping[tuple[Kind, str], Curve]
) -> str:
    here = {arm: curves[kind, arm] for arm in arms if (kind, arm) in curves}
    times = [t for m in marks for t in (m.start, m.end)] + [
        float(c[0][i]) for c in here.values() for i in (0, -1)
    ]
    divisor, unit = _time_unit(min(times), max(times))
    bounds = [v for m in marks for v in (m.low, m.high, m.published, m.simulated) if v is not None]
    if kind.reference is not None:
        bounds.append(1.0 if kind.link == "over" else 0.0)
    inside = _bounded(bounds, [v for c in here.values() for v in c[1].tolist()])
    room = 0.015 * (max(times) - min(times))
    first, last = (min(times) - room) / divisor, (max(times) + room) / divisor
    across = Scale(first, last if last > first else first + 1, _LEFT, _WIDTH - _RIGHT)
    up = Scale(*padded(inside), _HEIGHT - _BOTTOM, _TOP)
    parts = [f'<text class="t" x="{_LEFT}" y="15">{escape(kind.words)}</text>']
    for t in ticks(up.low, up.high):
        parts.append(f'<line class="g" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{up(t):g}" y2="{up(t):g}"/>')
        parts.append(f'<text x="{_LEFT - 4}" y="{up(t) + 3.5:.1f}" text-anchor="end">{significant(t)}</text>')
    for t in ticks(across.low, across.high, 6):
        below = f'x="{across(t):g}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle"'
        parts.append(f"<text {below}>{significant(t)}</text>")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:g}" y="{_HEIGHT - 5}" text-anchor="middle">time [{unit}]</text>')
    for m in marks:
        parts.append(_band(m, _COLOURS[arms.index(m.arm) % 6], across, up, divisor))
    for arm, (at, values) in here.items():
        points = " ".join(f"{across(t / divisor):g},{up(v):g}" for t, v in zip(at, values, strict=True))
        parts.append(f'<polyline class="c" stroke="{_COLOURS[arms.index(arm) % 6]}" points="{points}"/>')
    for m in marks:
        parts.append(_dots(m, _COLOURS[arms.index(m.arm) % 6], across, up, divisor, (kind, m.arm) in curves))
    return "".join(parts)


def _time_unit(start: float, end: float) -> tuple[float, str]:
    span = end - start
    return (1440.0, "d") if span > 4 * 1440 else (60.0, "h") if span > 360 else (1.0, "min")


def _bounded(marks: Sequence[float], curve: Sequence[float]) -> list[float]:
    """Marks, and the curve as far as it does not squeeze them."""
    low, high = min(marks), max(marks)
    room = 0.5 * (high - low) or abs(high) or 1.0
    return [*marks, *(min(max(v, low - room), high + room) for v in curve)]


def _band(m: Mark, colour: str, across: Scale, up: Scale, divisor: float) -> str:
    left, right = across(m.start / divisor), across(m.end / divisor)
    if right - left < 7:
        middle = (left + right) / 2
        left, right = middle - 3.5, middle + 3.5
    top, bottom = up(m.high), up(m.low)
    box = f'x="{left:g}" y="{top:g}" width="{right - left:.4g}" height="{max(bottom - top, 1):.4g}"'
    line = ""
    if m.published is not None:
        y = up(m.published)
        line = f'<line class="m" stroke="{colour}" x1="{left:g}" x2="{right:g}" y1="{y:g}" y2="{y:g}"/>'
    return f'<rect class="b" fill="{colour}" {box}/>{line}'


def _dots(m: Mark, colour: str, across: Scale, up: Scale, divisor: float, curve: bool) -> str:
    if m.simulated is None or (curve and m.start == m.end):
        return ""
    x, y = across((m.start + m.end) / 2 / divisor), up(m.simulated)
    return f'<circle class="d" fill="{colour}" cx="{x:g}" cy="{y:g}" r="3.6"/>'
