"""Virtual patients taken on through the record's timeline: treatments as given, stopped drugs gone, losses that may
go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import associations, cause_index
from skou.inference.plan import DAY
from skou.inference.population import DAYS, HOURS, BodyPopulation
from skou.inference.readouts import read_out
from skou.inference.simulator import Simulated
from skou.inference.timeline import Timeline

Array = NDArray[np.float64]

ATTACK_OVER = DAY
"""Causes that work over hours (insulin, an attack of paralysis) are over by then [min]."""
GOES_ON = 0.5
"""Probability that an acute loss or stress goes on once treatment begins (status D)."""


@dataclass(frozen=True)
class Followed:
    """The followed bodies at each visit.

    Attributes
    ----------
    values : tuple of mapping of key to array (m,)
        True values at each visit.
    severity : tuple of array (m, n_causes)
        Causes that still act at each visit.
    end : Simulated
        Where the bodies stand after the last visit, with the treatments that still act.
    """

    values: tuple[Mapping[str, Array], ...]
    severity: tuple[Array, ...]
    end: Simulated


def follow(
    population: BodyPopulation,
    start: Simulated,
    severity: Array,
    traits: Array,
    goes_on: NDArray[np.bool_],
    line: Timeline,
) -> Followed:
    """Simulate bodies from the index day to the last visit.

    Parameters
    ----------
    population : BodyPopulation
    start : Simulated
        The bodies at the index day, ``m`` rows.
    severity : array (m, n_causes)
    traits : array (m, n_traits)
    goes_on : array (m,) of bool
        Whether acute causes other than drugs go on after treatment begins.
    line : Timeline
    """
    states, ok = start.states.copy(), start.ok.copy()
    drug = np.zeros(severity.shape[1], bool)
    drug[[cause_index()[c] for c in associations()["silence"]["drugs"]["causes"]]] = True
    acute = (population.pace == DAYS) & ~drug

    def acting(t: float) -> Array:
        now = severity.copy()
        for code, over in line.plan.ended.items():
            if t >= over:
                now[:, cause_index()[code]] = 0.0
        if t >= line.begins:
            now[np.ix_(~goes_on, acute)] = 0.0
        if t >= ATTACK_OVER:
            now[:, population.pace == HOURS] = 0.0
        return now

    visits = [v.minutes for v in line.visits]
    edges = {0.0, line.begins, ATTACK_OVER, *line.plan.ended.values(), *visits}
    edges |= {t for treatment in line.plan.treatments for t in (treatment.start, treatment.stop)}
    times = sorted(t for t in edges if 0.0 <= t <= line.last)
    values, severities = [], []
    parameters = start.parameters
    for a, b in pairwise(times):
        parameters = population.treated(population.parameters_of(acting(a), traits), line.plan.acting(a))
        run = population.solver.solve([a, b], states, parameters, rtol=1e-3)
        reached = np.isfinite(run.states[:, -1]).all(axis=1)
        states[reached] = run.states[reached, -1]
        ok &= reached
        if b in visits:
            values.append(read_out(population.model, states, parameters))
            severities.append(acting(b - 1e-6))
    parameters = population.treated(
        population.parameters_of(acting(line.last), traits), line.plan.acting(line.last)
    )
    end = replace(start, now=values[-1], ok=ok, states=states, parameters=parameters)
    return Followed(tuple(values), tuple(severities), end)
