"""The yardsticks in ``benchmarks``: they count what they say, and can tell a good answer from a bad one."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skou.inference import assess
from skou.inference.assessment import Band
from skou.inference.knowledge import drawn_causes
from skou.inference.prior import MIXED, condition
from skou.inference.sampling import EXCLUSIVE
from skou.inference.states_as_causes import STATE_CAUSES
from skou.inference.wandering import wanders_beyond
from skou.records.person import Person

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import false_alarms
import simulated_persons as simulated
from intervals import wilson


def record(potassium: float, *drugs: str, **more: float) -> dict[str, object]:
    values = {"potassium": potassium, **more}
    labs = [{"analyte": a, "value": v, "unit": "mmol/L"} for a, v in values.items()]
    return {"person": {"age": 60, "sex": "F"}, "labs": labs, "medications": list(drugs)}


def test_wilson_interval_of_a_worked_example():
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I: 81 of 263
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_limits_themselves_are_critical_and_values_inside_are_not():
    assert false_alarms.judge(record(2.8)).critical == ("potassium 2.8 mmol/L",)
    assert false_alarms.judge(record(2.9)).critical == ()
    assert false_alarms.judge(record(4.2, sodium=158)).critical == ("sodium 158 mmol/L",)


def test_a_combination_calls_for_urgency_only_where_its_table_calls_it_critical():
    digoxin = false_alarms.judge(record(3.3, "digoxin"))
    assert digoxin.combinations == ("combination_digoxin_ions",)
    assert digoxin.urgent
    assert digoxin.called_for
    mild = false_alarms.judge(record(4.2, "furosemide", "metolazone"))
    assert mild.any_combination
    assert not mild.called_for


def test_the_report_tells_false_alarms_from_called_for_ones():
    verdicts = [false_alarms.judge(r) for r in (record(4.2), record(2.9), record(2.4), record(4.3, "xyzzy"))]
    text = false_alarms.report(verdicts, Counter({"UnitError": 1}))
    assert "1 records refused" in text
    assert "not sent today   0 of 1" in text
    assert "sent same_day or emergency       0.500 (2 of 4" in text
    assert "sent with neither of the first   0.250 (1 of 4" in text
    assert "not recognised  1.000 (1 of 1" in text


def test_a_survey_row_becomes_a_record():
    row = {"RIDAGEYR": 67, "RIAGENDR": 2, "RIDEXPRG": np.nan, "BMXWT": 71.5, "BMXHT": np.nan}
    row |= dict.fromkeys(false_alarms.LABS, np.nan) | {"LBXSCA": 9.4}
    made = false_alarms.record_of(row, [{"name": "LISINOPRIL"}])
    assert made["person"] == {"age": 67.0, "sex": "F", "weight_kg": 71.5}
    assert made["labs"] == [{"analyte": "calcium_total", "value": 9.4, "unit": "mg/dL"}]


def test_causes_are_drawn_as_often_as_the_prior_says():
    person = Person(age=50, sex="F")
    prior = condition(person)
    n = 20000
    drawn = simulated.draw_severity(person, np.random.default_rng(0), n, np.full(prior.probability.size, 2.0))
    assert drawn.shape[0] == n
    share = (drawn > 0).mean(axis=0)
    rivals = {c for group in EXCLUSIVE for c in group}
    for code, found, expected in zip(drawn_causes(), share, prior.probability, strict=True):
        if code not in rivals:
            assert abs(found - expected) <= 4.5 * np.sqrt(expected * (1 - expected) / n) + 1e-9, code


def test_noise_has_the_spread_of_the_likelihood():
    n = 20000
    ordinary = {a: np.full(n, simulated.lab_model().analytes[a].reference) for a in simulated.PANEL}
    seen = simulated.noisy_panels(ordinary, np.random.default_rng(0))
    scatter = simulated.lab_model().analytes["potassium"]
    x = np.log(seen["potassium"] / scatter.reference)
    assert np.median(x) == pytest.approx(0.0, abs=0.002)
    # quartiles of Student t with 7 degrees of freedom: 0.711
    sd = np.hypot(scatter.sd, wanders_beyond("potassium", MIXED))
    assert np.percentile(x, 75) == pytest.approx(0.711 * sd, rel=0.05)


@pytest.fixture(scope="module")
def case() -> simulated.Case:
    rng = np.random.default_rng(3)
    facts = {"person": {"age": 50, "sex": "M"}, "medications": ["hydrochlorothiazide"]}
    return simulated.cases_with(facts, rng, 24, 1)[0]


def test_a_simulated_person_is_scored_against_the_body_it_came_from(case):
    answer = assess(case.person, particles=150)
    scored = simulated.score(case, answer)
    present = {c for c, s in zip(drawn_causes(), case.severity[0], strict=True) if s > 0}
    true = {c for c, t in zip(scored.codes, scored.true, strict=True) if t > 0}
    assert true - {s.code for s in STATE_CAUSES} <= present
    assert true & present
    assert scored.stated.max() == max(c.probability for c in answer.causes)
    assert set(scored.place_in_band) == set(simulated.STORES)


def test_a_deficit_is_placed_against_its_band(case):
    answer = assess(case.person, particles=150)
    truth = simulated.true_deficits(case)["potassium_deficit_mmol"]
    for low, high, place in ((1.0, 2.0, -1), (0.0, 2.0, 0), (-2.0, 0.0, 0), (-2.0, -1.0, 1)):
        moved = Band(truth, truth + low, truth + high, "mmol")
        told = replace(answer, body={"potassium_deficit_mmol": moved})
        assert simulated.score(case, told).place_in_band == {"potassium_deficit_mmol": place}


def test_without_a_cause_nothing_is_missing_and_a_band_of_zeros_holds_it(case):
    none = replace(
        case,
        severity=np.zeros_like(case.severity),
        simulated=case.body.simulate(np.zeros_like(case.severity), case.traits, np.ones(1)),
    )
    assert simulated.true_deficits(none)["potassium_deficit_mmol"] == pytest.approx(0.0, abs=simulated.TIE)
    zeros = {"potassium_deficit_mmol": Band(0.0, 0.0, 0.0, "mmol")}
    scored = simulated.score(none, replace(assess(case.person, particles=150), body=zeros))
    assert scored.place_in_band == {"potassium_deficit_mmol": 0}
    assert scored.edged == frozenset()


def test_overconfidence_shows_in_the_table_and_honesty_does_not():
    rng = np.random.default_rng(0)
    stated = rng.uniform(0.3, 0.99, 400)
    honest = (rng.random(400) < stated).astype(float)

    def one(p: float, t: float) -> simulated.Scored:
        places = dict.fromkeys(simulated.STORES, 0)
        above = dict.fromkeys(simulated.STORES, bool(rng.random() < 0.5))
        return simulated.Scored(
            ("a",), np.array([p]), np.array([t]), None, places, above, frozenset(places), 100.0, 1.0, 0.0
        )

    good = [one(p, t) for p, t in zip(stated, honest, strict=True)]
    bold = [one(p, t) for p, t in zip(np.sqrt(stated), honest, strict=True)]
    assert abs(simulated.per_cause(good)[0][3]) < 3.0
    assert simulated.per_cause(bold)[0][3] < -4.0
    assert sum(count for _, _, count, _, _ in simulated.reliability(good)) == 400
    assert "off by more than 0.10" in simulated.report(bold, "")


def test_ranks_of_the_truth_that_lean_are_told_from_even_ones():
    rng = np.random.default_rng(1)

    def placed(rank: float) -> simulated.Scored:
        place = int(rank > 0.95) - int(rank < 0.05)
        return simulated.Scored(
            ("a",),
            np.zeros(1),
            np.zeros(1),
            None,
            {"potassium_deficit_mmol": place},
            {"potassium_deficit_mmol": rank > 0.5},
            frozenset(["potassium_deficit_mmol"]),
            100.0,
            1.0,
            0.0,
        )

    even = [placed(r) for r in rng.random(500)]
    leaning = [placed(r) for r in rng.random(500) ** 1.4]
    ranks = [simulated.rank_counts(some, "potassium_deficit_mmol") for some in (even, leaning)]
    assert all(sum(r) == 500 for r in ranks)
    assert simulated.uniform_p(ranks[0]) > 0.01
    assert simulated.uniform_p(ranks[1]) < 0.001
