"""``skou assess``: every way in, every way out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress

import pytest

from skou.vocabulary import CAUSES, DISORDERS, URGENCY
from tests.cli.running import EXAMPLES, PERSONS, refused, skou

PERSON = EXAMPLES / "omeprazole_low_magnesium.yaml"
CONTRACT = {
    "schema",
    "findings",
    "causes",
    "dangers",
    "urgency",
    "next_tests",
    "body",
    "unmapped",
    "warnings",
}
INPUTS = (*(f"{p}.yaml" for p in PERSONS), "cramps_normal_electrolytes.yaml", "labs.csv", "fhir_bundle.json")

ADVICE = re.compile(
    r"(?:^|[.:;→]) *(?:(?:take|start|give|add|try)|you (?:should|can|may|need)\b[^.:;]*)\b[^.:;]*\b"
    r"(?:potassium|magnesium|salt substitute)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def answer():
    done = skou("assess", PERSON, "--json", "--seed", "1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_json_is_the_contract_and_nothing_else(answer):
    assert answer["schema"] == "assessment/1"
    assert CONTRACT | {"provenance"} <= set(answer)
    assert answer["urgency"] in URGENCY
    assert {f["disorder"] for f in answer["findings"]} <= set(DISORDERS)
    probabilities = [c["probability"] for c in answer["causes"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < p <= 1 for p in probabilities)
    assert {c["cause"] for c in answer["causes"]} <= set(CAUSES)


def test_the_published_case_is_read_as_its_authors_read_it(answer):
    assert {"hypomagnesaemia", "hypocalcaemia"} <= {f["disorder"] for f in answer["findings"]}
    assert answer["urgency"] == "emergency"
    assert "proton_pump_inhibitor" in [c["cause"] for c in answer["causes"]][:3]


def test_the_same_seed_gives_the_same_answer(answer):
    again = json.loads(skou("assess", PERSON, "--json", "--seed", "1").stdout)
    assert again == answer


@pytest.mark.parametrize("register", ["clinician", "plain"])
@pytest.mark.parametrize("name", INPUTS)
def test_every_example_is_assessed_and_none_is_told_to_take_minerals(name, register):
    done = skou("assess", EXAMPLES / name, "--register", register)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "it is not a medical device" in told
    assert not ADVICE.findall(told)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_shows_the_percent_and_a_pipe_does_not():
    import pty

    assert "%" not in skou("assess", PERSON).stderr
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "skou", "assess", str(PERSON), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=child, check=True)
    os.close(child)
    shown = b""
    with suppress(OSError):  # the end of a terminal that nobody holds open
        while part := os.read(parent, 1 << 16):
            shown += part
    os.close(parent)
    assert b"100%" in shown
    assert json.loads(done.stdout)["schema"] == "assessment/1"


def test_plain_language_on_request():
    done = skou("assess", PERSON, "--register", "plain")
    assert done.returncode == 0, done.stderr
    assert "Magnesium too low" in done.stdout
    assert "hypomagnesaemia" not in done.stdout.lower()
    assert "Do not take potassium, magnesium" in " ".join(done.stdout.split())


def test_a_page_is_written_whole_and_standard_output_stays_empty(tmp_path):
    out = tmp_path / "page.html"
    done = skou("assess", PERSON, "--html", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "<script" not in page
    assert page.count("http://") == 0
    assert page.count("https://") == page.count("https://doi.org/")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_page_and_json_in_one_run(tmp_path, answer):
    out = tmp_path / "page.html"
    done = skou("assess", PERSON, "--html", out, "--json", "--seed", "1")
    assert json.loads(done.stdout) == answer
    assert out.exists()


def test_a_page_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    message = refused(skou("assess", PERSON, "--html", tmp_path / "missing" / "page.html"))
    assert "missing" in message
    refused(skou("assess", PERSON, "--html", tmp_path))


def test_standard_input_is_read_for_a_dash():
    done = skou("assess", "-", "--json", stdin=PERSON.read_text(encoding="utf-8"))
    assert json.loads(done.stdout)["schema"] == "assessment/1"


def lines(*persons):
    return "\n".join(p if isinstance(p, str) else json.dumps(p) for p in persons) + "\n"


def test_json_lines_keeps_the_order_and_answers_in_place_of_the_bad(tmp_path):
    low = {
        "person": {"age": 40, "sex": "F"},
        "labs": [{"analyte": "potassium", "value": 2.9, "unit": "mmol/L"}],
    }
    high = {
        "person": {"age": 40, "sex": "F"},
        "labs": [{"analyte": "potassium", "value": 6.7, "unit": "mmol/L"}],
    }
    impossible = {"labs": [{"analyte": "potassium", "value": 39, "unit": "mmol/L"}]}
    path = tmp_path / "persons.jsonl"
    path.write_text(lines(low, "{not json", impossible, "[]", high), encoding="utf-8")
    done = skou("assess", "--json-lines", path)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(x) for x in done.stdout.splitlines()]
    assert len(answers) == 5
    assert {a["schema"] for a in answers} == {"assessment/1"}
    assert [a["findings"][0]["disorder"] for a in (answers[0], answers[4])] == [
        "hypokalaemia",
        "hyperkalaemia",
    ]
    for bad in answers[1:4]:
        assert set(bad) == {"schema", "error"}
        assert bad["error"]["message"]
        assert "Traceback" not in bad["error"]["message"]
    assert "39" in answers[2]["error"]["message"]


def test_json_lines_goes_with_no_other_form(tmp_path):
    refused(skou("assess", "--json-lines", "--json", PERSON), status=2)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut json"),
        pytest.param(b"\xff\xfe\x00\xd8", id="not text"),
        pytest.param(b"\x00" * 100, id="null bytes"),
        pytest.param(b"- 1\n- 2\n", id="a list"),
        pytest.param(b"labs: [{analyte: potassium, value: .nan, unit: mmol/L}]", id="not a number"),
        pytest.param(b"labs: [{analyte: potassium, value: 39, unit: mmol/L}]", id="impossible"),
        pytest.param(b"labs: [{analyte: magnesium, value: 2.0}]", id="no unit"),
        pytest.param(b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]", id="aliases"),
        pytest.param(b"[" * 100_000, id="nested deeply"),
        pytest.param(b"!!python/object/apply:os.system ['true']", id="yaml object"),
    ],
)
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_what_cannot_be_used_gets_one_clear_message(tmp_path, content, suffix):
    path = tmp_path / f"person{suffix}"
    path.write_bytes(content)
    refused(skou("assess", path, "--json"))


def test_what_is_not_known_is_listed_back(tmp_path):
    path = tmp_path / "person.yaml"
    path.write_text(
        "labs: [{analyte: kryptonite, value: 2.0, unit: mmol/L}]\nsymptoms: [gribbling of the nodules]"
    )
    done = skou("assess", path, "--json")
    assert done.returncode == 0, done.stderr
    unmapped = " ".join(json.loads(done.stdout)["unmapped"])
    assert "kryptonite" in unmapped
    assert "gribbling of the nodules" in unmapped


def test_a_missing_file_a_folder_and_a_forbidden_file_are_named(tmp_path):
    assert "nobody.yaml" in refused(skou("assess", tmp_path / "nobody.yaml"))
    assert str(tmp_path.name) in refused(skou("assess", tmp_path))
