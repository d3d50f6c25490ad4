"""Compiled models: from a `Model` to populations simulated at once, in registers and on threads."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine import cache, control, host
from skou.engine.accounts import ample_steps, failure_messages, state_limits
from skou.engine.control import Layout
from skou.engine.evaluation import Evaluator, aligned
from skou.engine.events import Event, EventSchedule, as_schedule
from skou.engine.plan import plan_model
from skou.engine.side_compiler import compile_modules
from skou.engine.solution import Rest, Solution, Status, SteadyState
from skou.engine.solver import kernel_assembly, layout_of
from skou.engine.tableaux import METHODS, Rosenbrock
from skou.engine.tables import (
    absolute_tolerances,
    event_table,
    number_of_patients,
    output_times,
    patient_rows,
)
from skou.errors import SolverError, UnknownNameError, nearest_names
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Method = Literal["rodas4", "tsit5"]

_STEADY_TRIALS = 3_000
_STUBBORN = (0.1, 0.01)
"""Tolerances of further attempts at a steady state, as shares of the first."""

_loaded: dict[str, tuple[Layout, host.LoadedCode]] = {}
_loading = threading.Lock()


@dataclass(frozen=True)
class _Batch:
    """What one call of the compiled solver gives for every patient."""

    states: Array
    final: Array
    status: Integers
    fault_state: Integers
    final_time: Array
    steps: Integers
    rejected: Integers
    residual: Array
    step_ends: Array


@dataclass(frozen=True, eq=False)
class Kernel:
    """A model as machine code; made by `compile_model`.

    Attributes
    ----------
    model : Model
    layout : Layout
        Method, lanes and sizes.
    from_cache : bool
        Whether the machine code was found on disk.
    seconds : float
        What it took to compile or to load [s].
    """

    model: Model
    layout: Layout
    from_cache: bool
    seconds: float
    code: host.LoadedCode = field(repr=False)

    def solve(
        self,
        times: ArrayLike,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        events: EventSchedule | Iterable[Event] | None = None,
        rtol: float = 1e-4,
        atol: ArrayLike | None = None,
        max_steps: int | None = None,
        max_step: float | None = None,
        threads: int | None = None,
        limits: Mapping[str, tuple[float, float]] | None = None,
        share_steps: bool = False,
        keep_steps: bool = False,
    ) -> Solution:
        """Simulate ``n`` patients from the first of ``times`` to the last.

        Parameters
        ----------
        times : array (n_times,)
            Increasing output times [min]; the first is the start. At the time of an event the state after it.
        initial : array (n_states,) or (n, n_states), optional
        parameters : array (n_parameters,) or (n, n_parameters), optional
        events : EventSchedule or iterable of Event, optional
        rtol : float
            Relative tolerance of a step, in (0, 1].
        atol : float or array (n_states,), optional
            Default: 0.01 x ``rtol`` x the magnitude of each state.
        max_steps : int, optional
            Trial steps after which a patient is given up; by default ample for time, events and tolerance.
        max_step : float, optional
            Longest step [min]; needed only where the equations have short pulses in time.
        threads : int, optional
            By default one a CPU. The answer does not depend on it.
        limits : mapping of str to (float, float), optional
            States and the lowest and highest value a living patient has; who leaves them has failed.
        share_steps : bool
            All patients take the steps that the worst of them needs, so that differences between them are
            free of step noise; for no more patients than lanes, and events at the same times for all.
        keep_steps : bool
            Whether to give `Solution.step_ends`.

        Returns
        -------
        Solution
            A patient who fails has NaN from there on, a status and a message; the others are not touched.
        """
        tolerances = absolute_tolerances(self.model, rtol, atol)
        schedule = as_schedule(events)
        clock = output_times(times)
        states, values = self._rows(initial, parameters)
        n = number_of_patients(states=len(states), parameters=len(values), events=schedule.patients)
        resolved = schedule.resolve(self.model, n, float(clock[0]))
        if share_steps and (n > self.layout.lanes or any(np.ptp(e.times) > 0.0 for e in resolved)):
            raise SolverError(
                f"{n} patients cannot share steps",
                allowed=f"up to {self.layout.lanes}, with events at the same times",
            )
        if max_steps is None:
            max_steps = ample_steps(clock, len(resolved), rtol)
        batch = self._run(
            n,
            clock,
            states,
            values,
            event_table(resolved, self.layout.order).slots(),
            {
                "relative_tolerance": rtol,
                "max_step": max_step or np.inf,
                "clock_rate": 1.0,
                "share_steps": float(share_steps),
            },
            tolerances,
            state_limits(self.model, tolerances, limits),
            max_steps,
            threads,
            keep_steps=keep_steps,
        )
        values = np.broadcast_to(values, (n, values.shape[1]))
        messages = failure_messages(
            self.model,
            self.layout.order,
            batch.status,
            batch.final_time,
            batch.fault_state,
            batch.final,
            values,
            resolved,
        )
        return Solution(
            self.model,
            clock,
            batch.states,
            values,
            batch.status,
            resolved,
            messages,
            batch.steps,
            batch.rejected,
            [ends[:count].copy() for ends, count in zip(batch.step_ends, batch.steps, strict=True)]
            if keep_steps
            else (),
        )

    def steady_state(
        self,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        t: float = 0.0,
        rtol: float = 1e-2,
        horizon: float = 1e7,
        residual_tolerance: float = 1e-6,
        max_steps: int = _STEADY_TRIALS,
        threads: int | None = None,
    ) -> SteadyState:
        """Where ``n`` patients come to rest, with the clock held at ``t``.

        A long implicit run with a loose tolerance: once it is near the steady state its steps become so long
        that each is a Newton step. It stops for a patient as soon as the residual is small; the stubborn go
        on from where they are, or start again, with smaller tolerances.

        Parameters
        ----------
        initial, parameters : array, optional
            As in `solve`.
        t : float
            Where the clock stands [min], for equations that read it.
        rtol : float
        horizon : float
            How long to wait [min].
        residual_tolerance : float
            Largest rate left, as a fraction of a state's magnitude per day.
        max_steps : int
        threads : int, optional

        Returns
        -------
        SteadyState
            Who failed or did not come to rest has ``converged`` False, a ``verdict``, and the last states that
            were reached.

        Raises
        ------
        SolverError
            For an explicit method, which cannot take long steps.
        """
        if not isinstance(METHODS[self.layout.method], Rosenbrock):
            raise SolverError("a steady state needs an implicit method", allowed='method="rodas4"')
        states, values = self._rows(initial, parameters)
        n = number_of_patients(states=len(states), parameters=len(values))
        started, values = (np.broadcast_to(a, (n, a.shape[1])) for a in (states, values))
        knobs = {"clock_offset": t, "residual_tolerance": residual_tolerance}
        states, status, residual = self._come_to_rest(
            started, values, horizon, rtol, max_steps, threads, knobs
        )
        for tighter in _STUBBORN:
            at_rest = (status == Status.OK) & (residual <= residual_tolerance)
            rows = np.flatnonzero(~at_rest)
            if not rows.size:
                break
            # who has come far goes on from there; who has failed starts again, with more care
            far = (status[rows] == Status.OK)[:, None]
            again = np.ascontiguousarray(np.where(far, states[rows], started[rows]))
            states[rows], status[rows], residual[rows] = self._come_to_rest(
                again, values[rows], horizon, tighter * rtol, max_steps, threads, knobs
            )
        at_rest = (status == Status.OK) & (residual <= residual_tolerance)
        failed = (status == Status.NON_FINITE) | (status == Status.OUTSIDE_LIMITS)
        verdict = np.where(at_rest, Rest.AT_REST, np.where(failed, Rest.FAILED, Rest.RESTLESS))
        return SteadyState(self.model, states, values, residual, at_rest, verdict)

    def _come_to_rest(
        self,
        states: Array,
        values: Array,
        horizon: float,
        rtol: float,
        max_steps: int,
        threads: int | None,
        knobs: Mapping[str, float],
    ) -> tuple[Array, Integers, Array]:
        """One run until at rest or at the horizon: final states, status and residual."""
        tolerances = absolute_tolerances(self.model, rtol, None)
        batch = self._run(
            len(states),
            np.array([0.0, horizon]),
            np.ascontiguousarray(states),
            np.ascontiguousarray(values),
            event_table((), self.layout.order).slots(),
            {"relative_tolerance": rtol, "max_step": np.inf, "clock_rate": 0.0, **knobs},
            tolerances,
            state_limits(self.model, tolerances, None),
            max_steps,
            threads,
            stop_when_steady=True,
        )
        ledgers = self.model.quadrature
        batch.final[:, ledgers] = states[:, ledgers]
        return batch.final, batch.status, batch.residual

    def derivative(self, t: float, states: ArrayLike, parameters: ArrayLike | None = None) -> Array:
        """The compiled right-hand side for one state each row, shape ``(n, n_states)``."""
        return self._evaluate(t, states, parameters)[0]

    def jacobian(self, t: float, states: ArrayLike, parameters: ArrayLike | None = None) -> Array:
        """The compiled nonzero derivatives, shape ``(n, entries)`` in row order of the kernel's states."""
        return self._evaluate(t, states, parameters)[1]

    def evaluator(self) -> Evaluator:
        """The compiled right-hand side on a workspace of its own, for whoever calls it often."""
        return Evaluator(self.layout, self.code)

    def _evaluate(self, t: float, states: ArrayLike, parameters: ArrayLike | None) -> tuple[Array, Array]:
        y, p = self._rows(states, parameters)
        n = number_of_patients(states=len(y), parameters=len(p))
        y, p = np.broadcast_to(y, (n, y.shape[1])), np.broadcast_to(p, (n, p.shape[1]))
        run = self.evaluator()
        slopes, entries = np.empty(y.shape), np.empty((n, self.layout.n_jacobian))
        order = np.array(self.layout.order)
        for first in range(0, n, self.layout.lanes):
            rows = np.minimum(np.arange(first, first + self.layout.lanes), n - 1)
            run.states[:], run.parameters[:] = y[rows][:, order].T, p[rows].T
            run(t)
            slopes[rows[:, None], order] = run.slopes.T
            entries[rows] = run.entries.T
        return slopes, entries

    def _rows(self, initial: ArrayLike | None, parameters: ArrayLike | None) -> tuple[Array, Array]:
        model = self.model
        return (
            patient_rows("states", model.state_names, model.initial(), initial),
            patient_rows("parameters", model.parameter_names, model.defaults(), parameters),
        )

    def _run(
        self,
        n: int,
        clock: Array,
        states: Array,
        parameters: Array,
        event_slots: Mapping[str, NDArray[np.generic] | int],
        knobs: Mapping[str, float],
        tolerances: Array,
        limits: tuple[Array, Array],
        max_steps: int,
        threads: int | None,
        stop_when_steady: bool = False,
        keep_steps: bool = False,
    ) -> _Batch:
        layout = self.layout
        order = np.array(layout.order, dtype=np.int64)
        count = order.size
        kept_states = np.argsort(order) if not stop_when_steady else np.zeros(0, dtype=np.int64)
        batch = _Batch(
            states=np.full((n, clock.size, kept_states.size), np.nan),
            final=np.empty((n, count)),
            status=np.zeros(n, dtype=np.int64),
            fault_state=np.zeros(n, dtype=np.int64),
            final_time=np.empty(n),
            steps=np.zeros(n, dtype=np.int64),
            rejected=np.zeros(n, dtype=np.int64),
            residual=np.empty(n),
            step_ends=np.empty((n, max_steps if keep_steps else 0)),
        )
        counter = np.zeros(1, dtype=np.int64)
        slots: dict[str, NDArray[np.generic] | int] = {
            "next_patient": counter,
            "patients": n,
            "initial": states,
            "initial_stride": count if len(states) > 1 else 0,
            "parameters": parameters,
            "parameter_stride": parameters.shape[1] if len(parameters) > 1 else 0,
            "times": clock,
            "n_times": clock.size,
            "kept_states": kept_states,
            "kept": batch.states,
            "n_kept": kept_states.size,
            "final": batch.final,
            "state_order": order,
            "absolute_tolerance": tolerances[order],
            "lower_limit": limits[0][order],
            "upper_limit": limits[1][order],
            "typical_size": self.model.scales()[order],
            "status": batch.status,
            "fault_state": batch.fault_state,
            "final_time": batch.final_time,
            "steps": batch.steps,
            "rejected": batch.rejected,
            "residual": batch.residual,
            "max_steps": max_steps,
            "stop_when_steady": int(stop_when_steady),
            "step_ends": batch.step_ends,
            "step_capacity": batch.step_ends.shape[1],
            **event_slots,
        }
        block = np.array(
            [v if isinstance(v, int) else v.ctypes.data for v in (slots[name] for name in control.SLOTS)],
            dtype=np.int64,
        )
        dials = np.array([knobs.get(name, 0.0) for name in control.KNOBS])
        self._on_threads(block, dials, counter, _thread_count(threads, n, layout.lanes))
        return batch

    def _on_threads(self, block: Integers, dials: Array, counter: Integers, threads: int) -> None:
        """Every thread takes patients from one queue; results do not depend on who takes whom."""
        run = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(
            self.code.address("solve")
        )

        def work() -> None:
            space = aligned(self.layout.workspace_doubles)
            run(space.ctypes.data, block.ctypes.data, dials.ctypes.data)

        if threads == 1:
            work()
            return
        with ThreadPoolExecutor(threads) as pool:
            try:
                for job in [pool.submit(work) for _ in range(threads)]:
                    job.result()
            except BaseException:
                counter[0] = np.iinfo(np.int64).max // 2
                raise


