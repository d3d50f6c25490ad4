"""The reference path: SciPy's solvers, one patient at a time, with the exact Jacobian.

Slow and independent of the compiled engine; the oracle of the tests.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule, ResolvedEvent, as_schedule
from skou.engine.solution import Rest, Solution, Status, SteadyState, relative_residual
from skou.errors import SolverError
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
NEGATIVE_TOLERANCE = 1e-4
"""How far below zero, as a fraction of its magnitude, a state declared positive may fall."""


class _Stopped(Exception):
    """One patient's integration cannot go on."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


class ReferenceSolver:
    """Simulates a model with SciPy.

    Parameters
    ----------
    model : Model
    method : {"LSODA", "BDF", "Radau"}
    max_step : float
        Longest step [min]; short pulses in the equations must not be stepped over.
    max_evaluations : int
        Evaluations of the derivatives after which a patient is given up.
    """

    def __init__(
        self,
        model: Model,
        method: Literal["LSODA", "BDF", "Radau"] = "LSODA",
        max_step: float = np.inf,
        max_evaluations: int = 1_000_000,
    ) -> None:
        _scipy("integrate")
        self.model = model
        self.method = method
        self.max_step = max_step
        self.max_evaluations = max_evaluations

    def solve(
        self,
        times: ArrayLike,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        events: EventSchedule | Iterable[Event] | None = None,
        rtol: float = 1e-8,
        atol: ArrayLike | None = None,
    ) -> Solution:
        """Simulate from the first of ``times`` to the last.

        Parameters
        ----------
        times : array (n_times,)
            Increasing output times [min]; the first is the start.
        initial : array (n_states,) or (n, n_states), optional
        parameters : array (n_parameters,) or (n, n_parameters), optional
        events : EventSchedule or iterable of Event, optional
        rtol : float
        atol : float or array (n_states,), optional
            Default: 0.01 x ``rtol`` x the magnitude of each state.

        Returns
        -------
        Solution
            A patient who fails has NaN from there on, a status and a message; the others are not touched.
        """
        schedule = as_schedule(events)
        times, y0, p0 = prepare(self.model, times, initial, parameters, schedule.patients)
        resolved = schedule.resolve(self.model, len(y0), float(times[0]))
        tolerance = np.broadcast_to(
            0.01 * rtol * self.model.scales() if atol is None else np.asarray(atol, float), y0.shape[1:]
        )
        states = np.full((len(y0), times.size, y0.shape[1]), np.nan)
        status = np.zeros(len(y0), dtype=np.int64)
        steps = np.zeros(len(y0), dtype=np.int64)
        messages: dict[int, str] = {}
        for i in range(len(y0)):
            run = _Run(self, y0[i], p0[i], resolved, i, rtol, tolerance)
            try:
                run.go(times, states[i])
            except _Stopped as stopped:
                status[i] = stopped.status
                messages[i] = str(stopped)
            steps[i] = run.evaluations
        return Solution(
            self.model, times, states, p0, status, resolved, messages, steps, np.zeros_like(steps)
        )

    def steady_state(
        self,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        t: float = 0.0,
        horizon: float = 1e7,
        tolerance: float = 1e-6,
    ) -> SteadyState:
        """Rest at the clock held at ``t``: a long implicit run over ``horizon`` [min], then a root search.

        ``tolerance`` bounds the residual: the largest rate as a fraction of the state's magnitude per day.
        """
        _, y0, p0 = prepare(self.model, [t], initial, parameters)
        states = np.stack([self._rest(y, p, t, horizon, tolerance) for y, p in zip(y0, p0, strict=True)])
        residual = relative_residual(self.model, t, states, p0)
        finite = np.isfinite(residual)
        at_rest = finite & (residual <= tolerance)
        verdict = np.where(at_rest, Rest.AT_REST, np.where(finite, Rest.RESTLESS, Rest.FAILED))
        return SteadyState(self.model, states, p0, residual, at_rest, verdict)

    def _rest(self, y0: Array, p: Array, t: float, horizon: float, tolerance: float) -> Array:
        free = ~self.model.quadrature
        scale = self.model.scales()[free]

        def full(x: Array) -> Array:
            y = y0.copy()
            y[free] = x
            return y

        def rate(x: Array) -> Array:
            return self.model.derivative(t, full(x), p)[free]

        def slope(x: Array) -> Array:
            return self.model.jacobian(t, full(x), p)[np.ix_(free, free)]

        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            run = _scipy("integrate").solve_ivp(
                lambda _, x: rate(x),
                (0.0, horizon),
                y0[free],
                method="BDF",
                jac=lambda _, x: slope(x),
                rtol=1e-6,
                atol=1e-9 * scale,
            )
            x = run.y[:, -1]
            if (
                np.isfinite(x).all()
                and np.max(np.abs(rate(x)) / scale, initial=0.0) * 1440.0 > 1e-3 * tolerance
            ):
                root = _scipy("optimize").root(
                    lambda z: rate(z * scale) / scale,
                    x / scale,
                    jac=lambda z: slope(z * scale) * (scale / scale[:, None]),
                    tol=1e-13,
                )
                if np.abs(rate(root.x * scale) / scale).max() < np.abs(rate(x) / scale).max():
                    x = root.x * scale
        return full(x)


