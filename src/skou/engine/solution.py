"""What a simulation gives back: states at the asked times, outputs on demand, and how each patient fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import ResolvedEvent
from skou.errors import SolverError
from skou.graph.checked_model import Model

Array = NDArray[np.float64]


class Status(IntEnum):
    """How the simulation of one patient ended."""

    OK = 0
    NON_FINITE = 1
    STEP_LIMIT = 2
    OUTSIDE_LIMITS = 3

    @property
    def label(self) -> str:
        """Name in lower case, such as ``step_limit``."""
        return self.name.lower()


class Rest(IntEnum):
    """How the search for one patient's steady state ended."""

    AT_REST = 0
    RESTLESS = 1
    """Finite, but still moving after several attempts: it drifts or oscillates."""
    FAILED = 2


@dataclass(frozen=True, eq=False)
class SteadyState:
    """Where ``n`` patients come to rest.

    Parameters
    ----------
    model : Model
    states : array (n, n_states)
        Ledgers (quadratures) keep their initial value.
    parameters : array (n, n_parameters)
    residual : array (n,)
        Largest rate left, as a fraction of the state's magnitude per day.
    converged : array (n,) of bool
        Finite and residual below the tolerance.
    verdict : array (n,) of int
        `Rest` of each patient.
    """

    model: Model
    states: Array = field(repr=False)
    parameters: Array = field(repr=False)
    residual: Array
    converged: NDArray[np.bool_]
    verdict: NDArray[np.int64]

    def __len__(self) -> int:
        return self.states.shape[0]

    def state(self, name: str) -> Array:
        """One state by name, shape ``(n,)``."""
        return self.states[:, self.model.find_state(name)]

    def output(self, name: str, t: float = 0.0) -> Array:
        """One output by name in its declared unit, shape ``(n,)``."""
        return self.model.outputs(t, self.states, self.parameters, [name])[:, 0]


def relative_residual(model: Model, t: ArrayLike, states: Array, parameters: Array) -> Array:
    """Largest rate of any state but the ledgers, as a fraction of its magnitude per day, shape ``(n,)``."""
    rates = np.abs(model.derivative(t, states, parameters)) * 1440.0 / model.scales()
    return np.max(rates[..., ~model.quadrature], axis=-1, initial=0.0)


@dataclass(frozen=True, eq=False)
class Solution:
    """States of ``n`` patients at ``times``.

    Parameters
    ----------
    model : Model
    times : array (n_times,)
        Output times [min].
    states : array (n, n_times, n_states)
        NaN from the moment at which a patient failed.
    parameters : array (n, n_parameters)
        Parameters at the start, before any event.
    status : array (n,) of int
        `Status` of each patient.
    events : tuple of ResolvedEvent
        The events that were applied.
    messages : mapping of int to str
        For each failed patient the time and the state at fault.
    steps, rejected : array (n,) of int
        Accepted and rejected steps.
    step_ends : sequence of array
        Where each patient's accepted steps end [min], if they were asked for.
    """

    model: Model
    times: Array
    states: Array = field(repr=False)
    parameters: Array = field(repr=False)
    status: NDArray[np.int64]
    events: tuple[ResolvedEvent, ...] = field(default=(), repr=False)
    messages: Mapping[int, str] = field(default_factory=dict)
    steps: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64), repr=False)
    rejected: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64), repr=False)
    step_ends: Sequence[Array] = field(default=(), repr=False)

    def __len__(self) -> int:
        return self.states.shape[0]

    @property
    def ok(self) -> NDArray[np.bool_]:
        """True for the patients whose simulation reached the end."""
        return self.status == Status.OK

    def require_ok(self) -> Solution:
        """The solution itself; a `SolverError` with the first reasons where any patient failed."""
        failed = np.flatnonzero(~self.ok)
        if failed.size:
            reasons = "; ".join(
                f"patient {i}: {self.messages.get(int(i), Status(int(self.status[i])).label)}"
                for i in failed[:3]
            )
            raise SolverError(
                f"{failed.size} of {len(self)} simulations failed: {reasons}", value=int(failed.size)
            )
        return self

    def state(self, name: str) -> Array:
        """One state by name, shape ``(n, n_times)``."""
        return self.states[:, :, self.model.find_state(name)]

    @property
    def final(self) -> Array:
        """States at the last time, shape ``(n, n_states)``."""
        return self.states[:, -1, :]

    def parameter(self, name: str) -> Array:
        """One parameter as it was at each time, after the events up to then, shape ``(n, n_times)``."""
        column = self._column(self.model.find_parameter(name))
        return np.broadcast_to(column, (len(self), self.times.size)).copy()

    def final_parameters(self) -> Array:
        """Parameters at the last time, after all events up to then, shape ``(n, n_parameters)``."""
        values, states = self.parameters.copy(), self.final.copy()
        for event in self.events:
            event.apply(states, values, event.times <= self.times[-1])
        return values

    def output(self, name: str) -> Array:
        """One output by name in its declared unit, shape ``(n, n_times)``."""
        return self.outputs([name])[name]

    def outputs(self, names: Sequence[str] | None = None) -> dict[str, Array]:
        """Outputs by name (all where no names are given), each of shape ``(n, n_times)``."""
        wanted = self.model.output_names if names is None else tuple(names)
        states = list(np.moveaxis(self.states, -1, 0))
        parameters: list[Array | None] = [None] * self.parameters.shape[1]
        for k in self.model.output_parameters(names):
            parameters[k] = self._column(k)
        values = self.model.output_columns(self.times, states, parameters, wanted)
        shape = (len(self), self.times.size)
        return {name: np.array(np.broadcast_to(v, shape)) for name, v in zip(wanted, values, strict=True)}

    def select(self, patients: ArrayLike | slice) -> Solution:
        """The same for some patients: an index, several, a mask or a slice."""
        chosen = np.atleast_1d(np.arange(len(self))[patients])  # type: ignore[index]
        events = tuple(
            ResolvedEvent(
                e.times[chosen], tuple(type(c)(c.kind, c.index, c.values[chosen]) for c in e.changes)
            )
            for e in self.events
        )
        counts = [c[chosen] if c.size else c for c in (self.steps, self.rejected)]
        messages = {k: self.messages[int(i)] for k, i in enumerate(chosen) if int(i) in self.messages}
        return Solution(
            self.model,
            self.times,
            self.states[chosen],
            self.parameters[chosen],
            self.status[chosen],
            events,
            messages,
            counts[0],
            counts[1],
            [self.step_ends[i] for i in chosen] if len(self.step_ends) else (),
        )

    def _column(self, parameter: int) -> Array:
        """One parameter as an array that broadcasts to ``(n, n_times)``; only a changed one varies in time."""
        start = self.parameters[:, parameter]
        changes = [(e.times, c) for e in self.events for c in e.changes if c.index == parameter]
        changes = [(times, c) for times, c in changes if c.kind != "add"]
        if not changes:
            return start[:, None]
        levels = [start]
        for _, change in changes:
            levels.append(change.values if change.kind == "set" else levels[-1] * change.values)
        moments = np.stack([times for times, _ in changes], axis=1)
        held = np.stack(levels, axis=1)
        if all(times.strides == (0,) for times, _ in changes):
            return held[:, np.searchsorted(moments[0], self.times, side="right")]
        happened = [np.searchsorted(row, self.times, side="right") for row in moments]
        return np.take_along_axis(held, np.stack(happened), axis=1)
