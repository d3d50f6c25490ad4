"""Figures and plots of ``docs/engine.md``: work against precision, cost against size, and what bounds it.

``python benchmarks/engine_report.py`` writes ``docs/plots/engine/*.svg`` and ``docs/plots/engine/figures.json``.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from skou.cli.speed.contestant import LADDER
from skou.cli.speed.engines import ALL
from skou.cli.speed.workload import Workload, error, workload
from skou.engine import compile_model, host
from skou.engine.assembly import FunctionWriter, module
from skou.engine.equations import model_functions
from skou.engine.periodic import periodic_state
from skou.engine.plan import plan_model
from skou.engine.sensitivities import sensitivities

HOME = Path(__file__).parents[1] / "docs" / "plots" / "engine"
PRECISION = ("Skou Rodas4", "Skou Tsit5", "libRoadRunner", "SciPy LSODA, compiled")
_ARITHMETIC = re.compile(
    r"= (?:f(?:add|sub|mul|div|neg)|call <\d+ x double> @llvm\.(?:sqrt|maximum|minimum))"
)


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """Least processor seconds of several runs."""
    best = np.inf
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def precision(days: int) -> dict[str, list[tuple[float, float, float]]]:
    """For each engine: tolerance, error, and processor milliseconds a patient-day."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for name in PRECISION:
        contestant = ALL[name]
        if not contestant.installed:
            continue
        load = workload(contestant.patients, 0, days)
        run, exact = contestant.prepare(load), load.exact(contestant.patients)
        found[name] = []
        for rtol in LADDER[1::2] if contestant.patients < 16 else LADDER:
            try:
                measured = error(run(rtol), exact, load.kernel.model.scales())
            except RuntimeError:
                continue
            cost = 1e3 * cpu(lambda run=run, rtol=rtol: run(rtol), 2) / (contestant.patients * load.days)
            found[name].append((rtol, measured, cost))
    return found


def sizes() -> dict[str, list[tuple[float, float]]]:
    """Processor milliseconds a patient-day against patients, days and tolerance."""
    found: dict[str, list[tuple[float, float]]] = {"patients": [], "days": [], "rtol": []}
    for patients in (1, 8, 100, 1_000, 10_000):
        load = workload(patients, 0, 2)
        kernel = load.kernel
        cost = cpu(lambda load=load, kernel=kernel: load.solve(kernel, 1e-3), 2) / (patients * load.days)
        found["patients"].append((patients, 1e3 * cost))
    for days in (1, 7, 28, 365, 3650):
        load = workload(8, 0, days)
        kernel = load.kernel
        cost = cpu(lambda load=load, kernel=kernel: load.solve(kernel, 1e-3), 1) / (8 * load.days)
        found["days"].append((days, 1e3 * cost))
    load = workload(64, 0, 7)
    for rtol in LADDER:
        cost = cpu(lambda rtol=rtol: load.solve(load.kernel, rtol), 2) / (64 * load.days)
        found["rtol"].append((rtol, 1e3 * cost))
    return found


def peak_flops(lanes: int) -> float:
    """Multiplications and additions a second that one core reaches on registers alone."""
    f, chains, rounds = FunctionWriter(lanes), 24, 2_000_000
    factor, term = f.load("%x", 0), f.load("%x", 1)

    def body(_: str, carried: Any) -> list[str]:
        return [f.add(f.mul(c, factor), term) for c in carried]

    last = f.accumulate(rounds, [f.load("%x", 2 + k) for k in range(chains)], body)
    for k, value in enumerate(last):
        f.store("%x", 2 + k, value)
    function = f.text("void @spin(ptr %x)", "#0")
    code = host.LoadedCode([host.compile_module(module([function], [function], lanes), lanes)])
    space = np.full((2 + chains + 1) * lanes + 8, 0.5)
    run = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(code.address("spin"))
    start = space.ctypes.data + (-space.ctypes.data % 64)
    return 2.0 * chains * rounds * lanes / cpu(lambda: run(start))


