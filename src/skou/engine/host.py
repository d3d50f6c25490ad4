"""The machine at hand: its vector width, and LLVM assembly made into functions that can be called."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from skou.errors import SolverError

VECTOR_SETS: dict[str, tuple[int, frozenset[str], tuple[str, ...]]] = {
    "avx512": (8, frozenset({"+avx512f", "+avx512dq"}), ()),
    "avx2": (4, frozenset({"+avx2"}), ("avx512", "avx10", "evex512")),
    "base": (2, frozenset(), ("avx", "evex512", "fma", "f16c", "xop", "vaes", "vpclmulqdq")),
}
"""Lanes, the features that are needed, and the beginnings of those that are switched off; widest first.

``base`` is what every CPU of its kind has: SSE2 on x86-64, NEON on ARM.
"""


@functools.cache
def _target() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple()


def target_machine() -> Any:
    """A fresh LLVM target machine for this CPU."""
    return _target().create_target_machine(cpu=cpu_name(), features=cpu_features(), opt=1, jit=True)


@functools.cache
def cpu_name() -> str:
    """LLVM's name of this CPU."""
    return llvm.get_host_cpu_name()


@functools.cache
def _host_features() -> tuple[str, ...]:
    return tuple(llvm.get_host_cpu_features().flatten().split(","))


def vector_set() -> str:
    """The instructions used: ``SKOU_VECTORS``, or the widest that this CPU has.

    Raises
    ------
    SolverError
        For a set that is not known, or that this CPU has not.
    """
    has = set(_host_features())
    there = [name for name, (_, needed, _) in VECTOR_SETS.items() if needed <= has]
    asked = os.environ.get("SKOU_VECTORS", "").strip().lower()
    if not asked:
        return there[0]
    if asked not in there:
        raise SolverError(
            f"SKOU_VECTORS asks for {asked!r}, which this CPU has not",
            value=asked,
            allowed=", ".join(there),
            mend="unset SKOU_VECTORS to take the widest",
        )
    return asked


def cpu_features() -> str:
    """LLVM's list of what this CPU can do, without what `vector_set` leaves unused."""
    without = VECTOR_SETS[vector_set()][2]
    return ",".join(f"-{f[1:]}" if f[1:].startswith(without) else f for f in _host_features())


def widest_lanes() -> int:
    """Virtual patients a register holds: 8 with AVX-512, 4 with AVX2, else 2."""
    return VECTOR_SETS[vector_set()][0]


def toolchain() -> str:
    """Everything outside the model that compiled code depends on."""
    version = ".".join(map(str, llvm.llvm_version_info))
    software = f"llvmlite {llvmlite.__version__} LLVM {version}"
    return f"{software} {llvm.get_process_triple()} {cpu_name()} {cpu_features()}"


def compile_module(assembly: str, lanes: int) -> bytes:
    """Machine code of LLVM assembly, as an object file."""
    width = 64 * lanes
    widths = f'"min-legal-vector-width"="{width}" "prefer-vector-width"="{width}"'
    machine = target_machine()
    module = llvm.parse_assembly(
        f"{assembly}\nattributes #0 = {{ nounwind {widths} }}\n", context=llvm.create_context()
    )
    module.triple = llvm.get_process_triple()
    module.data_layout = str(machine.target_data)
    return machine.emit_object(module)


class LoadedCode:
    """Machine code in memory, with the addresses of its functions; lives as long as it is referenced."""

    def __init__(self, objects: Sequence[bytes]) -> None:
        machine = target_machine()
        empty = llvm.parse_assembly("", context=llvm.create_context())
        empty.triple = llvm.get_process_triple()
        self._engine = llvm.create_mcjit_compiler(empty, machine)
        for code in objects:
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def address(self, function: str) -> int:
        """The address of a function."""
        found = self._engine.get_function_address(function)
        if not found:
            raise SolverError(
                f"compiled code lacks the function {function!r}", mend="delete the kernel cache"
            )
        return found
