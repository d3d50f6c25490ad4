"""Virtual people: bodies drawn from the documented spreads of the parameters.

A spread here mixes how people differ with how little is known; people as a population has them are drawn by
`skou.body.population.draw_people`.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from skou.body.individuals import individual, initial_state
from skou.body.parameter_table import parameters
from skou.body.states import STATES

Array = NDArray[np.float64]

HABITS = frozenset(name for name in parameters() if name.startswith("diet_"))
"""Parameters that are habits rather than the body's own."""


def is_share(name: str) -> bool:
    """Whether a parameter is a share of a whole, which no draw may take to 0 or 1."""
    p = parameters()[name]
    endings = ("_share", "_fraction", "_floor", "_escape", "_reabsorption", "_maximum", "_leak", "_insulin")
    return p.unit == "1" and 0.0 < p.value < 1.0 and name.endswith(endings)


def draw_factors(
    random: np.random.Generator, count: int, *, habits: bool = True, width: float = 1.0
) -> Array:
    """Factors (count, n_parameters) by which what is not known about a body may move each parameter.

    Log-normal with the documented spread; shares of a whole are logit-normal. Every parameter has random numbers
    of its own by its name, so that a new one leaves the others as they were.
    """
    table = parameters()
    names = list(table)
    spread = np.array([0.0 if (n in HABITS and not habits) else table[n].spread for n in names])
    start = int(random.integers(2**32))
    own = [np.random.default_rng([start, crc32(n.encode())]).standard_normal(count) for n in names]
    moved = width * spread * np.column_stack(own)
    factors = np.exp(moved)
    for k in (k for k, n in enumerate(names) if is_share(n)):
        share = table[names[k]].value
        odds = share / (1.0 - share) * np.exp(moved[:, k] / (1.0 - share))
        factors[:, k] = odds / (1.0 + odds) / share
    return factors


def draw_bodies(count: int, seed: int = 0, *, habits: bool = True, width: float = 1.0) -> tuple[Array, Array]:
    """Parameters and starting states of drawn adults.

    Age is uniform from 20 to 85 years, half are women, weight and height are normal about the usual,
    filtration is what age leads to expect; every parameter with a documented spread is log-normal about its
    value, shares of a whole are logit-normal, independently.

    Parameters
    ----------
    count : int
        How many.
    seed : int
        The same seed draws the same people.
    habits : bool
        Draw intakes too.
    width : float
        Multiplies every spread; 1 is the documented one.

    Returns
    -------
    parameters : array (count, n_parameters)
    states : array (count, n_states)
        Amounts of a body of that size with its concentrations at their references.

    Examples
    --------
    >>> p, y = draw_bodies(3, seed=1)
    >>> p.shape[0], y.shape[0]
    (3, 3)
    """
    random = np.random.default_rng(seed)
    names = list(parameters())
    factors = draw_factors(random, count, habits=habits, width=width)
    values = np.empty((count, len(names)))
    states = np.empty((count, len(STATES)))
    for k in range(count):
        sex = "F" if random.random() < 0.5 else "M"
        age = random.uniform(20.0, 85.0)
        height = random.normal(162.0 if sex == "F" else 175.0, 7.0)
        weight = float(np.clip(random.normal(24.5, 4.0), 16.0, 45.0)) * (height / 100.0) ** 2
        person = individual(age, sex, weight, height)
        own = {n: person[n] * f for n, f in zip(names, factors[k], strict=True)}
        values[k] = [own[n] for n in names]
        start = initial_state(own)
        states[k] = [start[s.name] for s in STATES]
    return values, states
