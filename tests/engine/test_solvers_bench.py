"""The benchmark's own arithmetic: engines meet the target error, ratios come from the same rounds."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="the compiled engine needs llvmlite")
pytest.importorskip("scipy", reason="the reference solver needs SciPy")

from skou.engine import Event
from tests.engine.classics import driven

_PATH = Path(__file__).parents[2] / "benchmarks" / "engine_bench.py"


@pytest.fixture(scope="module")
def engine_bench():
    import sys

    spec = importlib.util.spec_from_file_location("engine_bench", _PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["engine_bench"] = module
    spec.loader.exec_module(module)
    return module


def test_a_small_bench(engine_bench):
    model = driven()
    parameters = model.defaults() * np.random.default_rng(1).lognormal(0.0, 0.05, (8, len(model.parameters)))
    found = engine_bench.bench(
        model,
        1440.0,
        np.tile(model.initial(), (8, 1)),
        parameters,
        [Event(600.0, add={"gut": 5.0})],
        target=1e-3,
        rounds=1,
    )
    assert {"rodas4", "tsit5", "SciPy LSODA"} <= set(found["timings"])
    assert all(t["error"] <= 1e-3 for t in found["timings"].values())
    scipy, own = (found["timings"][n]["seconds_per_patient"][0] for n in ("SciPy LSODA", "rodas4"))
    assert found["ratios"]["SciPy LSODA / rodas4"]["median"] == pytest.approx(scipy / own)
    assert found["left_out"] == {}


def test_what_would_be_written_out(engine_bench):
    assert engine_bench.written_out(driven()) > len(driven().derivative_nodes)
