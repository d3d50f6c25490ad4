"""The compiled engine beside libRoadRunner and SciPy, on any model and protocol, at equal measured error.

Every engine runs at the loosest tolerance of a ladder at which its measured error, against a run at 1e-9, is
no larger than the target. The engines then take turns, round by round, on one thread; the figures are
processor seconds, as medians with their spread. Each is used as its own users would: libRoadRunner from SBML
loaded once, parameters set and the model reset for each patient; SciPy's LSODA with the traced equations and
their exact Jacobian as Python functions, restarted at each event.

Run on the body: ``python benchmarks/engine_bench.py --patients 64 --days 28 --json out.json``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.engine import Event, ReferenceSolver, compile_model
from skou.graph.emit_sbml import sbml_identifiers, to_sbml
from skou.graph.graph import LEAVES
from skou.graph.model import Model

Array = NDArray[np.float64]
Final = Callable[[float, Array, Array], Array]
"""From a tolerance, initial states and parameters of some patients to their final states."""

OWN = ("rodas4", "tsit5")
LARGEST_WRITTEN_OUT = 300_000
"""libRoadRunner 2 writes rules out in full while it loads; more operations do not load in minutes."""

LADDER = tuple(float(f"{m}e{-e}") for e in range(2, 9) for m in (3, 1))
REFERENCE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Timing:
    """One engine at the tolerance that meets the target."""

    engine: str
    rtol: float
    error: float
    patients: int
    seconds_per_patient: list[float]

    @property
    def median(self) -> float:
        """Median processor seconds a patient."""
        return statistics.median(self.seconds_per_patient)


def error(found: Array, reference: Array, scales: Array) -> float:
    """Largest over patients of the root mean square over states of |y - ref| / (|ref| + 0.01 scale)."""
    relative = np.abs(found - reference) / (np.abs(reference) + 0.01 * scales)
    return float(np.sqrt(np.mean(relative**2, axis=-1)).max())


def compiled(model: Model, end: float, events: Sequence[Event], method: Any, max_step: float | None) -> Final:
    """This engine, one thread."""
    kernel = compile_model(model, method)

    def run(rtol: float, states: Array, parameters: Array) -> Array:
        times = [0.0, end]
        solution = kernel.solve(times, states, parameters, events, rtol=rtol, max_step=max_step, threads=1)
        return solution.final

    return run


def road_runner(model: Model, end: float, events: Sequence[Event], max_step: float | None) -> Final:
    """libRoadRunner's CVODE from the exported SBML."""
    import roadrunner

    names = sbml_identifiers(model)
    runner = roadrunner.RoadRunner(to_sbml(model, events=list(events), outputs=False))
    runner.selections = [names["state", n] for n in model.state_names]
    defaults = model.defaults()

    def run(rtol: float, states: Array, parameters: Array) -> Array:
        runner.integrator.relative_tolerance = rtol
        runner.integrator.absolute_tolerance = 0.01 * rtol
        runner.integrator.maximum_num_steps = 10_000_000
        if max_step is not None:
            runner.integrator.maximum_time_step = max_step
        rows = []
        for y, p in zip(states, parameters, strict=True):
            runner.resetAll()
            for k in np.flatnonzero(p != defaults):
                runner[names["parameter", model.parameter_names[k]]] = p[k]
            for k, value in enumerate(y):
                runner[names["state", model.state_names[k]]] = value
            rows.append(np.asarray(runner.simulate(0.0, end, 2))[-1])
        return np.array(rows)

    return run


def written_out(model: Model) -> int:
    """Operations of the equations with every shared term written out wherever it is used."""
    graph = model.graph
    size: dict[int, int] = {}
    for node in graph.reachable(model.derivative_nodes):
        inner = () if graph.ops[node] in LEAVES else graph.args[node]
        size[node] = 1 + sum(size[a] for a in inner)
    return sum(size[n] for n in model.derivative_nodes)


def scipy_lsoda(model: Model, end: float, events: Sequence[Event], max_step: float | None) -> Final:
    """SciPy's LSODA with traced equations and Jacobian in Python."""
    solver = ReferenceSolver(model, max_step=max_step or np.inf, max_evaluations=100_000_000)
    return lambda rtol, y, p: solver.solve([0.0, end], y, p, events, rtol=rtol).final


