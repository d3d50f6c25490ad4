"""Many arms in one call of the engine: their events aligned one by one, each arm a lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule
from skou.engine.solution import Solution, Status, SteadyState
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
LANES_AT_ONCE = 16
MOST_VALUES = 4_000_000
"""States times output times times lanes held at once."""


class Solver(Protocol):
    """What a compiled kernel and the reference solver have in common."""

    @property
    def model(self) -> Model:
        """The body."""
        ...

    def solve(
        self,
        times: ArrayLike,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        events: EventSchedule | Iterable[Event] | None = None,
        rtol: float = ...,
    ) -> Solution:
        """Simulate patients from the first of ``times`` to the last."""
        ...

    def steady_state(
        self, initial: ArrayLike | None = None, parameters: ArrayLike | None = None, t: float = 0.0
    ) -> SteadyState:
        """Where patients come to rest."""
        ...


@dataclass(frozen=True)
class Lane:
    """One arm ready to run: everything from lane time 0 [min].

    ``initial`` states and ``parameters`` are in the order of the model; events have single times and values.
    """

    initial: Array
    parameters: Array
    events: Sequence[Event]
    times: Array
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class LaneResult:
    """Outputs of one lane at its own times, or why there are none."""

    outputs: Mapping[str, Array] = field(default_factory=dict)
    first: Array | None = None
    final: Array | None = None
    error: str | None = None


def merge_events(model: Model, lanes: Sequence[Lane]) -> EventSchedule:
    """The k-th events of all lanes as one event, each at its own time.

    A lane without a change keeps the value it has; a lane that has no more events gets an infinite time.
    """
    current = np.stack([lane.parameters for lane in lanes])
    merged: list[Event] = []
    for k in range(max((len(lane.events) for lane in lanes), default=0)):
        here = [lane.events[k] if k < len(lane.events) else None for lane in lanes]
        times = np.array([np.inf if e is None else float(np.asarray(e.time)) for e in here])
        sets: dict[str, Array] = {}
        for name in dict.fromkeys(n for e in here if e for n in e.set):
            index = model.find_parameter(name)
            values = current[:, index].copy()
            for i, event in enumerate(here):
                if event and name in event.set:
                    values[i] = event.set[name]
            current[:, index] = values
            sets[name] = values
        adds = {
            name: np.array([float(np.asarray(e.add.get(name, 0.0))) if e else 0.0 for e in here])
            for name in dict.fromkeys(n for e in here if e for n in e.add)
        }
        merged.append(Event(times, set=sets, add=adds))
    return EventSchedule(merged)


def solve_lanes(solver: Solver, lanes: Sequence[Lane], rtol: float) -> list[LaneResult]:
    """Run all lanes, those of similar length together.

    A lane that fails gives an error and leaves the others alone.
    """
    results: list[LaneResult] = [LaneResult(error="not run")] * len(lanes)
    order = sorted(range(len(lanes)), key=lambda i: (float(lanes[i].times[-1]), lanes[i].times.size))
    for part in _parts(order, lanes, len(solver.model.state_names)):
        for i, result in zip(part, _solve_part(solver, [lanes[i] for i in part], rtol), strict=True):
            results[i] = result
    return results


def _parts(order: Sequence[int], lanes: Sequence[Lane], n_states: int) -> Iterable[list[int]]:
    part: list[int] = []
    moments: set[float] = set()
    for i in order:
        grown = moments | set(lanes[i].times.tolist())
        if part and (len(part) == LANES_AT_ONCE or len(grown) * n_states * (len(part) + 1) > MOST_VALUES):
            yield part
            part, grown = [], set(lanes[i].times.tolist())
        part.append(i)
        moments = grown
    if part:
        yield part


def _solve_part(solver: Solver, lanes: Sequence[Lane], rtol: float) -> list[LaneResult]:
    times = np.unique(np.concatenate([lane.times for lane in lanes]))
    if times[0] > 0.0:
        times = np.insert(times, 0, 0.0)
    solution = solver.solve(
        times if times.size > 1 else np.array([0.0, 1.0]),
        initial=np.stack([lane.initial for lane in lanes]),
        parameters=np.stack([lane.parameters for lane in lanes]),
        events=merge_events(solver.model, lanes),
        rtol=rtol,
    )
    names = tuple(dict.fromkeys(n for lane in lanes for n in lane.outputs))
    with np.errstate(all="ignore"):
        outputs = solution.outputs(names) if names else {}
    results = []
    for i, lane in enumerate(lanes):
        where = np.searchsorted(solution.times, lane.times)
        states = solution.states[i, where]
        # a lane that fails only after its own last time is whole
        if np.isfinite(states).all():
            own = {name: outputs[name][i, where] for name in lane.outputs}
            results.append(LaneResult(own, states[0].copy(), states[-1].copy()))
        else:
            results.append(LaneResult(error=_reason(solution, i)))
    return results


def _reason(solution: Solution, i: int) -> str:
    label: Any = solution.messages.get(i) or Status(int(solution.status[i])).label
    return f"the simulation failed: {label}"
