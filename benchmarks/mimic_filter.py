"""A person's own level that drifts, filtered from the values so far: two Ornstein-Uhlenbeck parts.

All courses go through the filter side by side, as learning the drift asks for it some thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from mimic_course import Course
from scipy.optimize import minimize

TAILS = 5.0
"""Degrees of freedom of the predictive distribution, as in ``likelihoods.yaml``."""


@dataclass(frozen=True)
class Drift:
    """The learned part: mean level, sizes [mmol/L] and times [h] of the slow and the fast drift."""

    mean: float
    slow: float
    slow_hours: float
    fast: float
    fast_hours: float
    sampling: float = 0.0
    """What a sample adds beyond the analysis: tourniquet, haemolysis, the hour of the day [mmol/L]."""
    response: float = 1.0
    """Share of the body's answer to the doses that is seen: doses also follow losses that go on."""


@dataclass(frozen=True)
class Table:
    """Courses as arrays (n_courses, most values), nan after the last; ``effect`` is the body's, before each value."""

    gap: np.ndarray
    value: np.ndarray
    effect: np.ndarray


def table(courses: list[Course], effects: list[np.ndarray]) -> Table:
    """Courses side by side."""
    longest = max(len(c.value) for c in courses)
    gap, effect = np.zeros((2, len(courses), longest))
    value = np.full((len(courses), longest), np.nan)
    for i, (course, own) in enumerate(zip(courses, effects, strict=True)):
        n = len(course.value)
        value[i, :n], gap[i, 1:n], effect[i, 1:n] = course.value, np.diff(course.hours), own
    return Table(gap, value, effect)


def filtered(t: Table, drift: Drift, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and sd of each measurement given those before it, (n_courses, most values) (Kalman filter)."""
    mean, sd = np.empty((2, *t.value.shape))
    a, b, pab = np.zeros((3, len(t.value)))
    paa, pbb = np.full(len(t.value), drift.slow**2), np.full(len(t.value), drift.fast**2)
    slow, fast = np.exp(-t.gap / drift.slow_hours), np.exp(-t.gap / drift.fast_hours)
    for k in range(t.value.shape[1]):
        if k:
            fa, fb = slow[:, k], fast[:, k]
            a, b = fa * a, fb * b + drift.response * t.effect[:, k]
            paa = fa * fa * paa + drift.slow**2 * (1 - fa * fa)
            pbb = fb * fb * pbb + drift.fast**2 * (1 - fb * fb)
            pab = fa * fb * pab
        mean[:, k] = drift.mean + a + b
        own = (noise * mean[:, k]) ** 2 + drift.sampling**2
        variance = paa + pbb + 2 * pab + own
        sd[:, k] = np.sqrt(variance)
        off = np.nan_to_num(t.value[:, k] - mean[:, k])
        # An odd value is likelier a bad sample than a jump: its noise grows with its distance (Student's t).
        odd = np.maximum(1.0, (TAILS + off * off / variance) / (TAILS + 1.0))
        variance = variance + (odd - 1.0) * own + (odd - 1.0) * 0.5 * (paa + pbb)
        pa, pb = paa + pab, pbb + pab
        gain_a, gain_b = pa / variance, pb / variance
        a, b = a + gain_a * off, b + gain_b * off
        paa, pbb, pab = paa - gain_a * pa, pbb - gain_b * pb, pab - gain_a * pb
    return mean, sd


def forecasts(
    course: Course, effect: np.ndarray, drift: Drift, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and sd of each measurement of one course given those before it."""
    mean, sd = filtered(table([course], [effect]), drift, noise)
    return mean[0], sd[0]


def learn(courses: list[Course], effects: list[np.ndarray], noise: float) -> Drift:
    """Largest likelihood (Student's t) over some patients; long courses count no more than 30 values."""
    t = table(courses, effects)
    level = float(np.mean([c.value.mean() for c in courses]))
    counts = np.isfinite(t.value).sum(axis=1)
    weight = np.minimum(1.0, 30.0 / counts)

    def unpack(x: np.ndarray) -> Drift:
        slow, slow_hours, fast, fast_hours, sampling = np.exp(np.clip(x[1:6], -8.0, 9.0))
        return Drift(x[0], slow, slow_hours, fast, fast_hours, sampling, float(np.clip(x[6], 0.0, 1.5)))

    def cost(x: np.ndarray) -> float:
        mean, sd = filtered(t, unpack(x), noise)
        z = (t.value - mean) / sd
        each = 0.5 * (TAILS + 1) * np.log1p(z * z / TAILS) + np.log(sd)
        return float(weight @ np.where(np.isfinite(t.value), each, 0.0).sum(axis=1))

    sizes = np.log(np.array([0.06 * level, 700.0, 0.09 * level, 30.0, 0.03 * level]))
    start = np.array([level, *sizes, 0.8])
    return unpack(
        minimize(cost, start, method="Nelder-Mead", options={"maxfev": 400, "xatol": 0.02, "fatol": 0.3}).x
    )
