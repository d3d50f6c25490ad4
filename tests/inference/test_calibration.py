"""What keeps probabilities honest: evidence counted once, states not named as their own cause, nothing hidden."""

from __future__ import annotations

import numpy as np
import pytest

from skou.findings import findings
from skou.inference import assess
from skou.inference.knowledge import lab_model, symptoms
from skou.inference.likelihood import symptom_probability
from skou.inference.observations import observe
from skou.inference.predictive import LIKELY
from skou.records import read_person


def record(*labs: tuple[str, float, str], **more: object) -> dict[str, object]:
    values = [{"analyte": a, "value": v, "unit": u} for a, v, u in labs]
    return {"person": {"age": 60, "sex": "F"}, "labs": values, **more}


def test_a_verdict_read_off_values_is_not_a_second_observation():
    person = read_person(record(("calcium_total", 1.95, "mmol/L"), ("albumin", 24, "g/L")))
    found = findings(person)
    assert "pseudohypocalcaemia" in {f.disorder for f in found}
    assert observe(person, found).false_numbers == ()


def test_a_verdict_that_rests_on_the_sample_stays_an_observation():
    person = read_person(record(("potassium", 6.4, "mmol/L"), conditions=["haemolysed sample"]))
    assert observe(person, findings(person)).false_numbers == ("pseudohyperkalaemia",)


def test_low_albumin_still_explains_a_falsely_low_calcium():
    answer = assess(
        read_person(record(("calcium_total", 1.95, "mmol/L"), ("albumin", 24, "g/L"))), particles=400
    )
    assert answer.causes[0].cause == "hypoalbuminaemia"


@pytest.mark.parametrize("potassium", [4.2, 6.3])
def test_acidosis_is_no_cause_of_itself(potassium):
    labs = (("potassium", potassium, "mmol/L"), ("bicarbonate", 11, "mmol/L"), ("chloride", 104, "mmol/L"))
    answer = assess(read_person(record(*labs)), particles=400)
    named = [c for c in answer.causes if c.cause == "acidosis"]
    assert all("acidosis" not in c.role for c in named)
    assert bool(named) == (potassium > 6.0)


def test_causes_below_the_usual_limit_are_listed_when_asked_for():
    person = read_person(record(("potassium", 2.9, "mmol/L")))
    usual, every = assess(person, particles=300), assess(person, particles=300, listed=0.0)
    assert min(c.probability for c in usual.causes) > 0.01
    assert len(every.causes) > len(usual.causes)
    assert {c.cause: c.probability for c in every.causes}.items() >= {
        (c.cause, c.probability) for c in usual.causes
    }


def test_where_nothing_was_measured_a_likely_disorder_is_named_as_inferred():
    record_without_blood = {
        "person": {"age": 4, "sex": "M"},
        "conditions": ["rickets"],
        "symptoms": ["muscle cramps"],
    }
    answer = assess(read_person(record_without_blood))
    inferred = [f for f in answer.findings if f.get("inferred")]
    assert "hypocalcaemia" in {f["disorder"] for f in inferred}
    assert all(float(f["note"].split()[-1]) >= round(LIKELY, 2) for f in inferred)


def test_cramps_alone_name_no_disorder():
    answer = assess(read_person({"person": {"age": 70, "sex": "F"}, "symptoms": ["leg cramps at night"]}))
    assert not [f for f in answer.findings if f.get("inferred")]


def test_attacks_of_paralysis_come_with_lasting_causes_of_low_potassium_too():
    from skou.inference.knowledge import cause_index

    symptom = symptoms()["episodic_paralysis"]
    severity = np.zeros((3, len(cause_index())))
    severity[1, cause_index()["distal_renal_tubular_acidosis"]] = 1.0
    severity[2, cause_index()["hypokalaemic_periodic_paralysis"]] = 1.0
    none, acidosis, primary = symptom_probability(symptom, {}, severity)
    assert none < 0.1 * acidosis
    assert acidosis < 0.5 * primary


def test_grave_illness_makes_glucose_scatter_as_much_as_stress_does():
    labs = (("glucose", 14, "mmol/L"),)
    plain, grave = (
        observe(read_person(record(*labs, conditions=c))).values[0] for c in (["gout"], ["septic shock"])
    )
    assert plain.extra_sd == 0.0
    assert grave.extra_sd == lab_model().widened["sepsis"]["glucose"]
