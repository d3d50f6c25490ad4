"""One batch of virtual patients: drawn, simulated to the index day, weighed, and taken on to the later values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.bodily_traits import draw_traits
from skou.inference.follow_up import Foreseen, foresee
from skou.inference.following import GOES_ON
from skou.inference.likelihood import log_likelihood
from skou.inference.observations import Observations
from skou.inference.prior import Prior
from skou.inference.proposal import propose
from skou.inference.response import Response
from skou.inference.sampling import Proposal
from skou.inference.simulator import Follower, Simulated
from skou.inference.timeline import Timeline

Array = NDArray[np.float64]

REACH = 12.0
"""Patients whose weight is this far below the best [nat] are not followed further."""
SPEED_SPREAD = 0.5
"""Spread (log) of the time since onset around a cause's typical time."""


@dataclass(frozen=True)
class Batch:
    """Simulated patients with log(prior / probability of having been drawn)."""

    severity: Array
    traits: Array
    columns: Array
    simulated: Simulated
    base: Array
    latest: Simulated
    foreseen: Foreseen | None = None

    @property
    def log_weight(self) -> Array:
        return np.where(self.simulated.ok, self.base + self.columns.sum(axis=1), -np.inf)


def draw_batch(
    prior: Prior,
    observations: Observations,
    simulator: Follower,
    cheap: Response,
    rng: np.random.Generator,
    n: int,
    guides: Sequence[Proposal],
    line: Timeline | None,
) -> Batch:
    drawn = propose(prior, observations, cheap, simulator.caps, rng, n, guides)
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
    base = drawn.log_weight + bodies.log_weight
    batch = Batch(drawn.severity, bodies.traits, columns, simulated, base, simulated)
    return batch if line is None else _followed(batch, observations, simulator, rng, line)


def _followed(
    batch: Batch, observations: Observations, simulator: Follower, rng: np.random.Generator, line: Timeline
) -> Batch:
    """The batch with its likely patients taken on through the timeline; the others count as the worst of those."""
    weight = batch.log_weight
    goes_on = rng.random(weight.size) < GOES_ON
    rows = np.flatnonzero(weight > weight.max() - REACH)
    start = _rows(batch.simulated, rows)
    course = simulator.follow(start, batch.severity[rows], batch.traits[rows], goes_on[rows], line)
    seen = reported(start.now, batch.severity[rows])
    found, part = foresee(line, observations, seen, course)
    later = np.repeat(found.min(axis=0, initial=0.0)[None, :], weight.size, axis=0)
    later[rows] = found
    ok = batch.simulated.ok.copy()
    ok[rows] &= course.end.ok
    latest = batch.simulated.now
    latest = {k: _put(v, rows, course.end.now[k]) for k, v in latest.items()}
    nothing = np.full(weight.size, np.nan)
    return replace(
        batch,
        columns=np.hstack([batch.columns, later]),
        simulated=replace(batch.simulated, ok=ok),
        latest=replace(
            batch.simulated,
            now=latest,
            ok=ok,
            states=_put(batch.simulated.states, rows, course.end.states),
            parameters=_put(batch.simulated.parameters, rows, course.end.parameters),
        ),
        foreseen=Foreseen(
            *(tuple(_put(nothing, rows, x) for x in values) for values in (part.mean, part.sd, part.own))
        ),
    )


def _put(values: Array, rows: NDArray[np.intp], new: Array) -> Array:
    out = values.copy()
    out[rows] = new
    return out


def _rows(simulated: Simulated, rows: NDArray[np.intp]) -> Simulated:
    return Simulated(
        {k: v[rows] for k, v in simulated.now.items()},
        {k: v[rows] for k, v in simulated.without_acute.items()},
        simulated.ok[rows],
        simulated.states[rows],
        simulated.parameters[rows],
    )


def all_foreseen(parts: list[Foreseen]) -> Foreseen | None:
    if not parts:
        return None
    return Foreseen(
        *(
            tuple(np.concatenate(x) for x in zip(*values, strict=True))
            for values in ([p.mean for p in parts], [p.sd for p in parts], [p.own for p in parts])
        )
    )


def joined(parts: list[Simulated]) -> Simulated:
    first = parts[0]
    return Simulated(
        {k: np.concatenate([p.now[k] for p in parts]) for k in first.now},
        {k: np.concatenate([p.without_acute[k] for p in parts]) for k in first.without_acute},
        np.concatenate([p.ok for p in parts]),
        None if first.states is None else np.vstack([p.states for p in parts]),
        None if first.parameters is None else np.vstack([p.parameters for p in parts]),
    )
