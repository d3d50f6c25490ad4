"""One impossible patient never stops or spoils the others, and is reported with the reason."""

import numpy as np
import pytest

from skou.engine import Event, Status, compile_model
from skou.errors import SolverError
from skou.graph import functions as f
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.engine.classics import decay, driven, root, van_der_pol

METHODS = ["rodas4", "tsit5"]
TIMES = np.linspace(0.0, 100.0, 11)


def _population(n=8):
    model = root()
    parameters = np.tile(model.defaults(), (n, 1))
    parameters[:, model.find_parameter("floor")] = np.linspace(-1.5, -0.5, n)
    return model, parameters


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("where", [0, 3, 7])
def test_a_root_of_less_than_nothing_fails_one_lane_only(method, where):
    model, parameters = _population()
    kernel = compile_model(model, method, lanes=8)
    healthy = kernel.solve(TIMES, parameters=parameters)
    assert healthy.ok.all()
    parameters[where, model.find_parameter("threshold")] = 5.0
    mixed = kernel.solve(TIMES, parameters=parameters)
    others = np.arange(8) != where
    assert mixed.status[where] == Status.NON_FINITE
    assert mixed.ok[others].all()
    assert np.array_equal(mixed.states[others], healthy.states[others])
    assert "x at fault" in mixed.messages[where]
    assert "at 0 min" in mixed.messages[where]
    assert np.isnan(mixed.states[where, 1:]).all()
    with pytest.raises(SolverError, match=rf"1 of 8 simulations failed: patient {where}: non finite"):
        mixed.require_ok()


@pytest.mark.parametrize("method", METHODS)
def test_a_patient_who_becomes_impossible_keeps_what_came_before(method):
    model, parameters = _population()
    parameters[5, model.find_parameter("floor")] = 3.0
    solution = compile_model(model, method).solve(TIMES, parameters=parameters)
    assert solution.ok.tolist() == [True] * 5 + [False] + [True] * 2
    known = np.isfinite(solution.states[5, :, 0])
    assert 0 < known.sum() < TIMES.size
    assert not known[np.argmin(known) :].any()


@pytest.mark.parametrize("method", METHODS)
def test_failed_lanes_are_refilled(method):
    """Half of a hundred patients are impossible; the rest come out as if they were alone."""
    model, parameters = _population(100)
    bad = np.arange(100) % 2 == 1
    parameters[bad, model.find_parameter("threshold")] = 5.0
    kernel = compile_model(model, method)
    mixed = kernel.solve(TIMES, parameters=parameters, threads=2)
    assert np.array_equal(mixed.status == Status.NON_FINITE, bad)
    alone = kernel.solve(TIMES, parameters=parameters[~bad], threads=1)
    assert np.array_equal(mixed.states[~bad], alone.states)


@pytest.mark.parametrize("method", METHODS)
def test_the_step_limit_ends_a_patient(method):
    model = van_der_pol()
    parameters = np.array([[1.0, 1.0], [1e-3, 1.0], [1.0, 1.0]])
    solution = compile_model(model, method).solve([0.0, 20.0], parameters=parameters, max_steps=500)
    assert solution.status.tolist() == [Status.OK, Status.STEP_LIMIT, Status.OK]
    assert solution.steps[1] + solution.rejected[1] == 500
    assert "step limit" in solution.messages[1]


def test_rejections_cannot_go_on_for_ever():
    """A pole in finite time: the step shrinks until it cannot, and the patient is given up, not the run."""
    model = root()
    stuck = model.defaults({"threshold": 3.999999999999, "floor": 40.0, "per_minute": 1e12})
    solution = compile_model(model).solve(TIMES, parameters=[stuck, model.defaults()])
    assert solution.status[0] != Status.OK
    assert solution.steps[0] + solution.rejected[0] < 1000
    assert not solution.ok[0]


@pytest.mark.parametrize("method", METHODS)
def test_leaving_the_limits_of_life(method):
    model = decay()
    feeds = np.tile(model.defaults(), (9, 1))
    feeds[4, model.find_parameter("feed")] = 3.0
    solution = compile_model(model, method).solve(TIMES, parameters=feeds, limits={"x": (0.0, 20.0)})
    assert solution.status[4] == Status.OUTSIDE_LIMITS
    assert solution.ok.sum() == 8
    assert "x at fault" in solution.messages[4]
    moment = float(solution.messages[4].split("at ")[1].split(" min")[0])
    assert moment == pytest.approx(np.log((30.0 - 8.0) / (30.0 - 20.0)) / 0.1, rel=1e-3)


def test_a_positive_state_that_the_equations_drive_below_zero_fails():
    solution = compile_model(decay()).solve(TIMES, parameters=[0.0, -1.0])
    assert solution.status[0] == Status.OUTSIDE_LIMITS
    assert np.nanmin(solution.states[0, :, 0]) >= -1e-5


def test_an_event_can_make_a_patient_impossible():
    model, parameters = _population(3)
    when = np.array([np.inf, 50.0, np.inf])
    events = [Event(when, set={"threshold": 100.0})]
    solution = compile_model(model).solve(TIMES, parameters=parameters, events=events)
    assert solution.ok.tolist() == [True, False, True]
    assert "at 50 min" in solution.messages[1]
    assert np.isfinite(solution.states[1, :6]).all()
    assert np.isnan(solution.states[1, 6:]).all()


def test_everyone_failing_is_an_answer_too():
    model, parameters = _population(20)
    parameters[:, model.find_parameter("threshold")] = 9.0
    solution = compile_model(model).solve(TIMES, parameters=parameters)
    assert not solution.ok.any()
    assert len(solution.messages) == 20


def test_a_failed_steady_state_spoils_no_other():
    model = driven()
    parameters = np.tile(model.defaults(), (9, 1))
    parameters[3, model.find_parameter("day")] = 0.0
    found = compile_model(model).steady_state(parameters=parameters, t=360.0)
    assert found.converged.tolist() == [True] * 3 + [False] + [True] * 5


def test_the_expression_at_fault_is_named():
    model = build_model(
        "emptying",
        [StateSpec("x", "mmol", 1.0, positive=False)],
        [ParameterSpec("rate", "mmol/min", 0.0), ParameterSpec("half", "mmol", 1.0)],
        lambda t, s, p: Equations({"x": -p.rate * (1.0 + f.log(s.x / p.half) ** 2)}),
    )
    solution = compile_model(model).solve(
        [0.0, 100.0], parameters=[[0.1, 1.0], [0.0, 1.0]], events=[Event(1.0, set={"half": 2.0})]
    )
    assert solution.status[0] in (Status.NON_FINITE, Status.STEP_LIMIT)
    assert solution.ok[1]
    assert "log(x / half)" in solution.messages[0]
