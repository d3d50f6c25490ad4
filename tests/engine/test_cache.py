"""Compiled kernels on disk: found by a second process, tolerant of whatever is wrong with a directory."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from skou.engine import cache, host, kernel, side_compiler
from skou.engine.kernel import compile_model
from skou.engine.plan import plan_model
from skou.engine.solver import kernel_assembly, layout_of
from tests.engine.classics import decay, driven

SECOND_PROCESS = """
import json
from skou.engine.kernel import compile_model
from skou.graph.checked_model import Model
from tests.engine.classics import driven
asked = []
found = Model.jacobian_entries.func
Model.jacobian_entries.func = lambda model: asked.append(1) or found(model)
made = compile_model(driven())
final = made.solve([0.0, 1440.0]).final[0].tolist()
print(json.dumps([made.from_cache, len(asked), final]))
"""


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty cache, and nothing loaded in this process."""
    monkeypatch.setenv("SKOU_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(kernel, "_loaded", {})
    return tmp_path / "kernels"


def test_a_second_process_neither_compiles_nor_differentiates(empty):
    first = compile_model(driven())
    assert not first.from_cache
    run = subprocess.run(
        [sys.executable, "-c", SECOND_PROCESS],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    from_cache, differentiations, final = json.loads(run.stdout)
    assert from_cache
    assert differentiations == 0
    assert final == first.solve([0.0, 1440.0]).final[0].tolist()


def test_one_process_loads_a_kernel_once(empty):
    first, second = compile_model(decay()), compile_model(decay())
    assert second.from_cache
    assert second.code is first.code


def test_methods_lanes_and_models_have_their_own_files(empty):
    compile_model(decay())
    compile_model(decay(), "tsit5")
    compile_model(decay(), lanes=1)
    compile_model(driven())
    assert len(list(empty.glob("*.kernel"))) == 4
    assert not list(empty.glob("*.part"))


def test_default_values_do_not_ask_for_another_kernel(empty):
    changed = decay()
    object.__setattr__(changed, "parameters", changed.parameters[:1] + changed.parameters[1:])
    compile_model(decay())
    assert compile_model(changed).from_cache


@pytest.mark.parametrize("damage", [b"", b"skou kernel 1\n", b"something else", None])
def test_a_damaged_file_is_compiled_again(empty, damage, monkeypatch):
    compile_model(decay())
    (file,) = empty.glob("*.kernel")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    monkeypatch.setattr(kernel, "_loaded", {})
    again = compile_model(decay())
    assert not again.from_cache
    assert file.read_bytes() == content
    assert again.solve([0.0, 10.0]).ok.all()


def test_a_place_that_cannot_be_written_does_not_matter(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("SKOU_CACHE_DIR", str(blocked))
    monkeypatch.setattr(kernel, "_loaded", {})
    made = compile_model(decay())
    assert not made.from_cache
    assert made.solve([0.0, 10.0]).ok.all()


def test_without_the_cache_nothing_is_written(empty):
    assert not compile_model(decay(), cache_code=False).from_cache
    assert not empty.exists()


def test_where_kernels_are_kept(monkeypatch, tmp_path):
    monkeypatch.delenv("SKOU_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cache_directory() == tmp_path / "skou" / "kernels"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.cache_directory() == tmp_path / ".cache" / "skou" / "kernels"


def test_compiling_beside_gives_the_same_code(monkeypatch):
    plan = plan_model(driven(), implicit=True)
    layout = layout_of(plan, "rodas4", 2)
    modules = kernel_assembly(plan, layout)
    alone = side_compiler.compile_modules(modules, 2)
    monkeypatch.setattr(side_compiler, "_WORTH_A_PROCESS", 0)
    assert side_compiler.compile_modules(modules, 2) == alone
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert side_compiler.compile_modules(modules, 2) == alone
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert side_compiler.compile_modules(modules, 2) == alone
    assert host.LoadedCode(alone).address("solve")


def test_the_key_knows_the_machine():
    assert host.cpu_name() in host.toolchain()
    assert cache.kernel_key("a", "b") != cache.kernel_key("a", "c")
    assert np.log2(host.widest_lanes()) == int(np.log2(host.widest_lanes()))
