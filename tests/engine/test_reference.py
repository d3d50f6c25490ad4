"""The reference solver on problems with known answers, with events, and when patients fail."""

import sys

import numpy as np
import pytest

from skou.engine.events import Event, EventSchedule
from skou.engine.reference import ReferenceSolver, prepare
from skou.engine.solution import Status
from skou.errors import ProtocolError, SolverError, UnknownNameError
from skou.graph import functions as f
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.graph.toy import toy


def decay():
    return build_model(
        "decay",
        [StateSpec("x", "mmol", 8.0), StateSpec("lost", "mmol", 0.0, quadrature=True)],
        [ParameterSpec("k", "1/min", 0.1)],
        lambda t, s, p: Equations(
            {"x": -p.k * s.x, "lost": p.k * s.x}, {"rate": (p.k * s.x, "mmol/min"), "k": (p.k, "1/min")}
        ),
    )


@pytest.mark.parametrize("method", ["LSODA", "BDF", "Radau"])
def test_exponential_decay(method):
    times = np.linspace(0.0, 60.0, 13)
    solution = ReferenceSolver(decay(), method).solve(times).require_ok()
    assert np.allclose(solution.state("x")[0], 8.0 * np.exp(-0.1 * times), rtol=1e-6)
    assert np.allclose(solution.state("x") + solution.state("lost"), 8.0, rtol=1e-7)
    assert np.allclose(solution.output("rate")[0], 0.8 * np.exp(-0.1 * times), rtol=1e-6)


def test_an_oscillator_keeps_its_phase():
    model = build_model(
        "spring",
        [StateSpec("x", "1", 1.0, positive=False), StateSpec("v", "1/min", 0.0, positive=False, scale=1.0)],
        [],
        lambda t, s, p: Equations({"x": s.v, "v": -s.x / f.quantity(1.0, "min2")}),
    )
    times = np.linspace(0.0, 20.0, 41)
    solution = ReferenceSolver(model).solve(times, rtol=1e-10)
    assert np.allclose(solution.state("x")[0], np.cos(times), atol=1e-6)


def test_a_stiff_reaction():
    """Robertson's reaction at t = 40 (Hairer & Wanner 1996, problem ROBER)."""
    model = build_model(
        "rober",
        [StateSpec("a", "1", 1.0), StateSpec("b", "1", 0.0, scale=1e-5), StateSpec("c", "1", 0.0)],
        [ParameterSpec(n, "1/min", v) for n, v in (("slow", 0.04), ("fast", 1e4), ("pair", 3e7))],
        lambda t, s, p: Equations(
            {
                "a": -p.slow * s.a + p.fast * s.b * s.c,
                "b": p.slow * s.a - p.fast * s.b * s.c - p.pair * s.b * s.b,
                "c": p.pair * s.b * s.b,
            }
        ),
    )
    final = ReferenceSolver(model).solve([0.0, 40.0], rtol=1e-10).final[0]
    assert np.allclose(final, [0.7158270688, 9.185534765e-6, 0.2841637457], rtol=1e-6)


def test_events_are_hit_exactly_and_have_happened_at_their_time():
    times = np.array([0.0, 5.0, 10.0, 15.0, 20.0])
    events = [
        Event(10.0, add={"x": 4.0}),
        Event(15.0, set={"k": 0.2}),
        Event(17.0, scale={"k": 0.5}),
        Event(99.0, set={"k": 7.0}),
    ]
    solution = ReferenceSolver(decay()).solve(times, events=events).require_ok()
    at_10 = 8.0 * np.exp(-1.0) + 4.0
    at_15 = at_10 * np.exp(-0.5)
    at_20 = at_15 * np.exp(-0.4 - 0.3)
    assert np.allclose(solution.state("x")[0], [8.0, 8.0 * np.exp(-0.5), at_10, at_15, at_20], rtol=1e-6)
    assert solution.output("k")[0].tolist() == [0.1, 0.1, 0.1, 0.2, 0.1]
    assert solution.parameter("k")[0].tolist() == [0.1, 0.1, 0.1, 0.2, 0.1]
    assert solution.final_parameters()[0].tolist() == [0.1]
    assert solution.output("rate")[0, 3] == pytest.approx(0.2 * at_15, rel=1e-6)


def test_events_at_the_start_and_at_the_end():
    events = [Event(0.0, add={"x": 2.0}), Event(10.0, add={"x": 1.0})]
    solution = ReferenceSolver(decay()).solve([0.0, 10.0], events=events)
    assert np.allclose(solution.state("x")[0], [10.0, 10.0 * np.exp(-1.0) + 1.0], rtol=1e-6)


def test_each_patient_has_its_own_times_and_amounts():
    times = np.linspace(0.0, 30.0, 7)
    events = [
        Event([5.0, 12.0, 25.0], add={"x": [1.0, 2.0, 3.0]}),
        Event([20.0, 12.0, np.inf], scale={"k": [2.0, 0.5, 1.0]}),
    ]
    together = ReferenceSolver(decay()).solve(times, parameters=[[0.1], [0.2], [0.3]], events=events)
    for i in range(3):
        own = [
            Event(
                np.asarray(e.time)[i],
                add={k: v[i] for k, v in e.add.items()},
                scale={k: v[i] for k, v in e.scale.items()},
            )
            for e in events
        ]
        alone = ReferenceSolver(decay()).solve(times, parameters=[0.1 * (i + 1)], events=own)
        assert np.allclose(together.states[i], alone.states[0], rtol=1e-12)
        chosen = together.select(i)
        assert len(chosen) == 1
        assert np.allclose(chosen.output("rate")[0], alone.output("rate")[0], rtol=1e-12)


