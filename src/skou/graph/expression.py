"""Traced values: they compute like numbers, carry a unit, and write themselves into the graph."""

from __future__ import annotations

import math
import numbers
from typing import Any, NoReturn

from skou.errors import DimensionError, ModelError
from skou.graph import algebra, dimensions
from skou.graph.describe import describe
from skou.graph.dimensions import DIMENSIONLESS, agree
from skou.graph.graph import Graph
from skou.graph.origin import Origin, caller, caller_origin
from skou.graph.unit_number import UnitNumber
from skou.units import Unit


class Traced:
    """A node of a graph with the place in the source where it was made."""

    __slots__ = ("_code", "_instruction", "graph", "node")
    __array_ufunc__ = None

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph = graph
        self.node = node
        self._code, self._instruction = caller()

    @property
    def origin(self) -> Origin:
        """File and line of the equation that made it."""
        return Origin(self._code, self._instruction)

    def text(self, depth: int = 5) -> str:
        """The expression in Python notation."""
        return describe(self.graph, self.node, depth)

    def __bool__(self) -> bool:
        raise ModelError(
            f"a traced value was asked for its truth: `{self.text()}` ({caller_origin()})",
            mend="use where(condition, a, b), maximum or minimum instead of `if`, `and`, `or`, `max`, `min`",
        )

    def __eq__(self, other: object) -> NoReturn:
        raise ModelError(
            f"a traced value was compared for equality: `{self.text()}` ({caller_origin()})",
            mend="use <, <=, > or >= inside where(condition, a, b)",
        )

    def __float__(self) -> float:
        raise ModelError(
            f"a traced value was turned into a plain number: `{self.text()}` ({caller_origin()})",
            mend="take exp, log, maximum and the like from skou.graph.functions, not from math or numpy",
        )

    __hash__ = object.__hash__


