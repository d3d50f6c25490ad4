"""Measurements: a moment, a window, an extreme, a change or a ratio, in the unit of the publication."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou import tissue
from skou.errors import ProtocolError, nearest_names
from skou.evidence.experiment import Measure, When
from skou.evidence.quantities import NORMAL_LEVEL, derived, is_cumulative, is_tissue, sources
from skou.evidence.steps.compilation import FixedIon
from skou.units import Quantity, Unit, parse_unit

Array = NDArray[np.float64]
JUST_BEFORE = 1e-3
"""A moment is read this long before it [min], so that what happens at that very moment is not yet in it."""
_POINTS_OF_WINDOW = 96
_COARSEST = 60.0
_MOST_POINTS = 2500


@dataclass(frozen=True)
class Record:
    """What is known of one arm after its run: outputs over ``times`` [min from t = 0]."""

    times: Array
    outputs: Mapping[str, Array]
    units: Mapping[str, str]
    fixed: tuple[FixedIon, ...] = ()
    exercise: tuple[tuple[float, float, float], ...] = ()
    defects: Mapping[str, float] = field(default_factory=dict)
    unheld: tuple[str, ...] = ()
    error: str | None = None


def grid(when: When) -> Array:
    """Times at which an arm must be known for a measurement [min]."""
    if when.at is not None:
        return np.array([when.at - JUST_BEFORE])
    start, end = window(when)
    points = max(_POINTS_OF_WINDOW, math.ceil((end - start) / _COARSEST))
    return np.linspace(start, end, min(points, _MOST_POINTS) + 1)


def window(when: When) -> tuple[float, float]:
    """Begin and end of a window [min].

    Raises
    ------
    ProtocolError
        For a window that ends before it begins.
    """
    if when.start is None or when.end is None or not when.end > when.start:
        raise ProtocolError(
            f"{when.quantity} over a window that ends before it begins", allowed="'from' earlier than 'to'"
        )
    return when.start, when.end


def whens(measure: Measure) -> Iterable[When]:
    """Everything that a measurement reads."""
    return (w for w in (measure.main, measure.minus, measure.over) if w is not None)


def evaluate(measure: Measure, records: Mapping[str, Record]) -> float:
    """The simulated value in the unit of the measurement.

    Raises
    ------
    SkouError
        Where an arm has no result, or the body has no such quantity or unit.
    """
    target = parse_unit(measure.unit)
    found = _read(measure.main, records)
    if measure.minus is not None:
        found = _difference(found, _read(measure.minus, records))
    if measure.over is not None:
        below = _read(measure.over, records)
        if below.base_value == 0.0:
            raise ProtocolError(f"{measure.over.quantity} is zero, so that no ratio can be taken")
        unit = found.unit / below.unit
        found = Quantity(found.value / below.value, unit)
    return in_unit(found, measure.main.quantity, target)


def in_unit(found: Quantity, quantity: str, target: Unit) -> float:
    """A value in the wanted unit; hormones in normal levels become concentrations."""
    if found.unit.dimension != target.dimension and found.unit.dimensionless and quantity in NORMAL_LEVEL:
        level, text = NORMAL_LEVEL[quantity]
        found = Quantity(found.base_value * level, parse_unit(text))
    return found.to(target)


def _difference(a: Quantity, b: Quantity) -> Quantity:
    return Quantity(a.value - b.to(a.unit), a.unit)


def _read(when: When, records: Mapping[str, Record]) -> Quantity:
    record = records[when.arm]
    if record.error is not None:
        raise ProtocolError(f"arm {when.arm}: {record.error}")
    if record.unheld and not is_tissue(when.quantity):
        raise ProtocolError(f"arm {when.arm}: the body cannot hold {', '.join(record.unheld)}")
    times = grid(when)
    values, unit = series(when.quantity, record, times)
    if when.at is not None:
        if is_cumulative(when.quantity):
            raise ProtocolError(
                f"{when.quantity} at a moment", value=when.quantity, mend="a flow needs 'from' and 'to'"
            )
        value = values[0]
    elif is_cumulative(when.quantity):
        value = values[-1] - values[0]
    elif when.extreme is not None:
        value = np.max(values) if when.extreme == "peak" else np.min(values)
    else:
        value = float(np.sum(0.5 * (values[1:] + values[:-1]) * np.diff(times))) / (times[-1] - times[0])
    if not math.isfinite(value):
        raise ProtocolError(f"{when.quantity} is not finite", value=value)
    return Quantity(float(value), parse_unit(unit))


def series(quantity: str, record: Record, times: Array) -> tuple[Array, str]:
    """A quantity at ``times`` and its unit.

    Raises
    ------
    ProtocolError
        For a quantity that the body does not have.
    """
    missing = [name for name in sources(quantity, record.units) if name not in record.outputs]
    if missing:
        raise ProtocolError(
            f"the body has no {missing[0]}", value=missing[0], nearest=nearest_names(missing[0], record.units)
        )
    if is_tissue(quantity):
        return _tissue(quantity, record, times), tissue.READ_OUTS[quantity][1]
    made = derived(quantity, record.units)
    if made is not None:
        whole = made.compute(record.times, {n: record.outputs[n] for n in made.sources})
        return np.interp(times, record.times, whole), made.unit
    at = np.searchsorted(record.times, times - 1e-7)
    return record.outputs[quantity][np.minimum(at, record.times.size - 1)], record.units[quantity]


def _tissue(quantity: str, record: Record, times: Array) -> Array:
    at = np.minimum(np.searchsorted(record.times, times - 1e-7), record.times.size - 1)
    values = np.empty(times.size)
    for k, time in enumerate(times):
        ions: dict[str, Any] = {
            name: float(record.outputs[name][at[k]]) for name in sources(quantity, record.units)
        }
        ions.update(_held(record, float(time)))
        values[k] = tissue.read_outs(ions, [quantity])[quantity]
    return values


def _held(record: Record, time: float) -> dict[str, Any]:
    """Ions held by a step at ``time``, exercise, channel defects, and how long the ions have been so."""
    held = [f for f in record.fixed if f.start <= time < f.end]
    ions: dict[str, Any] = {f.quantity: f.value for f in held if f.quantity != "plasma.aldosterone"}
    ions.update(tissue.ionised_from_totals(ions))
    potassium = [f.start for f in held if f.quantity == "plasma.potassium"]
    if potassium:
        ions["exposure"] = time - max(potassium)
    running = [intensity for start, end, intensity in record.exercise if start <= time < end]
    if running:
        ions["exercise"] = max(running)
    return {**ions, **record.defects}
