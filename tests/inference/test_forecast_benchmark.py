"""The forecast benchmark counts what it says: scores, filter, doses."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import mimic_course
import mimic_filter
import mimic_forecast
import mimic_state
from mimic_filter import Drift

from skou.inference.scoring import crps


def made(values: list[float], hours: list[float]) -> mimic_course.Course:
    n = len(values)
    return mimic_course.Course(
        1, "F", 60.0, 70.0, np.array(hours), np.array(values), np.zeros((n - 1, 4)),
        np.zeros((n - 1, mimic_course.LONGEST, 4)), np.zeros(n - 1), np.zeros(n - 1), np.full((n, 4), np.nan),
    )  # fmt: skip


def test_the_probability_score_of_a_normal_ensemble_is_the_closed_form():
    """Gneiting and Raftery 2007, doi:10.1198/016214506000001437, eq. 21."""
    members = norm.ppf((np.arange(4001) + 0.5) / 4001)[None, :]
    for y in (0.0, 1.3):
        exact = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
        assert crps(members, np.array([y]))[0] == pytest.approx(exact, abs=2e-3)


def test_a_forecast_goes_from_the_last_value_back_to_the_persons_own_level():
    drift = Drift(4.1, 0.3, 1e5, 0.3, 24.0)
    course = made([4.5] * 12 + [3.6, 3.6, 3.6], [24.0 * k for k in range(12)] + [288.0, 300.0, 400.0])
    mean, sd = mimic_filter.forecasts(course, np.zeros(14), drift, 0.02)
    assert mean[0] == pytest.approx(4.1)
    assert mean[11] > 4.3
    assert 3.6 < mean[13] < mean[14] < 4.5
    assert sd[13] < sd[14]


def test_the_bodys_effect_is_added():
    drift = Drift(4.1, 0.3, 1e5, 0.3, 24.0)
    course = made([3.2, 3.9], [0.0, 12.0])
    plain, _ = mimic_filter.forecasts(course, np.zeros(1), drift, 0.02)
    dosed, _ = mimic_filter.forecasts(course, np.array([0.4]), drift, 0.02)
    assert dosed[1] - plain[1] == pytest.approx(0.4)


def test_drifts_are_found_again():
    rng = np.random.default_rng(0)
    true = Drift(4.1, 0.35, 2000.0, 0.25, 30.0)
    courses = []
    for _ in range(60):
        hours = np.cumsum(rng.uniform(4, 24, 40))
        a, b, values = rng.normal(0, true.slow), rng.normal(0, true.fast), []
        for gap in np.diff(hours, prepend=hours[0]):
            fa, fb = np.exp(-gap / true.slow_hours), np.exp(-gap / true.fast_hours)
            a = fa * a + true.slow * np.sqrt(1 - fa * fa) * rng.standard_normal()
            b = fb * b + true.fast * np.sqrt(1 - fb * fb) * rng.standard_normal()
            values.append(true.mean + a + b + 0.02 * 4.1 * rng.standard_normal())
        courses.append(made(values, list(hours)))
    found = mimic_filter.learn(courses, [np.zeros(39)] * 60, 0.02)
    assert found.mean == pytest.approx(true.mean, abs=0.15)
    assert found.slow**2 + found.fast**2 == pytest.approx(true.slow**2 + true.fast**2, rel=0.5)


def test_a_dose_is_counted_only_between_the_two_measurements():
    first, last = pd.Timestamp("2150-01-01 08:00"), pd.Timestamp("2150-01-01 12:00")
    given = mimic_course.Given(
        pd.Series([pd.Timestamp("2150-01-01 07:00"), pd.Timestamp("2150-01-01 11:30")]),
        pd.Series([pd.Timestamp("2150-01-01 09:00"), pd.Timestamp("2150-01-01 12:30")]),
        np.array([[20.0, 0, 0, 0], [0, 0, 8.0, 0]]),
    )
    hourly = mimic_course._hourly(given, first, last)
    assert hourly[0, 0] == pytest.approx(10.0)
    assert hourly[3, 2] == pytest.approx(4.0)
    assert hourly.sum() == pytest.approx(14.0)


def test_only_values_followed_in_six_to_forty_eight_hours_are_forecast():
    course = made([4.0, 4.1, 4.2, 4.3], [0.0, 3.0, 27.0, 100.0])
    (only,) = mimic_forecast.origins([course])
    assert (only.k, only.last, only.found) == (1, 4.1, 4.2)


def test_the_bodys_dose_effect_has_the_right_size():
    course = made([3.2, 3.6], [0.0, 6.0])
    course.hourly[0, 0, 0] = 40.0
    course.doses[0, 0] = 40.0
    ((effect,),) = mimic_course.body_effects([course], "potassium")
    assert 0.1 < effect < 1.2


def test_the_state_ends_at_the_measurement_and_plans_go_on_to_the_next():
    at = pd.DatetimeIndex(["2150-01-02 06:00", "2150-01-02 18:00", "2150-01-03 06:00"])
    labs = pd.DataFrame(
        {
            "subject_id": 1,
            "itemid": [51006, 51006],
            "time": pd.DatetimeIndex(["2150-01-02 05:00", "2150-01-02 17:59"]),
            "value": [30.0, 60.0],
        }
    )
    pump = pd.DataFrame(
        {"subject_id": [], "event": [], "label": [], "itemid": [], "time": pd.DatetimeIndex([]), "value": []}
    )
    events = pd.DataFrame(
        {
            "subject_id": 1,
            "code": ["MEDICATION//Lactulose//Administered", "MEDICATION//Lactulose//Administered"],
            "time": pd.DatetimeIndex(["2150-01-02 12:00", "2150-01-03 07:00"]),
            "value": [np.nan, np.nan],
        }
    )
    tables = mimic_state.Tables(labs, pump, events)
    rows = mimic_state.state(1, 70.0, at, np.array([4.0, 3.5, 4.2]), np.zeros((2, 4)), tables)
    names = mimic_state.names()
    assert rows[:, names.index("urea")].tolist() == [30.0, 60.0]
    assert rows[:, names.index("lactulose")].tolist() == [1.0, 1.0]
    assert rows[1, names.index("slope")] == pytest.approx(-0.5 / 12.0)
    assert rows.shape[1] == len(names)
