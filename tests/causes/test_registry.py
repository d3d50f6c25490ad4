import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou import vocabulary
from skou.body import individual, parameters, perturbed
from skou.causes import all_causes, cause, perturbation, typical
from skou.errors import OutOfPhysiologicalRange, UnknownNameError

CODES = sorted(all_causes())
ACTIVE = [code for code in CODES if cause(code).acts_on_body]


def test_every_cause_of_the_vocabulary_has_an_entry():
    assert set(all_causes()) == set(vocabulary.CAUSES)


@pytest.mark.parametrize("code", CODES)
def test_group_is_that_of_the_vocabulary(code):
    assert cause(code).group == vocabulary.cause_group(code)


def test_at_least_seventy_causes_change_the_body():
    assert len(ACTIVE) >= 100


@pytest.mark.parametrize("code", CODES)
def test_where_a_cause_acts_follows_from_its_group(code):
    entry = cause(code)
    assert bool(entry.measurement) == (entry.group == "artefact")
    assert entry.acts_on_body == (entry.group not in ("artefact", "cramp"))


@pytest.mark.parametrize("code", CODES)
def test_texts_and_provenance_are_there(code):
    entry = cause(code)
    assert entry.mechanism
    assert all(step == step.strip() and len(step) > 10 for step in entry.mechanism)
    assert entry.plain.endswith(".")
    assert len(entry.plain) < 120
    assert entry.references
    assert entry.status in ("V", "M", "D")
    assert entry.onset_days >= 0.0
    assert entry.severity_cap >= 1.0


@pytest.mark.parametrize("code", ACTIVE)
def test_handles_are_parameters_of_the_body(code):
    change = cause(code).perturbation
    assert {*change.scale, *change.add} <= set(parameters())
    assert all(factor > 0.0 and factor != 1.0 for factor in change.scale.values())
    assert all(amount != 0.0 for amount in change.add.values())


@pytest.mark.parametrize("code", ACTIVE)
def test_severity_zero_is_health(code):
    healthy = individual()
    assert perturbed(healthy, [(perturbation(code), 0.0)]) == healthy


@given(st.sampled_from(ACTIVE), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_handles_move_monotonically_with_severity(code, a, b):
    low, high = sorted((a, b))
    healthy = individual()
    mild = perturbed(healthy, [(perturbation(code), low)])
    severe = perturbed(healthy, [(perturbation(code), high)])
    change = perturbation(code)
    for name in {*change.scale, *change.add}:
        if name in change.scale and name in change.add:
            continue
        assert abs(severe[name] - healthy[name]) >= abs(mild[name] - healthy[name]) - 1e-12


def test_known_facts_replace_handles():
    assert "nephron_fraction" in perturbation("chronic_kidney_disease").scale
    assert "nephron_fraction" not in perturbation("chronic_kidney_disease", known=["nephron_fraction"]).scale
    assert perturbation("tertiary_hyperparathyroidism", known=["nephron_fraction"]).add


def test_unknown_code_names_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        cause("gittelman_syndrom")
    assert "gitelman_syndrome" in caught.value.nearest


@pytest.mark.parametrize("severity", [-0.1, float("nan"), 99.0])
def test_severity_beyond_the_cap_is_refused(severity):
    with pytest.raises(OutOfPhysiologicalRange):
        cause("vomiting").check_severity(severity)
    assert cause("vomiting").check_severity(1.5) == 1.5


def test_causes_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        cause("vomiting").code = "x"  # type: ignore[misc]


@pytest.mark.parametrize("code", ACTIVE)
def test_published_picture_is_on_file(code):
    picture = typical(code)
    assert picture is not None
    assert picture.down or picture.up
    assert not set(picture.down) & set(picture.up)
    assert all(low < high for low, high in picture.levels.values())
