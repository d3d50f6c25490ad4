"""Models: checks at build, vectors, and vectorised evaluation."""

import dataclasses
import pickle
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from skou.errors import DimensionError, ModelError, UnknownNameError
from skou.graph import functions as f
from skou.graph.graph import Graph
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model

from . import toy as toys

ROOT = Path(__file__).parents[2]
X = StateSpec("x", "mmol", 1.0)
K = ParameterSpec("k", "1/min", 0.5)


@pytest.fixture(scope="module")
def model():
    return toys.toy()


def decay(t, s, p):
    return Equations({"x": -p.k * s.x}, {"rate": (p.k * s.x, "mol/d")})


def test_the_traced_model_computes_what_the_plain_equations_compute(model):
    y, p = model.initial({"drug": 3.0}), model.defaults()
    plain = toys.equations(
        100.0,
        SimpleNamespace(**dict(zip(model.state_names, y, strict=True))),
        SimpleNamespace(**dict(zip(model.parameter_names, p, strict=True))),
    )
    expected = [plain.derivatives[n] for n in model.state_names]
    assert np.allclose(model.derivative(100.0, y, p), expected, rtol=1e-14)


def test_values_vectorise_over_patients_and_times(model):
    y = np.stack([model.initial(), model.initial({"drug": 5.0})])
    p = model.defaults({"intake": [0.05, 0.08]})
    t = np.array([0.0, 300.0, 900.0])
    rates = model.derivative(t[:, None], y, p)
    assert rates.shape == (3, 2, 5)
    slopes = model.jacobian(t[:, None], y, p)
    by_time = model.time_derivative(t[:, None], y, p)
    outputs = model.outputs(t[:, None], y, p)
    for k, moment in enumerate(t):
        for i in range(2):
            assert np.allclose(rates[k, i], model.derivative(moment, y[i], p[i]), rtol=1e-13)
            assert np.allclose(slopes[k, i], model.jacobian(moment, y[i], p[i]), rtol=1e-13)
            assert np.allclose(by_time[k, i], model.time_derivative(moment, y[i], p[i]), rtol=1e-13)
            assert np.allclose(outputs[k, i], model.outputs(moment, y[i], p[i]), rtol=1e-13)


def test_derivatives_of_the_model_agree_with_differences(model):
    y, p, t = model.initial({"drug": 3.0}), model.defaults(), 200.0
    steps = 1e-6 * model.scales()
    numeric = np.array(
        [
            (model.derivative(t, y + e, p) - model.derivative(t, y - e, p)) / (2 * e.sum())
            for e in np.diag(steps)
        ]
    ).T
    assert np.allclose(model.jacobian(t, y, p), numeric, rtol=1e-6, atol=1e-9)
    forward, back = model.derivative(t + 1e-3, y, p), model.derivative(t - 1e-3, y, p)
    assert np.allclose(model.time_derivative(t, y, p), (forward - back) / 2e-3, atol=1e-9)
    for i, j, _ in model.slopes((), "parameter", ["excretion", "leak"]):
        assert model.parameter_names[j] in ("excretion", "leak")
        assert i < 5


def test_ledgers_have_an_empty_column(model):
    assert all(not model.states[j].quadrature for _, j, _ in model.jacobian_entries)
    assert model.quadrature.tolist() == [False, False, False, False, True]


def test_outputs_come_in_their_declared_unit(model):
    y, p = model.initial(), model.defaults()
    assert model.outputs(0.0, y, p, ["plasma_potassium_concentration"])[0] == pytest.approx(4.0)
    assert model.outputs(0.0, y, p, ["plasma_potassium_micromolar"])[0] == pytest.approx(4000.0)
    assert model.outputs(0.0, y, p, ["intake"])[0] == pytest.approx(72.0)


def test_infinite_values_are_given_not_raised():
    model = build_model(
        "m", [X], [K], lambda t, s, p: Equations({"x": -p.k * s.x}, {"inverse": (1.0 / s.x, "1/mmol")})
    )
    assert np.isposinf(model.outputs(0.0, [0.0], [0.5])[0])
    assert np.isposinf(model.outputs(0.0, [[0.0], [1.0]], [0.5])[0, 0])


def test_vectors_take_changes_by_name(model):
    assert model.initial().tolist() == [s.initial for s in toys.STATES]
    assert model.defaults({"leak": 0.1})[model.parameter_index["leak"]] == 0.1
    assert model.defaults({"leak": [0.1, 0.2], "intake": 0.0}).shape == (2, 13)
    with pytest.raises(UnknownNameError, match="uptake_half"):
        model.defaults({"uptake_halv": 1.0})
    with pytest.raises(UnknownNameError, match="aldosterone"):
        model.initial({"aldosteron": 1.0})
    with pytest.raises(UnknownNameError, match="intake"):
        model.outputs(0.0, model.initial(), model.defaults(), ["intak"])


