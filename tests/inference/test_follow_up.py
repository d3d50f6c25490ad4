"""Follow-up: treatments as given, later values weighed against what each virtual patient foresaw."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from skou.inference import assess
from skou.inference.bodies import CorrectedBody, body_of
from skou.inference.follow_up import foresee
from skou.inference.knowledge import base_rates, cause_index, lab_model
from skou.inference.observations import observe
from skou.inference.plan import plan
from skou.inference.prior import condition
from skou.inference.timeline import Timeline, before_treatment, timeline, without_visits
from skou.records import read_person
from skou.records.person import Medication, Person

from .people import lab, person

KCL = Medication(
    "potassium chloride 40 mmol three times daily", "potassium chloride", causes=("potassium_load",),
    dose=40.0, dose_unit="mmol", per_day=3.0, route="oral", started_day=0.0,
)  # fmt: skip
MAGNESIUM = Medication(
    "magnesium sulfate 20 mmol a day", "magnesium sulfate", dose=20.0, dose_unit="mmol", per_day=1.0,
    route="intravenous", started_day=0.0,
)  # fmt: skip
OMEPRAZOLE = Medication(
    "omeprazole 20 mg", "omeprazole", causes=("proton_pump_inhibitor",), dose=20.0, duration_days=1000.0
)
THIAZIDE = Medication(
    "hydrochlorothiazide 25 mg", "hydrochlorothiazide", causes=("thiazide_diuretic",), dose=25.0, dose_unit="mg",
    per_day=1.0, stopped_day=0.0,
)  # fmt: skip


def patient(
    *later: tuple[float, float], drugs: tuple[Medication, ...] = (OMEPRAZOLE, THIAZIDE, KCL)
) -> Person:
    """Low potassium on a proton-pump inhibitor and a thiazide that is stopped; magnesium was not measured."""
    labs = [lab("potassium", 2.8), lab("sodium", 139.0), lab("creatinine", 75.0)]
    return person(*labs, *(lab("potassium", k, day=d) for d, k in later), age=64, medications=drugs)


def timeline_of(who: Person) -> Timeline | None:
    return timeline(who, plan(who, 0.0), 0.0)


@pytest.fixture(scope="module")
def body() -> CorrectedBody:
    return body_of(patient())


def course(body: CorrectedBody, cause: str, severity: float, *drugs: Medication) -> tuple[float, list[float]]:
    """Potassium at the index day and on days 1 and 3 of one simulated patient under treatment."""
    row = np.zeros((1, len(cause_index())))
    row[0, cause_index()[cause]] = severity
    start = body.simulate(row, np.zeros((1, body.traits)), np.ones(1))
    line = timeline_of(patient((1.0, 3.0), (3.0, 3.0), drugs=drugs))
    assert line
    followed = body.follow(start, row, np.zeros((1, body.traits)), np.ones(1, bool), line)
    return float(start.now["potassium"][0]), [float(v["potassium"][0]) for v in followed.values]


def probability(answer, cause: str) -> float:
    return next((c.probability for c in answer.causes if c.cause == cause), 0.0)


def test_potassium_alone_fails_who_lacks_magnesium_and_holds_with_magnesium(body):
    before, alone = course(body, "proton_pump_inhibitor", 2.0, OMEPRAZOLE, KCL)
    _, both = course(body, "proton_pump_inhibitor", 2.0, OMEPRAZOLE, KCL, MAGNESIUM)
    ordinary, recovered = course(body, "thiazide_diuretic", 1.4, THIAZIDE, KCL)
    assert recovered[-1] - ordinary > 2.0 * (alone[-1] - before)
    assert both[-1] > alone[-1]


def test_a_simulated_refractory_patient_is_told_from_an_ordinary_one(body):
    _, refractory = course(body, "proton_pump_inhibitor", 2.0, OMEPRAZOLE, KCL)
    _, ordinary = course(body, "thiazide_diuretic", 1.4, THIAZIDE, KCL)
    earlier = assess(patient(), particles=800)
    lacking = assess(patient((1.0, refractory[0]), (3.0, refractory[1])), particles=800)
    answering = assess(patient((1.0, ordinary[0]), (3.0, ordinary[1])), particles=800)
    cause = "hypomagnesaemia"
    assert probability(lacking, cause) > probability(earlier, cause) > probability(answering, cause)
    assert probability(lacking, cause) > 2.0 * probability(answering, cause)
    assert lacking.body["magnesium_deficit_mmol"].median > answering.body["magnesium_deficit_mmol"].median
    assert any(e.bits > 0.5 and e.words.startswith("day 3") for c in lacking.causes for e in c.evidence)


def test_the_answer_names_what_was_expected_of_the_later_value():
    answer = assess(patient((3.0, 2.4)), particles=400)
    (later,) = answer.follow_up
    assert (later.analyte, later.day, later.found) == ("potassium", 3.0, 2.4)
    assert later.expected.low < later.expected.median < later.expected.high
    assert later.below < 0.05
    assert later.verdict == "lower than expected"
    assert "potassium chloride" in later.after
    assert answer.to_dict()["follow_up"][0]["verdict"] == "lower than expected"


def test_the_order_of_the_record_does_not_matter():
    one = patient((1.0, 2.9), (3.0, 3.1))
    other = replace(one, labs=one.labs[::-1], medications=one.medications[::-1])
    a, b = (assess(p, particles=300) for p in (one, other))
    assert (
        [(f.day, f.found) for f in a.follow_up]
        == [(f.day, f.found) for f in b.follow_up]
        == [(1, 2.9), (3, 3.1)]
    )
    assert [f.expected.median for f in a.follow_up] == pytest.approx([f.expected.median for f in b.follow_up])
    assert {c.cause: c.probability for c in a.causes} == pytest.approx(
        {c.cause: c.probability for c in b.causes}
    )


def test_without_a_dated_treatment_nothing_is_followed():
    undated = replace(KCL, started_day=None)
    assert timeline_of(patient((3.0, 3.0), drugs=(undated,))) is None
    assert timeline_of(patient()) is None
    assert assess(patient((3.0, 3.0), drugs=(undated,)), particles=200).follow_up == ()


def test_a_treatment_is_no_cause_of_what_it_treats():
    who = patient((3.0, 3.0))
    assert condition(before_treatment(who)).of("potassium_load") == pytest.approx(
        base_rates()["potassium_load"].rate
    )


def test_treatments_enter_at_their_rates():
    line = timeline_of(patient((3.0, 3.0), drugs=(KCL, MAGNESIUM)))
    assert line
    by_mouth, by_vein = line.plan.treatments
    assert by_mouth.add == {"diet_potassium": pytest.approx(120.0 / 1440.0)}
    assert by_vein.add == {"infusion_magnesium": pytest.approx(20.0 / 1440.0)}
    assert line.plan.acting(0.0) == line.plan.treatments


def test_one_dose_enters_over_hours_and_a_drug_acts_by_its_steady_effect():
    single = replace(KCL, per_day=None, route="intravenous", started_day=0.5)
    spironolactone = Medication(
        "spironolactone 50 mg", "spironolactone", dose=50.0, dose_unit="mg", per_day=1.0, started_day=1.0
    )
    line = timeline_of(patient((3.0, 3.0), drugs=(single, spironolactone)))
    assert line
    dose, drug = line.plan.treatments
    assert (dose.stop - dose.start) * dose.add["infusion_potassium"] == pytest.approx(40.0)
    assert drug.start == 1440.0
    assert drug.scale or drug.add


def test_a_stopped_drug_wears_off_after_it_was_stopped():
    line = timeline_of(patient((3.0, 3.0)))
    assert line
    assert 0.0 < line.plan.ended["thiazide_diuretic"] < 3 * 1440.0


def test_a_treatment_without_a_dose_is_said_not_to_be_simulated():
    vague = replace(KCL, dose=None, text="potassium chloride infusion")
    line = timeline_of(patient((3.0, 3.0), drugs=(THIAZIDE, vague)))
    assert line
    assert "potassium chloride infusion: not simulated" in line.plan.unsaid[0]


def test_values_of_the_timeline_are_not_observations_of_the_index_day():
    who = patient((0.5, 3.3), (3.0, 3.0))
    line = timeline_of(who)
    assert line
    assert [v.minutes for v in line.visits] == [720.0, 4320.0]
    left = observe(without_visits(who, line, 0.0))
    assert [v.low for v in left.values if v.key == "potassium"] == [2.8]


def test_what_a_patient_missed_by_before_is_not_held_against_it_again():
    """The same distance twice costs less than a new one of that size."""
    who = patient((1.0, 2.8))
    line = timeline_of(who)
    assert line
    seen = observe(without_visits(who, line, 0.0))
    off = np.array([2.8 * np.exp(2.5 * lab_model().analytes["potassium"].sd)])
    followed = SimpleNamespace(
        values=({"potassium": np.repeat(off, 2)},), severity=(np.zeros((2, len(cause_index()))),)
    )
    now = {"potassium": np.array([off[0], 2.8])}
    (again, new), _ = foresee(line, seen, now, followed)  # type: ignore[arg-type]
    assert again[0] > new[0] + 0.5


def test_a_record_with_frequencies_in_words_is_followed():
    who = read_person(
        {
            "person": {"age": 64, "sex": "F"},
            "labs": [
                {"analyte": "potassium", "value": 2.8, "unit": "mmol/L", "day": 0},
                {"analyte": "potassium", "value": 3.0, "unit": "mmol/L", "day": 3},
            ],
            "medications": [
                {
                    "name": "potassium chloride",
                    "dose": "40 mEq",
                    "frequency": "three times daily",
                    "started_day": 0,
                }
            ],
        }
    )
    line = timeline_of(who)
    assert line
    assert line.plan.treatments[0].add["diet_potassium"] == pytest.approx(120.0 / 1440.0)


def test_a_treatment_that_the_kidney_eliminates_acts_longer_where_it_fails():
    def planned(creatinine):
        labs = [{"analyte": "creatinine", "value": creatinine, "unit": "umol/L"}]
        drugs = [{"name": "lisinopril", "dose": "10 mg", "frequency": "daily", "started_day": 0}]
        asked = {"person": {"age": 70, "sex": "M"}, "labs": labs, "medications": drugs}
        return plan(read_person(asked), 0.0).treatments[0].scale

    healthy, failing = planned(80), planned(400)
    assert healthy.keys() == failing.keys()
    assert all(abs(failing[k] - 1.0) > abs(healthy[k] - 1.0) for k in healthy)
