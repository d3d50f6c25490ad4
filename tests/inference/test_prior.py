"""The prior: facts raise, denials lower, facts about one cause are not counted whole twice."""

from __future__ import annotations

import math

import numpy as np
import pytest

from skou.errors import UnknownNameError
from skou.inference.knowledge import base_rates, settings
from skou.inference.prior import condition
from skou.records.person import Medication, Mention, Vitals

from .people import denied, drug, person, told


def odds(p: float) -> float:
    return p / (1 - p)


def test_nothing_said_leaves_the_base_rate():
    prior = condition(person(age=50, sex=None))
    for code in ("vomiting", "siadh", "haemolysed_sample"):
        assert math.isclose(prior.of(code), base_rates()[code].rate, rel_tol=1e-6)


def test_a_listed_drug_starts_from_its_stated_share():
    prior = condition(person(medications=(drug("furosemide", "loop_diuretic"),)))
    assert prior.of("loop_diuretic") == base_rates()["loop_diuretic"].stated
    assert "loop_diuretic" in prior.stated


def test_a_drug_stopped_long_ago_counts_less():
    stopped = Medication("furosemide", "furosemide", causes=("loop_diuretic",), stopped_day=-30)
    assert (
        condition(person(medications=(stopped,))).of("loop_diuretic") < base_rates()["loop_diuretic"].stated
    )


def test_a_proton_pump_inhibitor_just_begun_counts_less():
    short = Medication("omeprazole", "omeprazole", causes=("proton_pump_inhibitor",), duration_days=10)
    long = Medication("omeprazole", "omeprazole", causes=("proton_pump_inhibitor",), duration_days=900)
    a, b = (condition(person(medications=(m,))).of("proton_pump_inhibitor") for m in (short, long))
    assert a < b


def test_facts_raise_and_denials_lower():
    plain = condition(person()).of("primary_aldosteronism")
    assert (
        condition(person(mentions=told("hypertension", kind="condition"))).of("primary_aldosteronism") > plain
    )
    assert condition(person(mentions=denied("diarrhoea"))).of("diarrhoea") < condition(person()).of(
        "diarrhoea"
    )


def test_high_blood_pressure_is_read_from_the_vital_signs():
    high = condition(person(vitals=Vitals(systolic=180, diastolic=110)))
    low = condition(person(vitals=Vitals(systolic=85)))
    assert high.of("primary_aldosteronism") > low.of("primary_aldosteronism")
    assert low.of("adrenal_insufficiency") > high.of("adrenal_insufficiency")


def test_several_facts_for_one_cause_are_damped():
    one = condition(person(mentions=told("lung_cancer", kind="condition"))).of("malignancy_hypercalcaemia")
    two = condition(person(mentions=told("lung_cancer", "cancer", kind="condition")))
    product = odds(one) / odds(condition(person()).of("malignancy_hypercalcaemia"))
    both = odds(two.of("malignancy_hypercalcaemia")) / odds(
        condition(person()).of("malignancy_hypercalcaemia")
    )
    assert product < both < product**2


def test_a_mention_that_only_points_to_a_cause_is_no_statement_of_it():
    scar = Mention("thyroidectomy 10 years ago", "condition", "hypoparathyroidism")
    named = Mention("hypoparathyroidism", "condition", "hypoparathyroidism")
    a, b = (condition(person(mentions=(m,))).of("hypoparathyroidism") for m in (scar, named))
    assert base_rates()["hypoparathyroidism"].rate < a < b


def test_what_is_past_counts_neither_way():
    past = Mention("diarrhoea last year", "loss", "diarrhoea", past=True)
    assert condition(person(mentions=(past,))).of("diarrhoea") == condition(person()).of("diarrhoea")


def test_every_weight_has_words():
    prior = condition(person(mentions=told("hypertension", kind="condition"), age=30, sex="M"))
    assert all(f.words and abs(f.bits) > 0 for facts in prior.facts.values() for f in facts)


def test_where_a_person_is_seen_moves_base_rates_and_says_so():
    mixed, ward, home = (condition(person(), s) for s in ("mixed", "ward", "community"))
    assert ward.of("malignancy_hypercalcaemia") > mixed.of("malignancy_hypercalcaemia")
    assert home.of("malignancy_hypercalcaemia") < mixed.of("malignancy_hypercalcaemia")
    assert home.of("primary_hyperparathyroidism") > ward.of("primary_hyperparathyroidism")
    assert "hospital ward" in {f.words for f in ward.facts["refeeding"]}
    assert np.array_equal(mixed.probability, condition(person()).probability)


def test_a_named_cause_is_as_likely_anywhere():
    taken = person(medications=(drug("heparin", "heparin"),))
    assert condition(taken, "ward").of("heparin") == condition(taken).of("heparin")


def test_settings_name_drawn_causes():
    for code, place in settings().items():
        assert set(place["gives"]) <= set(base_rates()), code


def test_an_unknown_setting_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="ward"):
        condition(person(), "wardd")


def test_a_doubted_cause_is_likelier_but_not_taken_as_stated():
    def told_as(words):
        return condition(
            person(mentions=told("hypokalaemic_periodic_paralysis", kind="condition", words=words))
        ).of("hypokalaemic_periodic_paralysis")

    named, doubted = (
        told_as("hypokalaemic periodic paralysis"),
        told_as("earlier label of periodic paralysis"),
    )
    base = condition(person()).of("hypokalaemic_periodic_paralysis")
    assert named > 5 * doubted > 5 * base
