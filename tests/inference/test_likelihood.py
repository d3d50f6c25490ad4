"""The likelihood: densities, intervals, in-range ions, artefacts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from skou.inference.artefacts import reported
from skou.inference.knowledge import cause_index, lab_model, symptoms
from skou.inference.likelihood import (
    cumulative,
    log_density,
    log_likelihood,
    responsibility,
    symptom_probability,
)
from skou.inference.observations import observe

from .people import lab, person, told

N = len(cause_index())


NORMAL = {
    "potassium": np.array([3.5, 4.2, 5.0]),
    "magnesium": np.array([0.7, 0.85, 1.0]),
    "calcium_ionised": np.array([1.15, 1.2, 1.32]),
    "sodium": np.array([135.0, 140.0, 145.0]),
    "phosphate": np.array([0.8, 1.1, 1.5]),
    "bicarbonate": np.array([22.0, 25.0, 29.0]),
    "glucose": np.array([4.0, 5.0, 5.5]),
}


def bodies(**values: list[float]) -> dict[str, np.ndarray]:
    return {k.replace("__", "."): np.array(v, float) for k, v in values.items()}


@given(st.floats(-30, 30))
def test_student_closed_form(z):
    nu = lab_model().degrees_of_freedom
    assert cumulative(np.array([z]))[0] == pytest.approx(student(nu).cdf(z), abs=1e-9)
    assert log_density(np.array([z]))[0] == pytest.approx(student(nu).logpdf(z), abs=1e-9)


def test_the_nearer_body_is_likelier():
    observations = observe(person(lab("potassium", 2.5)))
    now = bodies(potassium=[4.2, 3.0, 2.5])
    columns = log_likelihood(observations, now, now, now, np.zeros((3, N)))
    assert columns[0, 0] < columns[1, 0] < columns[2, 0]


def test_one_wild_value_cannot_rule_a_patient_out_for_ever():
    observations = observe(person(lab("potassium", 11.0), lab("sodium", 140.0)))
    now = bodies(potassium=[4.2, 8.0], sodium=[140.0, 140.0])
    columns = log_likelihood(observations, now, now, now, np.zeros((2, N)))
    assert columns[:, 0].max() - columns[:, 0].min() <= 12.0


def test_censored_and_qualitative_results_are_intervals():
    from skou.records.person import Lab, QualitativeLab

    below = observe(person(Lab("magnesium", 0.5, "mmol/L", qualifier="<")))
    low = observe(person(labs_qualitative=(QualitativeLab("magnesium", "low"),)))
    now = bodies(magnesium=[0.3, 0.9])
    for observations in (below, low):
        column = log_likelihood(observations, now, now, now, np.zeros((2, N)))[:, 0]
        assert column[0] > column[1]
        assert (column <= 1e-9).all()


def test_in_range_ions_say_nearly_nothing_about_cramps():
    symptom = symptoms()["muscle_cramp"]
    p = symptom_probability(symptom, NORMAL, np.zeros((3, N)))
    assert p.max() / p.min() < 1.5
    low = bodies(potassium=[4.2], magnesium=[0.35], calcium_ionised=[0.85], sodium=[140])
    assert symptom_probability(symptom, low, np.zeros((1, N)))[0] > 5 * p.min()


@pytest.mark.parametrize("code", list(symptoms()))
def test_ions_inside_their_interval_never_make_a_symptom_likely(code):
    p = symptom_probability(symptoms()[code], NORMAL, np.zeros((3, N)))
    assert p.max() / p.min() < 2.0


def test_responsibility_is_a_share():
    symptom = symptoms()["muscle_cramp"]
    severity = np.zeros((1, N))
    severity[0, cause_index()["idiopathic_nocturnal_cramps"]] = 1.0
    ions = bodies(potassium=[4.2], magnesium=[0.85], calcium_ionised=[1.2], sodium=[140])
    assert 0.9 < responsibility(symptom, "idiopathic_nocturnal_cramps", ions, severity)[0] <= 1.0
    assert responsibility(symptom, "pregnancy", ions, severity)[0] == 0.0


def test_a_haemolysed_sample_bends_what_is_reported_only():
    severity = np.zeros((2, N))
    severity[1, cause_index()["haemolysed_sample"]] = 1.0
    true = bodies(potassium=[4.2, 4.2], calcium_total=[2.35, 2.35], albumin=[42, 42])
    seen = reported(true, severity)
    assert seen["potassium"][0] == 4.2 < 5.0 < seen["potassium"][1]
    assert true["potassium"][1] == 4.2


def test_a_finer_sign_replaces_the_coarse_one():
    observations = observe(person(mentions=told("weakness", "proximal_weakness")))
    assert [s.code for s in observations.signs] == ["proximal_weakness"]


def test_the_worst_earlier_day_is_what_has_to_be_explained():
    observations = observe(
        person(lab("potassium", 2.2, day=-14), lab("potassium", 4.3), lab("sodium", 140.0))
    )
    assert observations.index_day == -14
    assert [v.key for v in observations.values] == ["potassium"]
    assert len(observations.other_days) == 1


def test_values_after_treatment_count_only_for_what_was_not_measured_before():
    observations = observe(
        person(lab("potassium", 2.2), lab("potassium", 4.0, day=5), lab("magnesium", 0.4, day=5))
    )
    assert [v.key for d in observations.other_days for v in d.values] == ["magnesium"]


def test_spot_urine_becomes_a_ratio_where_its_creatinine_is_known():
    observations = observe(
        person(
            lab("potassium", 40, "urine-spot"), lab("creatinine", 8000, "urine-spot"), lab("potassium", 2.5)
        )
    )
    ratio = next(v for v in observations.values if v.key == "urine_ratio.potassium")
    assert ratio.low == pytest.approx(5.0)


def test_urine_calcium_is_found_under_either_name():
    observations = observe(person(lab("calcium_total", 1.2, "urine-24h")))
    assert [v.key for v in observations.values] == ["urine24.calcium"]