def roofline(load: Workload) -> dict[str, float]:
    """Arithmetic of a step and of a patient-day, and the share of a core's peak that is reached."""
    kernel, lanes = load.kernel, load.kernel.layout.lanes
    plan = plan_model(kernel.model, implicit=True)
    parts = {name: len(_ARITHMETIC.findall(text)) for name, text in model_functions(plan, lanes).items()}
    trial = 5 * parts["derivative"] + parts["linearise"] + parts["factorise"] + 6 * parts["substitute"]
    times = [0.0, load.end]
    patients = len(load.states)
    solution = kernel.solve(times, load.states, load.fed, load.meals, rtol=1e-3, threads=1)
    seconds = cpu(lambda: load.solve(kernel, 1e-3))
    tried = float(np.sum(solution.steps + solution.rejected))
    peak = peak_flops(lanes)
    return {
        **{f"flops_{name}": float(count) for name, count in parts.items()},
        "flops_per_step": float(trial),
        "steps_per_patient_day": tried / (patients * load.days),
        "flops_per_patient_day": trial * tried / (patients * load.days),
        "gigaflops_reached": trial * tried / seconds / 1e9,
        "gigaflops_peak": peak / 1e9,
        "share_of_peak": trial * tried / seconds / peak,
        "workspace_kib": kernel.layout.workspace_doubles * 8 / 1024,
    }


def workloads() -> dict[str, float]:
    """W1, W3 and W4 in processor seconds, and the daily-meal periodic steady state."""
    one, many = workload(1, 0), workload(1000, 0, 2)
    hourly = np.arange(0.0, one.end, 60.0)
    month = cpu(lambda: one.kernel.solve(hourly, one.states, one.fed, one.meals), 5)
    rest = cpu(lambda: many.kernel.steady_state(1.02 * many.states, many.resting, threads=1))
    model = one.kernel.model
    names = [n for n in model.parameter_names if n.endswith("_activity")][:20]
    gradient = cpu(
        lambda: sensitivities(
            one.kernel,
            ["plasma.potassium"],
            names,
            [0.0, one.end],
            one.states[0],
            one.fed[0],
            one.meals,
        )
    )
    day = [e for e in many.meals if float(np.asarray(e.time)) < 1440.0]
    began = time.process_time()
    periodic = periodic_state(many.kernel, day, many.states, many.fed, threads=1)
    return {
        "W1 one person, 28 days, hourly [s]": month,
        "W3 1000 patients to rest [s]": rest,
        f"W4 gradient by {len(names)} parameters, 28 days [s]": gradient,
        "1000 patients to their periodic state [s]": time.process_time() - began,
        "share with a periodic state": float(periodic.converged.mean()),
    }


def draw(found: dict[str, Any]) -> None:
    """The plots."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "skou"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4.4), layout="constrained")
    for name, rows in found["precision"].items():
        axes.loglog([r[1] for r in rows], [r[2] for r in rows], "o-", label=name)
    axes.set(xlabel="error against a run at 1e-9 (RMS, worst patient)", ylabel="processor ms a patient-day")
    axes.legend()
    figure.savefig(HOME / "work_precision.svg", metadata={"Date": None})
    figure, panels = pyplot.subplots(1, 3, figsize=(10.0, 3.4), layout="constrained", sharey=True)
    for axes, (name, rows) in zip(panels, found["sizes"].items(), strict=True):
        axes.loglog(*zip(*rows, strict=True), "o-")
        axes.set(xlabel={"rtol": "relative tolerance"}.get(name, name))
    populations = json.loads((HOME / "population_cost.json").read_text(encoding="utf-8"))
    each = [(run["people"], 1e3 * run["processor_s"] / run["people"]) for run in populations]
    panels[0].loglog(*zip(*each, strict=True), "s--", label="skou.population, run-in and a day")
    panels[0].legend()
    panels[0].set(ylabel="processor ms a patient-day")
    figure.savefig(HOME / "cost_against_size.svg", metadata={"Date": None})


def main() -> None:
    """Measure, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=7)
    given = parser.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    compile_model(workload(1, 0, 1).kernel.model)
    found = {
        "cpu": f"{host.cpu_name()}, {host.widest_lanes()} lanes",
        "load_average": os.getloadavg()[0],
        "workloads": workloads(),
        "roofline": roofline(workload(64, 0, 7)),
        "precision": precision(given.days),
        "sizes": sizes(),
    }
    (HOME / "figures.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    draw(found)
    print(json.dumps({k: found[k] for k in ("cpu", "load_average", "workloads", "roofline")}, indent=1))


if __name__ == "__main__":
    main()
