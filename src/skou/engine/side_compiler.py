"""Compiling on two cores: the first module of a large kernel in a process of its own.

llvmlite lets one thread at a time into LLVM, so threads would not help.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence

from skou.engine import host

_WORTH_A_PROCESS = 1_000_000
"""Characters of assembly from which the start of a second process is regained."""


def compile_modules(modules: Sequence[str], lanes: int) -> list[bytes]:
    """Machine code of LLVM assembly, an object file a module."""
    first, *others = modules
    process = _start(first, lanes) if others and len(first) > _WORTH_A_PROCESS else None
    if process is None:
        return [host.compile_module(module, lanes) for module in modules]
    with process:
        rest = [host.compile_module(module, lanes) for module in others]
        code, _ = process.communicate()
    if process.returncode != 0 or not code:
        code = host.compile_module(first, lanes)
    return [code, *rest]


def _start(assembly: str, lanes: int) -> subprocess.Popen[bytes] | None:
    if not sys.executable or getattr(sys, "frozen", False):
        return None
    command = [sys.executable, "-c", f"from skou.engine.side_compiler import serve; serve({lanes})"]
    try:
        with tempfile.TemporaryFile() as file:
            file.write(assembly.encode())
            file.seek(0)
            return subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None


def serve(lanes: int) -> None:
    """Compile what comes on standard input, onto standard output."""
    sys.stdout.buffer.write(host.compile_module(sys.stdin.buffer.read().decode(), lanes))
