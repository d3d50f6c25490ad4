"""The written knowledge: complete, in range, and in the words of the vocabulary and the reader."""

from __future__ import annotations

import pytest

from skou.data import read_csv, read_yaml
from skou.inference.knowledge import (
    DERIVED_CAUSES,
    associations,
    base_rates,
    drawn_causes,
    lab_model,
    symptoms,
)
from skou.inference.sampling import EXCLUSIVE
from skou.vocabulary import CAUSES


def concepts() -> set[str]:
    return set(read_yaml("concepts.yaml")["concepts"]) | set(CAUSES)


def test_every_cause_is_drawn_or_read_off_the_body():
    assert set(drawn_causes()) | set(DERIVED_CAUSES) == set(CAUSES)
    assert not set(drawn_causes()) & set(DERIVED_CAUSES)


def test_base_rates_are_probabilities_with_a_source():
    for code, rate in base_rates().items():
        assert 0.0 <= rate.rate <= 0.2, code
        assert rate.rate < rate.stated < 1.0, code
        assert rate.median > 0, code
        assert 0.1 <= rate.sigma <= 1.5, code
        assert rate.source, code
        assert rate.status in {"V", "V2", "M", "D"}, code


def test_associations_use_known_codes():
    known = concepts()
    for fact, entry in associations()["facts"].items():
        assert fact in known or "words" in entry, fact
        assert entry["source"], fact
        for cause, ratio in entry["gives"].items():
            assert cause in CAUSES, (fact, cause)
            assert 0.01 <= ratio <= 1000, (fact, cause)
    for group in associations()["demographics"]:
        assert set(group["gives"]) <= set(CAUSES)
    assert set(associations()["hints"]) <= set(CAUSES)


def test_symptoms_use_known_codes_and_probabilities():
    known = concepts()
    for code, symptom in symptoms().items():
        assert code in known, code
        assert 0.0 < symptom.background < 0.5, code
        assert set(symptom.causes) <= set(CAUSES), code
        assert all(0.0 < p < 1.0 for p in symptom.causes.values()), code
        assert all(0.0 < i.top < 1.0 and i.width > 0 for i in symptom.ions), code
        assert set(symptom.within) <= set(symptoms()), code


def test_scatter_and_typical_cases_name_known_quantities():
    model = lab_model()
    assert all(s.sd > 0 and s.reference > 0 for s in model.analytes.values())
    for cause, values in read_yaml("likelihoods.yaml")["typical"].items():
        assert cause in drawn_causes()
        assert set(values) <= set(model.analytes), cause
    for marker in model.markers.values():
        assert set(marker.causes) <= set(drawn_causes())


def test_next_tests_name_known_quantities():
    model = lab_model()
    for row in read_csv("next_tests.csv"):
        assert row["key"] in model.analytes or row["key"] in model.markers
        assert 1 <= int(row["cost"]) <= 5


@pytest.mark.parametrize("group", EXCLUSIVE)
def test_exclusive_groups_are_drawn_causes(group):
    assert len(group) >= 2
    assert set(group) <= set(drawn_causes())
