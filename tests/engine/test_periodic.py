"""Periodic steady states against the closed form, the body's day, and models that have none."""

from __future__ import annotations

import numpy as np
import pytest

from skou.engine import Event, Rest, compile_model
from skou.engine.periodic import periodic_state
from skou.errors import ProtocolError
from skou.graph import functions as f
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.engine.classics import decay


def test_a_daily_dose_comes_to_its_closed_form():
    """x just before the dose is dose q / (1 - q), q what is left of it after the rest of the day and a night."""
    k = np.array([1e-6, 1e-5, 1e-3, 0.01])
    parameters = np.column_stack([k, np.zeros(4)])
    doses = np.array([1.0, 2.0, 5.0, 5.0])
    found = periodic_state(
        compile_model(decay()),
        [Event(0.0, add={"x": doses})],
        parameters=parameters,
        tolerance=1e-7,
        rtol=1e-9,
    )
    left = np.exp(-1440.0 * k)
    assert found.converged.all()
    assert found.states[:, 0] == pytest.approx(doses * left / (1.0 - left), rel=1e-3)
    assert (found.states[:, 1] == 0.0).all()
    assert found.periods.max() <= 20


def test_the_body_comes_to_a_day_that_repeats_itself():
    from skou.cli.speed.workload import workload

    load = workload(12, seed=4, days=2)
    meals = [e for e in load.meals if float(np.asarray(e.time)) < 1440.0]
    found = periodic_state(load.kernel, meals, load.states, load.fed)
    assert found.converged.all()
    assert found.periods.max() <= 15
    days = [Event(float(np.asarray(e.time)) + 1440.0 * d, add=e.add) for d in range(7) for e in meals]
    later = load.kernel.solve([0.0, 10080.0], found.states, load.fed, days, rtol=1e-6).final
    free = ~load.kernel.model.quadrature
    drift = np.abs(later - found.states)[:, free] / load.kernel.model.scales()[free]
    assert drift.max() < 1e-3


def test_what_only_grows_is_restless_and_what_breaks_has_failed():
    model = build_model(
        "growth",
        [StateSpec("x", "mmol", 1.0, positive=False)],
        [ParameterSpec("rate", "mmol/min", 0.0), ParameterSpec("floor", "mmol", -1.0)],
        lambda t, s, p: Equations({"x": p.rate * f.sqrt((s.x - p.floor) / abs(p.floor))}),
    )
    found = periodic_state(compile_model(model), [], parameters=[[0.0, -1.0], [1.0, -1.0], [1.0, 2.0]])
    assert found.verdict.tolist() == [Rest.AT_REST, Rest.RESTLESS, Rest.FAILED]
    assert found.residual[0] == 0.0
    assert found.residual[1] > 1.0


def test_events_outside_the_period_are_refused():
    with pytest.raises(ProtocolError, match="outside the period"):
        periodic_state(compile_model(decay()), [Event(1440.0, add={"x": 1.0})])
