"""Gradients against the exact tangent equations of the graph, and what measurements can tell."""

from __future__ import annotations

import doctest
import sys

import numpy as np
import pytest

from skou.cli.speed.workload import workload
from skou.engine import Event, compile_model
from skou.engine.sensitivities import identifiability, sensitivities
from skou.errors import SolverError, UnknownNameError
from skou.graph import functions as f
from skou.graph.model import Equations, Output, ParameterSpec, StateSpec, build_model
from tests.engine.classics import driven, hires, robertson, van_der_pol

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
    by_parameter = model.slopes((), "parameter", names)
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


def test_a_parameter_that_is_zero_has_a_gradient_too():
    given = sensitivities(compile_model(twins()), ["x"], ["gain"], [0.0, 10.0], rtol=1e-8)
    assert given.of("x", "gain") == pytest.approx([1.0, np.exp(-0.2)], rel=1e-6)


def test_what_cannot_be_asked_is_refused():
    kernel = compile_model(twins())
    given = sensitivities(kernel, ["x"], ["a"], [0.0, 10.0])
    for names in (["c"], ["a"]):
        with pytest.raises(UnknownNameError, match="c"):
            sensitivities(kernel, ["x" if names == ["c"] else "c"], names, [0.0, 10.0])
    with pytest.raises(SolverError, match="one patient"):
        sensitivities(kernel, ["x"], ["a"], [0.0, 10.0], np.ones((2, 1)))
    with pytest.raises(SolverError, match="cannot share"):
        kernel.solve([0.0, 1.0], np.ones((99, 1)), share_steps=True)
    with pytest.raises(SolverError, match="noise"):
        identifiability(given, {})


def differences(kernel, names, times, initial, values, events, share=1e-5):
    """Central differences of all states of a solution at 1e-10, in lanes that share every step."""
    indices = [kernel.model.find_parameter(n) for n in names]
    found = []
    for index in indices:
        rows = np.tile(values, (2, 1))
        rows[:, index] *= 1.0 + share, 1.0 - share
        pair = kernel.solve(times, initial, rows, events, rtol=1e-10, threads=1, share_steps=True)
        up, down = pair.require_ok().states
        found.append((up - down) / (rows[0, index] - rows[1, index]))
    return np.stack(found, axis=-1)


def test_gradients_of_the_body_are_those_of_differences():
    load = workload(1, 0, 3)
    kernel, times = load.kernel, np.linspace(0.0, load.end, 5)
    names = [n for n in kernel.model.parameter_names if n.endswith("_activity")][:6]
    given = times, load.states[0], load.fed[0], load.meals
    exact = differences(kernel, names, *given)
    found = sensitivities(kernel, kernel.model.state_names, names, *given, rtol=1e-5)
    scale = np.abs(exact).max(axis=(0, 2))[:, None] + 1e-6 * kernel.model.scales()[:, None]
    assert np.abs(found.gradients - exact).max() > 0.0
    assert (np.abs(found.gradients - exact) <= 1e-4 * scale).all()
    plasma = sensitivities(kernel, ["plasma.potassium"], names, *given)
    index = kernel.model.find_parameter(names[0])
    rows = np.tile(load.fed[0], (2, 1))
    rows[:, index] *= 1.0 + 1e-5, 1.0 - 1e-5
    pair = kernel.solve(times, load.states[0], rows, load.meals, rtol=1e-9, share_steps=True)
    up, down = pair.output("plasma.potassium")
    by_difference = (up - down) / (rows[0, index] - rows[1, index])
    assert np.allclose(plasma.gradients[:, 0, 0], by_difference, atol=1e-4 * np.abs(by_difference).max())


def test_gradients_of_a_stiff_reaction_are_those_of_differences():
    model, times = robertson(), np.array([0.0, 0.4, 4.0, 40.0, 400.0])
    kernel = compile_model(model)
    exact = differences(kernel, model.parameter_names, times, None, model.defaults(), None)
    found = sensitivities(kernel, model.state_names, model.parameter_names, times)
    assert (np.abs(found.gradients - exact).max(axis=0) <= 1e-4 * np.abs(exact).max(axis=0)).all()


@pytest.mark.parametrize(
    ("model", "states"), [(hires(), 8), (van_der_pol(), 1)], ids=("hires", "van_der_pol")
)
def test_the_gradient_by_the_pace_of_time_is_known(model, states):
    """Where all rates share a factor c, y depends on c t alone: its derivative by c is t f(y) / c."""
    times = np.array([0.0, 0.1, 0.5])
    found = sensitivities(compile_model(model), model.state_names, ["per_minute"], times, rtol=1e-7)
    # the slope of the fast state of Van der Pol's oscillator is a difference of numbers a million times larger
    exact = (times[:, None] * model.derivative(times, found.values, model.defaults()))[:, :states]
    assert np.allclose(found.gradients[:, :states, 0], exact, atol=1e-4 * np.abs(exact).max(axis=0))


def test_thresholds_on_the_way_cost_no_accuracy():
    """A ramp over a threshold, and what has run over it: tangents are polynomials, exact but for the kink."""
    model = build_model(
        "ramp",
        [StateSpec("x", "mmol", 0.0, scale=1.0), StateSpec("over", "mmol", 0.0, scale=1.0)],
        [
            ParameterSpec("pace", "mmol/min", 1.0),
            ParameterSpec("edge", "mmol", 3.3),
            ParameterSpec("gain", "1/min", 2.0),
        ],
        lambda t, s, p: Equations({"x": p.pace, "over": p.gain * f.maximum(s.x - p.edge, 0.0 * p.edge)}),
    )
    found = sensitivities(compile_model(model), ["over"], model.parameter_names, [0.0, 5.0, 10.0], rtol=1e-3)
    ahead = np.maximum(found.times - 3.3, 0.0)
    exact = np.stack([found.times**2 - 3.3**2, -2.0 * ahead, 0.5 * ahead**2], axis=1)
    exact[0] = 0.0
    assert np.allclose(found.gradients[:, 0], exact, atol=2e-4)


def test_events_on_parameters_scale_or_end_their_influence():
    events = [Event(10.0, scale={"a": 3.0}), Event(20.0, set={"a": 0.02})]
    times = np.array([0.0, 10.0, 15.0, 20.0, 30.0])
    found = sensitivities(compile_model(twins()), ["x"], ["a"], times, events=events, rtol=1e-8)
    lived = np.array([0.0, 10.0, 25.0, 40.0, 40.0])
    late = 0.02 * np.maximum(times - 20.0, 0.0)
    exact = -2.0 * lived * np.exp(-2.0 * (0.01 * lived + late))
    assert np.allclose(found.of("x", "a"), exact, rtol=1e-6, atol=1e-9)


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


def test_the_example_is_true():
    assert doctest.testmod(sys.modules[sensitivities.__module__]).failed == 0