def test_unordered_and_impossible_events_are_refused():
    schedule = EventSchedule([Event(5.0), Event(1.0)])
    assert [e.time for e in schedule] == [1.0, 5.0]
    with pytest.raises(ProtocolError, match="different order"):
        EventSchedule([Event([1.0, 9.0]), Event([2.0, 3.0])])
    with pytest.raises(ProtocolError, match="not a number"):
        EventSchedule([Event(float("nan"))])
    solver = ReferenceSolver(decay())
    with pytest.raises(UnknownNameError, match="parameter 'kk'"):
        solver.solve([0.0, 1.0], events=[Event(0.5, set={"kk": 1.0})])
    with pytest.raises(UnknownNameError, match="state 'y'"):
        solver.solve([0.0, 1.0], events=[Event(0.5, add={"y": 1.0})])
    with pytest.raises(ProtocolError, match="before the start"):
        solver.solve([0.0, 1.0], events=[Event(-0.5, add={"x": 1.0})])
    with pytest.raises(ProtocolError, match="not finite"):
        solver.solve([0.0, 1.0], events=[Event(0.5, add={"x": np.inf})])
    with pytest.raises(SolverError, match="different numbers"):
        solver.solve([0.0, 1.0], np.ones((3, 2)), events=[Event(0.5, add={"x": [1.0, 2.0]})])
    with pytest.raises(ProtocolError, match="shape"):
        EventSchedule([Event(0.5, add={"x": [1.0, 2.0]})]).resolve(decay(), 3)


def explosive():
    return build_model(
        "explosive",
        [StateSpec("x", "1", 1.0)],
        [ParameterSpec("k", "1/min", 0.0), ParameterSpec("sink", "1/min", 0.0)],
        lambda t, s, p: Equations({"x": p.k * s.x * s.x + p.sink * f.log(s.x)}),
    )


def test_a_failing_patient_is_reported_and_spoils_nobody():
    parameters = [[0.0, 0.0], [1.0, 0.0], [-0.1, 0.0]]
    solution = ReferenceSolver(explosive(), max_evaluations=5000).solve(
        [0.0, 0.5, 3.0], parameters=parameters
    )
    assert solution.ok.tolist() == [True, False, True]
    assert solution.status[1] in (Status.STEP_LIMIT, Status.NON_FINITE)
    assert "min" in solution.messages[1]
    assert np.isnan(solution.states[1, -1]).all()
    assert np.isfinite(solution.states[[0, 2]]).all()
    with pytest.raises(SolverError, match="1 of 3 simulations failed: patient 1"):
        solution.require_ok()
    assert solution.select([0, 2]).require_ok() is not None
    assert solution.select(~solution.ok).messages == {0: solution.messages[1]}


def test_a_state_below_zero_is_outside_the_limits():
    model = build_model(
        "drain",
        [StateSpec("x", "mmol", 1.0)],
        [ParameterSpec("loss", "mmol/min", 0.1)],
        lambda t, s, p: Equations({"x": -p.loss}),
    )
    solution = ReferenceSolver(model).solve([0.0, 5.0, 20.0])
    assert Status(int(solution.status[0])).label == "outside_limits"
    assert "x fell to" in solution.messages[0]


def test_steady_state_of_the_toy_body():
    model = toy()
    rest = ReferenceSolver(model).steady_state(parameters=model.defaults({"intake": [0.02, 0.05, 0.07]}))
    assert rest.converged.all()
    assert (np.diff(rest.output("plasma_potassium_concentration")) > 0).all()
    assert np.allclose(rest.output("potassium_excretion"), rest.output("intake"), rtol=1e-6)
    assert (rest.state("urine_potassium") == 0.0).all()
    held = model.derivative(0.0, rest.states, rest.parameters)[:, :4]
    assert np.allclose(held, 0.0, atol=1e-9)


def test_a_patient_without_rest_has_not_converged():
    model = build_model(
        "growth", [StateSpec("x", "1", 1.0)], [], lambda t, s, p: Equations({"x": f.quantity(0.01, "1/min")})
    )
    assert not ReferenceSolver(model).steady_state().converged[0]


def test_potassium_is_conserved_in_the_toy_body():
    model = toy()
    times = np.linspace(0.0, 3 * 1440.0, 37)
    solution = ReferenceSolver(model).solve(times, events=[Event(600.0, add={"drug": 10.0})], rtol=1e-9)
    total = sum(solution.state(n) for n in ("plasma_potassium", "cell_potassium", "urine_potassium"))
    assert np.allclose(total[0] - 0.05 * times, total[0, 0], rtol=1e-9)
    before, after = (solution.output("potassium_excretion")[0, k] for k in (4, 5))
    assert after < 0.6 * before


@pytest.mark.parametrize(
    ("times", "initial", "parameters", "message"),
    [
        ([0.0, 0.0], None, None, "increasing"),
        ([0.0, np.nan], None, None, "increasing"),
        ([], None, None, "increasing"),
        ([0.0], [1.0], None, "states of shape"),
        ([0.0], None, [[1.0, 2.0]], "parameters of shape"),
        ([0.0], [1.0, np.nan], None, "not finite"),
        ([0.0], np.ones((2, 2)), np.ones((3, 1)), "different numbers"),
    ],
)
def test_malformed_requests_are_refused(times, initial, parameters, message):
    with pytest.raises(SolverError, match=message):
        prepare(decay(), times, initial, parameters)


def test_without_scipy_the_message_says_how_to_mend(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.integrate", None)
    with pytest.raises(SolverError, match="pip install"):
        ReferenceSolver(decay())
