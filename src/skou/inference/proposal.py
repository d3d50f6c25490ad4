"""Sets of causes worth a full simulation, found with the cheap response and drawn with known
probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.knowledge import drawn_causes, symptoms
from skou.inference.likelihood import log_likelihood
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.response import Response
from skou.inference.sampling import (
    AnyProposal,
    Focus,
    Proposal,
    adapted,
    draw_mixture,
    log_weights,
    prior_proposal,
)

Array = NDArray[np.float64]

ROUNDS = (3000, 3000, 9000)
TEMPER = 0.8
"""Power of the cheap response's weights in choosing what to simulate: below 1, as it is only nearly right."""
DEFENSIVE = ((0.85, TEMPER), (0.15, 0.35))
"""Shares and powers of the choice: a part looks far beyond what the cheap response believes."""
BOOST = 0.6
LARGEST_GAIN = 12.0
EXPECTED_MORE = 1.5


@dataclass(frozen=True)
class Chosen:
    """Severities (n, n_causes) and log(prior / probability of having been chosen)."""

    severity: Array
    log_weight: Array


def needed_keys(observations: Observations) -> frozenset[str]:
    """Quantities that the likelihood of these observations looks at."""
    known = symptoms()
    ions = {ion.analyte for s in observations.signs for ion in known[s.code].ions}
    return observations.measured() | ions | {"calcium_total", "albumin", "potassium"}


def propose(
    prior: Prior,
    observations: Observations,
    response: Response,
    caps: Array,
    rng: np.random.Generator,
    n: int,
    guides: Sequence[Proposal] = (),
) -> Chosen:
    """``n`` sets of causes for full simulation; ``guides`` follow earlier full simulations, where there
    are some."""
    base = prior_proposal(prior)
    focus, boosted = informed(prior, observations, response, caps)
    proposals: list[AnyProposal] = [base, focus, *(guides or (boosted,))]
    shares = [0.25, 0.40, *_split(0.35, max(len(guides), 1))]
    severity, offered, fit = np.zeros((0, caps.size)), np.zeros(0), np.zeros(0)
    for k, count in enumerate(ROUNDS):
        severity = draw_mixture(rng, count, caps, proposals, shares)
        offered = log_weights(severity, caps, proposals, shares)
        fit = offered + _columns(observations, response, severity).sum(axis=1)
        if k + 1 < len(ROUNDS):
            proposals = [base, focus, adapted(prior, severity, _normalised(fit * TEMPER))]
            shares = [0.20, 0.30, 0.50]
            if guides:
                proposals += guides
                shares = [0.15, 0.20, 0.25, *_split(0.40, len(guides))]
    choice = np.zeros(fit.size)
    for share, power in DEFENSIVE:
        choice += share * _normalised(power * fit)
    rows = _systematic(rng, choice, n)
    return Chosen(severity[rows], offered[rows] - np.log(choice[rows] * fit.size))


def _split(share: float, parts: int) -> list[float]:
    """Half for the first of the parts, the rest for the others alike."""
    return [share] if parts == 1 else [0.5 * share, *(0.5 * share / (parts - 1),) * (parts - 1)]


def informed(
    prior: Prior, observations: Observations, response: Response, caps: Array
) -> tuple[Focus, Proposal]:
    """Proposals that know how much better each cause alone explains each observation than no cause does.

    One puts a single promising cause into a draw from the prior; the other raises the inclusion of all
    promising causes, by so much that about ``EXPECTED_MORE`` of them come together.
    """
    n_causes = len(drawn_causes())
    levels = response.levels
    rows = np.zeros((1 + n_causes * levels.shape[1], n_causes))
    for k in range(levels.shape[1]):
        block = 1 + k * n_causes + np.arange(n_causes)
        rows[block, np.arange(n_causes)] = np.minimum(levels[:, k], caps)
    columns = _columns(observations, response, rows)
    gain = np.maximum(columns[1:] - columns[0], 0.0).sum(axis=1).reshape(levels.shape[1], n_causes)
    best = np.minimum(gain.max(axis=0), LARGEST_GAIN)
    likely = levels[np.arange(n_causes), gain.argmax(axis=0)]
    median = np.where(best > 0.5, np.sqrt(prior.median * likely), prior.median)
    sigma = np.maximum(prior.sigma, 0.5)
    possible = prior.probability > 0
    p = np.clip(prior.probability, 1e-9, 1 - 1e-9)
    logit = np.log(p / (1 - p))
    score = np.where(possible, np.exp(BOOST * (logit + best) - np.max(BOOST * (logit + best)[possible])), 0.0)
    chance = 0.85 * score / score.sum() + 0.15 * possible / possible.sum()
    inclusion = np.where(possible, _boosted(logit, BOOST * best, prior.probability), 0.0)
    base = prior_proposal(prior)
    return Focus(base, chance / chance.sum(), median, sigma), Proposal(inclusion, median, sigma)


def _boosted(logit: Array, boost: Array, probability: Array) -> Array:
    """Inclusions raised by ``boost`` less the offset that leaves ``EXPECTED_MORE`` causes above the
    prior's number."""
    low, high = 0.0, float(boost.max(initial=0.0))
    raised = probability
    for _ in range(25):
        offset = 0.5 * (low + high)
        raised = 1.0 / (1.0 + np.exp(-(logit + np.maximum(boost - offset, 0.0))))
        if np.sum(np.minimum(raised, 0.6) - np.minimum(probability, 0.6)) > EXPECTED_MORE:
            low = offset
        else:
            high = offset
    return np.maximum(np.minimum(raised, 0.6), np.minimum(probability, 0.6))


def _columns(observations: Observations, response: Response, severity: Array) -> Array:
    now, lasting = response.predict(severity)
    return log_likelihood(observations, reported(now, severity), reported(lasting, severity), now, severity)


def _normalised(log_weight: Array) -> Array:
    w = np.exp(log_weight - log_weight.max())
    return w / w.sum()


def _systematic(rng: np.random.Generator, probability: Array, n: int) -> NDArray[np.intp]:
    """Systematic resampling: row i about n * probability[i] times."""
    edges = np.cumsum(probability)
    edges[-1] = 1.0
    return np.searchsorted(edges, (rng.random() + np.arange(n)) / n).astype(np.intp)
