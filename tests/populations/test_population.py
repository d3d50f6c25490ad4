"""Populations: the same numbers in any pieces, killed and resumed, failures as data."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pyarrow.parquet as parquet
import pytest

from skou.errors import SkouError
from skou.populations import population
from skou.populations.chunks import compute
from skou.populations.progress import Progress

HOURS = {"days": 0.25, "every": 120.0}
CHILD = """
import sys
from skou.populations import population
from skou.populations.chunks import compute
population(448, sys.argv[1], days=0.25, every=120.0, chunk=64, seed=3, threads=1)
"""


def same(a, b):
    frame_a, frame_b = a.courses(), b.courses()
    assert list(frame_a.columns) == list(frame_b.columns)
    assert frame_a.equals(frame_b)
    assert a.people().equals(b.people())


def test_numbers_do_not_depend_on_chunks_or_threads(tmp_path):
    one = population(200, tmp_path / "one", **HOURS, chunk=1000, threads=1)
    many = population(200, tmp_path / "many", **HOURS, chunk=64, threads=2)
    assert len(one.files()) == 1
    assert len(many.files()) == 4
    same(one, many)


def test_units_and_the_seed_stand_in_the_files(tmp_path):
    run = population(3, tmp_path / "run", **HOURS, quantities=["plasma.potassium"], seed=11)
    schema = parquet.read_schema(run.files()[0])
    assert schema.field("plasma.potassium").metadata[b"unit"] == b"mmol/L"
    assert schema.field("time").metadata[b"unit"] == b"min"
    assert schema.metadata[b"seed"] == b"11"
    courses = run.courses()
    assert len(courses) == 3 * 4
    assert courses["plasma.potassium"].between(2.0, 8.0).all()
    assert run.complete
    assert run.counts() == {"ok": 3}


def test_killed_and_resumed_without_loss_or_repeat(tmp_path):
    directory = tmp_path / "killed"
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(directory)])
    until = time.monotonic() + 120.0
    while not list(directory.glob("people/part-*.parquet")) and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = {f.name: f.stat().st_mtime_ns for f in directory.glob("people/part-*.parquet")}
    assert 0 < len(before) < 7
    told: list[Progress] = []
    resumed = population(448, directory, **HOURS, chunk=64, seed=3, progress=told.append)
    assert resumed.complete
    assert not list(directory.glob("*/*.partial"))
    after = {f.name: f.stat().st_mtime_ns for f in directory.glob("people/part-*.parquet")}
    assert {k: after[k] for k in before} == before
    assert told[-1].done == 448
    assert told[-1].now == 448 - 64 * len(before)
    people = resumed.people()
    assert people["person"].tolist() == list(range(448))
    same(resumed, population(448, tmp_path / "whole", **HOURS, seed=3))


def test_another_population_in_the_directory_is_refused(tmp_path):
    population(2, tmp_path, **HOURS)
    with pytest.raises(SkouError, match="seed"):
        population(2, tmp_path, **HOURS, seed=1)
    again = population(2, tmp_path, **HOURS, chunk=64)
    assert again.complete


def test_arms_with_steps_act_on_every_body(tmp_path):
    protocol = {
        "arms": {
            "usual": {"subject": {}, "run_in": "1 d"},
            "infusion": {
                "subject": {},
                "run_in": "1 d",
                "steps": [
                    {"at": "0 h", "for": "2 h", "infuse": "potassium_chloride", "rate": "0.3 mmol/kg/h"}
                ],
            },
        }
    }
    run = population(20, tmp_path, protocol, days=0.25, every=120.0)
    wide = run.courses().pivot(index="person", columns=["arm", "time"], values="plasma.potassium")
    assert (wide[("infusion", 120.0)] > wide[("usual", 120.0)] + 0.1).all()
    assert np.allclose(wide[("infusion", 0.0)], wide[("usual", 0.0)])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"patients": 0}, "patients"),
        ({"days": -1.0}, "days"),
        ({"quantities": ["plasma.potasium"]}, "potasium"),
        ({"draw": "cats"}, "cats"),
        ({"protocol": {"arms": {}}}, "arms"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(tmp_path, changes, words):
    arguments = {"patients": 2, "to": tmp_path / "x", **changes}
    with pytest.raises(SkouError, match=words):
        population(**arguments)
    assert not (tmp_path / "x").exists()


def test_two_processes_in_one_directory_do_not_meet(tmp_path):
    def begin_another(_: Progress) -> None:
        with pytest.raises(SkouError, match="another process"):
            population(128, tmp_path, **HOURS, chunk=64)

    run = population(128, tmp_path, **HOURS, chunk=64, progress=begin_another)
    assert run.complete


def test_a_refused_call_leaves_a_running_one_alone(tmp_path):
    population(2, tmp_path, **HOURS)
    being_written = tmp_path / "people" / "part-000001.parquet.partial"
    being_written.write_bytes(b"half")
    with pytest.raises(SkouError, match="seed"):
        population(2, tmp_path, **HOURS, seed=1)
    assert being_written.exists()


def test_a_chunk_of_which_a_file_is_gone_is_made_again(tmp_path):
    run = population(128, tmp_path, **HOURS, chunk=64)
    before = run.courses()
    run.files()[1].unlink()
    assert not run.complete
    assert population(128, tmp_path, **HOURS, chunk=64).courses().equals(before)


def test_a_full_disk_is_said_and_leaves_nothing_half(tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(parquet, "write_table", full)
        with pytest.raises(SkouError, match="No space left") as refused:
            population(2, tmp_path, **HOURS)
    assert "goes on" in str(refused.value.to_dict())
    assert not list(tmp_path.glob("*/*.partial"))
    assert population(2, tmp_path, **HOURS).complete


def test_a_damaged_specification_is_said(tmp_path):
    population(2, tmp_path, **HOURS)
    (tmp_path / "population.json").write_text('{"patients": 2')
    with pytest.raises(SkouError, match="cannot be read"):
        population(2, tmp_path, **HOURS)


def test_parts_that_do_not_say_what_they_are_of_are_refused(tmp_path):
    population(2, tmp_path, **HOURS)
    (tmp_path / "population.json").unlink()
    with pytest.raises(SkouError, match="not what they are of"):
        population(2, tmp_path, **HOURS)


def test_a_worker_with_another_body_is_refused(tmp_path):
    specification = population(2, tmp_path, **HOURS).specification
    with pytest.raises(SkouError, match="another body"):
        compute(replace(specification, model="other"), 0, 1)
