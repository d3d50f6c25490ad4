"""One chunk of people through one arm: at rest, run-in, steps; what is kept and who failed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.engine.kernel import Kernel
from skou.engine.solution import Rest, Status
from skou.errors import SkouError
from skou.evidence.experiment import Arm
from skou.evidence.lanes import Lane, merge_events
from skou.evidence.protocol import Protocol, compile_arm
from skou.populations.drawing import Drawn, as_handles

Array = NDArray[np.float64]
NOON = 720.0
COVARIATES = ("age", "sex", "weight_kg", "height_cm")
AT_ONCE = 512
"""Bodies that are simulated in one call: bounds the memory of one chunk."""


@dataclass(frozen=True)
class Fates:
    """How each person of a chunk fared in one arm."""

    status: list[str]
    message: list[str]
    at_rest: NDArray[np.bool_]


def habitual_diet(arm: Arm) -> frozenset[str]:
    """Parameters that the arm's own diet sets for everyone."""
    if not arm.diet:
        return frozenset()
    return frozenset(name for name in body.parameters() if name.startswith("diet_"))


def with_subject(arm: Arm, drawn: Drawn, person: int) -> Arm:
    """The arm with this person's age, sex and size, for doses by weight."""
    known = {k: drawn.known[k][person].item() for k in COVARIATES if k in drawn.known}
    return replace(arm, subject=replace(arm.subject, **known))


def simulate_chunk(
    kernel: Kernel,
    arm: Arm,
    drawn: Drawn,
    times: Array,
    quantities: tuple[str, ...],
    rtol: float,
    threads: int | None,
) -> tuple[dict[str, Array], Fates]:
    """Quantities (people, times) and fates; who fails has NaN from there on and leaves the others alone."""
    count = len(drawn.parameters)
    values = {q: np.full((count, times.size), np.nan) for q in quantities}
    status, message = ["ok"] * count, [""] * count
    at_rest = np.zeros(count, dtype=bool)
    fixed = habitual_diet(arm)
    for first in range(0, count, AT_ONCE):
        compiled: dict[int, Protocol] = {}
        for i in range(first, min(first + AT_ONCE, count)):
            try:
                own = with_subject(arm, drawn, i)
                compiled[i] = compile_arm(own, float(times[-1]), as_handles(drawn.parameters[i], fixed))
            except SkouError as problem:
                status[i], message[i] = "protocol", problem.message()
        rows = np.array(list(compiled), dtype=np.int64)
        if not rows.size:
            continue
        lanes, verdict = _lanes(kernel, list(compiled.values()), times, threads)
        at_rest[rows] = verdict == Rest.AT_REST
        clock = np.unique(np.concatenate([[0.0], *(lane.times for lane in lanes)]))
        solution = kernel.solve(
            clock,
            np.stack([lane.initial for lane in lanes]),
            np.stack([lane.parameters for lane in lanes]),
            merge_events(kernel.model, lanes),
            rtol=rtol,
            threads=threads,
        )
        with np.errstate(all="ignore"):
            found = solution.outputs(quantities)
        for k, (i, lane) in enumerate(zip(rows, lanes, strict=True)):
            where = np.searchsorted(clock, lane.times)
            for q in quantities:
                values[q][i] = found[q][k, where]
            if not np.isfinite(solution.states[k, where]).all():
                status[i] = Status(int(solution.status[k])).label
                message[i] = solution.messages.get(k, "")
    return values, Fates(status, message, at_rest)


def _lanes(
    kernel: Kernel, protocols: list[Protocol], times: Array, threads: int | None
) -> tuple[list[Lane], NDArray[np.int64]]:
    """Protocols from their resting states on; who finds no rest starts where the search ended."""
    model = kernel.model
    names = model.parameter_names
    resting = np.array([[p.resting[n] for n in names] for p in protocols])
    starts = [body.initial_state(p.resting) for p in protocols]
    initial = np.array([[start[s] for s in model.state_names] for start in starts])
    rest = kernel.steady_state(initial, resting, t=NOON, threads=threads)
    positive = np.array([s.positive and not s.quadrature for s in model.states])
    usable = np.all(np.isfinite(rest.states), axis=1) & np.all(rest.states[:, positive] >= 0.0, axis=1)
    states = np.where(usable.reshape(-1, 1), rest.states, initial)
    lanes = [
        Lane(state, np.array([p.parameters[n] for n in names]), p.events, times - p.start)
        for state, p in zip(states, protocols, strict=True)
    ]
    return lanes, rest.verdict
