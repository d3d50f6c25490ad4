"""SciPy's LSODA (odeint), restarted at every meal."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from skou.cli.speed.engines import Final
from skou.cli.speed.engines.segments import segments
from skou.cli.speed.workload import Array, Workload
from skou.engine import compile_model
from skou.engine.tables import ABSOLUTE_SHARE
from skou.graph.checked_model import Model
from skou.graph.emit_numpy import compile_nodes

Slope = Callable[[Any, float], Any]


def prepare(load: Workload, count: int, variant: str) -> Final:
    """Equations in plain Python, or compiled together with their exact Jacobian."""
    odeint: Any = importlib.import_module("scipy.integrate").odeint
    model = load.kernel.model
    clock, amounts = segments(load)
    make = _compiled if variant == "compiled" else _python
    chosen = zip(load.states[:count], load.fed[:count], strict=True)
    patients = [(y, make(model, p)) for y, p in chosen]

    def once(start: Array, made: tuple[Slope, Slope | None], rtol: float) -> Array:
        slope, jacobian = made
        y, atol = start, ABSOLUTE_SHARE * rtol * model.scales()
        for begin, end, added in zip(clock[:-1], clock[1:], amounts, strict=True):
            if end > begin:
                y = odeint(
                    slope, y + added, [begin, end], Dfun=jacobian, rtol=rtol, atol=atol, mxstep=1_000_000
                )[-1]
        return y

    return lambda rtol: np.stack([once(*patient, rtol) for patient in patients])


def _python(model: Model, parameters: Array) -> tuple[Slope, Slope | None]:
    evaluate, _ = compile_nodes(model.graph, model.derivative_nodes)
    p = parameters.tolist()
    return (lambda y, t: evaluate(t, y.tolist(), p)), None


def _compiled(model: Model, parameters: Array) -> tuple[Slope, Slope]:
    explicit, implicit = (compile_model(model, m, lanes=1).evaluator() for m in ("tsit5", "rodas4"))
    layout = compile_model(model, "rodas4", lanes=1).layout
    order = np.array(layout.order)
    for run in (explicit, implicit):
        run.parameters[:, 0] = parameters
    position = {state: k for k, state in enumerate(layout.order)}
    entries = sorted((position[i], position[j]) for i, j, _ in model.jacobian_entries)
    rows, columns = (order[list(k)] for k in zip(*entries, strict=True))
    result, dense = np.empty(order.size), np.zeros((order.size, order.size))

    def slope(y: Any, t: float) -> Any:
        explicit.states[:, 0] = y[order]
        explicit(t)
        result[order] = explicit.slopes[:, 0]
        return result

    def jacobian(y: Any, t: float) -> Any:
        implicit.states[:, 0] = y[order]
        implicit(t)
        dense[rows, columns] = implicit.entries[:, 0]
        return dense

    return slope, jacobian
