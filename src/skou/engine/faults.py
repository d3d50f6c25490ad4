"""Which expression stopped a patient: where the equations first have no finite value ahead of the last state."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from skou.graph.checked_model import Model
from skou.graph.describe import describe
from skou.graph.graph import LEAVES

Array = NDArray[np.float64]
_LOOK_AHEAD = tuple(10.0**k for k in range(-12, 2))
"""Minutes along the last slope at which the equations are tried."""
_LONGEST = 120

_VALUE: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": np.power,
    "max": np.maximum,
    "min": np.minimum,
    "abs": np.abs,
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "select": lambda c, a, b: a if c else b,
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "tanh", "sin", "cos")},
}


def expression_at_fault(model: Model, t: float, states: Array, parameters: Array) -> str | None:
    """The first expression without a finite value at a state, or a little further on; None where there is none.

    Examples
    --------
    >>> from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
    >>> from skou.graph.functions import sqrt
    >>> m = build_model("m", [StateSpec("x", "1", 1.0)], [ParameterSpec("k", "1/min", 1.0)],
    ...     lambda t, s, p: Equations({"x": -p.k * sqrt(s.x)}))
    >>> expression_at_fault(m, 0.0, np.array([-0.1]), np.array([1.0]))
    'sqrt(x)'
    """
    found = _first_not_finite(model, t, states, parameters)
    if found is not None:
        return _written(model, found)
    slope = model.derivative(t, states, parameters)
    for ahead in _LOOK_AHEAD:
        found = _first_not_finite(model, t + ahead, states + ahead * slope, parameters)
        if found is not None:
            return _written(model, found)
    return None


def _written(model: Model, node: int) -> str:
    text = describe(model.graph, node)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _first_not_finite(model: Model, t: float, states: Array, parameters: Array) -> int | None:
    graph = model.graph
    values: dict[int, float] = {}
    with np.errstate(all="ignore"):
        for node in graph.reachable(model.derivative_nodes):
            op, args = graph.ops[node], graph.args[node]
            if op in LEAVES:
                source = {"state": states, "parameter": parameters}.get(op)
                leaf = t if op == "time" else graph.values[node]
                values[node] = np.float64(leaf if source is None else source[args[0]])
                continue
            values[node] = np.float64(_VALUE[op](*(values[a] for a in args)))
            if not math.isfinite(values[node]) and all(math.isfinite(values[a]) for a in args):
                return node
    return None
