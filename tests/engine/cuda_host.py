"""A stand-in for the device: the CUDA source compiled by a host C++ compiler, its threads run in a loop."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

SHIM = """
#define __global__
#define __device__
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(threads)
struct Index { unsigned x; };
static thread_local Index blockIdx, threadIdx, blockDim;
"""
LOOP = """
extern "C" void run_all(const long long *slots, const double *knobs, unsigned blocks) {
  blockDim.x = BLOCK;
  for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)
    for (threadIdx.x = 0; threadIdx.x < BLOCK; ++threadIdx.x) solve(slots, knobs);
}
"""


class HostProgram:
    """The source as a shared library."""

    def __init__(self, source: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder)
            (path / "model.cpp").write_text(SHIM + source + LOOP)
            command = ["g++", "-O1", "-std=c++17", "-shared", "-fPIC", "-o", "model.so", "model.cpp"]
            subprocess.run(command, cwd=path, check=True, capture_output=True)
            self.run = ctypes.CDLL(str(path / "model.so")).run_all
        self.run.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint]


class HostDevice:
    """What `skou.engine.cuda.kernel.Device` asks for, in the memory of this process."""

    def __init__(self, room: int = 2**30) -> None:
        self.room = room

    def build(self, source: str) -> HostProgram:
        return HostProgram(source)

    def free_bytes(self) -> int:
        return self.room

    def put(self, array):
        return np.array(array)

    def empty(self, shape, kind):
        return np.full(shape, 77, dtype=kind)

    def address(self, array) -> int:
        return array.ctypes.data

    def get(self, array):
        return array

    def launch(self, program, blocks, threads, slots, knobs) -> None:
        program.run(slots.ctypes.data, knobs.ctypes.data, blocks)
