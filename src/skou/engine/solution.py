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
    """

    model: Model
    states: Array = field(repr=False)
    parameters: Array = field(repr=False)
    residual: Array
    converged: NDArray[np.bool_]

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
        column = self._parameter_columns()[self.model.find_parameter(name)]
        return np.broadcast_to(column, (len(self), self.times.size)).copy()

    def final_parameters(self) -> Array:
        """Parameters at the last time, after all events up to then, shape ``(n, n_parameters)``."""
        columns = self._parameter_columns()
        return np.stack([np.broadcast_to(c, (len(self), self.times.size))[:, -1] for c in columns], axis=-1)

    def output(self, name: str) -> Array:
        """One output by name in its declared unit, shape ``(n, n_times)``."""
        return self.outputs([name])[name]

    def outputs(self, names: Sequence[str] | None = None) -> dict[str, Array]:
        """Outputs by name (all where no names are given), each of shape ``(n, n_times)``."""
        wanted = self.model.output_names if names is None else tuple(names)
        states = list(np.moveaxis(self.states, -1, 0))
        values = self.model.output_columns(self.times, states, self._parameter_columns(), wanted)
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
            *counts,
        )

    def _parameter_columns(self) -> list[Array]:
        """For each parameter an array that broadcasts to ``(n, n_times)``; only changed ones vary in time."""
        columns = [self.parameters[:, k, None] for k in range(self.parameters.shape[1])]
        for event in self.events:
            happened = event.times[:, None] <= self.times[None, :]
            for change in event.changes:
                if change.kind == "add":
                    continue
                values = change.values[:, None]
                before = columns[change.index]
                columns[change.index] = np.where(
                    happened, values if change.kind == "set" else before * values, before
                )
        return columns
