"""Straight-line Python from nodes: the same source runs on plain floats and on NumPy arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from skou.graph.graph import LEAVES, Graph
from skou.graph.inlining import named_nodes

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
    text = {n: _leaf(graph, n) for n in graph.reachable(nodes) if graph.ops[n] in LEAVES}
    lines = [f"def {name}(t, y, p):"]
    for node, named in named_nodes(graph, nodes, _DEEPEST_NESTING):
        text[node] = _operation(graph.ops[node], [text[a] for a in graph.args[node]])
        if named:
            lines.append(f"    v{node} = {text[node]}")
            text[node] = f"v{node}"
    lines.append(f"    return ({''.join(text[n] + ', ' for n in nodes)})")
    return "\n".join(lines) + "\n"


def _leaf(graph: Graph, node: int) -> str:
    op = graph.ops[node]
    if op == "const":
        return f"({graph.values[node]!r})" if graph.values[node] < 0 else repr(graph.values[node])
    if op == "time":
        return "t"
    return f"{'y' if op == 'state' else 'p'}[{graph.args[node][0]}]"


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
