"""The exported SBML runs elsewhere to the same trajectory."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from skou.engine.events import Event
from skou.engine.reference import ReferenceSolver
from skou.errors import ProtocolError
from skou.graph import functions as f
from skou.graph.emit_sbml import sbml_identifiers, to_sbml
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.graph.toy import toy

CORE = "{http://www.sbml.org/sbml/level3/version1/core}"


def everything():
    """A model that uses every operation of the graph."""

    def equations(t, s, p):
        minute = f.quantity(1.0, "min")
        hour = t / f.quantity(60.0, "min")
        a, b = s.a, s.b
        pulse = f.exp(2.0 * (f.cos(hour) - 1.0)) + 0.1 * f.sin(hour)
        mixed = f.maximum(a, b) - 0.5 * f.minimum(a, 2.0 * b) + f.absolute(a - b)
        switch = f.where(a < b, f.tanh(b), f.sqrt(a)) + f.where(a >= 1.5, 0.1, f.power(a, p.exponent))
        switch = switch + f.where(b <= 0.7, b * b, 0.3) + f.where(b > 1.1, 0.2, -0.2)
        return Equations(
            {
                "a": (0.4 * pulse - p.rate * a + 0.1 * f.log(1.0 + b)) / minute,
                "b": (p.small * 1e9 * mixed - 0.3 * b * switch / (1.0 + switch)) / minute,
            },
            {"rate": (p.rate * a, "%"), "a": (switch, "1")},
        )

    return build_model(
        "every operation <&>",
        [StateSpec("a", "1", 1.0, 'a "quoted" <name>'), StateSpec("b", "1", 0.5)],
        [
            ParameterSpec("rate", "1", 0.3),
            ParameterSpec("exponent", "1", 1.3),
            ParameterSpec("small", "1", 2e-11),
        ],
        equations,
    )


def roadrunner_states(document, model, times):
    roadrunner = pytest.importorskip("roadrunner", reason="needs libRoadRunner")
    assert roadrunner.validateSBML(document) == ""
    runner = roadrunner.RoadRunner(document)
    runner.integrator.relative_tolerance = 1e-10
    runner.integrator.absolute_tolerance = 1e-12
    runner.integrator.maximum_time_step = 10.0
    names = sbml_identifiers(model)
    columns = [
        *(names["state", n] for n in model.state_names),
        *(names["output", n] for n in model.output_names),
    ]
    runner.selections = ["time", *columns]
    result = np.array(runner.simulate(times=list(times)))
    assert np.allclose(result[:, 0], times)
    split = len(model.states) + 1
    return result[:, 1:split], result[:, split:]


def compare(model, times, sharing, events=()):
    document = to_sbml(model, events=events, sharing=sharing)
    states, outputs = roadrunner_states(document, model, times)
    solution = ReferenceSolver(model, max_step=10.0).solve(times, events=events, rtol=1e-10).require_ok()
    assert np.allclose(states, solution.states[0], rtol=1e-6, atol=1e-7 * model.scales())
    expected = solution.outputs()
    for k, name in enumerate(model.output_names):
        assert np.allclose(outputs[:, k], expected[name][0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("sharing", ["rules", "functions"])
def test_the_toy_body_runs_to_the_same_trajectory(sharing):
    compare(toy(), np.linspace(0.0, 2880.0, 49), sharing)


@pytest.mark.parametrize("sharing", ["rules", "functions"])
def test_every_operation_runs_to_the_same_trajectory(sharing):
    compare(everything(), np.linspace(0.0, 200.0, 41), sharing)


def test_events_run_to_the_same_trajectory():
    events = [
        Event(100.5, add={"drug": 10.0}),
        Event(100.5, scale={"intake": 3.0}, set={"leak": 0.022}),
        Event(400.5, set={"intake": 0.02}, scale={"intake": 2.0}),
    ]
    compare(toy(), np.linspace(0.0, 1440.0, 25), "rules", events)


def test_the_document_declares_units_and_everything_by_name():
    model = toy()
    root = ElementTree.fromstring(to_sbml(model).encode())
    declared = {p.get("id"): p for p in root.iter(f"{CORE}parameter")}
    for name in (*model.state_names, *model.parameter_names, *model.output_names):
        assert name in declared
    assert "intake_output" in declared
    assert declared["intake"].get("value") == "0.05"
    assert declared["intake"].get("constant") == "true"
    assert declared["plasma_potassium"].get("constant") == "false"
    definitions = {u.get("id"): u for u in root.iter(f"{CORE}unitDefinition")}
    unit = definitions[declared["intake"].get("units")]
    kinds = {
        u.get("kind"): (float(u.get("exponent")), u.get("scale"), u.get("multiplier"))
        for u in unit.iter(f"{CORE}unit")
    }
    assert kinds == {"mole": (1.0, "-3", "1.0"), "second": (-1.0, "0", "60.0")}
    assert len(list(root.iter(f"{CORE}rateRule"))) == len(model.states)


def test_values_events_and_outputs_are_chosen():
    model = toy()
    document = to_sbml(
        model,
        initial=model.initial({"drug": 2.5}),
        parameters=model.defaults({"leak": 0.5}),
        events=[Event(5.0, set={"intake": 0.0})],
        outputs=False,
    )
    root = ElementTree.fromstring(document.encode())
    declared = {p.get("id"): p for p in root.iter(f"{CORE}parameter")}
    assert declared["drug"].get("value") == "2.5"
    assert declared["leak"].get("value") == "0.5"
    assert declared["intake"].get("constant") == "false"
    assert "plasma_potassium_concentration" not in declared
    assert len(list(root.iter(f"{CORE}event"))) == 1


def test_names_that_sbml_cannot_spell_are_respelt():
    model = build_model(
        "m",
        [StateSpec("x", "1", 1.0)],
        [],
        lambda t, s, p: Equations({"x": 0.0}, {"plasma.x": (s.x, "1"), "plasma_x": (2.0 * s.x, "1")}),
    )
    names = sbml_identifiers(model)
    assert names["output", "plasma.x"] == "plasma_x"
    assert names["output", "plasma_x"] == "plasma_x_output"


def test_a_long_chain_of_shared_quantities_stays_short():
    def equations(t, s, p):
        value = s.x
        for _ in range(40):
            value = f.tanh(value + 0.5 * value * value)
        return Equations({"x": -value / f.quantity(1.0, "min")})

    model = build_model("chain", [StateSpec("x", "1", 1.0, positive=False)], [], equations)
    assert len(to_sbml(model, sharing="functions")) < 100_000
    compare(model, np.linspace(0.0, 2.0, 5), "functions")


def test_an_event_of_many_patients_is_refused():
    with pytest.raises(ProtocolError, match="one patient"):
        to_sbml(toy(), events=[Event(5.0, set={"intake": [0.0, 1.0]})])


def test_units_that_sbml_lacks_are_left_out():
    model = build_model(
        "units",
        [StateSpec("insulin", "m[IU]", 1.0)],
        [ParameterSpec("k", "1/h", 1.0), ParameterSpec("q", "%", 1.0)],
        lambda t, s, p: Equations({"insulin": -p.k / f.quantity(60.0, "min/h") * s.insulin}),
    )
    root = ElementTree.fromstring(to_sbml(model).encode())
    declared = {p.get("id"): p for p in root.iter(f"{CORE}parameter")}
    assert declared["insulin"].get("units") is None
    assert declared["q"].get("units") is not None
