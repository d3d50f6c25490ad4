"""Evidence in words: what each observation, and each fact of the record, says for or against a cause."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skou.inference.assessment import Evidence
from skou.inference.contributions import Contributions
from skou.inference.prior import Prior

Array = NDArray[np.float64]

LEAST_BITS = 0.3
MOST = 8
LARGEST_BITS = 10.0


def leave_one_out_bits(contributions: Contributions, weight: Array, columns: Array, temper: float) -> Array:
    """Weight of each observation for each cause [bit], shape (n_observations, n_codes).

    The odds of the cause with all observations, over its odds without this one; importance weights
    divide the single likelihood out again.
    """
    flags = contributions.flags
    full = _odds(weight @ flags, weight)
    out = np.zeros((columns.shape[1], flags.shape[1]))
    for o in range(columns.shape[1]):
        without = weight * np.exp(-temper * (columns[:, o] - columns[:, o].min()))
        without = without / without.sum()
        out[o] = full - _odds(without @ flags, without)
    return np.clip(out / np.log(2.0), -LARGEST_BITS, LARGEST_BITS)


def evidence_for(
    code: str, contributions: Contributions, prior: Prior, words: Sequence[str], bits: Array
) -> tuple[Evidence, ...]:
    """The weightiest observations and facts of one cause, strongest first."""
    j = contributions.codes.index(code)
    found = [Evidence(w, float(b)) for w, b in zip(words, bits[:, j], strict=True) if abs(b) >= LEAST_BITS]
    found += [
        Evidence(f.words, float(np.clip(f.bits, -LARGEST_BITS, LARGEST_BITS)), "fact")
        for f in prior.facts.get(code, ())
    ]
    return tuple(sorted(found, key=lambda e: -abs(e.bits))[:MOST])


def _odds(p: Array, weight: Array) -> Array:
    """Log odds, bounded by what that many effective patients can tell."""
    least = 0.5 * float(np.sum(weight**2))
    q = np.clip(p, least, 1.0 - least) if least < 0.5 else np.full_like(p, 0.5)
    return np.log(q / (1.0 - q))
