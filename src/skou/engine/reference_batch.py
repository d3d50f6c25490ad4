"""All patients at once in plain NumPy with Rodas4: what runs where neither llvmlite nor SciPy is there.

The method is that of the compiled engine, written independently of it: every patient has its own time, step
and fate, and one that fails is left out of what follows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule, ResolvedEvent, as_schedule
from skou.engine.reference import NEGATIVE_TOLERANCE, prepare
from skou.engine.solution import Solution, Status
from skou.engine.tableaux import RODAS4
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
_SHORTEST_STEP = 1e-10


class BatchReferenceSolver:
    """Simulates a model with NumPy alone.

    Parameters
    ----------
    model : Model
    max_step : float
        Longest step [min]; short pulses in the equations must not be stepped over.
    max_steps : int
        Accepted and rejected steps after which a patient is given up.
    """

    def __init__(self, model: Model, max_step: float = 60.0, max_steps: int = 100_000) -> None:
        self.model = model
        self.max_step = max_step
        self.max_steps = max_steps

    def solve(
        self,
        times: ArrayLike,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        events: EventSchedule | Iterable[Event] | None = None,
        rtol: float = 1e-5,
        atol: ArrayLike | None = None,
    ) -> Solution:
        """Simulate from the first of ``times`` to the last; arguments as of `ReferenceSolver.solve`."""
        schedule = as_schedule(events)
        times, y0, p0 = prepare(self.model, times, initial, parameters, schedule.patients)
        resolved = schedule.resolve(self.model, len(y0), float(times[0]))
        tolerance = 0.01 * rtol * self.model.scales() if atol is None else np.asarray(atol, float)
        run = _Run(self, times, y0, p0, resolved, rtol, tolerance)
        with np.errstate(all="ignore"):
            run.go()
        return Solution(
            self.model, times, run.out, p0, run.status, resolved, run.messages, run.steps, run.rejected
        )


class _Run:
    """The patients on their way; arrays have one row a patient."""

    def __init__(
        self,
        solver: BatchReferenceSolver,
        times: Array,
        y: Array,
        p: Array,
        events: tuple[ResolvedEvent, ...],
        rtol: float,
        atol: Array,
    ) -> None:
        n, width = y.shape
        self.solver, self.model, self.times, self.events = solver, solver.model, times, events
        self.rtol, self.atol = rtol, atol
        self.y, self.p = y.copy(), p.copy()
        self.t = np.full(n, times[0])
        self.h = np.full(n, np.nan)
        self.event_times = np.stack([*(e.times for e in events), np.full(n, np.inf)], axis=1)
        self.next_event = np.zeros(n, dtype=np.int64)
        self.next_output = np.zeros(n, dtype=np.int64)
        self.out = np.full((n, times.size, width), np.nan)
        self.status = np.zeros(n, dtype=np.int64)
        self.steps = np.zeros(n, dtype=np.int64)
        self.rejected = np.zeros(n, dtype=np.int64)
        self.messages: dict[int, str] = {}
        self.controlled = ~self.model.quadrature
        positive = np.array([s.positive and not s.quadrature for s in self.model.states])
        self.floor = np.where(positive, -NEGATIVE_TOLERANCE * self.model.scales(), -np.inf)

    def go(self) -> None:
        self._arrive(np.arange(len(self.t)))
        while True:
            rows = np.flatnonzero((self.next_output < self.times.size) & (self.status == Status.OK))
            if not rows.size:
                return
            self._choose_first_steps(rows)
            self._step(rows)

    def _choose_first_steps(self, rows: Rows) -> None:
        """After the start and after events: a step that changes the state by about a hundredth."""
        new = rows[np.isnan(self.h[rows])]
        if new.size:
            y = self.y[new][:, self.controlled]
            rate = self.model.derivative(self.t[new], self.y[new], self.p[new])[:, self.controlled]
            allowed = (self.atol + self.rtol * np.abs(self.y[new]))[:, self.controlled]
            size = 1.0 + np.sqrt(np.mean((y / allowed) ** 2, axis=1))
            speed = np.sqrt(np.mean((rate / allowed) ** 2, axis=1)) + 1e-300
            self.h[new] = np.clip(np.nan_to_num(0.01 * size / speed), 1e-6, self.solver.max_step)

    def _step(self, rows: Rows) -> None:
        stop = np.minimum(self.event_times[rows, self.next_event[rows]], self.times[-1])
        remaining = stop - self.t[rows]
        last = self.h[rows] * (1.0 + 1e-9) >= remaining
        h = np.where(last, remaining, self.h[rows])
        stages = self._stages(rows, h)
        new = self.y[rows] + np.tensordot(RODAS4.advance, stages, 1)
        size = self.atol + self.rtol * np.maximum(np.abs(self.y[rows]), np.abs(new))
        error = np.sqrt(np.mean((stages[-1] / size)[:, self.controlled] ** 2, axis=1))
        finite = np.isfinite(error) & np.isfinite(new).all(axis=1)
        error = np.where(finite, np.maximum(error, 1e-10), 1e3)
        good = error <= 1.0
        factor = np.clip(0.9 * error ** (-1.0 / (RODAS4.error_order + 1)), 0.2, 5.0)
        done, moved = rows[good], np.where(last, stop, self.t[rows] + h)[good]
        self._interpolate(done, moved, h[good], new[good], stages[:, good])
        self.y[done], self.t[done] = new[good], moved
        # a step cut short by a stop says little about the next one
        longer = np.where(last & good, np.maximum(self.h[rows], h * factor), h * factor)
        self.h[rows] = np.minimum(longer, self.solver.max_step)
        self.steps[done] += 1
        self.rejected[rows[~good]] += 1
        self._arrive(done)
        self._fail_below_zero(done)
        self._give_up(rows, good, finite)

    def _stages(self, rows: Rows, h: Array) -> Array:
        """The stages of Rodas4, shape ``(6, rows, n_states)``."""
        y, p, t, column = self.y[rows], self.p[rows], self.t[rows], h[:, None]
        identity = np.eye(y.shape[1])
        matrix = identity / (column[:, :, None] * RODAS4.gamma) - self.model.jacobian(t, y, p)
        matrix[~np.isfinite(matrix).all(axis=(1, 2))] = np.nan * identity
        inverse = np.linalg.inv(matrix)
        by_time = self.model.time_derivative(t, y, p)
        stages = np.zeros((RODAS4.stages, *y.shape))
        for s in range(RODAS4.stages):
            at = y + np.tensordot(RODAS4.combine[s], stages[:s], 1) if s else y
            right = self.model.derivative(t + RODAS4.nodes[s] * h, at, p)
            right = right + RODAS4.time_weights[s] * column * by_time
            if s:
                right = right + np.tensordot(RODAS4.couple[s], stages[:s], 1) / column
            stages[s] = np.einsum("nij,nj->ni", inverse, right)
        return stages

    def _interpolate(self, rows: Rows, end: Array, h: Array, new: Array, stages: Array) -> None:
        """Outputs inside the step, by the method's own interpolant of order 3."""
        second, third = (np.tensordot(w, stages, 1) for w in RODAS4.interpolate)
        while True:
            at = np.minimum(self.next_output[rows], self.times.size - 1)
            due = (self.next_output[rows] < self.times.size) & (self.times[at] < end)
            if not due.any():
                return
            share = ((self.times[at] - self.t[rows]) / h)[due, None]
            inside = new[due] + (1.0 - share) * (second[due] + share * third[due])
            self.out[rows[due], at[due]] = (1.0 - share) * self.y[rows[due]] + share * inside
            self.next_output[rows[due]] += 1

    def _arrive(self, rows: Rows) -> None:
        """Let the events of this moment happen, then note the outputs of this moment."""
        while True:
            due = rows[self.event_times[rows, self.next_event[rows]] <= self.t[rows]]
            if not due.size:
                break
            for k in np.unique(self.next_event[due]):
                mask = np.zeros(len(self.t), dtype=bool)
                mask[due[self.next_event[due] == k]] = True
                self.events[k].apply(self.y, self.p, mask)
            self.next_event[due] += 1
            self.h[due] = np.nan
        at = np.minimum(self.next_output[rows], self.times.size - 1)
        now = (self.next_output[rows] < self.times.size) & (self.times[at] <= self.t[rows])
        self.out[rows[now], at[now]] = self.y[rows[now]]
        self.next_output[rows[now]] += 1

    def _fail_below_zero(self, rows: Rows) -> None:
        for i in rows[(self.y[rows] < self.floor).any(axis=1)]:
            state = int(np.flatnonzero(self.y[i] < self.floor)[0])
            value = f"{self.model.state_names[state]} fell to {self.y[i, state]:g}"
            self._fail(i, Status.OUTSIDE_LIMITS, f"{value} at {self.t[i]:g} min")

    def _give_up(self, rows: Rows, good: NDArray[np.bool_], finite: NDArray[np.bool_]) -> None:
        short = ~good & (self.h[rows] < _SHORTEST_STEP * np.maximum(1.0, np.abs(self.t[rows])))
        many = self.steps[rows] + self.rejected[rows] >= self.solver.max_steps
        unfinished = (self.next_output[rows] < self.times.size) & (self.status[rows] == Status.OK)
        lost = (short | many) & unfinished
        for i, was_finite in zip(rows[lost], finite[lost], strict=True):
            rate = self.model.derivative(self.t[i], self.y[i], self.p[i])
            bad = np.flatnonzero(~np.isfinite(rate))
            state = bad[0] if bad.size else np.argmax(np.abs(rate) / self.model.scales())
            name = self.model.state_names[int(state)]
            status = Status.STEP_LIMIT if was_finite else Status.NON_FINITE
            self._fail(i, status, f"came no further than {self.t[i]:g} min; look at {name}")

    def _fail(self, patient: np.int64, status: Status, message: str) -> None:
        self.status[patient] = status
        self.messages[int(patient)] = message
        later = self.times >= self.t[patient]
        self.out[patient, later] = np.nan
