"""What is timed: virtual patients at rest, then four weeks with three meals a day."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.engine import Event, Kernel, compile_model

Array = NDArray[np.float64]
DAYS = 28
END = 1440.0 * (DAYS - 1) + 315.0
"""Half an hour after a meal of the last day [min]: a hard moment to stop at."""


@dataclass(frozen=True)
class Workload:
    """Patients with their resting states; ``fed`` are the parameters without the continuous diet."""

    kernel: Kernel
    resting: Array = field(repr=False)
    fed: Array = field(repr=False)
    states: Array = field(repr=False)
    meals: tuple[Event, ...] = field(repr=False)


def workload(patients: int, seed: int) -> Workload:
    """Patients drawn around the reference person with half the spread of the parameter table."""
    model = body.model()
    kernel = compile_model(model)
    person = body.individual()
    spread = np.array([body.parameters()[n].spread for n in model.parameter_names])
    middle = np.array([person[n] for n in model.parameter_names])
    noise = np.random.default_rng(seed).standard_normal((patients, middle.size))
    resting = middle * np.exp(0.5 * spread * noise)
    start = body.initial_state(person)
    initial = np.tile([start[n] for n in model.state_names], (patients, 1))
    fed = resting.copy()
    for name in body.continuous_rates(body.DEFAULT_DIET):
        if name != "diet_acid":
            fed[:, model.parameter_index[name]] = 0.0
    return Workload(kernel, resting, fed, kernel.steady_state(initial, resting).states, _meals())


def _meals() -> tuple[Event, ...]:
    events: list[Event] = []
    for day in range(DAYS):
        for meal in body.MEALS:
            foods = {name: amount * meal.share for name, amount in body.DEFAULT_DIET.items()}
            at = 1440.0 * day + (meal.clock - 480.0) % 1440.0
            events.append(Event(at, add=body.meal_amounts(foods)))
    return tuple(sorted(events, key=lambda e: float(np.asarray(e.time))))


def error(found: Array, reference: Array, scales: Array) -> float:
    """Largest over patients of the root mean square over states of |y - ref| / (|ref| + 0.01 scale)."""
    relative = np.abs(found - reference) / (np.abs(reference) + 0.01 * scales)
    return float(np.sqrt(np.mean(relative**2, axis=-1)).max())
