"""Code for narrower registers than the CPU has: chosen at run time, free of wider ones, same results."""

from __future__ import annotations

import re

import llvmlite.binding as llvm
import numpy as np
import pytest

from skou import body
from skou.engine import compile_model, host
from skou.engine.plan import plan_model
from skou.engine.sensitivities import sensitivities
from skou.engine.solver import kernel_assembly, layout_of
from skou.errors import SolverError
from tests.engine.classics import driven, robertson

LANES = {"avx512": 8, "avx2": 4, "base": 2}


def available(name):
    return host.VECTOR_SETS[name][1] <= set(host._host_features())


@pytest.fixture(params=list(LANES))
def forced(request, monkeypatch):
    if not available(request.param):
        pytest.skip(f"this CPU has no {request.param}")
    monkeypatch.setenv("SKOU_VECTORS", request.param)
    return request.param


def test_the_widest_is_the_default(monkeypatch):
    monkeypatch.delenv("SKOU_VECTORS", raising=False)
    assert host.vector_set() == next(name for name in LANES if available(name))


def test_an_unknown_set_is_refused(monkeypatch):
    monkeypatch.setenv("SKOU_VECTORS", "avx1024")
    with pytest.raises(SolverError, match=r"avx1024.*base"):
        compile_model(driven())


def test_only_registers_of_the_set_are_used(forced):
    """The assembly that LLVM writes names no wider register; of the set's own it names many."""
    plan = plan_model(driven(), implicit=True)
    layout = layout_of(plan, "rodas4", host.widest_lanes())
    machine = host.target_machine()
    text = ""
    for part in kernel_assembly(plan, layout):
        module = llvm.parse_assembly(f"{part}\nattributes #0 = {{ nounwind }}\n")
        module.triple = llvm.get_process_triple()
        text += machine.emit_assembly(module)
    if not re.search(r"[xyz]mm\d", text):
        pytest.skip("not an x86-64 CPU")
    wider = {"avx512": "$^", "avx2": r"%?zmm\d|%k\d", "base": r"%?[yz]mm\d|%k\d|\bv(?:add|mul|mov)\w+pd"}
    own = {"avx512": "zmm", "avx2": "ymm", "base": "xmm"}
    assert not re.search(wider[forced], text)
    assert text.count(own[forced]) > 100


@pytest.mark.parametrize("method", ["rodas4", "tsit5"])
@pytest.mark.parametrize("made", [driven, robertson, body.model], ids=("driven", "robertson", "body"))
def test_results_are_the_same_to_rounding(forced, method, made, monkeypatch):
    model = made()
    if made is robertson and method == "tsit5":
        pytest.skip("too stiff for an explicit method")
    narrow = compile_model(model, method)
    assert narrow.layout.lanes == LANES[forced]
    monkeypatch.delenv("SKOU_VECTORS")
    default = compile_model(model, method)
    states = np.tile(model.initial(), (11, 1)) * np.random.default_rng(1).lognormal(
        0.0, 0.05, (11, model.initial().size)
    )
    rates = [k.derivative(90.0, states) for k in (narrow, default)]
    size = np.abs(rates[1]).max(axis=0) + 1e-3 * model.scales()
    assert (np.abs(rates[0] - rates[1]) <= 1e-12 * size).all()
    solved = [k.solve([0.0, 200.0, 600.0], states, rtol=1e-6).require_ok() for k in (narrow, default)]
    error = np.abs(solved[0].states - solved[1].states) / model.scales()
    assert error.max() <= 1e-6
    assert np.abs(solved[0].steps - solved[1].steps).max() <= 2


def test_tangents_are_the_same_to_rounding(forced, monkeypatch):
    model = driven()
    narrow = sensitivities(compile_model(model), ["plasma"], model.parameter_names, [0.0, 1440.0])
    monkeypatch.delenv("SKOU_VECTORS")
    default = sensitivities(compile_model(model), ["plasma"], model.parameter_names, [0.0, 1440.0])
    assert np.allclose(narrow.gradients, default.gradients, rtol=1e-8)


def test_the_body_compiles_for_arm_with_neon_and_calls_nothing_that_only_x86_has():
    """Cross-compiled, not run: two lanes a 128-bit register, and no function from outside but those of C."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    triple = "aarch64-unknown-linux-gnu"
    machine = llvm.Target.from_triple(triple).create_target_machine(cpu="generic", features="+neon", opt=1)
    plan = plan_model(body.model(), implicit=True)
    text = ""
    for part in kernel_assembly(plan, layout_of(plan, "rodas4", LANES["base"])):
        module = llvm.parse_assembly(f"{part}\nattributes #0 = {{ nounwind }}\n")
        module.triple, module.data_layout = triple, str(machine.target_data)
        text += machine.emit_assembly(module)
    assert len(re.findall(r"\bf(?:mul|add|sub|div|mla|mls)\s+v\d+\.2d", text)) > 100
    assert not re.search(r"[xyz]mm\d", text)
    called = set(re.findall(r"\bbl\s+(\w+)", text))
    defined = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert called <= defined | {"fmax", "fmin", "memcpy", "memset"}, called - defined