class Condition(Traced):
    """A traced comparison, to be given to ``where``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Condition {self.text()}>"


class Expression(Traced):
    """A traced quantity.

    Parameters
    ----------
    graph : Graph
        Where its operations are kept.
    node : int
        Its node in the graph.
    unit : Unit
        Unit of its value; sums, comparisons and functions check it.
    """

    __slots__ = ("unit",)

    def __init__(self, graph: Graph, node: int, unit: Unit) -> None:
        super().__init__(graph, node)
        self.unit = unit

    def __repr__(self) -> str:
        return f"<Expression {self.text()} [{self.unit}]>"

    def __add__(self, other: Any) -> Expression:
        left, right, unit = common_unit("add", self, other)
        return Expression(self.graph, algebra.add(self.graph, left, right), unit)

    def __radd__(self, other: Any) -> Expression:
        left, right, unit = common_unit("add", other, self)
        return Expression(self.graph, algebra.add(self.graph, left, right), unit)

    def __sub__(self, other: Any) -> Expression:
        left, right, unit = common_unit("subtract", self, other)
        return Expression(self.graph, algebra.sub(self.graph, left, right), unit)

    def __rsub__(self, other: Any) -> Expression:
        left, right, unit = common_unit("subtract", other, self)
        return Expression(self.graph, algebra.sub(self.graph, left, right), unit)

    def __mul__(self, other: Any) -> Expression:
        node, unit = lift(self.graph, other)
        product = dimensions.product(self.unit, unit or DIMENSIONLESS)
        return Expression(self.graph, algebra.mul(self.graph, self.node, node), product)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Expression:
        node, unit = lift(self.graph, other)
        quotient = dimensions.quotient(self.unit, unit or DIMENSIONLESS)
        return Expression(self.graph, algebra.div(self.graph, self.node, node), quotient)

    def __rtruediv__(self, other: Any) -> Expression:
        node, unit = lift(self.graph, other)
        quotient = dimensions.quotient(unit or DIMENSIONLESS, self.unit)
        return Expression(self.graph, algebra.div(self.graph, node, self.node), quotient)

    def __pow__(self, exponent: Any) -> Expression:
        return raise_to(self, exponent)

    def __rpow__(self, base: Any) -> Expression:
        return raise_to(base, self)

    def __neg__(self) -> Expression:
        return Expression(self.graph, algebra.neg(self.graph, self.node), self.unit)

    def __pos__(self) -> Expression:
        return self

    def __abs__(self) -> Expression:
        return Expression(self.graph, algebra.unary(self.graph, "abs", self.node), self.unit)

    def __lt__(self, other: Any) -> Condition:
        return _compare("lt", self, other)

    def __le__(self, other: Any) -> Condition:
        return _compare("le", self, other)

    def __gt__(self, other: Any) -> Condition:
        return _compare("gt", self, other)

    def __ge__(self, other: Any) -> Condition:
        return _compare("ge", self, other)


def lift(graph: Graph, value: Any) -> tuple[int, Unit | None]:
    """Node and unit of anything that may stand in an equation; the literal 0 has no unit and fits all."""
    if isinstance(value, Expression):
        if value.graph is not graph:
            raise ModelError(f"values of two different models met: `{value.text()}` ({caller_origin()})")
        return value.node, value.unit
    if isinstance(value, numbers.Real):
        number = float(value)
        if not math.isfinite(number):
            raise ModelError(f"a literal that is not finite ({caller_origin()})", value=number)
        if isinstance(value, UnitNumber):
            return graph.constant(number), value.unit
        return graph.constant(number), None if number == 0.0 else DIMENSIONLESS
    raise ModelError(
        f"a {type(value).__name__} cannot stand in a traced equation ({caller_origin()})",
        value=value,
        allowed="numbers and the model's own time, states and parameters",
    )


def common_unit(verb: str, a: Any, b: Any) -> tuple[int, int, Unit]:
    """Nodes of two values that must have the same unit, and that unit."""
    graph = a.graph if isinstance(a, Expression) else b.graph
    left, left_unit = lift(graph, a)
    right, right_unit = lift(graph, b)
    if left_unit is None or right_unit is None:
        return left, right, left_unit or right_unit or DIMENSIONLESS
    if not agree(left_unit, right_unit):
        first, second = describe(graph, left), describe(graph, right)
        raise DimensionError(
            f"cannot {verb} [{left_unit}] and [{right_unit}]: "
            f"`{first}` [{left_unit}] with `{second}` [{right_unit}] ({caller_origin()})",
            mend=_scale_advice(left_unit, right_unit),
        )
    return left, right, left_unit


def _scale_advice(a: Unit, b: Unit) -> str | None:
    if not a.same_dimension(b):
        return None
    return (
        f"same dimension, different scale: 1 {a} is {a.scale / b.scale:.6g} {b}; convert with quantity(...)"
    )


def require_dimensionless(name: str, value: Any, graph: Graph) -> int:
    """Node of a value that must be a pure number."""
    node, unit = lift(graph, value)
    if unit is not None and not agree(unit, DIMENSIONLESS):
        raise DimensionError(
            f"{name} needs a dimensionless value, not [{unit}]: "
            f"`{describe(graph, node)}` ({caller_origin()})",
            mend="divide by a quantity of the same unit first",
        )
    return node


def apply(op: str, value: Expression) -> Expression:
    """exp, log, tanh, sin or cos of a pure number."""
    node = require_dimensionless(op, value, value.graph)
    return Expression(value.graph, algebra.unary(value.graph, op, node), DIMENSIONLESS)


def square_root(value: Expression) -> Expression:
    """Square root; the unit is halved with it."""
    unit = dimensions.raised(value.unit, 0.5)
    return Expression(value.graph, algebra.unary(value.graph, "sqrt", value.node), unit)


def raise_to(base: Any, exponent: Any) -> Expression:
    """Power; a constant exponent scales the unit, any other needs pure numbers."""
    graph = exponent.graph if isinstance(exponent, Expression) else base.graph
    exponent_node = require_dimensionless("an exponent", exponent, graph)
    if graph.ops[exponent_node] == "const":
        base_node, unit = lift(graph, base)
        unit = dimensions.raised(unit or DIMENSIONLESS, graph.values[exponent_node])
    else:
        base_node = require_dimensionless("a power with a variable exponent", base, graph)
        unit = DIMENSIONLESS
    return Expression(graph, algebra.power(graph, base_node, exponent_node), unit)


def extreme(op: str, a: Any, b: Any) -> Expression:
    """The larger (``max``) or smaller (``min``) of two values of one unit."""
    left, right, unit = common_unit("compare", a, b)
    graph = a.graph if isinstance(a, Expression) else b.graph
    return Expression(graph, algebra.extreme(graph, op, left, right), unit)


def choose(condition: Any, a: Any, b: Any) -> Expression:
    """``a`` where the condition holds, else ``b``; both of one unit."""
    graph = next(v.graph for v in (condition, a, b) if isinstance(v, Traced))
    if isinstance(condition, Condition):
        truth = condition.node
    elif isinstance(condition, Expression):
        raise ModelError(
            f"where needs a comparison, not a quantity: `{condition.text()}` ({caller_origin()})",
            mend="write for example where(x > 0, a, b)",
        )
    else:
        truth = graph.constant(1.0 if condition else 0.0)
    if isinstance(a, Expression) or isinstance(b, Expression):
        left, right, unit = common_unit("choose between", a, b)
    else:
        left, left_unit = lift(graph, a)
        right, right_unit = lift(graph, b)
        unit = left_unit or right_unit or DIMENSIONLESS
        if left_unit and right_unit and not agree(left_unit, right_unit):
            raise DimensionError(
                f"cannot choose between [{left_unit}] and [{right_unit}] ({caller_origin()})"
            )
    return Expression(graph, algebra.select(graph, truth, left, right), unit)


def _compare(op: str, a: Expression, b: Any) -> Condition:
    left, right, _ = common_unit("compare", a, b)
    return Condition(a.graph, algebra.compare(a.graph, op, left, right))
