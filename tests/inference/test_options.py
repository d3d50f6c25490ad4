"""What could be done from today: which options are offered, and what the person's own bodies make of them."""

from __future__ import annotations

import numpy as np
import pytest

from skou.inference import assess
from skou.inference.bodies import body_of
from skou.inference.forecast import DAYS
from skou.inference.knowledge import cause_index
from skou.inference.options import AS_IT_IS, Option, options
from skou.records import read_person

ON_OMEPRAZOLE = {
    "person": {"age": 68, "sex": "F", "weight_kg": 66},
    "labs": [
        {"analyte": "potassium", "value": 3.1, "unit": "mmol/L"},
        {"analyte": "magnesium", "value": 0.25, "unit": "mmol/L"},
        {"analyte": "calcium_total", "value": 1.6, "unit": "mmol/L"},
        {"analyte": "creatinine", "value": 70, "unit": "umol/L"},
    ],
    "medications": [{"name": "omeprazole", "dose": "40 mg", "frequency": "daily"}],
}


@pytest.fixture(scope="module")
def answer():
    return assess(read_person(ON_OMEPRAZOLE), seed=0)


def last(answer, analyte, option):
    (row,) = [f for f in answer.forecast if f.analyte == analyte and f.option.startswith(option)]
    return row.bands[-1].median


def test_the_course_as_it_is_comes_first_and_every_option_starts_where_it_does(answer):
    rows = [f for f in answer.forecast if f.analyte == "potassium"]
    assert rows[0].option == AS_IT_IS[0]
    assert len(rows) >= 4
    assert {round(f.bands[0].median, 6) for f in rows} == {round(rows[0].bands[0].median, 6)}
    assert {f.days for f in rows} == {DAYS}


def test_stopping_what_wastes_magnesium_does_more_than_replacing_potassium(answer):
    as_it_is = last(answer, "magnesium", AS_IT_IS[0])
    assert last(answer, "magnesium", "without omeprazole") > as_it_is + 0.2
    assert last(answer, "magnesium", "with potassium chloride 40 mmol/d") == pytest.approx(as_it_is, abs=0.02)
    gained = last(answer, "potassium", "without omeprazole") - last(answer, "potassium", AS_IT_IS[0])
    replaced = last(answer, "potassium", "with potassium chloride 40 mmol/d") - last(
        answer, "potassium", AS_IT_IS[0]
    )
    assert gained > replaced > 0.0


def test_the_json_names_the_option_in_both_registers(answer):
    row = next(f for f in answer.to_dict()["forecast"] if f["option"].startswith("with potassium"))
    assert row["option_plain"] == "with 40 mmol of potassium a day"


def test_an_ion_that_a_fact_forbids_is_not_offered():
    record = ON_OMEPRAZOLE | {
        "labs": [*ON_OMEPRAZOLE["labs"][:3], {"analyte": "creatinine", "value": 400, "unit": "umol/L"}]
    }
    offered = [o.words[0] for o in options(read_person(record), ["hypokalaemia", "hypomagnesaemia"], {})]
    assert offered == []


def test_a_fact_that_must_be_known_first_is_named():
    record = ON_OMEPRAZOLE | {"labs": ON_OMEPRAZOLE["labs"][:3]}
    offered = [o.words[0] for o in options(read_person(record), ["hypomagnesaemia"], {})]
    assert offered == ["with oral magnesium 15 mmol/d (kidney function is not recorded)"]


def test_what_must_be_known_first_is_for_clinicians_only():
    from skou.report.forecast import forecast_panels

    record = ON_OMEPRAZOLE | {"labs": ON_OMEPRAZOLE["labs"][:3]}
    rows = assess(read_person(record), seed=0, particles=300).to_dict()["forecast"]
    assert any("magnesium" in row.get("option", "") for row in rows)
    plain = {line.label for panel in forecast_panels(rows, "plain") for line in panel.lines}
    assert "without omeprazole" in plain
    assert not any("potassium" in label or "magnesium" in label for label in plain)


def test_an_unlikely_cause_and_a_disease_are_not_ended():
    chances = {"proton_pump_inhibitor": 0.1, "gitelman_syndrome": 0.9, "diarrhoea": 0.8}
    assert [o.ends for o in options(read_person(ON_OMEPRAZOLE), [], chances)] == ["diarrhoea"]


def test_what_has_ended_already_is_not_ended_again():
    record = ON_OMEPRAZOLE | {
        "medications": [
            {"name": "hydrochlorothiazide", "dose": "25 mg", "frequency": "daily", "stopped_day": 0}
        ]
    }
    chances = {"thiazide_diuretic": 0.9, "diarrhoea": 0.8}
    assert [o.ends for o in options(read_person(record), [], chances)] == ["diarrhoea"]
    assert options(read_person(record), [], chances, over=["diarrhoea"]) == ()


def test_without_a_cause_the_body_is_as_it_was_before_it():
    body = body_of(read_person(ON_OMEPRAZOLE)).body
    severity = np.zeros((3, len(cause_index())))
    traits = np.random.default_rng(1).standard_normal((3, body.traits))
    before = body.parameters_of(severity, traits)
    severity[:, cause_index()["vomiting"]] = (0.0, 0.7, 1.3)
    severity[:, cause_index()["loop_diuretic"]] = 1.0
    one = severity.copy()
    one[:, cause_index()["vomiting"]] = 0.0
    ended = body.under(body.parameters_of(severity, traits), severity, Option(("", ""), "vomiting"))
    np.testing.assert_allclose(ended, body.parameters_of(one, traits), rtol=1e-12, atol=1e-15)
    more = body.under(
        before, severity, Option(("", ""), None, {"diet_potassium": 0.01}, {"diet_sodium": 0.5})
    )
    at = body.model.parameter_index
    np.testing.assert_allclose(more[:, at["diet_potassium"]] - before[:, at["diet_potassium"]], 0.01)
    np.testing.assert_allclose(more[:, at["diet_sodium"]], 0.5 * before[:, at["diet_sodium"]])
