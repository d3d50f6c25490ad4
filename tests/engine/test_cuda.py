"""The CUDA source agrees with the CPU's kernel patient by patient; without a device as host C++."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from skou.cli.speed.workload import workload
from skou.engine import Event, Status, compile_model, cuda
from skou.errors import SolverError, UnknownNameError
from tests.engine.classics import decay, driven, hires, robertson, root, van_der_pol
from tests.engine.cuda_host import HostDevice

METHODS = ["rodas4", "tsit5"]
needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="g++ is not installed")
needs_nvcc = pytest.mark.skipif(shutil.which("nvcc") is None, reason="nvcc is not installed")
_reason = cuda.missing()
needs_device = pytest.mark.skipif(_reason is not None, reason=str(_reason))


def _drawn(model, n, spread=0.1):
    noise = np.random.default_rng(0).lognormal(0.0, spread, (n, len(model.parameters)))
    return model.defaults() * noise


def _difference(a, b):
    return np.nanmax(np.abs(a.states - b.states) / (np.abs(b.states) + 0.01 * a.model.scales()))


def _same(a, b, within):
    """The same fates and messages; states within a relative difference, and steps of who was well."""
    assert a.status.tolist() == b.status.tolist()
    assert a.messages == b.messages
    assert np.array_equal(np.isnan(a.states), np.isnan(b.states))
    assert _difference(a, b) < within
    assert np.abs(a.steps - b.steps)[a.ok].max(initial=0) <= 2


CLASSICS = [
    (robertson, "rodas4", [0.0, 1.0, 40.0]),
    (van_der_pol, "rodas4", [0.0, 0.5, 1.0, 2.0]),
    *((hires, method, [0.0, 100.0, 321.8122]) for method in METHODS),
    *((driven, method, np.linspace(0.0, 2880.0, 50)) for method in METHODS),
]


@needs_compiler
@pytest.mark.parametrize(("make", "method", "times"), CLASSICS)
def test_the_classics(make, method, times):
    """Patients beyond one block, at two tolerances."""
    model = make()
    parameters = _drawn(model, 70)
    there, here = cuda.compile_model(model, method, HostDevice()), compile_model(model, method)
    for rtol in (1e-3, 1e-6):
        found = there.solve(times, parameters=parameters, rtol=rtol)
        _same(found.require_ok(), here.solve(times, parameters=parameters, rtol=rtol), 1e-6)


@needs_compiler
@pytest.mark.parametrize("method", METHODS)
def test_events_of_each_patient(method):
    model, n = decay(), 21
    generator = np.random.default_rng(3)
    when = generator.uniform(5.0, 50.0, n)
    when[4] = np.inf
    events = [
        Event(0.0, add={"x": 1.0}),
        Event(0.5, set={"k": 0.2, "feed": generator.uniform(0.0, 1.0, n)}),
        Event(2.0, scale={"feed": generator.uniform(0.5, 2.0, n)}),
        Event(2.0, add={"x": 0.5}),
        Event(when, add={"x": generator.uniform(0.0, 9.0, n)}),
    ]
    times = np.linspace(0.0, 60.0, 31)
    found = cuda.compile_model(model, method, HostDevice()).solve(times, events=events, rtol=1e-6)
    _same(found, compile_model(model, method).solve(times, events=events, rtol=1e-6), 1e-9)


@needs_compiler
@pytest.mark.parametrize("method", METHODS)
def test_failures_come_with_the_same_reasons(method):
    model, times = root(), np.linspace(0.0, 100.0, 11)
    parameters = np.tile(model.defaults(), (8, 1))
    parameters[:, model.find_parameter("floor")] = np.linspace(-1.5, -0.5, 8)
    parameters[3, model.find_parameter("threshold")] = 5.0
    parameters[5, model.find_parameter("floor")] = 3.0
    there, here = cuda.compile_model(model, method, HostDevice()), compile_model(model, method)
    seen = set()
    for given in ({}, {"max_steps": 12}, {"limits": {"z": (0.0, 3.0)}}, {"max_step": 1.5}):
        found = there.solve(times, parameters=parameters, **given)
        _same(found, here.solve(times, parameters=parameters, **given), 1e-6)
        seen |= set(found.status.tolist())
    assert seen == {int(status) for status in Status}


@needs_compiler
@pytest.mark.parametrize(("method", "rtol"), [("rodas4", 3e-2), ("rodas4", 1e-5), ("tsit5", 1e-4)])
def test_the_body_with_meals(method, rtol):
    load = workload(12, 0, 2)
    times = np.r_[np.arange(0.0, load.end, 60.0), load.end]
    kernel = cuda.compile_model(load.kernel.model, method, HostDevice())
    found = kernel.solve(times, load.states, load.fed, load.meals, rtol=rtol).require_ok()
    truth = compile_model(load.kernel.model, method).solve(
        times, load.states, load.fed, load.meals, rtol=rtol
    )
    _same(found, truth, 1e-7)


@needs_compiler
def test_the_number_of_launches_changes_nothing():
    model = driven()
    parameters, times = _drawn(model, 150), [0.0, 300.0, 900.0]
    events = [Event(np.linspace(10.0, 60.0, 150), add={"plasma": np.linspace(0.0, 3.0, 150)})]
    whole, parts = (
        cuda.compile_model(model, device=HostDevice(room)).solve(
            times, parameters=parameters, events=events, limits={"plasma": (0.0, 22.0)}
        )
        for room in (2**30, 1)
    )
    assert 0 < whole.ok.sum() < 150
    assert whole.messages == parts.messages
    for name in ("states", "status", "steps", "rejected"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name), equal_nan=True)


@needs_nvcc
@pytest.mark.parametrize("architecture", ["sm_80", "sm_90"])
@pytest.mark.parametrize("method", METHODS)
def test_nvcc_compiles_the_body(method, architecture, tmp_path):
    (tmp_path / "body.cu").write_text(cuda.cuda_source(workload(1, 0, 1).kernel.model, method))
    command = ["nvcc", f"-arch={architecture}", "-cubin", "-o", "body.cubin", "body.cu"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "is not defined for option 'gpu-architecture'" in done.stderr:
        pytest.skip(f"this nvcc does not know {architecture}")
    assert done.returncode == 0, done.stderr[:2000]


@needs_device
@pytest.mark.parametrize("method", METHODS)
def test_a_device_agrees_with_the_cpu(method):
    load = workload(300, 0, 2)
    times = np.r_[np.arange(0.0, load.end, 60.0), load.end]
    found = cuda.solve(
        load.kernel.model, times, load.states, load.fed, load.meals, rtol=1e-5, method=method
    ).require_ok()
    here = compile_model(load.kernel.model, method)
    truth = here.solve(times, load.states, load.fed, load.meals, rtol=1e-5)
    assert _difference(found, truth) < 1e-6


def test_what_is_missing_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(SolverError, match=r"CuPy.*skou\[gpu\].*simulate"):
        cuda.solve(decay(), [0.0, 1.0])


def test_an_unknown_method_is_refused():
    with pytest.raises(UnknownNameError, match="rodas4"):
        cuda.cuda_source(decay(), "rodas5")
