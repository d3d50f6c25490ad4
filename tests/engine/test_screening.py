"""Elementary effects and shares of variance against what they are by hand."""

from __future__ import annotations

import numpy as np
import pytest

from skou.engine import compile_model
from skou.engine.screening import Ranged
from skou.errors import SolverError, UnknownNameError
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model

WHOLE = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}


def sum_of_rates():
    """x(1) = a + 2 b + a b, whatever c."""
    return build_model(
        "sum_of_rates",
        [StateSpec("x", "1", 0.0)],
        [ParameterSpec(n, u, 0.5) for n, u in (("a", "1"), ("b", "1"), ("c", "1"))]
        + [ParameterSpec("per_minute", "1/min", 1.0)],
        lambda t, s, p: Equations({"x": p.per_minute * (p.a + 2.0 * p.b + p.a * p.b + 0.0 * p.c)}),
    )


@pytest.fixture(scope="module")
def kernel():
    return compile_model(sum_of_rates())


def test_elementary_effects_are_the_slopes(kernel):
    found = Ranged(kernel, "x", WHOLE, 1.0).morris(trajectories=200, seed=1)
    assert found.runs == 200 * 4
    assert found.indices["mean"] == pytest.approx([1.5, 2.5, 0.0], abs=0.08)
    assert found.indices["mean_absolute"] == pytest.approx(found.indices["mean"])
    assert found.indices["spread"][:2].min() > 0.2
    assert found.ranking() == ("b", "a", "c")


def test_shares_of_variance_are_those_of_the_function(kernel):
    found = Ranged(kernel, "x", WHOLE, 1.0).sobol(samples=1024, seed=1)
    first = np.array([1.5**2, 2.5**2, 0.0]) / 12.0
    both = 1.0 / 144.0
    together = np.array([both, both, 0.0])
    variance = first.sum() + both
    assert found.indices["first"] == pytest.approx(first / variance, abs=0.03)
    assert found.indices["total"] == pytest.approx((first + together) / variance, abs=0.03)


def test_the_same_seed_gives_the_same_answer(kernel):
    one, two = (Ranged(kernel, "x", WHOLE, 1.0).sobol(samples=64, seed=3) for _ in range(2))
    assert (one.indices["total"] == two.indices["total"]).all()


def test_what_cannot_be_screened_says_why(kernel):
    with pytest.raises(UnknownNameError, match="per_minut"):
        Ranged(kernel, "x", {"per_minut": (0.0, 1.0)}, 1.0)
    with pytest.raises(SolverError, match="range of a"):
        Ranged(kernel, "x", {"a": (1.0, 1.0)}, 1.0)
    with pytest.raises(SolverError, match="no parameters"):
        Ranged(kernel, "x", {}, 1.0)
