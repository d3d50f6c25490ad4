"""What the person's own values say of the next ones, and the plan that lies ahead of the last value."""

from __future__ import annotations

import numpy as np
import pytest

from skou.errors import OutOfPhysiologicalRange
from skou.inference import assess
from skou.inference.bodies import body_of
from skou.inference.carried import carried
from skou.inference.forecast import POINTS
from skou.inference.knowledge import drawn_causes
from skou.inference.likelihood import student_points
from skou.inference.observations import observe
from skou.inference.plan import plan
from skou.inference.wandering import Wander, wander, wanders_beyond
from skou.records import read_person

LASTING = np.array([0.05**2])


def one(past, gaps, ahead, own):
    mean, sd = carried(np.array(past, float), np.array([gaps], float), np.array(ahead, float), LASTING, own)
    return mean[0], sd[0]


def test_nothing_measured_leaves_the_whole_scatter():
    mean, sd = one([], [], [0.0, 3.0], Wander(0.04, 0.1, 2.0))
    assert mean.tolist() == [0.0, 0.0]
    assert sd == pytest.approx(np.sqrt(0.05**2 + 0.1**2 + 0.04**2))


def test_the_last_difference_fades_and_uncertainty_grows():
    mean, sd = one([0.0], [0.1], [0.0, 1.0, 5.0, 60.0], Wander(0.04, 0.1, 2.0))
    assert 0.1 > mean[0] > mean[1] > mean[2] > mean[3] > 0.0
    assert np.all(np.diff(sd) > 0)


def test_many_like_values_count_more_than_one():
    mean, sd = one([0.0], [0.1], [1.0], Wander(0.04))
    more, narrower = one([-3.0, -2.0, -1.0, 0.0], [0.1] * 4, [1.0], Wander(0.04))
    assert more > mean
    assert narrower < sd


def test_an_odd_value_counts_less():
    def share(gap):
        return one([-1.0, 0.0], [0.0, gap], [0.5], Wander(0.04, 0.1, 2.0))[0][0] / gap

    assert share(0.1) > 1.5 * share(1.0)


def test_of_two_values_of_one_hour_the_one_that_the_body_bears_out_counts():
    mean, _ = one([-0.06, 0.0], [0.54, -0.07], [0.0], Wander(0.05, 0.1, 3.0))
    assert -0.07 < mean[0] < 0.05


def test_a_value_weighs_less_in_the_likelihood_where_values_wander():
    assert wanders_beyond("potassium", "community") == 0.0
    assert 0.0 < wanders_beyond("potassium", "mixed") < wanders_beyond("potassium", "ward")
    assert wanders_beyond("pth", "ward") == 0.0
    who = read_person({"labs": [{"analyte": "potassium", "value": 2.9, "unit": "mmol/L"}]})
    home, ward = (observe(who, (), s).values[0].extra_sd for s in ("community", "ward"))
    assert home == 0.0
    assert ward > 0.08


def test_values_wander_more_on_a_ward_than_at_home():
    home, mixed, ward = (wander("potassium", s) for s in ("community", "mixed", "ward"))
    assert home.drift == 0.0
    assert 0.0 < mixed.drift < ward.drift


def test_the_points_of_the_scatter_are_those_of_the_t():
    from scipy.stats import t

    points = student_points(POINTS)
    np.testing.assert_allclose(points, t.ppf((np.arange(points.size) + 0.5) / points.size, 7), atol=2e-3)


RECORD = {
    "person": {"age": 64, "sex": "F"},
    "labs": [
        {"analyte": "potassium", "value": 3.2, "unit": "mmol/L"},
        {"analyte": "magnesium", "value": 0.6, "unit": "mmol/L"},
        {"analyte": "creatinine", "value": 75, "unit": "umol/L"},
    ],
}
DRIP = {
    "name": "potassium chloride",
    "dose": "60 mmol",
    "route": "iv",
    "started_day": 0.2,
    "stopped_day": 0.6,
}


def medians(record, analyte="potassium", days=(0.0, 0.1, 0.6, 2.0), **more):
    answer = assess(read_person(record), particles=300, forecast_days=days, **more)
    (row,) = [f for f in answer.forecast if f.analyte == analyte and f.option in ("", "as it is")]
    return np.array([b.median for b in row.bands]), row


