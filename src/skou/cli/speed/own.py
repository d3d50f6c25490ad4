"""The figures of Skou alone, against their budgets."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from skou.cli.speed.clocks import Figure, best_of, fresh_process
from skou.cli.speed.workload import DAYS, workload
from skou.engine.sensitivities import sensitivities

MANY = 1000
GRADIENT = 20
TIMED_IMPORT = """
import time
start = time.perf_counter()
import skou
print(time.perf_counter() - start)
"""
FIRST_ANSWER = """
import numpy as np
from skou import body
from skou.engine import compile_model
model = body.model()
person = body.individual()
start = body.initial_state(person)
kernel = compile_model(model)
p = np.array([[person[n] for n in model.parameter_names]])
y = np.array([[start[n] for n in model.state_names]])
kernel.solve(np.linspace(0.0, 1440.0, 25), kernel.steady_state(y, p).states, p).output("plasma.potassium")
"""
ANSWER = """
from skou.cli import main
main(["assess", {path!r}, "--json"])
"""


def start_figures() -> list[Figure]:
    """What a new process costs on the wall."""
    light = min(float(fresh_process(TIMED_IMPORT)) for _ in range(5))
    with tempfile.TemporaryDirectory() as empty:
        folders = iter(Path(empty) / str(k) for k in range(2))
        cold = best_of(2, lambda: fresh_process(FIRST_ANSWER, SKOU_CACHE_DIR=str(next(folders))))
    warm = best_of(3, lambda: fresh_process(FIRST_ANSWER))
    return [
        Figure("import skou", light, "s", 0.3),
        Figure("fresh process to a simulated day, cold cache", cold, "s", 3.0),
        Figure("fresh process to a simulated day, warm cache", warm, "s", 0.5),
    ]


def body_figures(seed: int) -> list[Figure]:
    """One person for four weeks, and many people coming to rest; processor seconds of all threads."""
    one, many = workload(1, seed), workload(MANY, seed)
    hourly = np.arange(0.0, DAYS * 1440.0, 60.0)
    month = best_of(5, lambda: one.kernel.solve(hourly, one.states, one.fed, one.meals), time.process_time)
    rest = best_of(3, lambda: many.kernel.steady_state(1.02 * many.states, many.resting), time.process_time)
    names = [n for n in one.kernel.model.parameter_names if n.endswith("_activity")][:GRADIENT]
    given = [0.0, one.end], one.states[0], one.fed[0], one.meals
    gradient = best_of(
        3, lambda: sensitivities(one.kernel, ["plasma.potassium"], names, *given), time.process_time
    )
    return [
        Figure(f"one person, {DAYS} days with meals, hourly output", 1e3 * month, "processor ms", 60.0),
        Figure(f"{MANY} virtual patients to rest", rest, "processor s", 0.2),
        Figure(
            f"gradient of plasma potassium by {GRADIENT} parameters, {DAYS} days",
            gradient,
            "processor s",
            0.3,
        ),
    ]


def assess_figure(record: Path) -> Figure:
    """A record to its assessment, in a new process."""
    import os
    import subprocess
    import sys

    def once() -> None:
        subprocess.run(
            [sys.executable, "-c", ANSWER.format(path=str(record))],
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ,
            timeout=300,
        )

    return Figure("assess a record, fresh process", best_of(3, once), "s", 2.0)