def compile_model(
    model: Model, method: Method = "rodas4", lanes: int | None = None, cache_code: bool = True
) -> Kernel:
    """A model as machine code for this CPU, from the cache on disk if it was compiled before.

    Parameters
    ----------
    model : Model
    method : {"rodas4", "tsit5"}
        Implicit (for any model) or explicit (for models without fast modes).
    lanes : {1, 2, 4, 8}, optional
        Patients a register; by default what this CPU holds.
    cache_code : bool
        Whether to read and write the cache.

    Raises
    ------
    UnknownNameError
        For a method that is not there.
    SolverError
        For a number of lanes that is not a power of two up to 8.
    """
    if method not in METHODS:
        raise UnknownNameError(
            f"unknown method {method!r}", nearest=nearest_names(method, METHODS), allowed=", ".join(METHODS)
        )
    width = host.widest_lanes() if lanes is None else lanes
    if width not in (1, 2, 4, 8):
        raise SolverError("the number of lanes must be a power of two", value=lanes, allowed="1, 2, 4 or 8")
    began = time.perf_counter()
    ledgers = "".join("q" if s.quadrature else "." for s in model.states)
    shape = f"{ledgers} {len(model.parameters)}"
    key = cache.kernel_key(model.structure_hash, shape, method, str(width), host.toolchain())
    with _loading:
        if cache_code and key in _loaded:
            layout, code = _loaded[key]
            return Kernel(model, layout, True, time.perf_counter() - began, code)
    found = cache.read_kernel(key) if cache_code else None
    if found is None:
        plan = plan_model(model, implicit=isinstance(METHODS[method], Rosenbrock))
        layout = layout_of(plan, method, width)
        machine_code = compile_modules(kernel_assembly(plan, layout), width)
        if cache_code:
            cache.write_kernel(key, layout, machine_code)
    else:
        layout, machine_code = found
    code = host.LoadedCode(machine_code)
    with _loading:
        _loaded[key] = (layout, code)
    return Kernel(model, layout, found is not None, time.perf_counter() - began, code)


def _thread_count(threads: int | None, patients: int, lanes: int) -> int:
    if threads is None:
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(threads, -(-patients // lanes)))
