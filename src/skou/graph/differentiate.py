"""Sparse derivatives of nodes, as new nodes of the same graph (forward mode, exact).

``max``, ``min``, ``abs`` and ``select`` are differentiated piece by piece; at a kink one side counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from skou.graph.algebra import add, compare, div, mul, neg, power, select, sub, unary
from skou.graph.graph import LEAVES, Graph

Row = dict[int, int]
_TINY = 1e-300


def differentiate(
    graph: Graph,
    nodes: Sequence[int],
    by: Literal["state", "parameter", "time"],
    indices: Iterable[int] | None = None,
) -> list[Row]:
    """Nonzero derivatives of each node.

    Parameters
    ----------
    graph : Graph
        Holds the nodes and receives the derivatives.
    nodes : sequence of int
        What to differentiate.
    by : {"state", "parameter", "time"}
        With respect to which leaves; time has the single index 0.
    indices : iterable of int, optional
        Only these states or parameters.

    Returns
    -------
    list of dict
        For each node: index of the leaf to node of the derivative; zero entries are absent.
    """
    wanted = None if indices is None else frozenset(indices)
    one = graph.constant(1.0)
    zero = graph.constant(0.0)
    rows: dict[int, Row] = {}
    nothing: Row = {}
    for node in graph.reachable(nodes):
        op, args = graph.ops[node], graph.args[node]
        if op in LEAVES:
            index = args[0] if args else 0
            hit = op == by and (wanted is None or index in wanted)
            rows[node] = {index: one} if hit else nothing
            continue
        inner = [rows.get(a, nothing) for a in args]
        if not any(inner):
            rows[node] = nothing
            continue
        row = _chain(graph, node, op, args, inner)
        rows[node] = {k: v for k, v in row.items() if v != zero}
    return [dict(sorted(rows[n].items())) for n in nodes]


def _chain(g: Graph, node: int, op: str, args: tuple[int, ...], inner: list[Row]) -> Row:
    if op in ("lt", "le", "gt", "ge"):
        return {}
    if op == "select":
        return _pick(g, args[0], inner[1], inner[2])
    a = args[0]
    first = inner[0]
    if len(args) == 1:
        if op == "neg":
            return {k: neg(g, v) for k, v in first.items()}
        slope = _slope(g, node, op, a)
        return {k: mul(g, v, slope) for k, v in first.items()}
    b = args[1]
    second = inner[1]
    if op == "add":
        return _sum(g, first, second)
    if op == "sub":
        row = dict(first)
        for k, v in second.items():
            row[k] = sub(g, row[k], v) if k in row else neg(g, v)
        return row
    if op == "mul":
        return _sum(g, _scaled(g, first, b), _scaled(g, second, a))
    if op == "div":
        return _quotient(g, node, b, first, second)
    if op in ("max", "min"):
        condition = compare(g, "ge" if op == "max" else "le", a, b)
        return _pick(g, condition, first, second)
    return _power(g, node, a, b, first, second)


def _slope(g: Graph, node: int, op: str, a: int) -> int:
    if op == "exp":
        return node
    if op == "log":
        return div(g, g.constant(1.0), a)
    if op == "sqrt":
        return div(g, g.constant(0.5), node)
    if op == "tanh":
        return sub(g, g.constant(1.0), mul(g, node, node))
    if op == "sin":
        return unary(g, "cos", a)
    if op == "cos":
        return neg(g, unary(g, "sin", a))
    return select(g, compare(g, "ge", a, g.constant(0.0)), g.constant(1.0), g.constant(-1.0))


def _scaled(g: Graph, row: Row, factor: int) -> Row:
    return {k: mul(g, v, factor) for k, v in row.items()}


def _sum(g: Graph, first: Row, second: Row) -> Row:
    row = dict(first)
    for k, v in second.items():
        row[k] = add(g, row[k], v) if k in row else v
    return row


def _pick(g: Graph, condition: int, first: Row, second: Row) -> Row:
    zero = g.constant(0.0)
    keys = dict.fromkeys((*first, *second))
    return {k: select(g, condition, first.get(k, zero), second.get(k, zero)) for k in keys}


def _quotient(g: Graph, node: int, b: int, first: Row, second: Row) -> Row:
    """(da - (a/b) db) / b, with one reciprocal where there are several entries."""
    numerator = dict(first)
    for k, v in second.items():
        part = mul(g, node, v)
        numerator[k] = sub(g, numerator[k], part) if k in numerator else neg(g, part)
    if len(numerator) == 1:
        return {k: div(g, v, b) for k, v in numerator.items()}
    reciprocal = div(g, g.constant(1.0), b)
    return {k: mul(g, v, reciprocal) for k, v in numerator.items()}


def _power(g: Graph, node: int, a: int, b: int, first: Row, second: Row) -> Row:
    row: Row = {}
    if first:
        whole = g.ops[b] == "const" and g.values[b] == int(g.values[b])
        if whole:
            slope = mul(g, b, power(g, a, g.constant(g.values[b] - 1.0)))
        else:
            # a^n / a is 0/0 at a = 0, where for n > 1 the derivative is 0
            slope = mul(g, b, div(g, node, g.node("max", a, g.constant(_TINY))))
        row = _scaled(g, first, slope)
    if second:
        logarithm = unary(g, "log", g.node("max", a, g.constant(_TINY)))
        row = _sum(g, row, _scaled(g, second, mul(g, node, logarithm)))
    return row
