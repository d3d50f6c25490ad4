"""Sets of causes worth a full simulation, found with the cheap response and drawn with known probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.knowledge import drawn_causes, symptoms
from skou.inference.likelihood import log_likelihood
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.response import Response
from skou.inference.sampling import Proposal, adapted, draw_mixture, log_weights, prior_proposal

Array = NDArray[np.float64]

ROUNDS = (3000, 3000, 9000)
TEMPER = 0.8
"""Power of the cheap response's weights in choosing what to simulate: below 1, as it is only nearly right."""
DEFENSIVE = ((0.85, TEMPER), (0.15, 0.35))
"""Shares and powers of the choice: a part looks far beyond what the cheap response believes."""
BOOST = 0.6
LARGEST_GAIN = 12.0


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
) -> Chosen:
    """``n`` sets of causes for full simulation."""
    base = prior_proposal(prior)
    proposals: list[Proposal] = [base, boosted(prior, observations, response, caps)]
    shares = [0.5, 0.5]
    severity, offered, fit = np.zeros((0, caps.size)), np.zeros(0), np.zeros(0)
    for k, count in enumerate(ROUNDS):
        severity = draw_mixture(rng, count, caps, proposals, shares)
        offered = log_weights(severity, caps, proposals, shares)
        fit = offered + _columns(observations, response, severity).sum(axis=1)
        if k + 1 < len(ROUNDS):
            weight = _normalised(fit * TEMPER)
            proposals = [base, proposals[1], adapted(prior, severity, weight)]
            shares = [0.25, 0.25, 0.5]
    choice = np.zeros(fit.size)
    for share, power in DEFENSIVE:
        choice += share * _normalised(power * fit)
    rows = _systematic(rng, choice, n)
    return Chosen(severity[rows], offered[rows] - np.log(choice[rows] * fit.size))


def boosted(prior: Prior, observations: Observations, response: Response, caps: Array) -> Proposal:
    """Prior inclusion raised for causes that alone explain some observation better than no cause does."""
    n_causes = len(drawn_causes())
    levels = response.levels
    rows = np.zeros((1 + n_causes * levels.shape[1], n_causes))
    for k in range(levels.shape[1]):
        block = 1 + k * n_causes + np.arange(n_causes)
        rows[block, np.arange(n_causes)] = np.minimum(levels[:, k], caps)
    columns = _columns(observations, response, rows)
    gain = np.maximum(columns[1:] - columns[0], 0.0).sum(axis=1).reshape(levels.shape[1], n_causes)
    best = gain.max(axis=0)
    p = np.clip(prior.probability, 1e-9, 1 - 1e-9)
    odds = np.log(p / (1 - p)) + BOOST * np.minimum(best, LARGEST_GAIN)
    inclusion = np.clip(1.0 / (1.0 + np.exp(-odds)), 0.0, 0.5)
    inclusion = np.maximum(inclusion, np.minimum(prior.probability, 0.6))
    likely = levels[np.arange(n_causes), gain.argmax(axis=0)]
    median = np.where(best > 0.5, np.sqrt(prior.median * likely), prior.median)
    return Proposal(
        np.where(prior.probability > 0, inclusion, 0.0), median, np.maximum(prior.sigma, 0.5)
    )


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
