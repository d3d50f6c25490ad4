"""Where a path crosses the thresholds of its equations (max, min, abs, comparisons), and steps cut there.

Between the cuts the equations are smooth, so that a method of high order keeps its order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skou.engine.tableaux import SDIRK4
from skou.graph.checked_model import Model

Array = NDArray[np.float64]

SAMPLES = np.array((0.0, *SDIRK4.nodes))
"""Where in each step the path is known; a step's interpolant is a polynomial that these determine."""
_SORTED = np.argsort(SAMPLES)
_TO_POWERS = np.linalg.inv(np.vander(SAMPLES))
_SHORTEST_SHARE = 1e-4
_INSIDE = 1e-6
"""The last stage before a cut stands this share of the piece before it, to be on its own side."""
_HALVINGS = 40


def cut(model: Model, ends: Array, within: Array, values: Array) -> tuple[Array, Array, Array]:
    """Steps in pieces, none of which has a threshold inside.

    Parameters
    ----------
    model : Model
    ends : array (n_steps + 1,)
        Where steps begin and end [min].
    within : array (n_steps, n_samples, n_states)
        States at `SAMPLES` of each step.
    values : array (n_steps, n_parameters)

    Returns
    -------
    ends : array (n_pieces + 1,)
    times : array (n_pieces, n_stages)
    states : array (n_pieces, n_stages, n_states)
        At the stages of each piece.
    """
    step, share = _crossings(model, ends, within, values)
    width = np.diff(ends)
    owner = np.concatenate([np.arange(width.size), step])
    begins = np.concatenate([np.zeros(width.size), share])
    order = np.lexsort((begins, owner))
    owner, begins = owner[order], begins[order]
    last = np.append(owner[1:] != owner[:-1], True)
    stops = np.where(last, 1.0, np.append(begins[1:], 1.0))
    nodes = np.tile(SDIRK4.nodes, (owner.size, 1))
    nodes[~last, -1] -= _INSIDE
    at = begins[:, None] + (stops - begins)[:, None] * nodes
    states = within[owner, 1:]
    broken = np.flatnonzero(~last | (begins > 0.0))
    weights = np.vander(at[broken].ravel(), SAMPLES.size) @ _TO_POWERS
    states[broken] = weights.reshape(broken.size, nodes.shape[1], SAMPLES.size) @ within[owner[broken]]
    times = ends[owner][:, None] + width[owner][:, None] * at
    times[last, -1] = ends[1:]
    return np.append(ends[owner] + width[owner] * begins, ends[-1]), times, states


def _crossings(model: Model, ends: Array, within: Array, values: Array) -> tuple[NDArray[np.int64], Array]:
    """Step and place in it (0 to 1) of every crossing, apart from each other and from the ends."""
    width, count = np.diff(ends), len(SAMPLES)
    times = (ends[:-1, None] + width[:, None] * SAMPLES).ravel()
    states = within.reshape(times.size, -1)
    found = _evaluate(model, times, states, np.repeat(np.arange(width.size), count), values)
    found = found.reshape(-1, width.size, count)[..., _SORTED]
    which, step, gap = np.nonzero(np.signbit(found[..., 1:]) != np.signbit(found[..., :-1]))
    below, above = SAMPLES[_SORTED][gap], SAMPLES[_SORTED][gap + 1]
    polynomial = found[which, step][:, np.argsort(_SORTED)] @ _TO_POWERS.T
    falling = found[which, step, gap] > 0.0
    low, high = below.copy(), above.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        before = (_horner(polynomial, middle) > 0.0) == falling
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    share = 0.5 * (low + high)
    for _ in range(2):  # the switch itself is no polynomial: Newton's rule on it
        weights = np.vander(share, count) @ _TO_POWERS
        y = np.einsum("kj,kjn->kn", weights, within[step])
        true = _evaluate(model, ends[step] + width[step] * share, y, step, values)
        slope = _horner(polynomial[:, :-1] * np.arange(count - 1, 0, -1), share)
        with np.errstate(divide="ignore", invalid="ignore"):
            move = true[which, np.arange(step.size)] / slope
        share = np.clip(share - np.nan_to_num(move, posinf=0.0, neginf=0.0), below, above)
    order = np.lexsort((share, step))
    step, share = step[order], share[order]
    inside = (share > _SHORTEST_SHARE) & (share < 1.0 - _SHORTEST_SHARE)
    step, share = step[inside], share[inside]
    apart = np.append(True, (np.diff(share) > _SHORTEST_SHARE) | (np.diff(step) > 0))[: step.size]
    return step[apart], share[apart]


def _evaluate(model: Model, t: Array, y: Array, step: NDArray[np.int64], values: Array) -> Array:
    """The switches, shape ``(n_switches, n)``."""
    nodes = model.switches
    if not nodes:
        return np.zeros((0, t.size))
    varying = (values != values[0]).any(axis=0)
    p = [values[step, k] if varying[k] else values[0, k] for k in range(values.shape[1])]
    return np.array(
        [np.broadcast_to(v, t.shape) for v in model.columns(nodes, t, list(np.ascontiguousarray(y.T)), p)]
    )


def _horner(coefficients: Array, x: Array) -> Array:
    total = np.zeros(x.shape)
    for k in range(coefficients.shape[1]):
        total = total * x + coefficients[:, k]
    return total
