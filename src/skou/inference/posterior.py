"""From prior to posterior: propose with the cheap response, simulate in full, weight by the observations.

1. Sets of causes are drawn from the prior and from proposals that adapt, in rounds, to what the cheap
   response says.
2. Those worth a simulation are chosen at random with known probabilities (tempered response weights), so
   the choice can be divided out again.
3. Each chosen set is given a body of its own (traits, time since onset) and simulated in full; its weight
   is prior x likelihood of the full simulation / probability of having been chosen.
4. Where the cheap response led astray, it learns cause by cause what the full simulations showed, and a further
   batch is drawn, guided by them and by each rival explanation on its own; every batch estimates the same evidence
   and they are pooled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.errors import SolverError
from skou.inference.artefacts import reported
from skou.inference.batch import Batch, all_foreseen, draw_batch, joined
from skou.inference.follow_up import Foreseen
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.proposal import needed_keys
from skou.inference.response import Response, scale_of
from skou.inference.sampling import Proposal, adapted
from skou.inference.simulator import Follower, Simulated
from skou.inference.timeline import Timeline
from skou.progress import Progress, unheard

Array = NDArray[np.float64]

BATCHES = (0.35, *(0.65,) * 8)
"""Simulations of each batch, as shares of the asked number; those after the second only while too few patients
count."""
ENOUGH = 150.0
"""Effective patients at which no further batch is drawn."""
GUIDING = 25.0
"""Effective patients of the tempered earlier batches that guide the next."""
RIVALS = 5
"""Contested causes whose explanations are followed each on its own."""
LEAST_CONTESTED = 0.01
"""Variance of presence from which a cause is contested."""
LEARNED_FROM = 120.0
"""Effective patients from which the correction of the cheap response is learned."""
CORRECTION_RIDGE = 0.5
"""Patients' worth of the belief that the effect of a cause in the cheap response needs no correction."""


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
        Log-likelihood of each observation, then of each later visit.
    simulated : Simulated
        At the index day.
    reported : mapping
        What the laboratory would report of each.
    effective : float
        Effective sample size.
    temper : float
        1, or the power below 1 to which the likelihood had to be softened.
    failed : int
        Bodies that could not be simulated.
    latest : Simulated
        At the last value: ``simulated`` where nothing was followed.
    foreseen : Foreseen or None
        What each patient foresaw of the later values.
    earlier : array (n,)
        Weights by the values of the index day alone.
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
    latest: Simulated
    foreseen: Foreseen | None
    earlier: Array


def infer(
    prior: Prior,
    observations: Observations,
    simulator: Follower,
    response: Response,
    rng: np.random.Generator,
    particles: int,
    least_effective: float = 40.0,
    line: Timeline | None = None,
    progress: Progress = unheard,
) -> Posterior:
    """The posterior over causes for one person.

    With a timeline each patient is taken on through it and the later values weigh in as well; every batch
    after the first is guided by both.

    When the effective sample size stays below ``least_effective`` the likelihood is tempered until it
    does not, which widens every answer, and ``temper`` says so.
    """
    cheap = response.only(needed_keys(observations))
    batches: list[Batch] = []
    for share in BATCHES:
        if len(batches) >= 2 and _effective(np.concatenate([b.log_weight for b in batches])) >= ENOUGH:
            break
        guides = _guides(prior, batches) if batches else ()
        aimed = _aimed(batches, cheap) if batches else cheap
        batches.append(
            draw_batch(prior, observations, simulator, aimed, rng, int(share * particles), guides, line)
        )
        progress(sum(BATCHES[: len(batches)]) / sum(BATCHES))
    severity = np.vstack([b.severity for b in batches])
    columns = np.vstack([b.columns for b in batches])
    simulated = joined([b.simulated for b in batches])
    if not simulated.ok.any():
        raise SolverError("none of the virtual patients of this person could be simulated")
    base = np.concatenate([b.base for b in batches])
    temper, weight = _weights(base, columns.sum(axis=1), simulated.ok, least_effective)
    foreseen = [b.foreseen for b in batches if b.foreseen is not None]
    visits = len(line.visits) if line else 0
    index = columns[:, : columns.shape[1] - visits].sum(axis=1)
    return Posterior(
        severity,
        np.vstack([b.traits for b in batches]),
        weight,
        columns,
        simulated,
        reported(simulated.now, severity),
        float(1.0 / np.sum(weight**2)),
        temper,
        int(weight.size - simulated.ok.sum()),
        joined([b.latest for b in batches]),
        all_foreseen(foreseen),
        _weights(base, index, simulated.ok, least_effective)[1] if visits else weight,
    )


