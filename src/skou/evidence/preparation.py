"""Before the engine runs: arms compiled, persons individualised, bodies brought to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.errors import SkouError
from skou.evidence.experiment import Arm
from skou.evidence.individual import Handles, individualise
from skou.evidence.lanes import Lane, Solver, solve_lanes
from skou.evidence.protocol import Protocol, compile_arm, person

Array = NDArray[np.float64]
K = TypeVar("K")
RTOL = 1e-4
_BEFORE_ZERO = 1e-3
_NOON = 720.0
_LONG_WAIT = 180 * 1440.0


def compiled_body() -> Solver:
    """The body as machine code."""
    from skou.engine import compile_model

    return compile_model(body.model())


def compile_arms(
    arms: Mapping[K, Arm], ends: Mapping[K, float], solver: Solver, errors: dict[K, str]
) -> dict[K, Protocol]:
    """Protocols of arms up to their ends [min], those with a baseline individualised.

    What does not compile is left out and gives its reason in ``errors``.
    """
    compiled: dict[K, Protocol] = {}
    for key, arm in arms.items():
        try:
            compiled[key] = compile_arm(arm, ends[key])
        except SkouError as problem:
            errors[key] = problem.message()
    individuals = [key for key, protocol in compiled.items() if protocol.targets]
    found = individualise(
        [compiled[k].targets for k in individuals],
        [person(arms[k]) for k in individuals],
        body.BASELINE_HANDLES,
        lambda chosen, tries: _at_zero([arms[individuals[i]] for i in chosen], tries, solver),
    )
    for key, handles in zip(individuals, found, strict=True):
        compiled[key] = compile_arm(arms[key], ends[key], handles)
    return compiled


def _at_zero(
    arms: Sequence[Arm], tries: Sequence[Handles], solver: Solver
) -> list[Mapping[str, float] | None]:
    """The quantities with a baseline at t = 0 for trial handles."""
    protocols = [compile_arm(arm, 0.0, handles) for arm, handles in zip(arms, tries, strict=True)]
    zero = [np.array([-_BEFORE_ZERO])] * len(protocols)
    lanes = ready_lanes(protocols, zero, [tuple(p.targets) for p in protocols], solver)
    return [
        None if r.error else {q: float(v[-1]) for q, v in r.outputs.items()}
        for r in solve_lanes(solver, lanes, RTOL)
    ]


def ready_lanes(
    protocols: Sequence[Protocol], times: Sequence[Array], outputs: Sequence[tuple[str, ...]], solver: Solver
) -> list[Lane]:
    """Lanes from protocols: states at rest first, then the protocol from its start."""
    model = solver.model
    names = model.parameter_names
    if not protocols:
        return []
    resting = np.array([[p.resting[n] for n in names] for p in protocols])
    initial = np.array([[body.initial_state(p.resting)[s] for s in model.state_names] for p in protocols])
    rest = _at_rest(solver, initial, resting)
    return [
        Lane(
            rest[i],
            np.array([p.parameters[n] for n in names]),
            p.events,
            np.maximum(times[i] - p.start, 0.0),
            outputs[i],
        )
        for i, p in enumerate(protocols)
    ]


def _at_rest(solver: Solver, initial: Array, parameters: Array) -> Array:
    """States at rest; who finds no rest is as far as a long wait brings, else where they started."""
    found = solver.steady_state(initial, parameters, t=_NOON)
    states = np.array(found.states)
    positive = np.array([s.positive and not s.quadrature for s in solver.model.states])
    good = found.converged & (states[:, positive] >= 0.0).all(axis=1)
    restless = np.flatnonzero(~good)
    if restless.size:
        waited = solver.solve(np.array([0.0, _LONG_WAIT]), initial[restless], parameters[restless], rtol=RTOL)
        there = np.isfinite(waited.final).all(axis=1, keepdims=True)
        states[restless] = np.where(there, waited.final, initial[restless])
        states[:, solver.model.quadrature] = 0.0
    return states
