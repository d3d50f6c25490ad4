"""Straight-line Python from nodes: the same source runs on plain floats and on NumPy arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from skou.graph.graph import LEAVES, Graph

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CALLS = {"pow": "power", "max": "maximum", "min": "minimum", "abs": "absolute"}
_DEEPEST_NESTING = 10

Compiled = Callable[[Any, Sequence[Any], Sequence[Any]], tuple[Any, ...]]

_FLOATS: dict[str, Any] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "sin": math.sin,
    "cos": math.cos,
    "power": math.pow,
    "absolute": abs,
    "maximum": lambda a, b: a if a > b else b,
    "minimum": lambda a, b: a if a < b else b,
    "select": lambda condition, a, b: a if condition else b,
}
_ARRAYS: dict[str, Any] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "power": np.power,
    "absolute": np.abs,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "select": np.where,
}


def python_source(graph: Graph, nodes: Sequence[int], name: str = "evaluate") -> str:
    """Source of ``name(t, y, p)`` that returns the nodes' values as a tuple.

    Nodes used once are written in place, up to a modest nesting, so that the source stays short.
    """
    order = graph.reachable(nodes)
    uses = dict.fromkeys(order, 0)
    for node in order:
        if graph.ops[node] not in LEAVES:
            for a in graph.args[node]:
                uses[a] += 1
    for node in nodes:
        uses[node] += 1
    text: dict[int, str] = {}
    depth: dict[int, int] = {}
    lines = [f"def {name}(t, y, p):"]
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        depth[node] = 0
        if op == "const":
            text[node] = f"({graph.values[node]!r})" if graph.values[node] < 0 else repr(graph.values[node])
            continue
        if op == "time":
            text[node] = "t"
            continue
        if op in ("state", "parameter"):
            source = f"{'y' if op == 'state' else 'p'}[{args[0]}]"
        else:
            source = _operation(op, [text[a] for a in args])
            depth[node] = 1 + max(depth[a] for a in args)
        if uses[node] == 1 and depth[node] <= _DEEPEST_NESTING:
            text[node] = source
        else:
            text[node] = f"v{node}"
            depth[node] = 0
            lines.append(f"    v{node} = {source}")
    lines.append(f"    return ({''.join(text[n] + ', ' for n in nodes)})")
    return "\n".join(lines) + "\n"


def _operation(op: str, args: list[str]) -> str:
    if op in _INFIX:
        return f"({args[0]} {_INFIX[op]} {args[1]})"
    if op == "neg":
        return f"(-{args[0]})"
    return f"{_CALLS.get(op, op)}({', '.join(args)})"


def compile_nodes(graph: Graph, nodes: Sequence[int]) -> tuple[Compiled, Compiled]:
    """The nodes as two functions of (t, y, p): one for plain floats, one for NumPy arrays."""
    code = compile(python_source(graph, nodes), "<traced equations>", "exec")
    functions = []
    for namespace in (_FLOATS, _ARRAYS):
        scope = dict(namespace)
        exec(code, scope)
        functions.append(scope["evaluate"])
    return functions[0], functions[1]
