"""What happens at a moment: doses, meals, drug starts; parameters set or scaled, amounts added.

At its time an event has happened: an output at exactly that time shows the state and the parameters after it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.errors import ProtocolError
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
Kind = Literal["set", "scale", "add"]


@dataclass(frozen=True)
class Event:
    """Changes at one time.

    Parameters
    ----------
    time : float or array (n,)
        When [min]; one a patient where an array. Infinite: neither this nor a later event happens to it.
    set : mapping of str to float or array (n,)
        Parameters that take a new value.
    add : mapping of str to float or array (n,)
        States to which an amount is added.
    scale : mapping of str to float or array (n,)
        Parameters that are multiplied by a factor; after ``set`` where both name one parameter.
    """

    time: ArrayLike
    set: Mapping[str, ArrayLike] = field(default_factory=dict)
    add: Mapping[str, ArrayLike] = field(default_factory=dict)
    scale: Mapping[str, ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One change of an event on a model: what is done to which index, by one value a patient."""

    kind: Kind
    index: int
    values: Array

    def apply(self, states: Array, parameters: Array, rows: NDArray[np.bool_] | slice = slice(None)) -> None:
        """Do it in place on states ``(n, n_states)`` and parameters ``(n, n_parameters)`` of some rows."""
        if self.kind == "add":
            states[rows, self.index] += self.values[rows]
        elif self.kind == "set":
            parameters[rows, self.index] = self.values[rows]
        else:
            parameters[rows, self.index] *= self.values[rows]


@dataclass(frozen=True)
class ResolvedEvent:
    """An event with names turned to indices: times ``(n,)`` [min] and changes in order of application."""

    times: Array
    changes: tuple[Change, ...]

    def apply(self, states: Array, parameters: Array, rows: NDArray[np.bool_] | slice = slice(None)) -> None:
        """Do all changes in place for the given rows (patients)."""
        for change in self.changes:
            change.apply(states, parameters, rows)


class EventSchedule:
    """Events in order of time; the order is the same for all patients.

    Raises
    ------
    ProtocolError
        For a time that is NaN, or patients in whom the events come in different orders.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = tuple(sorted(events, key=_first_time))
        latest: Any = -math.inf
        for event in self.events:
            times = event.time if isinstance(event.time, float) else np.asarray(event.time, float)
            if np.any(times != times):
                raise ProtocolError("an event at a time that is not a number", value=event.time)
            if np.any(times < latest):
                raise ProtocolError(
                    "events come in a different order in different patients",
                    value=event.time,
                    mend="keep one order for all; an event that a patient is spared can add 0 or scale by 1",
                )
            latest = (
                times if isinstance(times, float) and isinstance(latest, float) else np.maximum(latest, times)
            )

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    @property
    def patients(self) -> int:
        """How many patients the arrays inside stand for; 1 where there are none."""
        values = [
            v for e in self.events for v in (e.time, *e.set.values(), *e.add.values(), *e.scale.values())
        ]
        return max((1 if isinstance(v, float) else np.size(v) for v in values), default=1)

    def resolve(self, model: Model, n: int, start: float = -np.inf) -> tuple[ResolvedEvent, ...]:
        """The events on a model for ``n`` patients.

        Raises
        ------
        UnknownNameError
            For a state or parameter that the model has not.
        ProtocolError
            For an event before ``start``, values of the wrong length, or values that are not finite.
        """
        return tuple(_resolve(event, model, n, start) for event in self.events)


def parameters_at(events: Iterable[ResolvedEvent], patient: int, t: float, start: Array) -> Array:
    """One patient's parameters after all events up to a time."""
    values = start.copy()
    for event in events:
        if event.times[patient] <= t:
            for change in event.changes:
                if change.kind == "set":
                    values[change.index] = change.values[patient]
                elif change.kind == "scale":
                    values[change.index] *= change.values[patient]
    return values


def as_schedule(events: EventSchedule | Iterable[Event] | None) -> EventSchedule:
    """A schedule from a schedule, events, or nothing."""
    return events if isinstance(events, EventSchedule) else EventSchedule(events or ())


def _resolve(event: Event, model: Model, n: int, start: float) -> ResolvedEvent:
    times = _per_patient("time", event.time, n)
    if (times < start).any():
        raise ProtocolError(
            f"an event at {float(times.min()):g} min, before the start",
            value=float(times.min()),
            allowed=f">= {start:g} min",
        )
    return ResolvedEvent(
        times,
        (
            *(Change("set", model.find_parameter(k), _finite(k, v, n)) for k, v in event.set.items()),
            *(Change("scale", model.find_parameter(k), _finite(k, v, n)) for k, v in event.scale.items()),
            *(Change("add", model.find_state(k), _finite(k, v, n)) for k, v in event.add.items()),
        ),
    )


def _first_time(event: Event) -> float:
    return event.time if isinstance(event.time, float) else float(np.min(event.time))


def _per_patient(name: str, value: ArrayLike, n: int) -> Array:
    values = np.asarray(value, float)
    if values.shape == (n,):
        return values
    if values.shape not in ((), (1,)):
        raise ProtocolError(
            f"event {name} of shape {values.shape}", allowed=f"one value or {n} (one a patient)"
        )
    # what numpy.broadcast_to does, without its cost: a year of meals has thousands of values
    shared: Array = np.ndarray((n,), np.float64, values, strides=(0,))
    shared.flags.writeable = False
    return shared


def _finite(name: str, value: ArrayLike, n: int) -> Array:
    values = _per_patient(name, value, n)
    finite = math.isfinite(value) if isinstance(value, float) else np.isfinite(values).all()
    if not finite:
        raise ProtocolError(f"event value of {name} is not finite", value=value)
    return values
