"""A node as a person would write it, for messages."""

from __future__ import annotations

from skou.graph.graph import Graph

_INFIX = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "pow": "**",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_CALLS = {"max": "maximum", "min": "minimum", "abs": "absolute", "select": "where"}
_BINDING = {"lt": 0, "le": 0, "gt": 0, "ge": 0, "add": 1, "sub": 1, "mul": 2, "div": 2, "neg": 3, "pow": 4}
_ATOM = 9


def describe(graph: Graph, node: int, depth: int = 5) -> str:
    """The expression in Python notation with names; what lies deeper than ``depth`` is shown as dots."""
    return _text(graph, node, depth)[0]


def _text(graph: Graph, node: int, depth: int) -> tuple[str, int]:
    op, args = graph.ops[node], graph.args[node]
    if op == "const":
        value = graph.values[node]
        return f"{value:.12g}", _ATOM if value >= 0 else _BINDING["neg"]
    if op == "time":
        return "t", _ATOM
    if op in ("state", "parameter"):
        names = graph.state_names if op == "state" else graph.parameter_names
        return (names[args[0]] if args[0] < len(names) else f"{op}[{args[0]}]"), _ATOM
    if depth == 0:
        return "...", _ATOM
    parts = [_text(graph, a, depth - 1) for a in args]
    if op == "neg":
        return "-" + _wrapped(parts[0], _BINDING["neg"]), _BINDING["neg"]
    if op in _INFIX:
        level = _BINDING[op]
        left = _wrapped(parts[0], level + (op == "pow"))
        right = _wrapped(parts[1], level + (op in ("sub", "div")))
        return f"{left} {_INFIX[op]} {right}", level
    return f"{_CALLS.get(op, op)}({', '.join(t for t, _ in parts)})", _ATOM


def _wrapped(part: tuple[str, int], level: int) -> str:
    text, binding = part
    return text if binding >= level else f"({text})"
