"""Mass, charge and sign: what no body may break, whatever its parameters and whatever is done to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import skou.body as body
from skou.body.ledger import STORES
from skou.body.variation import draw_bodies
from skou.engine import Event, EventSchedule
from tests.body.bodies import imbalance, kernel

DAY = 1440.0


def busy_days(amount: float) -> EventSchedule:
    """Meals, an infusion, a drug, a loss and a bolus within three days."""
    meal = body.meal_amounts(
        {
            "potassium": 20.0 * amount,
            "sodium": 50.0,
            "magnesium": 4.0,
            "calcium": 7.0,
            "phosphate": 14.0,
            "water": 0.6,
            "carbohydrate": 80.0,
        }
    )
    events = [Event(60.0 + 480.0 * k, add=meal) for k in range(9)]
    events += [
        Event(300.0, set={"infusion_potassium": 0.2 * amount, "infusion_water": 0.002}),
        Event(420.0, set={"infusion_potassium": 0.0, "infusion_water": 0.0}),
        Event(600.0, set={"nkcc2_activity": 0.5}),
        Event(960.0, set={"nkcc2_activity": 1.0}),
        Event(1500.0, add={"ecf_magnesium": 4.0 * amount, "infused_magnesium": 4.0 * amount}),
        Event(2000.0, set={"diarrhoea_rate": 0.001 * amount, "vomiting_rate": 0.0004}),
        Event(3000.0, set={"diarrhoea_rate": 0.0, "vomiting_rate": 0.0, "clamp_glucose_on": 1.0}),
    ]
    return EventSchedule(events)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), amount=st.floats(0.1, 3.0))
def test_mass_is_conserved(seed: int, amount: float) -> None:
    p, y = draw_bodies(8, seed)
    solution = kernel().solve(np.arange(0.0, 4 * DAY, 360.0), y, p, events=busy_days(amount))
    ok = solution.ok
    assert ok.sum() >= 7
    for ion in STORES:
        assert imbalance(solution, ion)[ok].max() <= 1e-9, ion


def test_no_amount_is_negative_and_nothing_is_lost_to_nan() -> None:
    p, y = draw_bodies(200, seed=7)
    solution = kernel().solve(np.arange(0.0, 28 * DAY, DAY), y, p, events=busy_days(1.0))
    assert solution.ok.mean() >= 0.995
    states = solution.states[solution.ok]
    positive = [i for i, s in enumerate(solution.model.states) if s.positive]
    assert np.isfinite(states).all()
    scale = solution.model.scales()[positive]
    assert (states[:, :, positive] / scale >= -1e-3).all()


def test_plasma_is_electroneutral() -> None:
    p, y = draw_bodies(50, seed=3)
    model = body.model()
    out = dict(zip(model.output_names, np.moveaxis(np.asarray(model.outputs(0.0, y, p)), -1, 0), strict=True))
    albumin = p[:, model.parameter_index["albumin"]]
    cations = (
        out["plasma.sodium"]
        + out["plasma.potassium"]
        + 2 * out["plasma.calcium_ionised"]
        + 2 * out["plasma.magnesium_ionised"]
    )
    anions = (
        out["plasma.chloride"]
        + out["plasma.bicarbonate"]
        + out["plasma.organic_anion"]
        + 1.8 * out["plasma.phosphate"]
        + 0.28 * albumin
        + 4.0
    )
    assert np.abs(cations - anions).max() <= 1e-6 * 150
    assert out["plasma.chloride"] == pytest.approx(104.0, abs=12.0)


def test_the_kernel_agrees_with_an_independent_solver() -> None:
    from skou.engine import ReferenceSolver

    p, y = draw_bodies(2, seed=11)
    times = np.array([0.0, 500.0, 1440.0, 2880.0])
    ours = kernel().solve(times, y, p, events=busy_days(1.0), rtol=1e-6)
    theirs = ReferenceSolver(body.model()).solve(times, y, p, events=busy_days(1.0), rtol=1e-8)
    model = body.model()
    scale = np.abs(theirs.states) + 0.01 * model.scales()
    assert (np.abs(ours.states - theirs.states) / scale)[:, :, ~model.quadrature].max() < 2e-4
