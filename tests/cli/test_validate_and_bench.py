"""``skou validate`` and ``skou bench``."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, skou

EXPERIMENT = """
id: T01
title: A day on the usual diet
topic: homeostasis
sources: [{{cite: "written for this test"}}]
status: memory
arms:
  usual:
    subject: {{age: 40, sex: M, weight_kg: 70}}
    diet: {{potassium: 70 mmol/d}}
    run_in: 2 d
measure:
  - {{id: K, arm: usual, quantity: plasma.potassium, at: 0 h, unit: mmol/L, accept: [{low}, {high}]}}
  - {{id: X, arm: usual, quantity: plasma.unobtainium, at: 0 h, unit: mmol/L, mean: 4.2, accept: [1, 2]}}
"""
KEYS = {"experiment", "measure", "quantity", "unit", "published", "accept", "simulated", "inside", "error"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "T01.yaml").write_text(EXPERIMENT.format(low=3.0, high=6.0), encoding="utf-8")
    (tmp_path / "T02.yaml").write_text(EXPERIMENT.format(low=8.0, high=9.0), encoding="utf-8")
    (tmp_path / "T03.yaml").write_text("id: T03", encoding="utf-8")
    return tmp_path


def test_json_is_the_contract_and_what_cannot_run_is_outside(folder):
    done = skou("validate", folder, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["inside"], report["total"]) == (1, 5)
    assert all(set(m) == KEYS for m in report["measurements"])
    potassium = [m for m in report["measurements"] if m["measure"] == "K"]
    assert [m["inside"] for m in potassium] == [True, False]
    assert potassium[0]["simulated"] == potassium[1]["simulated"]
    unknown = [m for m in report["measurements"] if m["measure"] != "K"]
    assert not any(m["inside"] for m in unknown)
    assert all(m["error"] for m in unknown)


def test_a_line_a_measurement_and_the_share(folder):
    done = skou("validate", folder / "T01.yaml", folder / "T02.yaml")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("T0")]
    assert [(x[0], x[1]) for x in lines] == [("T01", "K"), ("T01", "X")] * 2
    assert "inside 1 of 4" in done.stdout


def test_paths_without_experiments_are_refused(tmp_path):
    refused(skou("validate", tmp_path))
    assert "nowhere" in refused(skou("validate", tmp_path / "nowhere"))


def test_bench_measures_against_budgets():
    done = skou("bench", "--no-peers", "--json", timeout=300)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert len(figures) == 6
    for figure in figures:
        assert figure["value"] > 0
        assert figure["kept"] == (figure["value"] <= figure["budget"])
