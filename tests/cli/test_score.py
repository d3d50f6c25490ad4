"""``skou score``: a forecast stored as JSON, and the record when the result has come."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, skou

RECORD = {
    "person": {"age": 64, "sex": "F"},
    "labs": [{"analyte": "potassium", "value": 3.1, "unit": "mmol/L", "day": 0}],
    "medications": [{"name": "hydrochlorothiazide", "dose": "25 mg", "frequency": "daily"}],
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("score")
    (folder / "record.json").write_text(json.dumps(RECORD))
    done = skou("assess", folder / "record.json", "--json")
    assert done.returncode == 0, done.stderr
    (folder / "answer.json").write_text(done.stdout)
    later = [*RECORD["labs"], {"analyte": "potassium", "value": 3.3, "unit": "mmol/L", "day": 2}]
    (folder / "later.json").write_text(json.dumps(RECORD | {"labs": later}))
    return folder


def test_the_result_is_set_beside_the_stored_forecast(stored):
    done = skou("score", stored / "answer.json", stored / "later.json", "--json")
    answer = json.loads(done.stdout)
    (one,) = answer["scores"]
    assert (one["analyte"], one["day"], one["found"], one["inside"]) == ("potassium", 2, 3.3, True)
    assert answer["summary"]["potassium"]["results"] == 1


def test_it_reads_as_a_table(stored):
    done = skou("score", stored / "answer.json", stored / "later.json")
    assert "inside" in done.stdout
    assert "potassium: 100 % of 1 inside" in done.stdout
    assert "No later result" in skou("score", stored / "answer.json", stored / "record.json").stdout


def test_an_unknown_option_and_what_is_no_answer_are_refused(stored, tmp_path):
    said = refused(skou("score", stored / "answer.json", stored / "later.json", "--option", "with bananas"))
    assert "with bananas" in said
    assert "forecast" in refused(skou("score", stored / "later.json", stored / "later.json"))
    (tmp_path / "broken.json").write_text("[1, 2")
    assert "broken.json" in refused(skou("score", tmp_path / "broken.json", stored / "later.json"))
    assert "nowhere" in refused(skou("score", tmp_path / "nowhere.json", stored / "later.json"))
