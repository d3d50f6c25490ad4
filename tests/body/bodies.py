"""The compiled body and what tests ask of it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import skou.body as body
from skou.body.ledger import INFLOWS, OUTFLOWS, STORES
from skou.engine import Solution, compile_model


@cache
def kernel() -> Any:
    return compile_model(body.model())


def vector(values: dict[str, float], names: tuple[str, ...]) -> np.ndarray:
    return np.array([values[n] for n in names])


def person(**changes: float) -> tuple[np.ndarray, np.ndarray]:
    """Parameters and resting state of a man of 40 with some parameters changed before the rest is found."""
    values = body.individual() | {"circadian_amplitude": 0.0}
    model = body.model()
    start = vector(body.initial_state(values), model.state_names)
    p = vector(values | changes, model.parameter_names)
    rest = kernel().steady_state(start, p)
    assert rest.converged.all()
    return p, rest.states[0]


def rest(**changes: float) -> dict[str, float]:
    """Outputs at rest of a man of 40 with some parameters changed (factors where the name ends in ``*``)."""
    values = body.individual() | {"circadian_amplitude": 0.0}
    for name, value in changes.items():
        values[name] = value
    model = body.model()
    start = vector(body.initial_state(values), model.state_names)
    p = vector(values, model.parameter_names)
    found = kernel().steady_state(start, p)
    assert found.converged.all(), changes
    out = model.outputs(0.0, found.states[0], p)
    return dict(zip(model.output_names, np.asarray(out), strict=True))


def imbalance(solution: Solution, ion: str) -> np.ndarray:
    """What the ledger leaves unexplained at the end, relative to the store or the flow, whichever is larger."""
    model = solution.model

    def total(names: tuple[str, ...]) -> np.ndarray:
        present = [n for n in names if n in model.state_names]
        return np.sum([solution.state(n) for n in present], axis=0)

    store = total(STORES[ion])
    came = total(tuple(f"{flow}_{ion}" for flow in INFLOWS))
    went = total(tuple(f"{flow}_{ion}" for flow in OUTFLOWS))
    change = (store - store[:, :1]) - (came - came[:, :1]) + (went - went[:, :1])
    scale = np.maximum(np.abs(store).max(axis=1), np.abs(came).max(axis=1))
    return np.abs(change).max(axis=1) / scale
