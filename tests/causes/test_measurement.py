import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.causes import all_causes, measure
from skou.errors import UnknownNameError

TRUE = {
    "potassium": 4.2,
    "sodium": 140.0,
    "calcium_total": 2.4,
    "calcium_ionised": 1.2,
    "magnesium": 0.85,
    "phosphate": 1.1,
    "albumin": 42.0,
    "platelets": 250.0,
}
ARTEFACTS = [code for code, entry in all_causes().items() if entry.measurement]


@pytest.mark.parametrize("code", ARTEFACTS)
def test_absent_artefact_changes_nothing(code):
    assert measure(TRUE, [(code, 0.0)]) == TRUE


@pytest.mark.parametrize(
    ("code", "analyte", "direction"),
    [
        ("haemolysed_sample", "potassium", 1),
        ("haemolysed_sample", "phosphate", 1),
        ("haemolysed_sample", "magnesium", 1),
        ("thrombocytosis", "potassium", 1),
        ("thrombocytosis", "platelets", 1),
        ("leucocytosis", "potassium", 1),
        ("edta_contamination", "potassium", 1),
        ("edta_contamination", "calcium_total", -1),
        ("edta_contamination", "calcium_ionised", -1),
        ("edta_contamination", "magnesium", -1),
        ("hypoalbuminaemia", "calcium_total", -1),
        ("hypoalbuminaemia", "albumin", -1),
        ("paraprotein_or_lipaemia", "sodium", -1),
        ("sampling_artefact", "potassium", 1),
    ],
)
def test_direction_on_the_report(code, analyte, direction):
    assert direction * (measure(TRUE, [(code, 1.0)])[analyte] - TRUE[analyte]) > 0.0


def test_slight_haemolysis_adds_a_few_tenths():
    added = measure(TRUE, [("haemolysed_sample", 0.2)])["potassium"] - TRUE["potassium"]
    assert 0.15 <= added <= 0.35


def test_low_albumin_leaves_ionised_calcium_alone():
    reported = measure(TRUE, [("hypoalbuminaemia", 1.0)])
    assert reported["calcium_ionised"] == TRUE["calcium_ionised"]
    adjusted = reported["calcium_total"] + 0.02 * (40.0 - reported["albumin"])
    assert adjusted == pytest.approx(TRUE["calcium_total"], abs=0.08)


def test_arrays_and_varying_severity():
    severity = np.array([0.0, 0.5, 1.0])
    reported = measure({"potassium": np.full(3, 4.0)}, [("edta_contamination", severity)])["potassium"]
    assert reported[0] == 4.0
    assert np.all(np.diff(reported) > 0.0)


@given(st.permutations(ARTEFACTS))
def test_order_of_artefacts_does_not_matter(order):
    reference = measure(TRUE, [(code, 0.7) for code in ARTEFACTS])
    reported = measure(TRUE, [(code, 0.7) for code in order])
    assert reported == pytest.approx(reference)


def test_a_generator_is_read_once_and_whole():
    pairs = [("haemolysed_sample", 1.0), ("edta_contamination", 0.5)]
    assert measure(TRUE, iter(pairs)) == measure(TRUE, pairs)


def test_the_given_values_are_not_changed():
    values = dict(TRUE)
    measure(values, [("haemolysed_sample", 1.0)])
    assert values == TRUE


def test_unknown_artefact_is_named():
    with pytest.raises(UnknownNameError):
        measure(TRUE, [("haemolized_sample", 1.0)])
