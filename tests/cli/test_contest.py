"""Engines side by side: the target error is met, ratios come from the rounds, nobody can hang the bench."""

from __future__ import annotations

import numpy as np
import pytest

from skou.cli.speed.beside import contest_figures
from skou.cli.speed.contest import Outcome, Timing, contest
from skou.cli.speed.contestant import Task, loosest
from skou.cli.speed.engines import ALL

TASK = Task(seed=0, days=1, target=1e-3)


def test_engines_meet_the_target_and_take_turns():
    outcome = contest([ALL["Skou Rodas4"], ALL["SciPy LSODA, compiled"]], TASK, rounds=2, limit=120.0)
    assert outcome.left_out == {}
    assert all(t.error <= TASK.target and len(t.seconds) == 2 for t in outcome.timings.values())
    middle, low, high = outcome.ratio("Skou Rodas4", "SciPy LSODA, compiled")
    assert 1.0 < low <= middle <= high


def test_who_is_not_ready_in_time_is_left_out():
    outcome = contest([ALL["Skou Rodas4"]], TASK, rounds=1, limit=0.01)
    assert outcome.timings == {}
    assert "within" in outcome.left_out["Skou Rodas4"]


def test_road_runner_agrees_on_a_day_of_the_body():
    pytest.importorskip("roadrunner", reason="needs libRoadRunner")
    outcome = contest([ALL["libRoadRunner"]], Task(seed=0, days=1, target=1e-5), rounds=1, limit=240.0)
    assert outcome.left_out == {}
    assert outcome.timings["libRoadRunner"].error <= 1e-5


def test_a_tolerance_at_which_an_engine_gives_up_is_passed_over():
    def run(rtol):
        if rtol > 1e-3:
            raise RuntimeError
        return np.array([[1.0 + rtol]])

    rtol, measured = loosest(run, np.array([[1.0]]), np.array([0.0]), 5e-4) or (0.0, 0.0)
    assert rtol == pytest.approx(3e-4)
    assert measured == pytest.approx(3e-4)
    assert loosest(run, np.array([[2.0]]), np.array([0.0]), 1e-4) is None


def test_ratios_are_medians_of_rounds_against_the_faster_own_method():
    def timing(name, seconds):
        return Timing(name, "", 1e-3, 1e-5, 10, 0.0, 2.0, seconds)

    timings = [
        timing("Skou Rodas4", [1.0, 2.0, 1.0]),
        timing("Skou Tsit5", [3.0, 3.0, 3.0]),
        timing("libRoadRunner", [30.0, 30.0, 50.0]),
    ]
    outcome = Outcome(TASK, {t.engine: t for t in timings})
    assert outcome.ratio("Skou Rodas4", "libRoadRunner") == (30.0, 15.0, 50.0)
    ratio = contest_figures(outcome)[-1]
    assert (ratio.name, ratio.value, ratio.kept) == ("Skou Rodas4 over libRoadRunner", 30.0, True)
