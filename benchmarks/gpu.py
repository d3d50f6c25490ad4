"""A population on a CUDA device beside the CPU: patient-days per second, and how far they agree.

    python benchmarks/gpu.py --patients 1000000 --days 28

Where no device can be used it says so, gives the CPU's figure, and what ``nvcc`` (if it is there) makes of the
source: registers, local memory, time to compile.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from skou.cli.speed.workload import Workload, error, workload
from skou.engine import cuda
from skou.engine.kernel import Method, compile_model


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--patients", type=int, default=1_000_000)
    arguments.add_argument("--drawn", type=int, default=32_768, help="different patients; they go round")
    arguments.add_argument("--cpu-patients", type=int, default=512)
    arguments.add_argument("--days", type=int, default=28)
    arguments.add_argument("--rtol", type=float, default=3e-2)
    arguments.add_argument("--method", choices=("rodas4", "tsit5"), default="rodas4")
    arguments.add_argument("--architecture", default="sm_90", help="for the report of nvcc")
    o = arguments.parse_args()
    problem = cuda.missing()
    drawn = o.cpu_patients if problem else min(o.drawn, o.patients)
    load = workload(max(drawn, o.cpu_patients), 0, o.days)
    reference = _cpu(load, o.method, o.rtol, o.cpu_patients)
    if problem is None:
        _device(load, o.method, o.rtol, o.patients, drawn, reference)
    else:
        print(f"device: none, so nothing was timed on one; {problem}")
    _compiler(load, o.method, o.architecture)


def _cpu(load: Workload, method: Method, rtol: float, patients: int) -> np.ndarray:
    kernel = compile_model(load.kernel.model, method)
    began = time.perf_counter()
    final = load.solve(kernel, rtol, patients)
    wall = time.perf_counter() - began
    print(f"CPU, one thread: {patients} patients x {load.days:.1f} days in {wall:.2f} s, ", end="")
    print(f"{patients * load.days / wall:,.0f} patient-days/s")
    return final


def _device(
    load: Workload, method: Method, rtol: float, patients: int, drawn: int, reference: np.ndarray
) -> None:
    began = time.perf_counter()
    kernel = cuda.compile_model(load.kernel.model, method)
    print(f"device: compiled (or found compiled) in {time.perf_counter() - began:.1f} s")
    times = np.array([0.0, load.end])
    kernel.solve(times, load.states[:64], load.fed[:64], load.meals, rtol=rtol)  # the first launch loads it
    began, done, failed = time.perf_counter(), 0, 0
    while done < patients:
        n = min(drawn, patients - done)
        found = kernel.solve(times, load.states[:n], load.fed[:n], load.meals, rtol=rtol)
        done, failed = done + n, failed + int((~found.ok).sum())
        if done == n:
            shared = min(n, len(reference))
            difference = error(found.final[:shared], reference[:shared], load.kernel.model.scales())
    wall = time.perf_counter() - began
    print(f"device: {patients} patients x {load.days:.1f} days in {wall:.2f} s, transfers counted, ", end="")
    print(f"{patients * load.days / wall:,.0f} patient-days/s; {failed} failed")
    print(f"largest difference from the CPU, root mean square over states: {difference:.1e}")


def _compiler(load: Workload, method: Method, architecture: str) -> None:
    if shutil.which("nvcc") is None:
        print("nvcc: not on PATH")
        return
    with TemporaryDirectory() as folder:
        (Path(folder) / "model.cu").write_text(cuda.cuda_source(load.kernel.model, method))
        command = [
            "nvcc",
            f"-arch={architecture}",
            "-Xptxas",
            "-v",
            "-cubin",
            "-o",
            "model.cubin",
            "model.cu",
        ]
        began = time.perf_counter()
        told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stderr
        wall = time.perf_counter() - began
    frame = re.search(r"properties for solve\s+(\d+) bytes stack frame", told)
    registers = re.search(r"Used (\d+) registers.*?(\d+) bytes cumulative stack", told)
    spilled = sum(int(n) for n in re.findall(r"(\d+) bytes spill stores", told))
    print(f"nvcc {architecture}, {method}: compiled in {wall:.1f} s; a thread has ", end="")
    print(f"{registers[1] if registers else '?'} registers and ", end="")
    print(f"{registers[2] if registers else '?'} bytes of local memory ", end="")
    print(
        f"({frame[1] if frame else '?'} of them in the kernel's own frame); {spilled} bytes of spill stores"
    )


if __name__ == "__main__":
    main()
