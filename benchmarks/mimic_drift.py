"""How laboratory values wander in hospital: learns ``skou/data/forecast_drift.yaml`` from the MIMIC-IV demo.

    python benchmarks/mimic_drift.py path/to/mimic4_demo

For each quantity the logarithm of the values is a level, the lasting difference of ``likelihoods.yaml`` fading as in
the forecast, a drift of unknown size and time, and samples of unknown scatter; largest likelihood (Student's t) over
all patients, and its range when ten groups are left out in turn. What doses did to potassium and magnesium is taken
out.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import mimic_course
import numpy as np
from mimic_course import Course, body_effects, read_courses
from mimic_filter import TAILS, Drift, filtered, table
from scipy.optimize import minimize

from skou.inference.follow_up import FADES
from skou.inference.knowledge import lab_model

ITEMS = {
    "sodium": 50983, "calcium_ionised": 50808, "calcium_total": 50893, "phosphate": 50970, "bicarbonate": 50882,
    "creatinine": 50912,
}  # fmt: skip
MOST = 30.0
"""Values a patient counts as at most."""


def learn(courses: list[Course], effects: list[np.ndarray], lasting: float) -> Drift:
    """Level, drift and scatter of the logarithm, the lasting part given."""
    t = table(courses, effects)
    weight = np.minimum(1.0, MOST / np.isfinite(t.value).sum(axis=1))
    level, spread = float(np.nanmean(t.value)), float(np.nanstd(t.value))

    def unpack(x: np.ndarray) -> Drift:
        size, days, sample = np.exp(np.clip(x[1:4], -8.0, 5.0))
        return Drift(x[0], lasting, 24.0 * FADES, size, 24.0 * days, sample, float(np.clip(x[4], 0.0, 1.5)))

    def cost(x: np.ndarray) -> float:
        mean, sd = filtered(t, unpack(x), 0.0)
        each = 0.5 * (TAILS + 1) * np.log1p(((t.value - mean) / sd) ** 2 / TAILS) + np.log(sd)
        return float(weight @ np.where(np.isfinite(t.value), each, 0.0).sum(axis=1))

    start = np.array([level, np.log(0.6 * spread), np.log(3.0), np.log(0.3 * spread), 0.6])
    return unpack(
        minimize(cost, start, method="Nelder-Mead", options={"maxfev": 500, "xatol": 0.02, "fatol": 0.3}).x
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    mimic_course.ITEMS |= {name: (item, 1.0) for name, item in ITEMS.items()}
    for key in ("potassium", "magnesium", *ITEMS):
        scatter = lab_model().analytes[key]
        courses = read_courses(folder, key, with_state=False)
        effects = [np.zeros(len(c.value) - 1) for c in courses]
        if key not in ITEMS:
            effects = [e / c.value[:-1] for e, c in zip(body_effects(courses, key), courses, strict=True)]
        logs = [replace(c, value=np.log(np.maximum(c.value, 1e-3))) for c in courses]
        lasting = float(np.sqrt(scatter.sd**2 - scatter.noise**2))
        groups = np.random.default_rng(0).permutation(len(logs)) % 10
        found = [learn(logs, effects, lasting)]
        for g in range(10):
            kept = [i for i in range(len(logs)) if groups[i] != g]
            found.append(learn([logs[i] for i in kept], [effects[i] for i in kept], lasting))
        print(f"{key}: {len(logs)} patients, lasting {lasting:.3f}, noise {scatter.noise:.3f}")
        for name, values in {
            "sample": [f.sampling for f in found], "drift": [f.fast for f in found],
            "days": [f.fast_hours / 24.0 for f in found], "response": [f.response for f in found],
        }.items():  # fmt: skip
            print(f"  {name:9} {values[0]:.3f}  ({min(values[1:]):.3f} to {max(values[1:]):.3f})", flush=True)


if __name__ == "__main__":
    main()
