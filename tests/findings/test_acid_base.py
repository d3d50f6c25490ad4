"""Gases: whole, partial, compensated and mixed."""

import pytest

from skou.findings import findings
from skou.records.person import Person
from tests.findings.builders import lab, labs_of, plus, said

ACID_BASE = {
    "metabolic_acidosis",
    "metabolic_alkalosis",
    "respiratory_acidosis",
    "respiratory_alkalosis",
    "none",
}


def codes(person):
    return {f.disorder for f in findings(person)} & ACID_BASE


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ph": 7.40, "pco2": 40, "bicarbonate": 24}, {"none"}),
        ({"ph": 7.30, "pco2": 29, "bicarbonate": 14}, {"metabolic_acidosis"}),
        ({"ph": 7.20, "pco2": 40, "bicarbonate": 15}, {"metabolic_acidosis", "respiratory_acidosis"}),
        ({"ph": 7.34, "pco2": 20, "bicarbonate": 11}, {"metabolic_acidosis", "respiratory_alkalosis"}),
        ({"ph": 7.25, "pco2": 60, "bicarbonate": 26}, {"respiratory_acidosis"}),
        ({"ph": 7.33, "pco2": 60, "bicarbonate": 31}, {"respiratory_acidosis"}),
        ({"ph": 7.34, "pco2": 80, "bicarbonate": 44}, {"respiratory_acidosis", "metabolic_alkalosis"}),
        ({"ph": 7.50, "pco2": 46, "bicarbonate": 35}, {"metabolic_alkalosis"}),
        ({"ph": 7.60, "pco2": 30, "bicarbonate": 29}, {"metabolic_alkalosis", "respiratory_alkalosis"}),
        ({"ph": 7.46, "pco2": 65, "bicarbonate": 45}, {"metabolic_alkalosis", "respiratory_acidosis"}),
        ({"ph": 7.50, "pco2": 28, "bicarbonate": 22}, {"respiratory_alkalosis"}),
        ({"ph": 7.47, "pco2": 20, "bicarbonate": 11}, {"respiratory_alkalosis", "metabolic_acidosis"}),
        ({"ph": 7.36, "pco2": 28, "bicarbonate": 15}, {"metabolic_acidosis"}),
        ({"ph": 7.44, "pco2": 27, "bicarbonate": 18}, {"respiratory_alkalosis"}),
        ({"ph": 7.415, "bicarbonate": 21.6}, {"none"}),
        ({"ph": 7.36, "pco2": 60, "bicarbonate": 33}, {"respiratory_acidosis"}),
        ({"ph": 7.10, "pco2": 30}, {"metabolic_acidosis", "respiratory_acidosis"}),
        ({"pco2": 60}, {"respiratory_acidosis"}),
        ({"pco2": 25}, {"respiratory_alkalosis"}),
    ],
)
def test_whole_gases(values, expected):
    assert codes(labs_of(**values)) == expected


def test_a_worked_out_pco2_needs_a_clearer_excess():
    assert codes(labs_of(ph=7.22, bicarbonate=11.3)) == {"metabolic_acidosis"}
    assert codes(labs_of(ph=6.92, bicarbonate=5)) == {"metabolic_acidosis", "respiratory_acidosis"}


@pytest.mark.parametrize(
    ("ph", "setting", "expected"),
    [
        (7.34, (), {"metabolic_acidosis"}),
        (7.35, (), {"none"}),
        (7.45, (), {"none"}),
        (7.46, (), {"metabolic_alkalosis"}),
        (7.20, ("copd",), {"respiratory_acidosis"}),
        (7.55, ("hyperventilation",), {"respiratory_alkalosis"}),
        (7.84, ("vomiting",), {"metabolic_alkalosis", "respiratory_alkalosis"}),
    ],
)
def test_a_lone_ph_is_read_by_its_setting(ph, setting, expected):
    assert codes(plus(labs_of(ph=ph), Person(mentions=said(*setting)))) == expected


def test_a_lone_bicarbonate_says_what_is_not_excluded():
    found = findings(labs_of(bicarbonate=17))[0]
    assert found.disorder == "metabolic_acidosis"
    assert "respiratory alkalosis is not excluded" in found.note


def test_pregnancy_lowers_the_limit_of_bicarbonate():
    pregnant = Person(age=27, sex="F", pregnant=True, labs=(lab("bicarbonate", 19.9),))
    assert codes(pregnant) == {"none"}
    assert codes(Person(age=27, sex="F", pregnant=True, labs=(lab("bicarbonate", 16),))) == {
        "metabolic_acidosis"
    }


def test_a_high_gap_shows_an_acidosis_behind_a_normal_bicarbonate():
    assert codes(labs_of(sodium=140, chloride=95, bicarbonate=24)) == {"metabolic_acidosis"}
    assert codes(labs_of(sodium=140, chloride=100, bicarbonate=24)) == {"none"}
    assert codes(labs_of(sodium=140, chloride=99, bicarbonate=24, albumin=20)) == {"metabolic_acidosis"}


def test_values_of_different_days_are_not_one_gas():
    person = Person(labs=(lab("ph", 7.2, day=0.0), lab("bicarbonate", 24, day=3.0)))
    (found,) = [f for f in findings(person) if f.disorder in ACID_BASE]
    assert found.disorder == "metabolic_acidosis"
    assert found.analyte == "ph"
