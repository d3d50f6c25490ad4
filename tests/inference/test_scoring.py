"""A stored forecast is scored when the result arrives."""

from __future__ import annotations

import json

import numpy as np
import pytest

from skou.errors import RecordError
from skou.inference import assess
from skou.inference.scoring import crps, members, score, summary
from skou.records import read_person

RECORD = {
    "person": {"age": 64, "sex": "F"},
    "labs": [{"analyte": "potassium", "value": 3.1, "unit": "mmol/L", "day": 2}],
    "medications": [{"name": "hydrochlorothiazide", "dose": "25 mg", "frequency": "daily"}],
}
STORED = {
    "forecast": [
        {
            "analyte": "potassium", "option": "as it is", "from_day": 2.0, "days": [0.0, 1.0, 3.0],
            "bands": [{"median": m, "ci90": [m - 0.5, m + 0.5], "unit": "mmol/L"} for m in (3.0, 3.2, 3.6)],
        },
        {
            "analyte": "potassium", "option": "without the thiazide", "from_day": 2.0, "days": [0.0, 3.0],
            "bands": [{"median": m, "ci90": [m - 0.5, m + 0.5], "unit": "mmol/L"} for m in (3.0, 4.0)],
        },
    ]
}  # fmt: skip


def later(*found: tuple[float, float], **more: object):
    labs = [
        {"analyte": "potassium", "value": k, "unit": "mmol/L", "day": d, **more}
        for d, k in ((2, 3.1), *found)
    ]
    return read_person(RECORD | {"labs": labs})


def test_a_result_between_two_forecast_days_meets_the_band_between_them():
    (one,) = score(STORED, later((4.0, 3.4)))
    assert (one.day, one.found) == (4.0, 3.4)
    assert one.expected.median == pytest.approx(3.4)
    assert one.inside
    assert one.below == pytest.approx(0.5)
    assert one.error == pytest.approx(0.0)


def test_percentile_and_band_agree_at_the_edge():
    low, high = score(STORED, later((3.0, 2.7), (5.0, 4.11)))
    assert low.below == pytest.approx(0.05, abs=1e-3)
    assert low.inside
    assert high.below > 0.95
    assert not high.inside


def test_further_off_scores_worse_and_the_score_is_in_the_unit():
    near, far = score(STORED, later((3.0, 3.2), (5.0, 5.6)))
    assert near.crps < 0.12
    assert 1.5 < far.crps < 2.0
    assert summary((near, far))["potassium"] == {
        "results": 2, "inside": 0.5, "mean_absolute_error": 1.0, "mean_error": 1.0,
        "crps": pytest.approx((near.crps + far.crps) / 2, rel=0.01), "unit": "mmol/L",
    }  # fmt: skip


def test_the_option_that_was_followed_can_be_scored():
    (one,) = score(STORED, later((5.0, 4.0)), "without the thiazide")
    assert one.expected.median == pytest.approx(4.0)
    with pytest.raises(RecordError, match="without the thiazide"):
        score(STORED, later((5.0, 4.0)), "with bananas")


def test_only_plain_blood_values_within_the_forecast_are_scored():
    assert score(STORED, later((2.0, 3.0), (5.5, 3.0))) == ()
    assert score(STORED, later((4.0, 3.0), qualifier="<")) == ()
    assert score(STORED, later((4.0, 30.0), specimen="urine-spot")) == ()


@pytest.mark.parametrize(
    "broken", [{}, {"forecast": []}, {"forecast": [{"analyte": "potassium"}]}, {"forecast": [3]}]
)
def test_what_is_no_forecast_is_refused(broken):
    with pytest.raises(RecordError, match="forecast"):
        score(broken, later((4.0, 3.0)))


def test_the_band_is_found_again_in_its_members():
    drawn = members(np.array([3.0]), np.array([4.0]), np.array([4.5]))
    np.testing.assert_allclose(np.quantile(drawn, [0.05, 0.5, 0.95]), [3.0, 4.0, 4.5], atol=0.03)
    assert crps(drawn, np.array([4.0]))[0] < crps(drawn, np.array([3.0]))[0]


def test_an_answer_goes_through_json_and_is_scored():
    answer = json.loads(json.dumps(assess(read_person(RECORD), particles=300).to_dict()))
    (one,) = score(answer, later((3.5, 3.3)))
    assert one.expected.low < one.expected.median < one.expected.high
    assert one.inside
