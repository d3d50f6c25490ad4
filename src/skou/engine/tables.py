"""Events, tolerances and patients as the arrays that compiled code reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine import control
from skou.engine.events import ResolvedEvent
from skou.errors import SolverError
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

_CHANGE_CODES = {"set": control.CHANGE_SET, "scale": control.CHANGE_SCALE, "add": control.CHANGE_ADD}
ABSOLUTE_SHARE = 0.01
"""Default absolute tolerance of a state: this share of the relative tolerance times its typical magnitude."""


@dataclass(frozen=True)
class EventTable:
    """Events as flat arrays: values that all patients share are kept once."""

    times: Array
    time_offset: Integers
    time_stride: Integers
    changes: Integers
    kind: Integers
    index: Integers
    values: Array
    value_offset: Integers
    value_stride: Integers

    def slots(self) -> dict[str, NDArray[np.generic] | int]:
        """The entries of the control block."""
        return {
            "n_events": len(self.time_offset),
            "event_times": self.times,
            "event_time_offset": self.time_offset,
            "event_time_stride": self.time_stride,
            "event_changes": self.changes,
            "change_kind": self.kind,
            "change_index": self.index,
            "change_values": self.values,
            "change_value_offset": self.value_offset,
            "change_value_stride": self.value_stride,
        }


class _Pool:
    """Doubles laid end to end, one for all patients or one a patient."""

    def __init__(self) -> None:
        self.parts: list[Array] = []
        self.offsets: list[int] = []
        self.strides: list[int] = []
        self._size = 0

    def add(self, values: Array) -> None:
        shared = values.size == 1 or values.strides == (0,)
        part = values[:1] if shared else values
        self.parts.append(part)
        self.offsets.append(self._size)
        self.strides.append(0 if shared else 1)
        self._size += part.size

    def flat(self) -> Array:
        return np.ascontiguousarray(np.concatenate(self.parts)) if self.parts else np.zeros(1)


def event_table(events: Sequence[ResolvedEvent], order: Sequence[int]) -> EventTable:
    """Resolved events for a kernel whose states come in ``order``."""
    position = {state: k for k, state in enumerate(order)}
    times, values = _Pool(), _Pool()
    first, kinds, indices = [0], [], []
    for event in events:
        times.add(event.times)
        for change in event.changes:
            kinds.append(_CHANGE_CODES[change.kind])
            indices.append(position[change.index] if change.kind == "add" else change.index)
            values.add(change.values)
        first.append(len(kinds))
    return EventTable(
        times.flat(),
        _integers(times.offsets),
        _integers(times.strides),
        _integers(first),
        _integers(kinds),
        _integers(indices),
        values.flat(),
        _integers(values.offsets),
        _integers(values.strides),
    )


def _integers(values: Sequence[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def output_times(times: ArrayLike) -> Array:
    """Output times, checked: the first is the start.

    Raises
    ------
    SolverError
        Unless finite and strictly increasing.
    """
    clock = np.atleast_1d(np.asarray(times, float))
    if clock.ndim != 1 or clock.size == 0 or not np.isfinite(clock).all() or (np.diff(clock) <= 0).any():
        raise SolverError("output times must be finite and strictly increasing", allowed="times in min")
    return np.ascontiguousarray(clock)


def patient_rows(what: str, names: Sequence[str], default: Array, given: ArrayLike | None) -> Array:
    """One row a patient, or a single row for all, checked.

    Raises
    ------
    SolverError
        For the wrong number of columns, or for a value that is not finite (with its name).
    """
    rows = np.atleast_2d(np.asarray(default if given is None else given, float))
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise SolverError(f"{what} of shape {rows.shape}", allowed=f"({len(names)},) or (n, {len(names)})")
    if not np.isfinite(rows).all():
        patient, column = (int(k[0]) for k in np.nonzero(~np.isfinite(rows)))
        raise SolverError(
            f"{what}: {names[column]} of patient {patient} is not finite", value=rows[patient, column]
        )
    return np.ascontiguousarray(rows)


def number_of_patients(**counts: int) -> int:
    """How many patients there are; what is given once stands for all.

    Raises
    ------
    SolverError
        Where two numbers differ.
    """
    different = {n for n in counts.values() if n != 1}
    if len(different) > 1:
        listed = ", ".join(f"{n} in the {what}" for what, n in counts.items())
        raise SolverError(f"different numbers of patients: {listed}", allowed="one row, or one row a patient")
    return different.pop() if different else 1


def absolute_tolerances(model: Model, rtol: float, atol: ArrayLike | None) -> Array:
    """Absolute tolerance of every state, in the order of the model.

    Raises
    ------
    SolverError
        For a tolerance that is not above zero, or of the wrong length.
    """
    if not 0.0 < rtol <= 1.0:
        raise SolverError("the relative tolerance must lie between 0 and 1", value=rtol, allowed="(0, 1]")
    values = ABSOLUTE_SHARE * rtol * model.scales() if atol is None else np.asarray(atol, float)
    if values.shape not in ((), (len(model.states),)) or not (np.isfinite(values) & (values > 0)).all():
        raise SolverError(
            "absolute tolerances must be finite and above zero",
            value=atol,
            allowed=f"one, or {len(model.states)} (one a state)",
        )
    return np.array(np.broadcast_to(values, (len(model.states),)))
