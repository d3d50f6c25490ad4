"""The same patients and meals on libRoadRunner, one thread, at equal measured error."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from skou.cli.speed.clocks import Figure
from skou.cli.speed.workload import END, Array, Workload, error, workload
from skou.graph.emit_sbml import sbml_identifiers, to_sbml

PATIENTS = 16
COMPARED = 2
"""Patients that the slower peer runs."""
TOLERANCES = (1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7)
ROUNDS = 3


def peer_is_installed() -> bool:
    """True where libRoadRunner can be imported."""
    return importlib.util.find_spec("roadrunner") is not None


def peer_figures_within(seconds: float, seed: int) -> list[Figure] | None:
    """`peer_figures` measured in a process of their own; None where the peer is not done in time.

    libRoadRunner can take very long to load a large model, and gives no way to stop it.
    """
    command = [sys.executable, "-m", __name__, str(seed)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    rows = json.loads(done.stdout)
    return [Figure(**{k: v for k, v in row.items() if k != "kept"}) for row in rows]


def peer_figures(seed: int) -> list[Figure]:
    """Patient-days a second of processor time, interleaved round by round; the ratio of the best rounds.

    The peer runs at the loosest tolerance whose measured error is no larger than ours.
    """
    load = workload(PATIENTS, seed)
    times = np.array([0.0, END])
    exact = load.kernel.solve(times, load.states, load.fed, load.meals, rtol=1e-9, threads=1).final
    scales = load.kernel.model.scales()

    def own() -> Array:
        return load.kernel.solve(times, load.states, load.fed, load.meals, threads=1).final

    own_error = error(own(), exact, scales)
    runners = [_runner(load, i) for i in range(COMPARED)]
    tolerance, peer_error = _matching_tolerance(runners, exact[:COMPARED], scales, own_error)
    days = END / 1440.0
    own_seconds, peer_seconds = [], []
    for _ in range(ROUNDS):
        own_seconds.append(_processor_time(own) / (PATIENTS * days))
        peer_seconds.append(
            sum(_processor_time(lambda r=r: _run(r, tolerance)) for r in runners) / (COMPARED * days)
        )
    ratio = min(peer_seconds) / min(own_seconds)
    return [
        Figure("Skou, patient-days per processor second", 1.0 / min(own_seconds), "1/s"),
        Figure("Skou, error of that run", own_error, "1"),
        Figure("libRoadRunner, patient-days per processor second", 1.0 / min(peer_seconds), "1/s"),
        Figure(f"libRoadRunner, error of that run (rtol {tolerance:g})", peer_error, "1"),
        Figure("Skou over libRoadRunner, per core at no larger error of the peer", ratio, "x", 25.0, True),
    ]


def _runner(load: Workload, patient: int) -> Any:
    import roadrunner

    model = load.kernel.model
    document = to_sbml(model, load.states[patient], load.fed[patient], load.meals, outputs=False)
    runner = roadrunner.RoadRunner(document)
    names = sbml_identifiers(model)
    runner.selections = [names["state", n] for n in model.state_names]
    return runner


def _run(runner: Any, tolerance: float) -> Array:
    """States at the end."""
    runner.resetAll()
    runner.integrator.relative_tolerance = tolerance
    runner.integrator.absolute_tolerance = 1e-2 * tolerance
    runner.integrator.maximum_num_steps = 1_000_000
    return np.asarray(runner.simulate(0.0, END, 2))[-1]


def _matching_tolerance(
    runners: list[Any], exact: Array, scales: Array, wanted: float
) -> tuple[float, float]:
    """The loosest tolerance of the peer whose error is no larger than ``wanted``, and that error."""
    found = (TOLERANCES[-1], float("nan"))
    for tolerance in TOLERANCES:
        measured = error(np.stack([_run(r, tolerance) for r in runners]), exact, scales)
        found = tolerance, measured
        if measured <= wanted:
            break
    return found


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    print(json.dumps([f.to_dict() for f in peer_figures(int(sys.argv[1]))]))
