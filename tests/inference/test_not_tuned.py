"""The case scores do not stand on a knife's edge: they survive random changes of the written knowledge."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from skou.inference.knowledge import base_rates
from skou.inference.prior import condition

from .people import person

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import shaken_knowledge as shaken_module

CASES = Path(__file__).parents[3] / "shared" / "cases" / "cases.jsonl"


def test_shaking_moves_the_prior_and_leaves_it_as_it_was():
    plain = condition(person()).probability
    with shaken_module.shaken(0):
        moved = condition(person()).probability
    assert np.mean(np.abs(np.log(moved[plain > 0] / plain[plain > 0]))) > 0.4
    assert np.array_equal(condition(person()).probability, plain)


def test_shaken_rates_stay_probabilities():
    for code, rate in shaken_module.shaken_rates(np.random.default_rng(1)).items():
        assert 0.0 <= rate.rate < 1.0, code
        assert 0.0 < rate.stated < 1.0, code
        assert rate.source == base_rates()[code].source


@pytest.mark.skipif(not CASES.exists(), reason="the published cases are not beside the repository")
def test_case_scores_survive_shaken_knowledge():
    """A quarter of the cases of every group, knowledge as written and shaken: within the noise of so few cases."""
    cases = sorted(shaken_module.read_cases(CASES), key=lambda c: (c["group"], c["id"]))[::4]
    written = shaken_module.score(cases, None, 300)
    moved = shaken_module.score(cases, 0, 300)
    n = len(cases)
    noise = 2.0 * np.sqrt(0.25 / n)
    for k in (1, 3):
        assert shaken_module.within(moved, k) / n > shaken_module.within(written, k) / n - noise