def test_a_derivative_of_the_wrong_unit_does_not_build():
    def wrong(t, s, p):
        return Equations({"x": p.k * p.k * s.x})

    with pytest.raises(DimensionError) as caught:
        build_model("m", [X], [K], wrong)
    message = str(caught.value)
    assert "mmol/min" in message
    assert "mmol/min2" in message
    assert f"test_model.py:{wrong.__code__.co_firstlineno + 1}" in message
    with pytest.raises(DimensionError):
        build_model("m", [X], [K], lambda t, s, p: Equations({"x": 1.0}))


def test_a_derivative_of_another_scale_does_not_build():
    with pytest.raises(DimensionError, match="must be in"):
        build_model("m", [X], [ParameterSpec("k", "1/h", 1.0)], lambda t, s, p: Equations({"x": p.k * s.x}))


def test_a_literal_zero_is_any_derivative():
    model = build_model("m", [X], [], lambda t, s, p: Equations({"x": 0}))
    assert model.derivative(0.0, [1.0], []).tolist() == [0.0]
    assert model.jacobian_entries == ()


def test_an_output_of_the_wrong_dimension_does_not_build():
    with pytest.raises(DimensionError, match="output amount"):
        build_model("m", [X], [K], lambda t, s, p: Equations({"x": -p.k * s.x}, {"amount": (s.x, "mmol/L")}))


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        (lambda t, s, p: Equations({"x": -p.kk * s.x}), "'k'"),
        (lambda t, s, p: Equations({"x": -p.k * s.plasma}), "state 'plasma'"),
        (lambda t, s, p: Equations({"x": -p.k * s.x, "y": 0.0}), "state 'y'"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(equations, message):
    with pytest.raises(UnknownNameError, match=message):
        build_model("m", [X], [K], equations)


@pytest.mark.parametrize(
    ("states", "parameters", "equations", "message"),
    [
        ([X, X], [K], decay, "declared twice"),
        ([X], [K, K], decay, "declared twice"),
        ([X], [dataclasses.replace(K, value=float("nan"))], decay, "not finite"),
        ([dataclasses.replace(X, name="a b")], [K], decay, "no plain name"),
        ([X], [K], lambda t, s, p: Equations({}), "no derivative for x"),
        ([X], [K], lambda t, s, p: {"x": 0.0}, "dict"),
        ([dataclasses.replace(X, quadrature=True)], [K], decay, "quadrature"),
    ],
)
def test_malformed_models_do_not_build(states, parameters, equations, message):
    with pytest.raises(ModelError, match=message):
        build_model("m", states, parameters, equations)


def test_unused_parameters_are_reported():
    model = build_model("m", [X], [K, ParameterSpec("idle", "L", 1.0)], decay)
    assert model.unused_parameters == ("idle",)


def test_a_model_is_picklable_and_its_hash_lasts(model):
    again = pickle.loads(pickle.dumps(model))
    assert again.hash == model.hash
    assert again.jacobian_entries == model.jacobian_entries
    assert np.array_equal(
        again.derivative(1.0, again.initial(), again.defaults()),
        model.derivative(1.0, model.initial(), model.defaults()),
    )
    script = "from tests.graph.toy import toy; print(toy().hash)"
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert other.stdout.strip() == model.hash


def test_hashes_tell_equations_from_values(model):
    changed = build_model(
        "toy",
        toys.STATES,
        (dataclasses.replace(toys.PARAMETERS[0], value=15.0), *toys.PARAMETERS[1:]),
        toys.equations,
    )
    assert changed.structure_hash == model.structure_hash
    assert changed.hash != model.hash
    assert build_model("m", [X], [K], decay).structure_hash != model.structure_hash


def test_a_large_model_is_traced_and_differentiated_quickly():
    count = 80
    states = [StateSpec(f"s{i}", "mmol", 1.0 + i) for i in range(count)]
    parameters = [ParameterSpec(f"p{i}", "mmol", 1.0 + 0.1 * i) for i in range(400)]

    def equations(t, s, p):
        names = list(s)
        rates = {}
        for i, name in enumerate(names):
            total = 0.0
            for k in range(5):
                near = s[names[(i + k * k) % count]]
                total = total + f.hill(near, p[f"p{5 * i + k}"], 2.0 + k) * f.exp(-near / p[f"p{k}"])
            rates[name] = (p[f"p{i}"] * total - s[name]) / f.quantity(60.0, "min")
        return Equations(rates)

    started = time.process_time()
    model = build_model("large", states, parameters, equations)
    entries = model.jacobian_entries
    elapsed = time.process_time() - started
    operations = [n for n in model.graph.reachable(model.derivative_nodes) if model.graph.args[n]]
    assert len(operations) > 3000
    assert len(entries) >= 5 * count - count
    assert elapsed < 0.5  # 0.25 s is the budget on an idle machine


def test_the_digest_does_not_depend_on_numbering():
    first, second = Graph(["a"]), Graph(["a"])
    second.constant(42.0)
    roots = []
    for graph in (first, second):
        a = graph.state(0)
        roots.append(graph.node("add", a, graph.node("exp", a)))
    assert first.digest([roots[0]]) == second.digest([roots[1]])
    assert first.digest([roots[0]]) != first.digest([0])
