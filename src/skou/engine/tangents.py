"""Tangents of one patient's path: how its states answer to parameters, dS/dt = J S + df/dp.

The path is solved first. On it the equations for S are linear, with exact J and df/dp from the graph, and
are integrated by SDIRK4 (Hairer & Wanner, Solving Ordinary Differential Equations II, 1996, section IV.6) over
the steps of the path, cut where outputs are asked for. One LU serves all parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.evaluation import aligned
from skou.engine.events import Change, Event, EventSchedule, ResolvedEvent, as_schedule
from skou.engine.kernel import Kernel, compile_model
from skou.engine.switches import SAMPLES, cut
from skou.engine.tableaux import METHODS, SDIRK4, Rosenbrock
from skou.engine.tangent_code import tangent_code
from skou.errors import SolverError

Array = NDArray[np.float64]
_STAGES = len(SDIRK4.nodes)
_STEPS_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class Path:
    """One patient's states where the tangents need them.

    Attributes
    ----------
    kernel : Kernel
        An implicit one.
    times, states : array (n_times,), (n_times, n_states)
        At the outputs, after the events of that time.
    started : array (n_parameters,)
        Parameters before any event.
    ends : array (n_steps + 1,)
        Where the steps of the tangents begin and end [min].
    stage_times, within : array (n_steps, n_stages), (n_steps, n_stages, n_states)
        Times and states at the stages of each step, before the events at its end.
    events : tuple of ResolvedEvent
    """

    kernel: Kernel
    times: Array
    states: Array
    started: Array
    ends: Array
    stage_times: Array
    within: Array
    events: tuple[ResolvedEvent, ...]

    def parameters_by(self, times: Array) -> Array:
        """Parameters after all events up to each time, shape ``(n, n_parameters)``."""
        return _parameters_by(self.events, self.started, times)

    def influence(self, indices: Sequence[int], times: Array) -> Array:
        """Derivative of each parameter as it is at a time by its value at the start, ``(n, n_parameters)``."""
        factors = np.ones((times.size, len(self.started)))
        for first, change in _changes(self.events, times):
            factors[first:, change.index] *= 0.0 if change.kind == "set" else change.values[0]
        return factors[:, indices]


def follow(
    kernel: Kernel,
    times: ArrayLike,
    initial: ArrayLike | None = None,
    values: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    rtol: float = 1e-4,
) -> Path:
    """Solve one patient's path twice: for its steps, and for the states within them.

    Raises
    ------
    SolverError
        For more than one patient, or one who fails.
    """
    schedule = as_schedule(events)
    first = kernel.solve(times, initial, values, schedule, rtol=rtol, threads=1, keep_steps=True)
    if len(first) != 1:
        raise SolverError("tangents are those of one patient", value=len(first), allowed="1")
    first.require_ok()
    clock = first.times
    ends = np.unique(np.concatenate([clock, first.step_ends[0]]))
    samples = ends[:-1, None] + np.diff(ends)[:, None] * SAMPLES
    samples[:, -1] = ends[1:]
    # an output at the time of an event shows the state after it; the step needs the one before
    happened = np.isin(ends[1:], [e.times[0] for e in first.events])
    samples[happened, -1] = np.nextafter(samples[happened, -1], -np.inf)
    asked, places = np.unique(np.concatenate([clock, samples.ravel()]), return_inverse=True)
    again = kernel.solve(asked, initial, values, schedule, rtol=rtol, threads=1).require_ok()
    states, started = again.states[0], first.parameters[0]
    sampled = states[places[clock.size :]].reshape(*samples.shape, states.shape[1])
    by_step = _parameters_by(first.events, started, ends[:-1])
    ends, stage_times, within = cut(kernel.model, ends, sampled, by_step)
    linear = isinstance(METHODS[kernel.layout.method], Rosenbrock)
    return Path(
        kernel if linear else compile_model(kernel.model, lanes=kernel.layout.lanes),
        clock,
        states[places[: clock.size]],
        started,
        ends,
        stage_times,
        within,
        first.events,
    )


def march(path: Path, parameters: Sequence[str]) -> tuple[Array, Array]:
    """Derivatives of the states, and of the parameters as they are by then, by parameters at the start.

    Returns
    -------
    tangents : array (n_times, n_states, n_parameters)
    influence : array (n_times, n_parameters)
    """
    layout, model = path.kernel.layout, path.kernel.model
    lanes, order = layout.lanes, np.array(layout.order)
    indices = [model.find_parameter(n) for n in parameters]
    groups = -(-len(indices) // lanes)
    found = np.zeros((path.times.size, order.size, len(indices)))
    if not groups:
        return found, path.influence(indices, path.times)
    code, linear = tangent_code(path.kernel), _Linear(path, parameters)
    tangents = aligned(groups * order.size * lanes).reshape(groups, order.size, lanes)
    work = aligned((_STAGES + 1) * order.size * lanes)
    output_steps = np.searchsorted(path.ends, path.times)
    for begin in range(0, path.ends.size - 1, _STEPS_AT_ONCE):
        stop = min(begin + _STEPS_AT_ONCE, path.ends.size - 1)
        jacobian, forces = linear.at(begin, stop)
        scaled = SDIRK4.gamma * np.diff(path.ends[begin : stop + 1])
        factors = aligned(len(jacobian) * layout.n_factors * lanes)
        diagonal = aligned(len(jacobian) * lanes)
        diagonal[:] = 1.0
        diagonal[: _STAGES * scaled.size] = np.repeat(1.0 / scaled, _STAGES)
        code.factorise(diagonal.ctypes.data, jacobian.ctypes.data, factors.ctypes.data, len(jacobian))
        arrays = [a.ctypes.data for a in (factors, jacobian, forces, tangents, work, scaled)]
        outputs = np.flatnonzero((output_steps > begin) & (output_steps <= stop))
        now = begin
        for later, output in (*((int(output_steps[k]), k) for k in outputs), (stop, None)):
            if later > now:
                code.march(*arrays, now - begin, later - now, scaled.size, groups)
                now = later
            if output is not None:
                flat = np.moveaxis(tangents, 0, 1).reshape(order.size, groups * lanes)
                found[output, order] = flat[:, : len(indices)]
    if not np.isfinite(found).all():
        raise SolverError("the derivatives of the equations have no finite value on the path")
    return found, path.influence(indices, path.times)


class _Linear:
    """J and df/dp at the stages of some steps, as the compiled march reads them."""

    def __init__(self, path: Path, parameters: Sequence[str]) -> None:
        model, layout = path.kernel.model, path.kernel.layout
        self.path, self.layout, self.model = path, layout, model
        self.indices = [model.find_parameter(n) for n in parameters]
        self.values = path.parameters_by(path.ends[:-1])
        self.chain = path.influence(self.indices, path.ends[:-1])
        self.varying = np.flatnonzero((self.values != self.values[0]).any(axis=0))
        self.evaluate = path.kernel.evaluator()
        self.evaluate.parameters[:] = self.values[0][:, None]
        position = {state: k for k, state in enumerate(layout.order)}
        column = {index: k for k, index in enumerate(self.indices)}
        entries = model.slopes((), "parameter", parameters)
        self.nodes = [node for _, _, node in entries]
        self.entries = [(position[i], *divmod(column[j], layout.lanes)) for i, j, _ in entries]

    def at(self, begin: int, stop: int) -> tuple[Array, Array]:
        """Of steps ``begin`` to ``stop``: J ``(registers, entries, lanes)``, df/dp ``(groups, points, n, lanes)``."""
        layout, lanes, n = self.layout, self.layout.lanes, len(self.layout.order)
        count = (stop - begin) * _STAGES
        registers, groups = -(-count // lanes), -(-len(self.indices) // lanes)
        step = np.repeat(np.arange(begin, stop), _STAGES)
        t = self.path.stage_times[begin:stop].ravel()
        y = self.path.within[begin:stop].reshape(count, n)
        # the last register is filled up with its last point
        rows = np.minimum(np.arange(registers * lanes), count - 1).reshape(registers, lanes)
        order, run = list(layout.order), self.evaluate
        jacobian = aligned(registers * layout.n_jacobian * lanes).reshape(registers, -1, lanes)
        states = np.ascontiguousarray(y[:, order][rows].swapaxes(1, 2))
        changed = self.values[:, self.varying][step][rows].swapaxes(1, 2)
        for k in range(registers):
            run.states[:], run.parameters[self.varying] = states[k], changed[k]
            run(t[rows[k]])
            jacobian[k] = run.entries
        forces = aligned(groups * count * n * lanes).reshape(groups, count, n, lanes)
        p: list[Any] = self.values[0].tolist()
        for index in self.varying:
            p[index] = self.values[step, index]
        slopes = self.model.columns(self.nodes, t, list(np.ascontiguousarray(y.T)), p)
        for (i, group, lane), slope in zip(self.entries, slopes, strict=True):
            forces[group, :, i, lane] = slope * self.chain[step, group * lanes + lane]
        return jacobian, forces


def _parameters_by(events: Sequence[ResolvedEvent], started: Array, times: Array) -> Array:
    values = np.tile(started, (times.size, 1))
    for first, change in _changes(events, times):
        if change.kind == "set":
            values[first:, change.index] = change.values[0]
        else:
            values[first:, change.index] *= change.values[0]
    return values


def _changes(events: Sequence[ResolvedEvent], times: Array) -> Iterator[tuple[int, Change]]:
    """Changes of parameters, with the first of some increasing times that they have reached."""
    for event in events:
        first = int(np.searchsorted(times, event.times[0]))
        for change in event.changes:
            if change.kind != "add":
                yield first, change
