"""Derivatives of one operation by each of its arguments.

``max``, ``min``, ``abs`` and ``select`` are differentiated piece by piece; at a kink one side counts.
"""

from __future__ import annotations

from collections.abc import Callable

from skou.graph.algebra import compare, div, mul, neg, power, select, sub, unary
from skou.graph.graph import Graph

_TINY = 1e-300


def partial_derivatives(graph: Graph, node: int, wanted: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(argument, partial derivative) of the arguments that are ``wanted``, where it is not zero."""
    args = graph.args[node]
    rules = _RULES[graph.ops[node]]
    zero = graph.constant(0.0)
    found = []
    for argument, rule, asked in zip(args, rules, wanted, strict=True):
        if asked and rule is not None and (slope := rule(graph, node, *args)) != zero:
            found.append((argument, slope))
    return found


Rule = Callable[..., int]


def _one(g: Graph, node: int, *args: int) -> int:
    return g.constant(1.0)


def _minus_one(g: Graph, node: int, *args: int) -> int:
    return g.constant(-1.0)


def _reciprocal(g: Graph, node: int, a: int, b: int) -> int:
    return div(g, g.constant(1.0), b)


def _by_divisor(g: Graph, node: int, a: int, b: int) -> int:
    return neg(g, mul(g, node, _reciprocal(g, node, a, b)))


def _by_base(g: Graph, node: int, a: int, b: int) -> int:
    if g.ops[b] == "const" and g.values[b] == int(g.values[b]):
        return mul(g, b, power(g, a, g.constant(g.values[b] - 1.0)))
    # a^n / a is 0/0 at a = 0, where for n > 1 the derivative is 0
    return mul(g, b, div(g, node, g.node("max", a, g.constant(_TINY))))


def _by_exponent(g: Graph, node: int, a: int, b: int) -> int:
    return mul(g, node, unary(g, "log", g.node("max", a, g.constant(_TINY))))


def _by_sign(g: Graph, node: int, a: int) -> int:
    return select(g, compare(g, "ge", a, g.constant(0.0)), g.constant(1.0), g.constant(-1.0))


def _where(op: str, first: bool) -> Rule:
    def rule(g: Graph, node: int, a: int, b: int) -> int:
        chosen = (g.constant(1.0), g.constant(0.0)) if first else (g.constant(0.0), g.constant(1.0))
        return select(g, compare(g, op, a, b), *chosen)

    return rule


_RULES: dict[str, tuple[Rule | None, ...]] = {
    "add": (_one, _one),
    "sub": (_one, _minus_one),
    "mul": (lambda g, node, a, b: b, lambda g, node, a, b: a),
    "div": (_reciprocal, _by_divisor),
    "neg": (_minus_one,),
    "exp": (lambda g, node, a: node,),
    "log": (lambda g, node, a: div(g, g.constant(1.0), a),),
    "sqrt": (lambda g, node, a: div(g, g.constant(0.5), node),),
    "tanh": (lambda g, node, a: sub(g, g.constant(1.0), mul(g, node, node)),),
    "sin": (lambda g, node, a: unary(g, "cos", a),),
    "cos": (lambda g, node, a: neg(g, unary(g, "sin", a)),),
    "pow": (_by_base, _by_exponent),
    "abs": (_by_sign,),
    "max": (_where("ge", True), _where("ge", False)),
    "min": (_where("le", True), _where("le", False)),
    "lt": (None, None),
    "le": (None, None),
    "gt": (None, None),
    "ge": (None, None),
    "select": (
        None,
        lambda g, node, c, a, b: select(g, c, g.constant(1.0), g.constant(0.0)),
        lambda g, node, c, a, b: select(g, c, g.constant(0.0), g.constant(1.0)),
    ),
}
