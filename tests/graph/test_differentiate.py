"""Derivatives against differences, and at the kinks."""

import numpy as np
import pytest
from hypothesis import assume, given

from skou.graph import functions as f
from skou.graph.differentiate import differentiate
from skou.graph.emit_numpy import compile_nodes
from skou.graph.expression import Expression

from .test_expression import formulas, points, value, variables


def gradient(expression: Expression, *at: float) -> list[float]:
    (row,) = differentiate(expression.graph, [expression.node], "state")
    on_floats, _ = compile_nodes(expression.graph, list(row.values()))
    found = dict(zip(row, on_floats(0.0, at, ()), strict=True))
    return [found.get(i, 0.0) for i in range(len(at))]


@given(formula=formulas, at=points)
def test_derivatives_agree_with_differences(formula, at):
    expression = formula(*variables("1", "1", "1"))
    assume(isinstance(expression, Expression))
    exact = gradient(expression, *at)
    for i, slope in enumerate(exact):
        step = 1e-5
        left, middle, right = (
            value(expression, *(a + k * step * (i == j) for j, a in enumerate(at))) for k in (-1, 0, 1)
        )
        # at a kink the one-sided slopes differ and there is no derivative to compare
        assume(abs((right - middle) - (middle - left)) < 1e-4 * step * (1 + abs(slope)) + 1e-9)
        assert slope == pytest.approx((right - left) / (2 * step), rel=1e-3, abs=1e-4 * (1 + abs(middle)))


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        (lambda x: f.maximum(x, 1.0), lambda x: float(x > 1.0)),
        (lambda x: f.minimum(x, 1.0), lambda x: float(x < 1.0)),
        (lambda x: f.absolute(x), np.sign),
        (lambda x: f.where(x > 1.0, x * x, 3.0), lambda x: 2 * x if x > 1 else 0.0),
        (lambda x: f.power(x, 2.5), lambda x: 2.5 * abs(x) ** 1.5),
        (lambda x: f.power(x, 12.0), lambda x: 12.0 * x**11),
        (lambda x: f.power(2.0, x), lambda x: np.log(2.0) * 2.0**x),
        (lambda x: x**-2, lambda x: -2.0 * x**-3),
        (lambda x: f.log10(x), lambda x: 1 / (x * np.log(10.0))),
    ],
)
@pytest.mark.parametrize("at", [0.3, 0.9, 1.7])
def test_known_slopes(formula, slope, at):
    (x,) = variables("1")
    assert gradient(formula(x), at)[0] == pytest.approx(slope(at), rel=1e-12)


def test_a_power_at_zero_has_its_finite_slope():
    (x,) = variables("1")
    assert gradient(f.power(x, 2.5), 0.0) == [0.0]
    assert gradient(f.hill(x, 1.0, 1.5), 0.0) == [0.0]
    assert gradient(f.power(x, 12.0), -1.0) == [-12.0]


def test_the_branch_not_taken_spoils_nothing():
    (x,) = variables("1")
    guarded = f.where(x > 0.0, f.log(f.sqrt(x)), 0.0) * f.exp(x)
    (row,) = differentiate(x.graph, [guarded.node], "state")
    _, on_arrays = compile_nodes(x.graph, [row[0]])
    with np.errstate(all="ignore"):
        (slopes,) = on_arrays(0.0, [np.array([-1.0, 0.0, 1.0])], ())
    assert slopes == pytest.approx([0.0, 0.0, 0.5 * np.e])


def test_a_result_may_be_part_of_another():
    x, y = variables("1", "1")
    inner = f.exp(x * y)
    outer = f.log(1.0 + inner) * x
    rows = differentiate(x.graph, [inner.node, outer.node, inner.node, x.node], "state")
    assert rows[0] == rows[2]
    assert rows[3] == {0: x.graph.constant(1.0)}
    on_floats, _ = compile_nodes(x.graph, [rows[0][0], rows[1][0], rows[1][1]])
    slope = np.exp(0.6) / (1.0 + np.exp(0.6))
    expected = [3.0 * np.exp(0.6), np.log(1.0 + np.exp(0.6)) + 0.2 * 3.0 * slope, 0.2 * 0.2 * slope]
    assert on_floats(0.0, (0.2, 3.0), ()) == pytest.approx(expected)


def test_rows_are_sparse_sorted_and_without_zeros():
    x, y, z = variables("1", "1", "1")
    total = z * 2.0 + x - (y - y)
    (row,) = differentiate(x.graph, [total.node], "state")
    assert list(row) == [0, 2]
    (only,) = differentiate(x.graph, [total.node], "state", [2])
    assert list(only) == [2]
    assert differentiate(x.graph, [total.node], "parameter") == [{}]
    assert differentiate(x.graph, [total.node], "time") == [{}]
