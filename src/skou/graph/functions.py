"""The mathematics that equations are written with; the same on floats, NumPy arrays and traced values.

Equations take their functions from here, never from ``math`` or ``numpy``, and use ``where``, ``maximum`` and
``minimum`` in place of ``if``, ``max`` and ``min``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from skou.graph import expression as traced
from skou.graph.dimensions import unit_of
from skou.graph.expression import Condition, Expression
from skou.graph.unit_number import UnitNumber


def _elementwise(
    op: str, on_float: Callable[[float], float], on_array: Callable[[Any], Any], text: str
) -> Any:
    def function(x: Any) -> Any:
        if isinstance(x, Expression):
            return traced.apply(op, x)
        return on_array(x) if isinstance(x, np.ndarray) else on_float(x)

    function.__name__ = function.__qualname__ = op
    function.__doc__ = text
    return function


exp = _elementwise("exp", math.exp, np.exp, "Exponential of a pure number.")
log = _elementwise("log", math.log, np.log, "Natural logarithm of a pure number.")
tanh = _elementwise("tanh", math.tanh, np.tanh, "Hyperbolic tangent of a pure number.")
sin = _elementwise("sin", math.sin, np.sin, "Sine of an angle in radians.")
cos = _elementwise("cos", math.cos, np.cos, "Cosine of an angle in radians.")


def quantity(value: float, unit: str) -> UnitNumber:
    """A constant with a unit, such as ``quantity(1440, "min/d")``; a plain float outside a trace.

    Examples
    --------
    >>> quantity(1440.0, "min/d") / 2
    720.0
    """
    return UnitNumber(value, unit_of(unit))


def log10(x: Any) -> Any:
    """Decimal logarithm of a pure number."""
    return log(x) * (1.0 / math.log(10.0))


def sqrt(x: Any) -> Any:
    """Square root; the unit is halved with it."""
    if isinstance(x, Expression):
        return traced.square_root(x)
    if isinstance(x, UnitNumber):
        return x**0.5
    return np.sqrt(x) if isinstance(x, np.ndarray) else math.sqrt(x)


def power(x: Any, y: Any) -> Any:
    """``x`` to the power ``y``; a variable exponent needs a pure number below it."""
    if isinstance(x, Expression) or isinstance(y, Expression):
        return traced.raise_to(x, y)
    if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
        return np.power(x, y)
    return x**y if isinstance(x, UnitNumber) else math.pow(x, y)


def absolute(x: Any) -> Any:
    """Magnitude."""
    return abs(x)


def maximum(a: Any, b: Any) -> Any:
    """The larger of two values of one unit."""
    if isinstance(a, Expression) or isinstance(b, Expression):
        return traced.extreme("max", a, b)
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.maximum(a, b)
    return max(a, b)


def minimum(a: Any, b: Any) -> Any:
    """The smaller of two values of one unit."""
    if isinstance(a, Expression) or isinstance(b, Expression):
        return traced.extreme("min", a, b)
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.minimum(a, b)
    return min(a, b)


def where(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where the condition holds, else ``b``; both are computed."""
    if isinstance(condition, Condition) or isinstance(a, Expression) or isinstance(b, Expression):
        return traced.choose(condition, a, b)
    if isinstance(condition, np.ndarray) or isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.where(condition, a, b)
    return a if condition else b


def clip(x: Any, low: Any, high: Any) -> Any:
    """``x`` held between two bounds of the same unit."""
    return minimum(maximum(x, low), high)


def michaelis_menten(x: Any, half: Any) -> Any:
    """Saturation x / (half + x): 0.5 where ``x`` equals ``half``; nothing below zero.

    Examples
    --------
    >>> michaelis_menten(4.0, 4.0)
    0.5
    """
    amount = maximum(x, 0.0)
    return amount / (half + amount)


def hill(x: Any, half: Any, exponent: Any) -> Any:
    """Cooperative saturation x^n / (half^n + x^n): 0.5 where ``x`` equals ``half``; nothing below zero.

    Examples
    --------
    >>> hill(2.0, 1.0, 2.0)
    0.8
    """
    ratio = power(maximum(x / half, 0.0), exponent)
    return ratio / (1.0 + ratio)


def logistic(x: Any) -> Any:
    """Smooth step from 0 to 1 of a pure number, 0.5 at zero.

    Examples
    --------
    >>> logistic(0.0)
    0.5
    """
    return 0.5 + 0.5 * tanh(0.5 * x)


def smooth_positive(x: Any, width: Any) -> Any:
    """``x`` where well above zero and near 0 where well below, rounded over ``width`` of the same unit.

    Equation: (x + sqrt(x^2 + width^2)) / 2.

    Examples
    --------
    >>> smooth_positive(0.0, 1.0)
    0.5
    """
    return 0.5 * (x + sqrt(x * x + width * width))
