"""Fit the free constants of the body to all experiments at once, with the provenance spreads as the prior.

    python calibration/fit.py EXPERIMENTS --iterations 2 --processes 2

The residual of a measurement is its distance from the published mean in standard errors, of which a band holds
about two to each side. A band without a published mean is a range or a direction: nothing within its middle half,
as much as any other at its edge. Residuals are made robust by a soft-L1 loss; every experiment counts the square
root of its number of measurements, and a number from memory less than one that was read in its source. The resting
man is held near the serum means of NHANES. A free
constant pays for moving by its distance from the starting value in spreads, on a logarithmic scale. One step is a
damped Gauss-Newton step with finite differences.

Writes ``calibration/result.json``: old and new values, cost, share inside before and after, and how far the
experiments narrow each constant (posterior over prior standard deviation of the linearised problem).
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

HERE = Path(__file__).parent
LEAST_SPREAD = 0.20
ERRORS_IN_BAND = 2.0
"""Standard errors between the middle and the edge of a band."""
MOST_ERRORS = 16.0
REST = {
    "plasma.potassium": (4.13, 0.04),
    "plasma.magnesium": (0.82, 0.012),
    "plasma.calcium_total": (2.36, 0.02),
    "plasma.phosphate": (1.13, 0.03),
    "plasma.bicarbonate": (25.0, 0.4),
    "plasma.sodium": (140.0, 0.7),
    "plasma.pth": (4.0, 0.4),
}
"""Man of 40 at rest: serum of men of 40-59 in NHANES 2021-2023 (hormone: middle of its interval), and its error."""
TRUST = {"verified": 1.0, "secondary": 0.8, "memory": 0.6}
STEP = 0.06


def free_parameters() -> dict[str, str]:
    """Names in ``free_parameters.txt`` with the folder of experiments that they are differentiated against."""
    found: dict[str, str] = {}
    folder = ""
    for line in (HERE / "free_parameters.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            folder = line.strip("[]")
        elif not line.startswith("#"):
            found |= dict.fromkeys(line.split(), folder)
    return found


def use_values(values: dict[str, float]) -> None:
    """Let this process's body be built with other values of some parameters."""
    from skou.body import individuals, parameter_table

    original = parameter_table.parameters()
    changed = MappingProxyType(
        {n: replace(p, value=values[n]) if n in values else p for n, p in original.items()}
    )
    individuals.parameters = lambda: changed  # type: ignore[assignment]


def standard_errors(simulated: float | None, published: float | None, low: float, high: float) -> float:
    """Signed distance of a simulated value from what was published [standard errors], at most ``MOST_ERRORS``."""
    half, middle = max((high - low) / 2.0, 1e-9), (low + high) / 2.0
    if simulated is None or not math.isfinite(simulated):
        return MOST_ERRORS
    if published is not None and low <= published <= high:
        z = ERRORS_IN_BAND * (simulated - published) / half
    else:
        away = (simulated - middle) / half
        z = math.copysign(2.0 * ERRORS_IN_BAND * max(0.0, abs(away) - 0.5), away)
    return max(-MOST_ERRORS, min(MOST_ERRORS, z))