def bench(
    model: Model,
    end: float,
    initial: Array,
    parameters: Array,
    events: Sequence[Event] = (),
    target: float = 1e-4,
    rounds: int = 5,
    peer_patients: int = 2,
    max_step: float | None = None,
) -> dict[str, Any]:
    """Time all installed engines on ``n`` patients from 0 to ``end`` [min].

    Parameters
    ----------
    model : Model
    end : float
    initial : array (n, n_states)
    parameters : array (n, n_parameters)
    events : sequence of Event
        Shared by all patients.
    target : float
        Largest measured error.
    rounds : int
    peer_patients : int
        How many of the patients the slower engines run.
    max_step : float, optional
        Longest step of every engine, for equations with short pulses.

    Returns
    -------
    dict
        ``timings`` of each engine, ``left_out`` with reasons, and ``ratios``: each peer's median time a
        patient over that of ``rodas4`` and ``tsit5``, with the smallest and largest ratio of a round.
    """
    exact = compiled(model, end, events, "rodas4", max_step)(REFERENCE_TOLERANCE, initial, parameters)
    engines: dict[str, tuple[Final, int]] = {
        method: (compiled(model, end, events, method, max_step), len(initial)) for method in OWN
    }
    few = min(peer_patients, len(initial))
    left_out = {}
    size = written_out(model)
    if size > LARGEST_WRITTEN_OUT:
        left_out["libRoadRunner"] = f"would write out {size} operations while it loads"
    elif importlib.util.find_spec("roadrunner"):
        engines["libRoadRunner"] = road_runner(model, end, events, max_step), few
    if importlib.util.find_spec("scipy"):
        engines["SciPy LSODA"] = scipy_lsoda(model, end, events, max_step), few
    chosen = {}
    for name, (run, count) in engines.items():
        found = _loosest(run, initial[:count], parameters[:count], exact[:count], model.scales(), target)
        if found is not None:
            chosen[name] = found
    seconds: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(rounds):
        for name, (rtol, _) in chosen.items():
            run, count = engines[name]
            start = time.process_time()
            run(rtol, initial[:count], parameters[:count])
            seconds[name].append((time.process_time() - start) / count)
    timings = {
        name: Timing(name, rtol, measured, engines[name][1], seconds[name])
        for name, (rtol, measured) in chosen.items()
    }
    return {
        "model": model.name,
        "states": len(model.states),
        "patients": len(initial),
        "days": end / 1440.0,
        "events": len(events),
        "target_error": target,
        "left_out": left_out,
        "timings": {
            name: asdict(t) | {"patient_days_per_second": end / 1440.0 / t.median}
            for name, t in timings.items()
        },
        "ratios": _ratios(timings),
    }


def _loosest(
    run: Final, initial: Array, parameters: Array, exact: Array, scales: Array, target: float
) -> tuple[float, float] | None:
    for rtol in LADDER:
        measured = error(run(rtol, initial, parameters), exact, scales)
        if measured <= target:
            return rtol, measured
    return None


def _ratios(timings: dict[str, Timing]) -> dict[str, dict[str, float]]:
    ratios = {}
    for own in OWN:
        for peer, timing in timings.items():
            if own not in timings or peer in OWN:
                continue
            pairs = zip(timing.seconds_per_patient, timings[own].seconds_per_patient, strict=True)
            rounds = [theirs / ours for theirs, ours in pairs]
            ratios[f"{peer} / {own}"] = {
                "median": timing.median / timings[own].median,
                "smallest": min(rounds),
                "largest": max(rounds),
            }
    return ratios


def body_protocol(patients: int, days: int, seed: int = 0) -> dict[str, Any]:
    """The body with three meals a day: patients drawn around the reference person, at rest at first."""
    from skou.cli.speed.workload import workload

    load = workload(patients, seed)
    end = 1440.0 * (days - 1) + 315.0
    meals = [m for m in load.meals if float(np.asarray(m.time)) < end]
    return {
        "model": load.kernel.model,
        "end": end,
        "initial": load.states,
        "parameters": load.fed,
        "events": meals,
    }


def main() -> None:
    """Bench the body and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=64)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--target", type=float, default=1e-4)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = bench(**body_protocol(given.patients, given.days), rounds=given.rounds, target=given.target)
    for name, t in found["timings"].items():
        print(
            f"{name:14} rtol {t['rtol']:.0e}  error {t['error']:.1e}  "
            f"{t['patient_days_per_second']:12.1f} patient-days per processor second"
        )
    for name, r in found["ratios"].items():
        print(f"{name:28} {r['median']:8.1f}x  ({r['smallest']:.1f} to {r['largest']:.1f})")
    for name, reason in found["left_out"].items():
        print(f"{name}: left out; {reason}")
    if given.json is not None:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
