"""From prior to posterior: propose with the cheap response, simulate in full, weight by the observations.

1. Sets of causes are drawn from the prior and from proposals that adapt, in rounds, to what the cheap response says.
2. Those worth a simulation are chosen at random with known probabilities (tempered response weights), so the choice can
   be divided out again.
3. Each chosen set is given a body of its own (traits, time since onset) and simulated in full; its weight is
   prior x likelihood of the full simulation / probability of having been chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.bodily_traits import draw_traits
from skou.inference.knowledge import drawn_causes
from skou.inference.likelihood import log_likelihood
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.response import Response
from skou.inference.sampling import Proposal, adapted, draw_mixture, log_weights, prior_proposal
from skou.inference.simulator import Simulated, Simulator

Array = NDArray[np.float64]

ROUNDS = (4000, 4000, 12000)
TEMPER = 0.8
"""Power of the cheap response's weights in choosing what to simulate: below 1, as the response is only nearly right."""
DEFENSIVE = ((0.85, TEMPER), (0.15, 0.35))
"""Shares and powers of the choice: a part looks far beyond what the cheap response believes."""
SPEED_SPREAD = 0.5
"""Spread (log) of the time since onset around a cause's typical time."""


@dataclass(frozen=True)
class Posterior:
    """Weighted virtual patients.

    Attributes
    ----------
    severity : array (n, n_causes)
    traits : array (n, n_traits)
    weight : array (n,)
        Sums to 1.
    columns : array (n, n_observations)
        Log-likelihood of each observation.
    simulated : Simulated
    reported : mapping
        What the laboratory would report of each.
    effective : float
        Effective sample size.
    temper : float
        1, or the power below 1 to which the likelihood had to be softened.
    failed : int
        Bodies that could not be simulated.
    """

    severity: Array
    traits: Array
    weight: Array
    columns: Array
    simulated: Simulated
    reported: dict[str, Array]
    effective: float
    temper: float
    failed: int


def infer(
    prior: Prior,
    observations: Observations,
    simulator: Simulator,
    response: Response,
    rng: np.random.Generator,
    particles: int,
    least_effective: float = 40.0,
) -> Posterior:
    """The posterior over causes for one person.

    Raises nothing for thin evidence: when the effective sample size stays below ``least_effective`` the likelihood is
    tempered until it does not, which widens every answer, and ``temper`` says so.
    """
    severity, offered, chosen = propose(prior, observations, response, simulator.caps, rng, particles)
    n = severity.shape[0]
    drawn = draw_traits(rng, observations, response, severity)
    traits = drawn.traits
    speed = np.exp(SPEED_SPREAD * rng.standard_normal(n))
    simulated = simulator.simulate(severity, traits, speed)
    seen = reported(simulated.now, severity)
    columns = log_likelihood(
        observations, seen, reported(simulated.without_acute, severity), simulated.now, severity
    )
    total = columns.sum(axis=1)
    base = offered - chosen + drawn.log_weight
    temper, weight = _weights(base, total, simulated.ok, least_effective)
    return Posterior(
        severity,
        traits,
        weight,
        columns,
        simulated,
        seen,
        float(1.0 / np.sum(weight**2)),
        temper,
        int(n - simulated.ok.sum()),
    )


def propose(
    prior: Prior,
    observations: Observations,
    response: Response,
    caps: Array,
    rng: np.random.Generator,
    particles: int,
) -> tuple[Array, Array, Array]:
    """Sets worth a full simulation: severities, log(prior / proposal) and log-probability of having been chosen."""
    base = prior_proposal(prior)
    proposals: list[Proposal] = [base, boosted(prior, observations, response, caps)]
    shares = [0.5, 0.5]
    severity, offered, fit = np.zeros((0, caps.size)), np.zeros(0), np.zeros(0)
    for k, count in enumerate(ROUNDS):
        severity = draw_mixture(rng, count, caps, proposals, shares)
        offered = log_weights(severity, caps, proposals, shares)
        fit = offered + _cheap(observations, response, severity)
        if k + 1 < len(ROUNDS):
            weight = _normalised(fit * TEMPER)
            proposals = [base, proposals[1], adapted(prior, severity, weight)]
            shares = [0.25, 0.25, 0.5]
    choice = sum(share * _normalised(power * fit) for share, power in DEFENSIVE)
    rows = _systematic(rng, np.asarray(choice), particles)
    return severity[rows], offered[rows], np.log(np.asarray(choice)[rows])


def boosted(prior: Prior, observations: Observations, response: Response, caps: Array) -> Proposal:
    """Prior inclusion raised for causes that alone explain some observation better than no cause does."""
    n_causes = len(drawn_causes())
    levels = response.levels
    rows = np.zeros((1 + n_causes * levels.shape[1], n_causes))
    for k in range(levels.shape[1]):
        block = 1 + k * n_causes + np.arange(n_causes)
        rows[block, np.arange(n_causes)] = np.minimum(levels[:, k], caps)
    columns = _cheap_columns(observations, response, rows)
    gain = np.maximum(columns[1:] - columns[0], 0.0).sum(axis=1).reshape(levels.shape[1], n_causes)
    best = gain.max(axis=0)
    p = np.clip(prior.probability, 1e-9, 1 - 1e-9)
    odds = np.log(p / (1 - p)) + 0.6 * np.minimum(best, 12.0)
    inclusion = np.clip(1.0 / (1.0 + np.exp(-odds)), 0.0, 0.5)
    inclusion = np.where(
        prior.probability > 0, np.maximum(inclusion, np.minimum(prior.probability, 0.6)), 0.0
    )
    likely = levels[np.arange(n_causes), gain.argmax(axis=0)]
    median = np.where(best > 0.5, np.sqrt(prior.median * likely), prior.median)
    return Proposal(inclusion, median, np.maximum(prior.sigma, 0.5))


def _cheap_columns(observations: Observations, response: Response, severity: Array) -> Array:
    now, lasting = response.predict(severity)
    return log_likelihood(observations, reported(now, severity), reported(lasting, severity), now, severity)


def _cheap(observations: Observations, response: Response, severity: Array) -> Array:
    return _cheap_columns(observations, response, severity).sum(axis=1)


def _normalised(log_weight: Array) -> Array:
    w = np.exp(log_weight - log_weight.max())
    return w / w.sum()


def _weights(base: Array, total: Array, ok: NDArray[np.bool_], least: float) -> tuple[float, Array]:
    """Weights and the largest power (1, 0.9, ...) of the likelihood that leaves enough effective patients."""
    if not ok.any():
        return 0.0, np.full(base.size, 1.0 / base.size)
    logs = np.where(ok, base, -np.inf)
    for temper in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        weight = _normalised(np.where(ok, logs + temper * total, -np.inf))
        if 1.0 / np.sum(weight**2) >= least:
            return temper, weight
    return 0.3, weight


def _systematic(rng: np.random.Generator, probability: Array, n: int) -> NDArray[np.intp]:
    """Systematic resampling: row i about n * probability[i] times."""
    edges = np.cumsum(probability)
    edges[-1] = 1.0
    return np.searchsorted(edges, (rng.random() + np.arange(n)) / n).astype(np.intp)
