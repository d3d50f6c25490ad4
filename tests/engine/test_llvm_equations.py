"""Compiled equations against the NumPy path, on every width of register."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skou.engine.elimination import plan_elimination
from skou.engine.kernel import compile_model
from skou.engine.plan import plan_model
from skou.graph import functions as f
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.engine.classics import driven, hires, robertson


@pytest.mark.parametrize("make", [driven, hires, robertson])
@pytest.mark.parametrize("lanes", [1, 2, 4, 8])
def test_right_hand_side_and_derivatives(make, lanes):
    model = make()
    kernel = compile_model(model, lanes=lanes)
    generator = np.random.default_rng(1)
    states = np.abs(model.initial() + model.scales() * generator.normal(0.3, 0.2, (11, len(model.states))))
    parameters = model.defaults() * generator.lognormal(0.0, 0.1, (11, len(model.parameters)))
    expected = model.derivative(321.0, states, parameters)
    assert np.allclose(kernel.derivative(321.0, states, parameters), expected, rtol=1e-11, atol=1e-13)
    plan = plan_model(model, implicit=True)
    dense = model.jacobian(321.0, states, parameters)
    entries = kernel.jacobian(321.0, states, parameters)
    for k, (row, column, _) in enumerate(plan.jacobian):
        truth = dense[:, plan.order[row], plan.order[column]]
        assert np.allclose(entries[:, k], truth, rtol=1e-10, atol=1e-12 * np.abs(dense).max())


def test_every_operation():
    """Comparisons, selections, extremes, powers and hoisted terms give what NumPy gives."""

    def equations(t, s, p):
        x, y = s.x, s.y
        chosen = f.where(x > y, f.maximum(x, p.a), f.minimum(y, p.a))
        other = f.where(x <= p.a, x**3, y ** (-2)) + f.where(y >= x, abs(x - y), f.power(y, p.b))
        wave = f.sin(t / f.quantity(60.0, "min")) + f.cos(x) * f.tanh(y)
        hoisted = f.exp(p.b) + f.log(p.a * p.a + 1.0) + f.sqrt(p.a)
        rate = f.quantity(1.0, "1/min")
        return Equations({"x": rate * (chosen + hoisted + wave), "y": rate * (other - hoisted * x)})

    model = build_model(
        "operations",
        [StateSpec("x", "1", 1.0, positive=False), StateSpec("y", "1", 2.0, positive=False)],
        [ParameterSpec("a", "1", 1.3), ParameterSpec("b", "1", 0.7)],
        equations,
    )
    generator = np.random.default_rng(2)
    states = generator.uniform(0.2, 3.0, (64, 2))
    parameters = generator.uniform(0.5, 2.0, (64, 2))
    compiled = compile_model(model).derivative(77.0, states, parameters)
    assert np.allclose(compiled, model.derivative(77.0, states, parameters), rtol=1e-12)


def test_quadratures_stay_out_of_the_elimination():
    plan = plan_model(driven(), implicit=True)
    assert plan.dynamic == 3
    assert [driven().state_names[i] for i in plan.order[3:]] == ["eaten", "excreted"]
    assert {i for entry in plan.elimination.entries for i in entry} == {0, 1, 2}


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_the_elimination_plan_holds_every_entry_that_fills(size, seed):
    generator = np.random.default_rng(seed)
    matrix = np.where(generator.random((size, size)) < 0.3, generator.normal(size=(size, size)), 0.0)
    np.fill_diagonal(matrix, 10.0 * size)
    plan = plan_elimination(size, [(int(i), int(j)) for i, j in np.argwhere(matrix)])
    allowed = set(plan.entries)
    work = matrix.copy()
    for step, k in enumerate(plan.order):
        for i in plan.order[step + 1 :]:
            if work[i, k] != 0.0:
                work[i] -= work[k] * (work[i, k] / work[k, k]) * (np.arange(size) != k)
                rest = plan.order[step + 1 :]
                assert all((i, j) in allowed for j in rest if work[i, j] != 0.0)
    assert sorted(plan.order) == list(range(size))
