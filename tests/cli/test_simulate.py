"""``skou simulate``: protocols and persons in; summary, tables, pictures and pages out."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest

from tests.cli.running import EXAMPLES, refused, skou

PROTOCOL = EXAMPLES / "potassium_by_mouth.yaml"
PERSON = """
person: {age: 70, sex: M, weight_kg: 80}
labs: [{analyte: creatinine, value: 250, unit: umol/L}]
medications: [{name: ramipril, dose: 5 mg, frequency: once daily}]
steps:
  - {at: 0 h, give: potassium_chloride, amount: 40 mmol, route: oral}
"""

STEP = "arms: {a: {subject: {age: 40, sex: M}, steps: [%s]}}"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def table():
    done = skou("simulate", PROTOCOL, "--until", "5 h", "--every", "30 min", "--csv")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return rows(done.stdout)


def test_csv_has_arms_times_and_units(table):
    assert {r["arm"] for r in table} == {"healthy", "weak kidneys"}
    assert [float(r["time [min]"]) for r in table if r["arm"] == "healthy"] == [30.0 * n for n in range(11)]
    assert "plasma.potassium [mmol/L]" in table[0]
    assert "volume.ecf [L]" in table[0]


def test_potassium_rises_after_a_dose_and_more_so_with_weak_kidneys(table):
    course = {
        arm: [float(r["plasma.potassium [mmol/L]"]) for r in table if r["arm"] == arm]
        for arm in ("healthy", "weak kidneys")
    }
    assert 0.3 < max(course["healthy"]) - course["healthy"][0] < 1.0
    assert max(course["weak kidneys"]) > max(course["healthy"])
    assert course["healthy"][-1] < max(course["healthy"]) - 0.2


def test_the_summary_names_quantities_with_units_and_the_ledger_closes():
    done = skou("simulate", PROTOCOL, "--until", "5 h", "--ledger")
    assert done.returncode == 0, done.stderr
    assert "Plasma potassium" in done.stdout
    assert "mmol/L" in done.stdout
    ledger = done.stdout.split("Ledger")[1].splitlines()
    potassium = next(line for line in ledger if line.startswith("potassium"))
    assert abs(float(potassium.split()[-1])) < 1e-6
    assert "it is not a medical device" in " ".join(done.stdout.split())


def test_a_person_with_steps_is_simulated_with_their_kidneys_and_drugs(tmp_path):
    path = tmp_path / "person.yaml"
    path.write_text(PERSON, encoding="utf-8")
    done = skou("simulate", path, "--csv", "-", "--until", "12 h", "--every", "1 h")
    assert done.returncode == 0, done.stderr
    found = rows(done.stdout)
    assert 15 < float(found[0]["kidney.gfr [mL/min]"]) < 40
    potassium = [float(r["plasma.potassium [mmol/L]"]) for r in found]
    assert max(potassium[:4]) > potassium[0] + 0.1
    assert potassium[0] > 4.6, "weak kidneys and an ACE inhibitor raise potassium before any dose"


def test_files_of_every_kind(tmp_path):
    out = {kind: tmp_path / f"course.{kind}" for kind in ("csv", "parquet", "svg", "html")}
    done = skou(
        "simulate", PROTOCOL, "--until", "5 h", "--csv", out["csv"], "--parquet", out["parquet"],
        "--plot", out["svg"], "--html", out["html"],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("wrote ") == 4
    assert rows(out["csv"].read_text(encoding="utf-8"))
    assert ElementTree.parse(out["svg"]).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    page = out["html"].read_text(encoding="utf-8")
    assert "<script" not in page
    assert "Where it came from and went" in page
    import pyarrow.parquet as parquet

    schema = parquet.read_table(out["parquet"]).schema
    assert schema.field("plasma.potassium").metadata == {b"unit": b"mmol/L"}
    assert schema.field("time").metadata == {b"unit": b"min"}


def test_a_bitmap_with_matplotlib(tmp_path):
    out = tmp_path / "course.png"
    done = skou("simulate", PROTOCOL, "--until", "5 h", "--plot", out)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("", ""),
        ("arms: {}", "arms"),
        (STEP % "{at: 0 h, feed: bananas}", "feed"),
        (STEP % "{at: 0 h, give: kryptonite, amount: 1 mmol, route: oral}", "kryptonite"),
        (STEP % "{at: soon, water: 1 L}", "soon"),
        ("person: {age: 40, sex: F}", "steps"),
        ("[1, 2]", "protocol"),
    ],
)
def test_what_cannot_be_run_gets_one_clear_message(tmp_path, content, names):
    path = tmp_path / "protocol.yaml"
    path.write_text(content, encoding="utf-8")
    assert names in refused(skou("simulate", path))


@pytest.mark.parametrize(
    "arguments",
    [["--until", "tomorrow"], ["--every", "0 h"], ["--every", "-1 h"], ["--plot", "course.gif"]],
)
def test_options_that_cannot_be(arguments):
    refused(skou("simulate", PROTOCOL, *arguments))


def test_missing_files_and_folders_are_named(tmp_path):
    assert "nothing.yaml" in refused(skou("simulate", tmp_path / "nothing.yaml"))
    refused(skou("simulate", tmp_path))