def _softened(logs: Array, least: float) -> Array:
    """Normalised weights, the logarithms flattened until at least so many rows count."""
    if not np.isfinite(logs).any():
        return np.full(logs.size, 1.0 / logs.size)
    weight = _normalised(logs)
    for power in (0.7, 0.5, 0.35, 0.25, 0.15, 0.1):
        if 1.0 / np.sum(weight**2) >= least:
            break
        weight = _normalised(power * logs)
    return weight


def _guiding_weight(batches: list[Batch]) -> Array:
    """Weights of all patients so far, softened until at least ``GUIDING`` of them count."""
    return _softened(np.concatenate([b.log_weight for b in batches]), GUIDING)


def _guides(prior: Prior, batches: list[Batch]) -> tuple[Proposal, ...]:
    """Proposals that follow the full simulations so far: all of them, and those with each contested cause.

    The last are there so that rival explanations are each drawn as they need, whichever was found first.
    """
    severity, weight = np.vstack([b.severity for b in batches]), _guiding_weight(batches)
    mass = weight @ (severity > 0)
    contested = np.argsort(-mass * (1.0 - mass))[:RIVALS]
    found = [adapted(prior, severity, weight)]
    for cause in contested[mass[contested] * (1.0 - mass[contested]) > LEAST_CONTESTED]:
        own = np.where(severity[:, cause] > 0, weight, 0.0)
        found.append(adapted(prior, severity, own / own.sum()))
    return tuple(found)


def _aimed(batches: list[Batch], cheap: Response) -> Response:
    """The cheap response, corrected by where the full simulations went instead (ridge regression on the causes)."""
    logs = np.concatenate([b.log_weight for b in batches])
    severity, simulated = np.vstack([b.severity for b in batches]), joined([b.simulated for b in batches])
    expected, _ = cheap.predict(severity)
    traits = np.vstack([b.traits for b in batches])
    gaps = np.zeros((logs.size, len(cheap.keys)))
    for j, key in enumerate(cheap.keys):
        scale = scale_of(key)
        gap = (
            scale.transform(simulated.now[key]) - scale.transform(expected[key]) - traits @ cheap.traits[:, j]
        )
        gaps[:, j] = np.clip(np.where(simulated.ok, gap, 0.0), -1.0, 1.0)
    weight = _softened(logs, LEARNED_FROM) * simulated.ok
    present = np.column_stack([np.ones(logs.size), severity > 0])
    scaled = present * (weight / np.sum(weight**2))[:, None]
    penalty = np.r_[0.01, np.full(severity.shape[1], CORRECTION_RIDGE)]
    found: Array = np.linalg.solve(present.T @ scaled + np.diag(penalty), scaled.T @ gaps).astype(np.float64)
    return cheap.corrected(found[0], found[1:])


def _effective(log_weight: Array) -> float:
    """Effective sample size of unnormalised log-weights."""
    if not np.isfinite(log_weight).any():
        return 0.0
    return float(1.0 / np.sum(_normalised(log_weight) ** 2))


def _normalised(log_weight: Array) -> Array:
    w = np.exp(log_weight - log_weight.max())
    return w / w.sum()


def _truncated(weight: Array) -> Array:
    """Weights bounded by the inverse root of their number: truncated importance sampling (Ionides 2008,
    doi:10.1198/106186008X320456), a little bias for a bounded variance."""
    bounded = np.minimum(weight, weight.size**-0.5)
    return bounded / bounded.sum()


def _weights(base: Array, total: Array, ok: NDArray[np.bool_], least: float) -> tuple[float, Array]:
    """Weights and the largest power (1, 0.9, ...) of the likelihood that leaves enough effective patients."""
    weight = np.zeros(base.size)
    temper = 1.0
    for temper in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        weight = _truncated(_normalised(np.where(ok, base + temper * total, -np.inf)))
        if 1.0 / np.sum(weight**2) >= least:
            break
    return temper, weight