def residuals(task: tuple[tuple[str, ...], dict[str, float]]) -> tuple[list[float], int]:
    """Weighted residuals of every measurement, and how many are inside their band."""
    from skou.evidence import validate

    paths, values = task
    use_values(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = validate(paths)
    counts = Counter(m.experiment for m in report.measurements)
    out: list[float] = []
    for m in report.measurements:
        z = standard_errors(m.simulated, m.published, *m.accept)
        out.append(TRUST[m.status] * z / math.sqrt(math.sqrt(counts[m.experiment])))
    return out + at_rest(), report.inside


def at_rest() -> list[float]:
    """Standard errors between the resting man and ``REST``."""
    import skou.body as body
    from skou.engine import compile_model

    model = body.model()
    person = body.individual()
    state = body.initial_state(person)
    p = np.array([person[n] for n in model.parameter_names])
    found = compile_model(model).steady_state(np.array([state[n] for n in model.state_names]), p)
    outputs = dict(zip(model.output_names, np.asarray(model.outputs(720.0, found.states[0], p)), strict=True))
    return [float(np.clip((outputs[q] - m) / s, -MOST_ERRORS, MOST_ERRORS)) for q, (m, s) in REST.items()]


def robust(z: np.ndarray) -> np.ndarray:
    """Square-root weights of a soft-L1 loss."""
    return 1.0 / np.sqrt(np.sqrt(1.0 + z * z))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("experiments")
    arguments.add_argument("--iterations", type=int, default=2)
    arguments.add_argument("--processes", type=int, default=2)
    o = arguments.parse_args()
    from skou.body.parameter_table import parameters

    folder_of = free_parameters()
    names = list(folder_of)
    folders = sorted(set(folder_of.values()))
    everything = tuple(str(Path(o.experiments) / f) for f in folders)
    start = {n: parameters()[n].value for n in names}
    spread = np.array([max(parameters()[n].spread, LEAST_SPREAD) for n in names])
    shift = np.zeros(len(names))
    history = []

    def values(x: np.ndarray) -> dict[str, float]:
        return {n: start[n] * math.exp(v) for n, v in zip(names, x, strict=True)}

    def cost(z: np.ndarray, x: np.ndarray) -> float:
        return float(np.sum(2.0 * (np.sqrt(1.0 + z * z) - 1.0)) + np.sum((x / spread) ** 2))

    with multiprocessing.get_context("spawn").Pool(o.processes, maxtasksperchild=20) as pool:
        parts = pool.map(residuals, [((path,), values(shift)) for path in everything])
        z = np.concatenate([np.array(r) for r, _ in parts])
        edges = np.cumsum([0, *(len(r) for r, _ in parts)])
        rows = {f: slice(edges[k], edges[k + 1]) for k, f in enumerate(folders)}
        history.append({"cost": cost(z, shift), "inside": sum(i for _, i in parts)})
        print(history[-1], flush=True)
        for _ in range(o.iterations):
            tasks = []
            for k in range(len(names)):
                moved = shift.copy()
                moved[k] += STEP
                tasks.append(((str(Path(o.experiments) / folder_of[names[k]]),), values(moved)))
            columns = pool.map(residuals, tasks, chunksize=1)
            jacobian = np.zeros((len(z), len(names)))
            for k, (column, _) in enumerate(columns):
                seen = rows[folder_of[names[k]]]
                jacobian[seen, k] = (np.array(column) - z[seen]) / STEP
            w = robust(z)
            a = jacobian * w[:, None]
            normal = a.T @ a + np.diag(1.0 / spread**2)
            gradient = a.T @ (w * z) + shift / spread**2
            trials = []
            for damping in (0.3, 1.0, 4.0, 16.0):
                step = -np.linalg.solve(normal + damping * np.diag(np.diag(normal)) * 0.3, gradient)
                trials.append(shift + np.clip(step, -0.5, 0.5))
            of_trials = [((path,), values(x)) for x in trials for path in everything]
            found = pool.map(residuals, of_trials, chunksize=1)
            each = [found[k : k + len(everything)] for k in range(0, len(found), len(everything))]
            results = [
                (np.concatenate([np.array(r) for r, _ in part]), sum(i for _, i in part)) for part in each
            ]
            costs = [cost(r, x) for (r, _), x in zip(results, trials, strict=True)]
            best = int(np.argmin(costs))
            print([round(c, 1) for c in costs], [i for _, i in results], flush=True)
            if costs[best] >= history[-1]["cost"]:
                break
            shift, z = trials[best], results[best][0]
            history.append({"cost": costs[best], "inside": results[best][1]})
            narrowing = np.sqrt(np.diag(np.linalg.inv(normal))) / spread
            write(names, start, values(shift), spread, narrowing, history)


def write(
    names: list[str],
    start: dict[str, float],
    fitted: dict[str, float],
    spread: np.ndarray,
    narrowing: np.ndarray,
    history: list[dict[str, float]],
) -> None:
    """Keep the fit beside the script."""
    table = {
        n: {
            "before": start[n],
            "after": float(f"{fitted[n]:.4g}"),
            "prior_spread": float(s),
            "posterior_over_prior": round(float(k), 3),
        }
        for n, s, k in zip(names, spread, narrowing, strict=True)
    }
    content = {"history": history, "parameters": table}
    (HERE / "result.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
