"""How far a person's next values will lie from what the body foresees, given how far the earlier ones lay.

The difference has a part that lasts (the person's own level, what the model is wrong by), a part that wanders as
losses, shifts and meals do that no record tells, and what is new in every sample. All three are Gaussian on the
scatter scale, so that the past differences tell the coming ones in closed form (Gaussian process regression).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skou.data import read_yaml
from skou.inference.follow_up import FADES
from skou.inference.knowledge import lab_model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wander:
    """Sd of a sample, and sd and time [d] of the drift of one quantity, on its scatter scale."""

    sample: float
    drift: float = 0.0
    days: float = 1.0


@lru_cache(maxsize=64)
def wander(key: str, setting: str) -> Wander:
    """How a quantity wanders where the person is seen; without drift where the table has none."""
    noise = lab_model().analytes[key].noise
    table = read_yaml("forecast_drift.yaml")
    row, share = table["analytes"].get(key), float(table["share"].get(setting, 0.0))
    if row is None or share == 0.0:
        return Wander(noise)
    sample = (share * float(row["sample"]) ** 2 + (1.0 - share) * noise**2) ** 0.5
    return Wander(sample, share * float(row["drift"]), float(row["days"]))


def carried(past: Array, gaps: Array, ahead: Array, lasting: Array, own: Wander) -> tuple[Array, Array]:
    """Mean and sd (n, n_ahead) of the coming differences, the sample's own part included in the sd.

    Parameters
    ----------
    past : array (m,)
        Days of the earlier values; none is fine.
    gaps : array (n, m)
        What each of ``n`` patients missed them by.
    ahead : array (n_ahead,)
        Days to be foreseen.
    lasting : array (n,)
        Variance of the lasting part.
    own : Wander

    Examples
    --------
    >>> mean, sd = carried(np.array([0.0]), np.array([[0.2]]), np.array([0.0, 30.0]), np.array([0.01]), Wander(0.1))
    >>> mean.round(3).tolist(), sd.round(3).tolist()
    ([[0.094, 0.005]], [[0.124, 0.141]])
    """

    def kernel(a: Array, b: Array) -> Array:
        apart = np.abs(a[:, None] - b[None, :])
        drift = own.drift**2 * np.exp(-apart / own.days)
        return lasting[:, None, None] * np.exp(-apart / FADES) + drift

    whole = lasting + own.drift**2
    noise = np.full(gaps.shape, own.sample**2)
    if past.size:
        # A value that the others do not bear out is likelier a bad sample than a jump (Student's t).
        inverse = np.linalg.inv(kernel(past, past) + np.eye(past.size) * own.sample**2)
        alone = np.einsum("njj->nj", inverse)
        odd = np.einsum("njk,nk->nj", inverse, gaps) ** 2 / alone
        nu = lab_model().degrees_of_freedom
        noise *= np.maximum(1.0, (nu + odd) / (nu + 1.0))
    among = kernel(past, past) + np.eye(past.size) * noise[:, None, :]
    between = kernel(ahead, past)
    gain = np.linalg.solve(among, between.transpose(0, 2, 1)).transpose(0, 2, 1)
    mean = np.einsum("nhm,nm->nh", gain, gaps)
    left = whole[:, None] - np.einsum("nhm,nhm->nh", gain, between)
    return mean, np.sqrt(np.maximum(left, 0.0) + own.sample**2)
