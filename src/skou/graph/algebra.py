"""Building nodes with constant folding and the simplifications that keep the value."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from skou.graph.graph import Graph

_EVALUATE: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "sin": math.sin,
    "cos": math.cos,
    "pow": math.pow,
    "abs": abs,
    "max": max,
    "min": min,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_LARGEST_EXPANDED_POWER = 8


def _fold(g: Graph, op: str, *args: int) -> int:
    """The constant node of an operation on constants; left as an operation where it has no finite value."""
    try:
        value = float(_EVALUATE[op](*(g.values[a] for a in args)))
    except (ArithmeticError, ValueError):
        return g.node(op, *args)
    return g.constant(value) if math.isfinite(value) else g.node(op, *args)


def add(g: Graph, a: int, b: int) -> int:
    """a + b."""
    ops = g.ops
    if ops[a] == "const":
        if ops[b] == "const":
            return _fold(g, "add", a, b)
        if g.values[a] == 0.0:
            return b
    elif ops[b] == "const" and g.values[b] == 0.0:
        return a
    if ops[b] == "neg":
        return sub(g, a, g.args[b][0])
    if ops[a] == "neg":
        return sub(g, b, g.args[a][0])
    return g.node("add", a, b) if a < b else g.node("add", b, a)


def sub(g: Graph, a: int, b: int) -> int:
    """a - b."""
    ops = g.ops
    if ops[b] == "const":
        if ops[a] == "const":
            return _fold(g, "sub", a, b)
        if g.values[b] == 0.0:
            return a
    elif ops[a] == "const" and g.values[a] == 0.0:
        return neg(g, b)
    if a == b:
        return g.constant(0.0)
    if ops[b] == "neg":
        return add(g, a, g.args[b][0])
    return g.node("sub", a, b)


def neg(g: Graph, a: int) -> int:
    """-a."""
    op = g.ops[a]
    if op == "const":
        return g.constant(0.0 - g.values[a])
    if op == "neg":
        return g.args[a][0]
    if op == "sub":
        left, right = g.args[a]
        return g.node("sub", right, left)
    return g.node("neg", a)


def mul(g: Graph, a: int, b: int) -> int:
    """a * b, signs and constants gathered to the front."""
    ops = g.ops
    if ops[b] == "const":
        a, b = b, a
    if ops[a] == "const":
        if ops[b] == "const":
            return _fold(g, "mul", a, b)
        factor = g.values[a]
        if factor == 0.0:
            return g.constant(0.0)
        if factor == 1.0:
            return b
        if factor == -1.0:
            return neg(g, b)
        if ops[b] == "neg":
            return mul(g, g.constant(-factor), g.args[b][0])
        if ops[b] == "mul" and ops[g.args[b][0]] == "const":
            inner, rest = g.args[b]
            return mul(g, _fold(g, "mul", a, inner), rest)
        return g.node("mul", a, b)
    if ops[a] == "neg":
        return neg(g, mul(g, g.args[a][0], b))
    if ops[b] == "neg":
        return neg(g, mul(g, a, g.args[b][0]))
    if ops[a] == "select" and _has_zero_branch(g, a):
        return _masked(g, a, b)
    if ops[b] == "select" and _has_zero_branch(g, b):
        return _masked(g, b, a)
    return g.node("mul", a, b) if a < b else g.node("mul", b, a)


def _has_zero_branch(g: Graph, chosen: int) -> bool:
    return any(g.ops[branch] == "const" and g.values[branch] == 0.0 for branch in g.args[chosen][1:])


def _masked(g: Graph, chosen: int, factor: int) -> int:
    """A product with a choice that may be zero, the factor drawn in: no infinity meets that zero."""
    condition, a, b = g.args[chosen]
    return select(g, condition, mul(g, a, factor), mul(g, b, factor))


def div(g: Graph, a: int, b: int) -> int:
    """a / b; division by a constant becomes a product."""
    ops = g.ops
    if ops[b] == "const":
        if ops[a] == "const":
            return _fold(g, "div", a, b)
        divisor = g.values[b]
        if divisor != 0.0 and math.isfinite(1.0 / divisor):
            return mul(g, g.constant(1.0 / divisor), a)
        return g.node("div", a, b)
    if ops[a] == "const" and g.values[a] == 0.0:
        return a
    if a == b:
        return g.constant(1.0)
    if ops[a] == "neg":
        return neg(g, div(g, g.args[a][0], b))
    if ops[b] == "neg":
        return neg(g, div(g, a, g.args[b][0]))
    return g.node("div", a, b)


def power(g: Graph, a: int, b: int) -> int:
    """a ** b; small whole exponents become products, one half the square root."""
    if g.ops[b] != "const":
        return g.node("pow", a, b)
    if g.ops[a] == "const":
        return _fold(g, "pow", a, b)
    exponent = g.values[b]
    if exponent == 0.5:
        return unary(g, "sqrt", a)
    if exponent == int(exponent) and abs(exponent) <= _LARGEST_EXPANDED_POWER:
        product = _whole_power(g, a, int(abs(exponent)))
        return product if exponent >= 0 else div(g, g.constant(1.0), product)
    return g.node("pow", a, b)


def _whole_power(g: Graph, a: int, exponent: int) -> int:
    if exponent == 0:
        return g.constant(1.0)
    if exponent == 1:
        return a
    half = _whole_power(g, a, exponent // 2)
    square = mul(g, half, half)
    return mul(g, square, a) if exponent % 2 else square


def unary(g: Graph, op: str, a: int) -> int:
    """exp, log, sqrt, tanh, sin, cos or abs of a."""
    inner = g.ops[a]
    if inner == "const":
        return _fold(g, op, a)
    if op == "log" and inner == "exp":
        return g.args[a][0]
    if op == "abs":
        if inner in ("abs", "exp", "sqrt"):
            return a
        if inner == "neg":
            a = g.args[a][0]
    elif inner == "neg":
        if op == "cos":
            a = g.args[a][0]
        elif op in ("sin", "tanh"):
            return neg(g, unary(g, op, g.args[a][0]))
    return g.node(op, a)


def extreme(g: Graph, op: str, a: int, b: int) -> int:
    """max or min of a and b."""
    if a == b:
        return a
    if g.ops[a] == "const" and g.ops[b] == "const":
        return _fold(g, op, a, b)
    return g.node(op, a, b) if a < b else g.node(op, b, a)


def compare(g: Graph, op: str, a: int, b: int) -> int:
    """lt, le, gt or ge: a truth that only ``select`` reads."""
    if a == b:
        return g.constant(1.0 if op in ("le", "ge") else 0.0)
    if g.ops[a] == "const" and g.ops[b] == "const":
        return _fold(g, op, a, b)
    return g.node(op, a, b)


def select(g: Graph, condition: int, a: int, b: int) -> int:
    """a where the condition holds, else b."""
    if a == b:
        return a
    if g.ops[condition] == "const":
        return a if g.values[condition] else b
    return g.node("select", condition, a, b)
