"""``import skou``: what Python users get."""

from __future__ import annotations

import pytest

import skou
from skou.api.person_arm import kidney_function, person_arm
from skou.records import read_person
from tests.cli.running import EXAMPLES

RECORD = {
    "person": {"age": 40, "sex": "F"},
    "labs": [{"analyte": "potassium", "value": 2.9, "unit": "mmol/L"}],
    "symptoms": ["<script>alert(1)</script>"],
}


@pytest.fixture(scope="module")
def answer():
    return skou.assess(RECORD, seed=3)


def test_an_assessment_shows_itself_and_knows_its_person(answer):
    assert answer.person == skou.read_person(RECORD)
    assert answer.to_dict()["schema"] == "assessment/1"
    shown = answer._repr_html_()
    assert "Hypokalaemia".lower() in shown.lower()
    assert "<script" not in shown
    assert answer.html("plain").startswith("<!DOCTYPE html>")


def test_person_mapping_and_file_give_the_same(answer, tmp_path):
    import json

    path = tmp_path / "person.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    assert skou.assess(path, seed=3).to_dict() == answer.to_dict()
    assert skou.assess(skou.read_person(RECORD), seed=3).to_dict() == answer.to_dict()


def test_a_simulation_is_a_tidy_frame_with_units():
    done = skou.simulate(EXAMPLES / "potassium_by_mouth.yaml", end=300, every=60)
    frame = done.to_frame()
    assert list(frame.columns[:2]) == ["arm", "time"]
    assert frame.attrs["units"]["plasma.potassium"] == "mmol/L"
    assert len(frame) == 2 * 6
    assert "<svg" in done._repr_html_()


def test_a_mapping_can_be_simulated():
    protocol = {"arms": {"a": {"subject": {"age": 40, "sex": "F"}, "steps": [{"at": "0 h", "water": "1 L"}]}}}
    done = skou.simulate(protocol, end=120, every=30)
    assert done.trajectories["a"].values["urine.water"][-1] > 0


def test_kidney_function_comes_from_the_measured_egfr_or_an_adults_creatinine():
    creatinine = {"labs": [{"analyte": "creatinine", "value": 250, "unit": "umol/L"}]}
    adult = read_person({"person": {"age": 70, "sex": "M"}, **creatinine})
    child = read_person({"person": {"age": 9, "sex": "M"}, **creatinine})
    measured = read_person(
        {"person": {"age": 70}, "labs": [{"analyte": "egfr", "value": 33, "unit": "mL/min/1.73m2"}]}
    )
    assert kidney_function(adult) == pytest.approx(23.3, abs=0.1)
    assert kidney_function(child) is None
    assert kidney_function(measured) == 33


def test_what_does_not_act_in_the_simulation_is_said():
    person = read_person(
        {
            "person": {"age": 70, "sex": "M"},
            "medications": ["ramipril 5 mg once daily", "amlodipine"],
            "conditions": ["primary aldosteronism"],
            "steps": [{"at": "0 h", "water": "1 L"}],
        }
    )
    arm, notes = person_arm(person)
    assert arm.subject.causes == (("primary_aldosteronism", 1.0),)
    assert [m["drug"] for m in arm.subject.medications] == ["ramipril"]
    assert len(notes) == 1
    assert "amlodipine" in notes[0]


def test_unknown_names_of_the_package_are_attribute_errors():
    with pytest.raises(AttributeError, match="banana"):
        _ = skou.banana  # type: ignore[attr-defined]
    assert set(skou.__all__) <= set(dir(skou))


def test_a_simulation_draws_itself_as_reports_do(tmp_path):
    course = skou.simulate("examples/potassium_by_mouth.yaml", end=120)
    picture = course.plot("plasma.potassium")
    assert picture._repr_svg_().startswith("<svg ")
    assert "Plasma potassium" in picture.svg
    assert "Plasma sodium" in course.plot().svg
    picture.save(tmp_path / "course.svg")
    assert (tmp_path / "course.svg").read_text(encoding="utf-8") == picture.svg
    with pytest.raises(skou.SkouError, match=r"plasma\.potassium"):
        course.plot("plasma.potasium")
