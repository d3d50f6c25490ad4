"""A cheap stand-in for the body: each cause simulated alone, effects added on the scale of the measurements.

It only proposes; every virtual patient that counts is simulated in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import Scatter, lab_model
from skou.inference.simulator import Simulator

Array = NDArray[np.float64]
LEVELS = (0.5, 1.0, 2.0)
"""Severities at which each cause is simulated alone; capped by the cause's own limit."""
_PLAIN = Scatter(True, 1.0, 1.0)


@dataclass(frozen=True)
class Response:
    """Effects of single causes on every predicted quantity of one reference body.

    Attributes
    ----------
    keys : tuple of str
    baseline : array (n_keys,)
        On the transformed scale.
    levels : array (n_causes, n_levels)
    effect : array (n_causes, n_levels + 1, n_keys)
        Change from the baseline; the first level is severity 0.
    acute : array (n_causes,) of bool
    traits : array (n_traits, n_keys)
        Change for one standard deviation of each bodily trait.
    """

    keys: tuple[str, ...]
    baseline: Array
    levels: Array
    effect: Array
    acute: NDArray[np.bool_]
    traits: Array

    def effects(self, cause: NDArray[np.intp], severity: Array) -> Array:
        """Effect of each (cause, severity) pair, shape (n_pairs, n_keys): linear between the levels."""
        levels = self.levels[cause]
        k = np.minimum((severity[:, None] > levels).sum(axis=1), levels.shape[1] - 1)
        rows = np.arange(cause.size)
        upper = levels[rows, k]
        lower = np.where(k > 0, levels[rows, np.maximum(k - 1, 0)], 0.0)
        share = np.clip((severity - lower) / np.maximum(upper - lower, 1e-9), 0.0, 1.0)
        below, above = self.effect[cause, k], self.effect[cause, k + 1]
        return below + share[:, None] * (above - below)

    def predict(self, severity: Array) -> tuple[dict[str, Array], dict[str, Array]]:
        """Values with all causes and with the long-standing ones only, for ``severity`` (n, n_causes)."""
        rows, causes = np.nonzero(severity)
        pairs = self.effects(causes, severity[rows, causes])
        everything = _sum_by_row(rows, pairs, severity.shape[0]) + self.baseline
        chronic = ~self.acute[causes]
        lasting = _sum_by_row(rows[chronic], pairs[chronic], severity.shape[0]) + self.baseline
        return self._values(everything), self._values(lasting)

    def _values(self, x: Array) -> dict[str, Array]:
        return {key: np.exp(x[:, j]) if scale_of(key).is_log else x[:, j] for j, key in enumerate(self.keys)}

    def only(self, keys: Iterable[str]) -> Response:
        """The same response for some of the quantities."""
        wanted = frozenset(keys)
        kept = [j for j, key in enumerate(self.keys) if key in wanted]
        return replace(
            self,
            keys=tuple(self.keys[j] for j in kept),
            baseline=self.baseline[kept],
            effect=self.effect[:, :, kept],
            traits=self.traits[:, kept],
        )

    def corrected(self, baseline: Array, by_cause: Array) -> Response:
        """The same response with moved baseline (n_keys,) and effects (n_causes, n_keys), on the scatter scale."""
        effect = self.effect.copy()
        effect[:, 1:] += by_cause[:, None, :]
        return replace(self, baseline=self.baseline + baseline, effect=effect)

    def column(self, key: str) -> int:
        """Position of a key."""
        return self.keys.index(key)


def library(simulator: Simulator) -> Response:
    """Simulate every cause alone at each level in the reference body (all traits at their mean)."""
    acute = simulator.acute
    n_causes = acute.size
    levels = np.minimum(np.array(LEVELS)[None, :], np.maximum(simulator.caps, 0.1)[:, None])
    levels: Array = np.sort(levels + 1e-6 * np.arange(len(LEVELS)), axis=1).astype(np.float64)
    severity = np.zeros((1 + n_causes * len(LEVELS), n_causes))
    for c in range(n_causes):
        for k in range(len(LEVELS)):
            severity[1 + c * len(LEVELS) + k, c] = levels[c, k]
    alone = severity.shape[0]
    severity = np.vstack([severity, np.zeros((simulator.traits, n_causes))])
    traits = np.vstack([np.zeros((alone, simulator.traits)), np.eye(simulator.traits)])
    done = simulator.simulate(severity, traits, np.ones(severity.shape[0]))
    keys = tuple(done.now)
    x = np.column_stack([_transform(key, done.now) for key in keys])
    x[~done.ok] = np.nan
    effect = np.zeros((n_causes, len(LEVELS) + 1, len(keys)))
    single = (x[1:alone] - x[0]).reshape(n_causes, len(LEVELS), len(keys))
    for k in range(len(LEVELS)):
        effect[:, k + 1] = np.where(np.isfinite(single[:, k]), single[:, k], effect[:, k])
    return Response(keys, x[0], levels, effect, acute, np.nan_to_num(x[alone:] - x[0]))


def scale_of(key: str) -> Scatter:
    """Scatter of a predicted quantity; plain logarithm for what is never measured (totals, volumes)."""
    return lab_model().analytes.get(key, _PLAIN)


def _transform(key: str, values: Mapping[str, Array]) -> Array:
    return np.asarray(scale_of(key).transform(values[key]), float)


def _sum_by_row(rows: NDArray[np.intp], pairs: Array, n: int) -> Array:
    """Sums of ``pairs`` over equal, ascending ``rows``."""
    out = np.zeros((n, pairs.shape[1]))
    if rows.size:
        first = np.flatnonzero(np.r_[True, np.diff(rows) > 0])
        out[rows[first]] = np.add.reduceat(pairs, first, axis=0)
    return out
