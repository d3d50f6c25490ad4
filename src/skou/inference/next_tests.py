"""Which test next: expected information about the causes, from what the virtual patients predict for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skou.data import read_csv
from skou.inference.assessment import NextTest
from skou.inference.contributions import Contributions
from skou.inference.knowledge import lab_model
from skou.inference.likelihood import marker_moments
from skou.inference.observations import Observations
from skou.inference.posterior import Posterior
from skou.inference.response import scale_of

Array = NDArray[np.float64]

BINS = 6
LABELS = 8
LEAST_BITS = 0.02
MOST = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A test that could be done: key of the predicted quantity, burden and cost class (1 cheap to 5 dear)."""

    test: str
    specimen: str
    key: str
    burden: str
    cost: int
    why: str


@lru_cache(maxsize=1)
def candidates() -> tuple[Candidate, ...]:
    """Every test of the table whose quantity the virtual patients predict."""
    return tuple(
        Candidate(r["test"], r["specimen"], r["key"], r["burden"], int(r["cost"]), r["why"])
        for r in read_csv("next_tests.csv")
    )


def next_tests(
    posterior: Posterior,
    contributions: Contributions,
    observations: Observations,
    rng: np.random.Generator,
) -> tuple[NextTest, ...]:
    """Tests not yet done, by mutual information with the leading cause, a little less for burdensome ones.

    Information is the mutual information [bit] between each patient's leading contributing cause and the
    binned prediction with its scatter, less the bias of so many bins at the effective sample size.
    """
    labels, names = _leading(contributions, posterior.weight)
    if len(names) < 2:
        return ()
    done = observations.measured()
    found = []
    for candidate in candidates():
        if candidate.key in done or _equivalent_done(candidate.key, done):
            continue
        x = _predicted(candidate.key, posterior, rng)
        if x is None:
            continue
        bits, pair = _information(x, labels, len(names), posterior)
        if bits >= LEAST_BITS:
            found.append((bits * (1.0 - 0.06 * (candidate.cost - 1)), bits, candidate, pair))
    found.sort(key=lambda f: -f[0])
    kept: list[NextTest] = []
    for _, bits, candidate, pair in found:
        if any(t.test == candidate.test for t in kept):
            continue
        separate = tuple(names[k] for k in pair if names[k] != "none")
        kept.append(
            NextTest(
                candidate.test, candidate.specimen, float(bits), separate, candidate.burden, candidate.why
            )
        )
    return tuple(kept[:MOST])


def _leading(contributions: Contributions, weight: Array) -> tuple[NDArray[np.intp], list[str]]:
    """Each patient's leading cause as a label among the likeliest ones, ``other`` and ``none``."""
    strength = np.where(contributions.flags >= 0.5, contributions.strength, 0.0)
    leading = strength.argmax(axis=1)
    has = strength.max(axis=1) > 0
    mass = np.bincount(leading[has], weights=weight[has], minlength=strength.shape[1])
    top = [int(j) for j in np.argsort(-mass)[:LABELS] if mass[j] > 0.01]
    names = [contributions.codes[j] for j in top] + ["other", "none"]
    labels = np.full(leading.size, len(top))
    for k, j in enumerate(top):
        labels[has & (leading == j)] = k
    labels[~has] = len(top) + 1
    present = [k for k in range(len(names)) if weight[labels == k].sum() > 0.005]
    remap = {k: i for i, k in enumerate(present)}
    return np.array([remap.get(int(k), 0) for k in labels]), [names[k] for k in present]


def _predicted(key: str, posterior: Posterior, rng: np.random.Generator) -> Array | None:
    """One reading of the test for each patient, on the scatter scale, as uncertain as the likelihood holds it:
    heavy tails, and a predicted deviation may be wrong by its share."""
    model = lab_model()
    noise = rng.standard_t(model.degrees_of_freedom, posterior.weight.size)
    if key in model.markers:
        mean, sd = marker_moments(model.markers[key], posterior.severity, posterior.simulated.now)
        return mean + sd * noise
    if key not in posterior.reported:
        return None
    scatter = scale_of(key)
    mean = np.asarray(scatter.transform(posterior.reported[key]))
    away = model.proportional * np.abs(mean - float(scatter.transform(scatter.reference)))
    return mean + np.hypot(scatter.sd, away) * noise


def _information(
    x: Array, labels: NDArray[np.intp], n_labels: int, posterior: Posterior
) -> tuple[float, tuple[int, int]]:
    """Mutual information [bit], and the two labels that the outcome tells apart best."""
    weight = posterior.weight
    order = np.argsort(x)
    quantile = np.cumsum(weight[order])
    bins = np.empty(x.size, dtype=np.intp)
    bins[order] = np.minimum((quantile * BINS).astype(int), BINS - 1)
    joint = np.zeros((n_labels, BINS))
    np.add.at(joint, (labels, bins), weight)
    across = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    inside = joint > 0
    bits = float(np.sum(joint[inside] * np.log2(joint[inside] / across[inside])))
    bias = (n_labels - 1) * (BINS - 1) / (2.0 * np.log(2.0) * max(posterior.effective, 1.0))
    mass = joint.sum(axis=1)
    profile = joint / np.maximum(mass[:, None], 1e-12)
    best, pair = -1.0, (0, min(1, n_labels - 1))
    for a in range(n_labels):
        for b in range(a + 1, n_labels):
            gap = 0.5 * float(np.abs(profile[a] - profile[b]).sum()) * float(np.sqrt(mass[a] * mass[b]))
            if gap > best:
                best, pair = gap, (a, b)
    return max(bits - bias, 0.0), pair


_SAME: Mapping[str, tuple[str, ...]] = {
    "urine_ratio.potassium": ("urine.potassium", "urine24.potassium"),
    "urine_ratio.magnesium": ("urine.magnesium", "urine24.magnesium"),
    "urine_ratio.calcium": ("urine.calcium", "urine24.calcium"),
    "urine24.potassium": ("urine_ratio.potassium", "urine.potassium"),
    "urine24.calcium": ("urine_ratio.calcium", "urine.calcium", "urine24.calcium_total"),
    "urine24.magnesium": ("urine_ratio.magnesium", "urine.magnesium"),
    "urine.sodium": ("urine_ratio.sodium", "urine24.sodium"),
    "urine.chloride": ("urine_ratio.chloride", "urine24.chloride"),
    "calcium_total": ("calcium_adjusted",),
    "creatinine": ("egfr",),
}


def _equivalent_done(key: str, done: frozenset[str]) -> bool:
    return any(k in done for k in _SAME.get(key, ()))
