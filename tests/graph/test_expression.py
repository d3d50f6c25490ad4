"""Traced values: same numbers as floats and arrays, units checked, useful messages."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.errors import DimensionError, ModelError
from skou.graph import functions as f
from skou.graph.dimensions import DIMENSIONLESS, unit_of
from skou.graph.emit_numpy import compile_nodes
from skou.graph.expression import Expression
from skou.graph.graph import OPERATIONS, Graph
from skou.graph.unit_number import UnitNumber

NAMES = ("x", "y", "z")


def variables(*units: str) -> list[Expression]:
    graph = Graph(NAMES[: len(units)])
    return [Expression(graph, graph.state(i), unit_of(u)) for i, u in enumerate(units)]


def value(expression: Expression, *at: float) -> float:
    on_floats, on_arrays = compile_nodes(expression.graph, [expression.node])
    (scalar,) = on_floats(0.0, at, ())
    (array,) = on_arrays(0.0, [np.full(3, a) for a in at], ())
    assert np.allclose(array, scalar, rtol=1e-14, atol=1e-14)  # what is left of a difference of ones
    return scalar


# expressions as functions of (x, y, z), built so that they stay finite on [0.1, 3]
_leaves = st.one_of(
    st.sampled_from([lambda x, y, z: x, lambda x, y, z: y, lambda x, y, z: z]),
    st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -3.25]).map(lambda c: lambda x, y, z: c),
)


def _combined(children):
    unary = st.sampled_from(
        [
            lambda a: f.exp(f.tanh(a)),
            lambda a: f.log(1.0 + f.absolute(a)),
            lambda a: f.sqrt(a * a + 0.3),
            f.tanh,
            f.sin,
            f.cos,
            f.absolute,
            lambda a: -a,
            lambda a: f.power(f.absolute(a) + 0.2, 1.7),
            lambda a: f.tanh(a) ** 3,
            lambda a: f.smooth_positive(a, 0.1),
        ]
    )
    binary = st.sampled_from(
        [
            lambda a, b: a + b,
            lambda a, b: a - b,
            lambda a, b: f.tanh(a) * b,
            lambda a, b: a / (1.0 + b * b),
            f.maximum,
            f.minimum,
            lambda a, b: f.where(a < b, a, 2.0 * b),
            lambda a, b: f.where(a >= b, b, a - 1.0),
            lambda a, b: f.power(f.absolute(a) + 0.2, f.tanh(b)),
            lambda a, b: f.hill(a, 0.5 + f.absolute(b), 2.3),
        ]
    )
    return st.one_of(
        st.tuples(unary, children).map(lambda q: lambda x, y, z: q[0](q[1](x, y, z))),
        st.tuples(binary, children, children).map(
            lambda q: lambda x, y, z: q[0](q[1](x, y, z), q[2](x, y, z))
        ),
    )


formulas = st.recursive(_leaves, _combined, max_leaves=12)
points = st.tuples(*[st.floats(0.1, 3.0)] * 3)


@given(formula=formulas, at=points)
def test_a_traced_formula_has_the_value_of_the_plain_one(formula, at):
    x, y, z = variables("1", "1", "1")
    traced = formula(x, y, z)
    plain = formula(*at)
    if not isinstance(traced, Expression):
        assert traced == plain
        return
    assert set(traced.graph.ops) <= OPERATIONS
    assert value(traced, *at) == pytest.approx(plain, rel=1e-9, abs=1e-9)


@given(formula=formulas, at=points)
def test_arrays_give_the_same_as_floats(formula, at):
    columns = [np.array([a, a]) for a in at]
    assert np.allclose(formula(*columns), formula(*at), rtol=1e-12, atol=1e-12)


def test_equal_operations_are_one_node():
    x, y = variables("1", "1")
    before = f.exp(x * y + 1.0)
    count = len(x.graph)
    again = f.exp(1.0 + y * x)
    assert again.node == before.node
    assert len(x.graph) == count


@pytest.mark.parametrize(
    ("simplify", "expected"),
    [
        (lambda x: x + 0.0, "x"),
        (lambda x: 1.0 * x / 1.0, "x"),
        (lambda x: 0.0 - (-x), "x"),
        (lambda x: x - x, "0"),
        (lambda x: x / x, "1"),
        (lambda x: 0.0 * x, "0"),
        (lambda x: 2.0 * (3.0 * x), "6 * x"),
        (lambda x: x**2, "x * x"),
        (lambda x: x**0.5, "sqrt(x)"),
        (lambda x: f.maximum(x, x), "x"),
        (lambda x: f.where(x > x, 1.0, x), "x"),
        (lambda x: f.log(f.exp(x)), "x"),
        (lambda x: x + (-2.0) * x, "-2 * x + x"),
        (lambda x: 1.0 / (1.0 + x), "1 / (1 + x)"),
    ],
)
def test_simplification(simplify, expected):
    (x,) = variables("1")
    text = simplify(x).text()
    assert sorted(text) == sorted(expected)


def test_a_fold_without_a_finite_value_stays_an_operation():
    (x,) = variables("1")
    expression = f.where(x > 0.0, x, f.log(x * 0.0))
    assert expression.text() == "where(x > 0, x, log(0))"


def test_units_multiply_and_divide():
    amount, volume, time = variables("mmol", "L", "min")
    assert (amount / volume).unit.compatible(unit_of("mmol/L"))
    assert (amount / volume * volume).unit.compatible(unit_of("mmol"))
    assert (amount / time * f.quantity(1440.0, "min/d")).unit.compatible(unit_of("mmol/d"))
    assert f.sqrt(volume * volume).unit.compatible(unit_of("L"))
    assert f.power(volume, 2).unit.compatible(unit_of("L") ** 2)
    assert (1.0 / time).unit.compatible(unit_of("1/min"))
    assert f.smooth_positive(amount, f.quantity(0.1, "mmol")).unit.compatible(unit_of("mmol"))
    assert f.hill(amount, f.quantity(0.1, "mmol"), 2.0).unit is DIMENSIONLESS
    assert f.maximum(amount, 0.0).unit.compatible(unit_of("mmol"))


@pytest.mark.parametrize(
    "clash",
    [
        lambda a, v: a + v,
        lambda a, v: a - v,
        lambda a, v: 1.0 + a,
        lambda a, v: a < v,
        lambda a, v: v >= 2.0,
        lambda a, v: f.maximum(a, v),
        lambda a, v: f.minimum(1.0, v),
        lambda a, v: f.where(a > 0.0, a, v),
        lambda a, v: f.where(a > 0.0, f.quantity(1.0, "L"), f.quantity(1.0, "mmol")),
        lambda a, v: f.exp(a),
        lambda a, v: f.log(v),
        lambda a, v: f.tanh(a),
        lambda a, v: a ** (v / v * 2.0 + a),
        lambda a, v: a ** f.cos(a / f.quantity(1.0, "mmol")),
    ],
)
def test_clashing_units_do_not_build(clash):
    amount, volume = variables("mmol", "L")
    with pytest.raises(DimensionError):
        clash(amount, volume)


def test_the_message_shows_both_units_the_expression_and_the_line():
    amount, volume = variables("mmol", "L")
    with pytest.raises(DimensionError) as caught:
        amount * 2.0 + volume
    message = str(caught.value)
    assert "[mmol]" in message
    assert "[L]" in message
    assert "2 * x" in message
    line = caught.tb.tb_lineno
    assert f"test_expression.py:{line}" in message


def test_a_difference_of_scale_is_no_sum_and_says_the_factor():
    a, b = variables("mmol/L", "pmol/L")
    with pytest.raises(DimensionError, match=r"1 mmol/L is 1e\+09 pmol/L"):
        a + b
    assert (a * f.quantity(1e9, "pmol/mmol") + b).unit.compatible(unit_of("pmol/L"))


def test_python_branches_and_foreign_functions_are_refused_with_advice():
    x, y = variables("1", "1")
    with pytest.raises(ModelError, match="where"):
        _ = 1.0 if x > y else 2.0
    with pytest.raises(ModelError, match="where"):
        max(x, y)
    with pytest.raises(ModelError, match=r"skou\.graph\.functions"):
        math.exp(x)
    with pytest.raises(ModelError, match="where"):
        _ = x == 0
    with pytest.raises(ModelError, match="where needs a comparison"):
        f.where(x, x, y)
    with pytest.raises(ModelError, match="not finite"):
        x + math.inf
    with pytest.raises(ModelError, match="str"):
        x + "1"
    with pytest.raises(ModelError, match="two different models"):
        x + variables("1")[0]


def test_numpy_scalars_are_literals():
    (x,) = variables("1")
    assert (np.float64(2.0) * x).node == (2.0 * x).node
    assert (x + np.int64(1)).node == (1 + x).node


def test_the_origin_is_the_line_of_the_equation():
    (x,) = variables("1")
    expression = f.hill(x, 2.0, 3.0)
    assert expression.origin.file == __file__
    assert expression.origin.line == test_the_origin_is_the_line_of_the_equation.__code__.co_firstlineno + 2


def test_a_quantity_is_a_float_outside_a_trace():
    day = f.quantity(1440.0, "min/d")
    assert isinstance(day, UnitNumber)
    assert day * 2 == 2880.0
    again = pickle.loads(pickle.dumps(day))
    assert again == day
    assert again.unit == day.unit


def test_quantities_keep_their_unit_among_themselves():
    litre, amount = f.quantity(2.0, "L"), f.quantity(3.0, "mmol")
    for found, number, unit in (
        (amount / litre, 1.5, "mmol/L"),
        (2 * amount, 6.0, "mmol"),
        (1.0 / litre, 0.5, "1/L"),
        (-amount, -3.0, "mmol"),
        (amount + amount, 6.0, "mmol"),
        (amount - amount, 0.0, "mmol"),
        (f.sqrt(litre * litre), 2.0, "L"),
        (f.power(amount, 2), 9.0, "mmol2"),
    ):
        assert isinstance(found, UnitNumber)
        assert found == number
        assert found.unit.compatible(unit_of(unit))
    assert type(4.0 + amount) is float
    assert type(amount + litre) is float
    assert isinstance(amount * np.ones(2), np.ndarray)
