"""Experiments run from file to verdict on the compiled body."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from skou.evidence import read_arm, read_experiment, run_experiment, simulate_arms, validate
from skou.evidence.lanes import solve_lanes
from skou.evidence.preparation import RTOL, compile_arms, compiled_body, ready_lanes

FIXTURES = Path(__file__).parent / "experiments"
SHARED = Path(__file__).parents[3] / "shared"
DAY = 1440.0


@pytest.fixture(scope="module")
def solver():
    return compiled_body()


@pytest.fixture(scope="module")
def report(solver):
    return validate([FIXTURES], solver)


def plain(name: str) -> dict:
    return yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))


def test_every_measurement_of_the_fixtures_has_a_value_and_a_verdict(report):
    assert report.total == sum(len(plain(p.stem)["measure"]) for p in FIXTURES.iterdir())
    for m in report.measurements:
        assert m.error is None, m
        assert m.simulated is not None
        low, high = m.accept
        assert m.inside == (low <= m.simulated <= high)


def test_isolated_tissue_is_where_it_was_published(report):
    by_experiment = {s.name: s for s in report.shares(lambda m: m.experiment)}
    for name in ("TH1", "TN7", "TS4"):
        assert by_experiment[name].inside == by_experiment[name].total


def test_json_is_the_contract(report):
    found = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert set(found) == {"measurements", "inside", "total"}
    assert found["total"] == len(found["measurements"]) == report.total
    assert found["inside"] == sum(m["inside"] for m in found["measurements"])
    keys = {
        "experiment",
        "measure",
        "quantity",
        "unit",
        "published",
        "accept",
        "simulated",
        "inside",
        "error",
    }
    assert all(set(m) == keys for m in found["measurements"])


def test_table_has_a_line_a_measurement_and_shares(report):
    text = report.text()
    assert sum("inside " in line or "OUTSIDE" in line for line in text.splitlines()) >= report.total
    assert f"inside {report.inside} of {report.total}" in text


def test_a_person_has_the_baseline_that_the_file_asks_for(solver):
    data = plain("K01")
    asked = {"id": "K0", "arm": "KCl", "quantity": "plasma.potassium", "at": "0 h", "unit": "mmol/L"}
    data["measure"] = [{**asked, "accept": [4.51, 4.55]}]
    (found,) = run_experiment(read_experiment(data), solver)
    assert found.inside, found.simulated


def test_what_cannot_be_run_is_outside_with_a_reason_and_the_rest_goes_on(solver):
    data = plain("E20")
    data["arms"]["mg"]["steps"].append(
        {"at": "0 h", "give": "unobtainium", "amount": "1 mmol", "route": "iv"}
    )
    data["measure"] = [
        {
            "id": "a",
            "arm": "mg",
            "quantity": "plasma.magnesium",
            "at": "0 h",
            "unit": "mmol/L",
            "accept": [0, 9],
        },
        {
            "id": "b",
            "arm": "placebo",
            "quantity": "plasma.potassium",
            "at": "0 h",
            "unit": "mmol/L",
            "accept": [0, 9],
        },
        {
            "id": "c",
            "arm": "placebo",
            "quantity": "plasma.gold",
            "at": "0 h",
            "unit": "mmol/L",
            "accept": [0, 9],
        },
    ]
    a, b, c = run_experiment(read_experiment(data), solver)
    assert not a.inside
    assert a.error is not None
    assert "unobtainium" in a.error
    assert b.inside
    assert not c.inside
    assert c.error is not None
    assert "plasma.gold" in c.error


def test_an_unreadable_file_counts_as_one_outside(tmp_path, solver):
    (tmp_path / "X1.yaml").write_text("id: [", encoding="utf-8")
    found = validate([tmp_path], solver)
    assert (found.inside, found.total) == (0, 1)
    assert found.to_dict()["measurements"][0]["error"]


def test_lanes_together_are_what_they_are_alone(solver):
    arms = {
        name: read_arm(name, data)
        for file in ("E20", "K01", "D09")
        for name, data in plain(file)["arms"].items()
    }
    arms = {name: arm for name, arm in arms.items() if not arm.subject.baseline}
    arms["kcl"] = read_arm("kcl", {**plain("K01")["arms"]["KCl"], "subject": {"age": 35, "weight_kg": 75}})
    arms["poor"] = read_arm(
        "poor", {"subject": {"causes": [{"cause": "low_potassium_intake"}]}, "run_in": "9 d"}
    )
    errors: dict[str, str] = {}
    compiled = compile_arms(arms, dict.fromkeys(arms, DAY), solver, errors)
    assert not errors
    times = [np.linspace(-60.0, DAY, 30)] * len(compiled)
    lanes = ready_lanes(
        list(compiled.values()), times, [("plasma.potassium", "urine.sodium")] * len(compiled), solver
    )
    together = solve_lanes(solver, lanes, RTOL)
    for lane, found in zip(lanes, together, strict=True):
        (alone,) = solve_lanes(solver, [lane], RTOL)
        for name, values in alone.outputs.items():
            assert found.outputs[name] == pytest.approx(values, rel=1e-4)


def test_ledger_of_a_simulation_closes(solver):
    arm = {
        "subject": {
            "age": 60,
            "sex": "F",
            "weight_kg": 62,
            "medications": [{"drug": "furosemide", "dose": "40 mg"}],
        },
        "steps": [
            {"at": "0 h", "give": "potassium_chloride", "amount": "20 mmol", "every": "12 h", "for": "3 d"},
            {"at": "6 h", "give": "magnesium_oxide", "amount": "10 mmol", "route": "oral"},
            {"at": "1 d", "for": "1 d", "loss": "diarrhoea", "volume": "2 L/d"},
            {"at": "1 d", "for": "4 h", "infuse": "calcium_gluconate", "rate": "2 mmol/h", "route": "iv"},
            {"at": "2 d", "for": "4 h", "dialysis": {"potassium": "2 mmol/L"}},
        ],
    }
    found = simulate_arms({"a": read_arm("a", arm)}, solver=solver)["a"]
    assert found.error is None
    assert {row.ion for row in found.ledger} == {
        "potassium",
        "sodium",
        "magnesium",
        "calcium",
        "phosphate",
        "water",
    }
    for row in found.ledger:
        turnover = sum(abs(flow) for flow in row.flows.values())
        assert turnover > 0
        assert abs(row.stored - sum(row.flows.values())) <= 1e-9 * max(turnover, 100.0)


def test_a_simulation_shows_every_output_until_a_day_after_the_last_step(solver):
    found = simulate_arms(
        {"a": read_arm("a", {"subject": {}, "steps": [{"at": "2 d", "water": "1 L"}]})}, solver=solver
    )
    trajectory = found["a"]
    assert trajectory.times[0] == 0.0
    assert trajectory.times[-1] == 3 * DAY
    assert all(np.isfinite(v).all() and v.shape == trajectory.times.shape for v in trajectory.values.values())
    assert "plasma.potassium" in trajectory.values


def test_a_hold_that_the_body_cannot_do_is_said(solver):
    data = plain("K01")
    data["arms"]["KCl"]["subject"].pop("baseline")
    data["arms"]["KCl"]["steps"].append({"at": "0 h", "set": {"cell.potassium": "100 mmol/L"}})
    (first, *_) = run_experiment(read_experiment(data), solver)
    assert not first.inside
    assert first.error is not None
    assert "cannot hold cell.potassium" in first.error


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder ../shared is not there")
def test_all_shared_experiments(solver):
    found = validate([SHARED / "experiments"], solver)
    assert found.total == 778
    assert not [m for m in found.measurements if m.error]
    shares = {s.name: s.percent for s in found.shares(lambda m: m.folder)}
    assert shares["tissue"] >= 90
    assert shares["potassium"] >= 40
    assert shares["magnesium_calcium"] >= 40
