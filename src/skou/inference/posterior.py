"""From prior to posterior: propose with the cheap response, simulate in full, weight by the observations.

1. Sets of causes are drawn from the prior and from proposals that adapt, in rounds, to what the cheap
   response says.
2. Those worth a simulation are chosen at random with known probabilities (tempered response weights), so
   the choice can be divided out again.
3. Each chosen set is given a body of its own (traits, time since onset) and simulated in full; its weight
   is prior x likelihood of the full simulation / probability of having been chosen.
4. Where the cheap response led astray, it is shifted by what the full simulations showed, and a second
   batch is drawn; both batches estimate the same evidence and are pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.bodily_traits import draw_traits
from skou.inference.likelihood import log_likelihood
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.proposal import needed_keys, propose
from skou.inference.response import Response, scale_of
from skou.inference.simulator import Simulated, Simulator

Array = NDArray[np.float64]

FIRST_SHARE = 0.4
"""Share of the simulations in the first batch."""
GUIDING = 25.0
"""Effective patients of the tempered first batch that guide the second."""
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


@dataclass(frozen=True)
class _Batch:
    """Simulated patients with log(prior / probability of having been drawn)."""

    severity: Array
    traits: Array
    columns: Array
    simulated: Simulated
    base: Array

    @property
    def log_weight(self) -> Array:
        return np.where(self.simulated.ok, self.base + self.columns.sum(axis=1), -np.inf)


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

    When the effective sample size stays below ``least_effective`` the likelihood is tempered until it
    does not, which widens every answer, and ``temper`` says so.
    """
    cheap = response.only(needed_keys(observations))
    first = _batch(prior, observations, simulator, cheap, rng, int(FIRST_SHARE * particles))
    second = _batch(
        prior,
        observations,
        simulator,
        cheap.shifted(_led_astray(first, cheap)),
        rng,
        particles - int(FIRST_SHARE * particles),
    )
    severity = np.vstack([first.severity, second.severity])
    columns = np.vstack([first.columns, second.columns])
    simulated = _joined(first.simulated, second.simulated)
    temper, weight = _weights(
        np.concatenate([first.base, second.base]), columns.sum(axis=1), simulated.ok, least_effective
    )
    return Posterior(
        severity,
        np.vstack([first.traits, second.traits]),
        weight,
        columns,
        simulated,
        reported(simulated.now, severity),
        float(1.0 / np.sum(weight**2)),
        temper,
        int(weight.size - simulated.ok.sum()),
    )


def _batch(
    prior: Prior,
    observations: Observations,
    simulator: Simulator,
    cheap: Response,
    rng: np.random.Generator,
    n: int,
) -> _Batch:
    drawn = propose(prior, observations, cheap, simulator.caps, rng, n)
    bodies = draw_traits(rng, observations, cheap, drawn.severity)
    speed = np.exp(SPEED_SPREAD * rng.standard_normal(n))
    simulated = simulator.simulate(drawn.severity, bodies.traits, speed)
    columns = log_likelihood(
        observations,
        reported(simulated.now, drawn.severity),
        reported(simulated.without_acute, drawn.severity),
        simulated.now,
        drawn.severity,
    )
    return _Batch(drawn.severity, bodies.traits, columns, simulated, drawn.log_weight + bodies.log_weight)


def _led_astray(batch: _Batch, cheap: Response) -> dict[str, float]:
    """Mean difference of the full simulation from the cheap response, over the patients that explain best."""
    logs = batch.log_weight
    if not np.isfinite(logs).any():
        return {}
    weight = _normalised(logs)
    for power in (1.0, 0.7, 0.5, 0.35, 0.25, 0.15):
        weight = _normalised(power * logs)
        if 1.0 / np.sum(weight**2) >= GUIDING:
            break
    expected, _ = cheap.predict(batch.severity)
    shift = {}
    for j, key in enumerate(cheap.keys):
        scale = scale_of(key)
        own = scale.transform(batch.simulated.now[key])
        gap = own - scale.transform(expected[key]) - batch.traits @ cheap.traits[:, j]
        shift[key] = float(np.clip(weight @ np.where(batch.simulated.ok, gap, 0.0), -0.7, 0.7))
    return shift


def _joined(a: Simulated, b: Simulated) -> Simulated:
    return Simulated(
        {k: np.concatenate([a.now[k], b.now[k]]) for k in a.now},
        {k: np.concatenate([a.without_acute[k], b.without_acute[k]]) for k in a.without_acute},
        np.concatenate([a.ok, b.ok]),
        None if a.states is None else np.vstack([a.states, b.states]),
        None if a.parameters is None else np.vstack([a.parameters, b.parameters]),
    )


def _normalised(log_weight: Array) -> Array:
    w = np.exp(log_weight - log_weight.max())
    return w / w.sum()


def _weights(base: Array, total: Array, ok: NDArray[np.bool_], least: float) -> tuple[float, Array]:
    """Weights and the largest power (1, 0.9, ...) of the likelihood that leaves enough effective patients."""
    if not ok.any():
        return 0.0, np.full(base.size, 1.0 / base.size)
    weight = np.zeros(base.size)
    temper = 1.0
    for temper in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        weight = _normalised(np.where(ok, base + temper * total, -np.inf))
        if 1.0 / np.sum(weight**2) >= least:
            break
    return temper, weight
