"""Weighted virtual patients as a median with its band, and as an even sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skou.inference.assessment import Band

Array = NDArray[np.float64]


def band(values: Array, weight: Array, unit: str) -> Band:
    """Weighted median and 90 % interval."""
    order = np.argsort(values)
    cumulative = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, median, high = np.interp((0.05, 0.5, 0.95), cumulative / weight.sum(), values[order])
    return Band(float(median), float(low), float(high), unit)


def resample(rng: np.random.Generator, weight: Array, n: int) -> NDArray[np.intp]:
    """Systematic resample of ``n`` rows."""
    edges = np.cumsum(weight)
    edges[-1] = 1.0
    return np.searchsorted(edges, (rng.random() + np.arange(n)) / n).astype(np.intp)
