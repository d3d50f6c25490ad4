"""Gradients against the exact tangent equations of the graph, and what measurements can tell."""

from __future__ import annotations

import numpy as np
import pytest

from skou.engine import Event, compile_model
from skou.engine.sensitivities import identifiability, sensitivities
from skou.errors import SolverError, UnknownNameError
from skou.graph.model import Equations, Output, ParameterSpec, StateSpec, build_model
from tests.engine.classics import driven

TIMES = np.linspace(0.0, 1440.0, 7)


def twins():
    """A decay whose rate is a product: only the product can be told."""
    return build_model(
        "twins",
        [StateSpec("x", "mmol", 1.0)],
        [ParameterSpec("a", "1/min", 0.01), ParameterSpec("b", "1", 2.0), ParameterSpec("gain", "1", 0.0)],
        lambda t, s, p: Equations({"x": -p.a * p.b * s.x}, {"x": Output(s.x * (1.0 + p.gain), "mmol")}),
    )


def tangents(model, names, times, event_time, amount):
    """The variational equations, integrated by SciPy with the graph's exact derivatives."""
    import scipy.integrate as integrate

    y0, p = model.initial(), model.defaults()
    n, m = len(y0), len(names)
    by_parameter = model.parameter_entries(names)
    columns = {model.find_parameter(name): k for k, name in enumerate(names)}
    nodes = [node for _, _, node in by_parameter]

    def slope(t, z):
        y, s = z[:n], z[n:].reshape(n, m)
        force = np.zeros((n, m))
        for (i, j, _), value in zip(by_parameter, model._stacked("by", nodes, t, y, p), strict=True):
            force[i, columns[j]] = value
        return np.concatenate([model.derivative(t, y, p), (model.jacobian(t, y, p) @ s + force).ravel()])

    z, now, rows = np.concatenate([y0, np.zeros(n * m)]), times[0], [np.zeros((n, m))]
    for later in times[1:]:
        for stop in (*((event_time,) if now < event_time <= later else ()), later):
            if stop > now:
                z = integrate.solve_ivp(slope, (now, stop), z, "LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
            if stop == event_time:
                z[model.find_state("gut")] += amount
            now = stop
        rows.append(z[n:].reshape(n, m).copy())
    return np.array(rows)


@pytest.mark.parametrize("method", ["rodas4", "tsit5"])
def test_gradients_are_the_tangents_of_the_graph(method):
    model = driven()
    names = [n for n in model.parameter_names if model.defaults()[model.find_parameter(n)] > 0.0]
    exact = tangents(model, names, TIMES, 600.0, 5.0)
    found = sensitivities(
        compile_model(model, method),
        model.state_names,
        names,
        TIMES,
        events=[Event(600.0, add={"gut": 5.0})],
        rtol=1e-7,
    )
    scale = np.abs(exact).max(axis=0) + 1e-9
    assert (np.abs(found.gradients - exact).max(axis=0) <= 1e-4 * scale).all()


def test_a_product_is_told_but_not_its_factors():
    kernel = compile_model(twins())
    found = sensitivities(kernel, ["x"], ["a", "b"], np.linspace(0.0, 100.0, 11), rtol=1e-8)
    exact = -found.times * 2.0 * np.exp(-0.02 * found.times)
    assert np.allclose(found.of("x", "a"), exact, rtol=1e-6, atol=1e-8)
    assert np.allclose(found.elasticities()[1:, 0, 0], -0.02 * found.times[1:], rtol=1e-6)
    told = identifiability(found, {"x": 0.01})
    assert told.unidentifiable() == ("a", "b")
    assert np.abs(told.directions[:, 0]) == pytest.approx([np.sqrt(0.5)] * 2, abs=1e-6)
    assert told.strengths[0] < 1e-10 * told.strengths[1]
    alone = identifiability(sensitivities(kernel, ["x"], ["a"], found.times, rtol=1e-8), {"x": 0.01})
    by_hand = 0.01 / np.sqrt(np.sum((exact * 0.01) ** 2))
    assert alone.relative_sd == pytest.approx([by_hand], rel=1e-4)
    assert alone.unidentifiable() == ()


def test_what_cannot_be_asked_is_refused():
    kernel = compile_model(twins())
    with pytest.raises(SolverError, match="gain is 0"):
        sensitivities(kernel, ["x"], ["gain"], [0.0, 10.0])
    given = sensitivities(kernel, ["x"], ["gain"], [0.0, 10.0], steps={"gain": 1e-3}, rtol=1e-8)
    assert given.of("x", "gain") == pytest.approx([1.0, np.exp(-0.2)], rel=1e-6)
    with pytest.raises(UnknownNameError, match="c"):
        sensitivities(kernel, ["x"], ["c"], [0.0, 10.0])
    with pytest.raises(SolverError, match="lanes"):
        sensitivities(compile_model(twins(), lanes=1), ["x"], ["a"], [0.0, 10.0])
    with pytest.raises(SolverError, match="cannot share"):
        kernel.solve([0.0, 1.0], np.ones((99, 1)), share_steps=True)
    with pytest.raises(SolverError, match="noise"):
        identifiability(given, {})


def test_lanes_that_share_steps_take_the_same_ones():
    model = driven()
    kernel = compile_model(model)
    parameters = np.tile(model.defaults(), (kernel.layout.lanes, 1))
    parameters *= np.random.default_rng(1).lognormal(0.0, 0.1, parameters.shape)
    apart = kernel.solve(TIMES, parameters=parameters, rtol=1e-6)
    together = kernel.solve(TIMES, parameters=parameters, rtol=1e-6, share_steps=True)
    assert np.ptp(together.steps) == 0
    assert np.ptp(apart.steps) > 0
    assert np.allclose(together.states, apart.states, rtol=1e-4, atol=1e-4 * model.scales())
