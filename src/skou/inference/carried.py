"""How far a person's next values will lie from what the body foresees, given how far the earlier ones lay.

The difference has a part that lasts (the person's own level, what the model is wrong by), a part that wanders as
losses, shifts and meals do that no record tells, and what is new in every sample. All three are Gaussian on the
scatter scale, so that the past differences tell the coming ones in closed form (Gaussian process regression).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skou.inference.follow_up import FADES
from skou.inference.knowledge import lab_model
from skou.inference.wandering import Wander

Array = NDArray[np.float64]
ROUNDS = 6
"""Rounds in which values and what they are smoothed to agree on which of them are odd."""


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
    ([[0.1, 0.005]], [[0.122, 0.141]])
    """

    def kernel(a: Array, b: Array) -> Array:
        apart = np.abs(a[:, None] - b[None, :])
        drift = own.drift**2 * np.exp(-apart / own.days)
        return lasting[:, None, None] * np.exp(-apart / FADES) + drift

    whole = lasting + own.drift**2
    noise = np.full(gaps.shape, own.sample**2)
    alike, at_past, nu = kernel(past, past), np.zeros(gaps.shape), lab_model().degrees_of_freedom
    for _ in range(ROUNDS if past.size else 0):
        # A value that neither the body nor the others bear out is likelier a bad sample than a jump (Student's t).
        noise = own.sample**2 * np.maximum(1.0, (nu + ((gaps - at_past) / own.sample) ** 2) / (nu + 1.0))
        weight = np.linalg.solve(alike + np.eye(past.size) * noise[:, None, :], gaps[:, :, None])
        at_past = (alike @ weight)[:, :, 0]
    among = alike + np.eye(past.size) * noise[:, None, :]
    between = kernel(ahead, past)
    gain = np.linalg.solve(among, between.transpose(0, 2, 1)).transpose(0, 2, 1)
    mean = np.einsum("nhm,nm->nh", gain, gaps)
    left = whole[:, None] - np.einsum("nhm,nhm->nh", gain, between)
    return mean, np.sqrt(np.maximum(left, 0.0) + own.sample**2)