class _Run:
    """One patient from the first time to the last."""

    def __init__(
        self,
        solver: ReferenceSolver,
        y: Array,
        p: Array,
        events: tuple[ResolvedEvent, ...],
        patient: int,
        rtol: float,
        atol: Array,
    ) -> None:
        self.solver = solver
        self.model = solver.model
        self.y = y.copy()
        self.p = p.copy()
        self.pending = [(float(e.times[patient]), e) for e in events if np.isfinite(e.times[patient])]
        self.patient = patient
        self.rtol = rtol
        self.atol = atol
        self.evaluations = 0
        positive = np.array([s.positive and not s.quadrature for s in self.model.states])
        self.floor = np.where(positive, -NEGATIVE_TOLERANCE * self.model.scales(), -np.inf)

    def go(self, times: Array, out: Array) -> None:
        t = float(times[0])
        done = 0
        while True:
            self._happen(t)
            while done < times.size and times[done] <= t:
                out[done] = self.y
                done += 1
            if done == times.size:
                return
            stop = min(float(times[-1]), self.pending[0][0] if self.pending else np.inf)
            inside = times[(times > t) & (times < stop)]
            values = self._segment(t, stop, inside)
            out[done : done + inside.size] = values[:-1]
            done += inside.size
            self.y = values[-1].copy()
            t = stop

    def _happen(self, t: float) -> None:
        while self.pending and self.pending[0][0] <= t:
            _, event = self.pending.pop(0)
            for change in event.changes:
                vector = self.y if change.kind == "add" else self.p
                value = float(change.values[self.patient])
                if change.kind == "set":
                    vector[change.index] = value
                elif change.kind == "scale":
                    vector[change.index] *= value
                else:
                    vector[change.index] += value

    def _segment(self, start: float, stop: float, inside: Array) -> Array:
        wanted = np.append(inside, stop)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = _scipy("integrate").solve_ivp(
                self._rate,
                (start, stop),
                self.y,
                method=self.solver.method,
                jac=lambda t, y: self.model.jacobian(t, y, self.p),
                t_eval=wanted,
                rtol=self.rtol,
                atol=self.atol,
                max_step=self.solver.max_step,
            )
        if not result.success:
            raise _Stopped(Status.STEP_LIMIT, f"the solver stopped after {start:g} min: {result.message}")
        values = np.asarray(result.y, float).T
        below = values < self.floor
        if below.any():
            row, state = (int(k[0]) for k in np.nonzero(below))
            raise _Stopped(
                Status.OUTSIDE_LIMITS,
                f"{self.model.state_names[state]} fell to {values[row, state]:g} at {wanted[row]:g} min",
            )
        return values

    def _rate(self, t: float, y: Array) -> Array:
        self.evaluations += 1
        rate = self.model.derivative(t, y, self.p)
        if not np.isfinite(rate).all():
            state = self.model.state_names[int(np.flatnonzero(~np.isfinite(rate))[0])]
            raise _Stopped(Status.NON_FINITE, f"the derivative of {state} is not finite at {t:g} min")
        if self.evaluations > self.solver.max_evaluations:
            fastest = int(np.argmax(np.abs(rate) / self.model.scales()))
            raise _Stopped(
                Status.STEP_LIMIT,
                f"{self.evaluations} evaluations by {t:g} min; fastest: {self.model.state_names[fastest]}",
            )
        return rate


def prepare(
    model: Model,
    times: ArrayLike,
    initial: ArrayLike | None,
    parameters: ArrayLike | None,
    patients: int = 1,
) -> tuple[Array, Array, Array]:
    """Times, states ``(n, n_states)`` and parameters ``(n, n_parameters)`` as own arrays, checked.

    Raises
    ------
    SolverError
        For times that do not increase, wrong shapes, or values that are not finite.
    """
    clock = np.atleast_1d(np.asarray(times, float))
    if clock.ndim != 1 or clock.size == 0 or not np.isfinite(clock).all() or (np.diff(clock) <= 0).any():
        raise SolverError("output times must be finite and strictly increasing", allowed="times in min")
    y = np.atleast_2d(np.asarray(model.initial() if initial is None else initial, float))
    p = np.atleast_2d(np.asarray(model.defaults() if parameters is None else parameters, float))
    for what, given, count in (("states", y, len(model.states)), ("parameters", p, len(model.parameters))):
        if given.ndim != 2 or given.shape[1] != count:
            raise SolverError(f"{what} of shape {given.shape}", allowed=f"({count},) or (n, {count})")
    if not np.isfinite(y).all() or not np.isfinite(p).all():
        raise SolverError("initial states or parameters are not finite")
    sizes = {y.shape[0], p.shape[0], patients} - {1}
    if len(sizes) > 1:
        raise SolverError(
            f"different numbers of patients: {y.shape[0]} in the states, {p.shape[0]} in the parameters, "
            f"{patients} in the events"
        )
    n = sizes.pop() if sizes else 1
    return clock, np.array(np.broadcast_to(y, (n, y.shape[1]))), np.array(np.broadcast_to(p, (n, p.shape[1])))


def _scipy(module: str) -> Any:
    """A SciPy module, imported when first needed."""
    try:
        if module == "integrate":
            import scipy.integrate as found
        else:
            import scipy.optimize as found
    except ImportError:
        raise SolverError(
            "the reference solver needs SciPy, which is not installed",
            mend='pip install scipy, or use the compiled engine (pip install "skou" brings llvmlite)',
        ) from None
    return found
