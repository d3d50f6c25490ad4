"""One person and the virtual people beside them: the same facts, differences between bodies drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.body.individuals import default_weight
from skou.body.variation import HABITS, is_share
from skou.web.explorer.scenario import Who

Array = NDArray[np.float64]
SEED = 20
MOST_PEOPLE = 96
_LONG_WAIT = 180 * 1440.0


@dataclass(frozen=True, eq=False)
class People:
    """Parameters and states at rest on the habitual diet; the first is the average person of these facts."""

    parameters: Array = field(repr=False)
    states: Array = field(repr=False)
    diet: dict[str, float]

    def __len__(self) -> int:
        return self.parameters.shape[0]


@lru_cache(maxsize=1)
def _factors() -> Array:
    """Factors of ``MOST_PEOPLE`` people on every parameter; a shorter list is a part of a longer one."""
    random = np.random.default_rng(SEED)
    table = body.parameters()
    spread = np.array([0.0 if name in HABITS else p.spread for name, p in table.items()])
    moved = spread * random.standard_normal((MOST_PEOPLE, len(table)))
    factors = np.exp(moved)
    for k, (name, p) in enumerate(table.items()):
        if is_share(name):
            odds = p.value / (1.0 - p.value) * np.exp(moved[:, k] / (1.0 - p.value))
            factors[:, k] = odds / (1.0 + odds) / p.value
    return factors


def people(who: Who, count: int, solver: Any) -> People:
    """The average person and ``count`` virtual people of the same facts, at rest.

    Whoever does not live to find rest is left out, so that the bands are of people who can live.
    """
    return _people(who.age, who.sex, who.weight_kg, who.egfr, count, solver)


@lru_cache(maxsize=64)
def _people(
    age: float, sex: str, weight_kg: float | None, egfr: float | None, count: int, solver: Any
) -> People:
    from skou.body.diet import complete_diet

    one = body.individual(age, sex, weight_kg, None, egfr)
    names = solver.model.parameter_names
    average = np.array([one[name] for name in names])
    parameters = np.vstack([average, average * _in_order(names)[:count]])
    states = np.array([_start(names, row, solver.model.state_names) for row in parameters])
    at_rest, found = rest(solver, states, parameters)
    found[0] = True
    diet = complete_diet(None, weight_kg or default_weight(age, sex))
    return People(parameters[found], at_rest[found], diet)


@lru_cache(maxsize=4)
def _in_order(names: Sequence[str]) -> Array:
    at = {name: k for k, name in enumerate(body.parameters())}
    return _factors()[:, [at[name] for name in names]]


def _start(names: Sequence[str], row: Array, states: Sequence[str]) -> list[float]:
    start = body.initial_state(dict(zip(names, row.tolist(), strict=True)))
    return [start[name] for name in states]


def rest(solver: Any, states: Array, parameters: Array) -> tuple[Array, NDArray[np.bool_]]:
    """States at rest with empty ledgers, or as far as half a year brings; and who is alive there."""
    found = solver.steady_state(states, parameters, t=720.0, threads=1)
    positive = np.array([s.positive and not s.quadrature for s in solver.model.states])
    good = found.converged & np.isfinite(found.states).all(axis=1)
    good &= (found.states[:, positive] >= 0.0).all(axis=1)
    at_rest = np.where(good[:, None], found.states, states)
    restless = np.flatnonzero(~good)
    if restless.size:
        wait = np.array([0.0, _LONG_WAIT])
        waited = solver.solve(wait, states[restless], parameters[restless], rtol=1e-3, threads=1)
        good[restless] = waited.ok
        at_rest[restless] = np.where(waited.ok[:, None], waited.final, states[restless])
    at_rest[:, solver.model.quadrature] = states[:, solver.model.quadrature]
    return at_rest, good
