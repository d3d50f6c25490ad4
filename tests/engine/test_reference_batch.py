"""The NumPy path agrees with SciPy, patient by patient."""

import numpy as np
import pytest

from skou.engine.events import Event
from skou.engine.reference import ReferenceSolver
from skou.engine.reference_batch import BatchReferenceSolver
from skou.engine.solution import Status
from skou.graph import functions as f
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.graph.toy import toy

EVENTS = [
    Event([100.0, 130.0, 170.0], add={"drug": [10.0, 5.0, 0.0]}),
    Event([200.0, 130.0, 170.0], set={"intake": 0.06}, scale={"leak": [1.0, 1.01, 0.99]}),
    Event(900.0, scale={"intake": 0.5}),
]


def error(a, b):
    return np.max(np.abs(a.states - b.states) / (np.abs(b.states) + 0.01 * b.model.scales()))


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
def test_it_agrees_with_scipy(tolerance):
    model = toy()
    times = np.array([0.0, 10.0, 130.0, 170.0, 171.0, 500.0, 900.0, 1400.0, 2880.0])
    parameters = model.defaults({"excretion": [0.08, 0.1, 0.12]})
    solution = BatchReferenceSolver(model).solve(times, None, parameters, EVENTS, rtol=tolerance).require_ok()
    truth = ReferenceSolver(model, max_step=60.0).solve(times, None, parameters, EVENTS, rtol=1e-11)
    assert error(solution, truth) < 20 * tolerance
    assert np.array_equal(solution.parameter("intake"), truth.parameter("intake"))


def test_the_order_is_four():
    """Halving the step of a smooth problem divides the error by about 16."""
    model = build_model(
        "pulse",
        [StateSpec("x", "1", 1.0)],
        [],
        lambda t, s, p: Equations(
            {"x": (f.cos(t / f.quantity(1.0, "min")) - 2.0) * s.x / f.quantity(1.0, "min")}
        ),
    )
    exact = np.exp(np.sin(2.0) - 4.0)
    errors = [
        abs(BatchReferenceSolver(model, max_step=h).solve([0.0, 2.0], rtol=1e9, atol=1e9).final[0, 0] - exact)
        for h in (0.2, 0.1, 0.05)
    ]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert (orders > 3.7).all()


def test_a_failing_patient_is_reported_and_spoils_nobody():
    model = build_model(
        "explosive",
        [StateSpec("x", "1", 1.0)],
        [ParameterSpec("k", "1/min", 0.0), ParameterSpec("loss", "1/min", 0.0)],
        lambda t, s, p: Equations({"x": p.k * s.x * s.x - p.loss}),
    )
    solution = BatchReferenceSolver(model, max_steps=400).solve(
        [0.0, 0.5, 3.0], parameters=[[-0.1, 0.0], [1.0, 0.0], [0.0, 0.5]], rtol=1e-7
    )
    assert solution.status[0] == Status.OK
    assert solution.status[1] in (Status.STEP_LIMIT, Status.NON_FINITE)
    assert solution.status[2] == Status.OUTSIDE_LIMITS
    assert solution.states[:, 1, 0] == pytest.approx([1 / 1.05, 2.0, 0.75], rel=1e-6)
    assert solution.states[0, 2, 0] == pytest.approx(1 / 1.3, rel=1e-6)
    assert np.isnan(solution.states[1:, 2]).all()
    assert "x" in solution.messages[1]
    assert solution.steps[1] + solution.rejected[1] <= 400
    assert "x fell to" in solution.messages[2]


def test_every_patient_alone_is_the_same_as_together():
    model = toy()
    times = np.linspace(0.0, 600.0, 7)
    parameters = model.defaults({"uptake": [5.5, 6.0, 6.5]})
    together = BatchReferenceSolver(model).solve(times, None, parameters)
    for i in range(3):
        alone = BatchReferenceSolver(model).solve(times, None, parameters[i])
        assert np.allclose(alone.states[0], together.states[i], rtol=1e-10, atol=1e-12)
        assert alone.steps[0] == together.steps[i]