def test_what_is_planned_acts_when_it_is_planned():
    alone, _ = medians(RECORD)
    dripped, _ = medians(RECORD | {"medications": [DRIP]})
    more = dripped - alone
    assert more[1] == pytest.approx(0.0, abs=0.03)
    assert more[2] > 0.3
    assert more[3] < more[2]


def test_a_planned_dose_enters_whole_by_its_stated_end():
    for stop in (0.3, 0.6):
        (treatment,) = plan(read_person({"medications": [DRIP | {"stopped_day": stop}]}), 0.0).treatments
        assert treatment.add["infusion_potassium"] * (treatment.stop - treatment.start) == pytest.approx(60.0)


def test_a_drug_that_is_to_stop_ceases_to_act():
    drug = {"name": "hydrochlorothiazide", "dose": "50 mg", "frequency": "daily"}
    goes_on, _ = medians(RECORD | {"medications": [drug]}, days=(0.0, 7.0))
    stops, _ = medians(RECORD | {"medications": [drug | {"stopped_day": 0}]}, days=(0.0, 7.0))
    assert stops[1] > goes_on[1] + 0.1


def test_the_forecast_starts_from_the_last_value_and_leans_on_it():
    labs = [*RECORD["labs"], {"analyte": "potassium", "value": 4.4, "unit": "mmol/L", "day": 5}]
    median, row = medians(RECORD | {"labs": labs}, days=(0.0, 0.5), setting="ward")
    assert row.from_day == 5.0
    assert median[0] > 3.9


def test_the_band_is_wide_enough_for_a_repeat_measurement():
    _, row = medians(RECORD, days=(0.0, 1.0))
    assert row.bands[0].high / row.bands[0].low > np.exp(2 * 1.6 * 0.044)


def test_treatments_are_undone_as_they_were_done():
    person = read_person(
        {
            "medications": [
                DRIP,
                {"name": "furosemide", "dose": "40 mg", "frequency": "daily", "started_day": 0},
            ]
        }
    )
    body = body_of(person).body
    treatments = plan(person, 0.0).treatments
    before = body.parameters_of(np.zeros((2, body.caps.size)), np.zeros((2, body.traits)))
    there = body.treated(before, treatments)
    assert not np.allclose(there, before)
    np.testing.assert_allclose(body.treated(there, treatments, undo=True), before, rtol=1e-12)


@pytest.mark.parametrize("days", [(), (1.0, 2.0), (0.0, 2.0, 1.0), (0.0, 400.0)])
def test_days_that_cannot_be_forecast_are_refused(days):
    with pytest.raises(OutOfPhysiologicalRange, match="ascending"):
        assess(read_person(RECORD), particles=300, forecast_days=days)


def test_an_attack_that_is_over_does_not_come_back_in_the_forecast():
    """The index is the worst day, four days before; the forecast is from the last value and the recovered person."""
    labs = [
        {"analyte": "potassium", "value": k, "unit": "mmol/L", "day": d}
        for d, k in ((-4, 2.2), (-2, 3.9), (-1, 4.1), (0, 4.2))
    ]
    median, row = medians(RECORD | {"labs": [*RECORD["labs"][1:], *labs]}, days=(0.0, 1.0))
    assert row.from_day == 0.0
    assert median.min() > 3.9


def test_a_body_that_died_is_carried_along_without_values_and_harms_no_other():
    body = body_of(read_person({"person": {"age": 45, "sex": "F"}})).body
    none = np.zeros((2, len(drawn_causes())))
    alive = body.simulate(none, np.zeros((2, body.traits)), np.ones(2))
    states = alive.states.copy()
    states[0] = np.nan
    values, end = body.run(states, alive.parameters, [0.0, 60.0])
    assert np.isnan(end[0]).all()
    assert np.isnan([v["potassium"][0] for v in values]).all()
    alone, _ = body.run(alive.states[1:], alive.parameters[1:], [0.0, 60.0])
    assert [v["potassium"][1] for v in values] == [v["potassium"][0] for v in alone]
