"""What is timed: virtual patients at rest, then days with three meals each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.engine import Event, Kernel, compile_model

Array = NDArray[np.float64]
DAYS = 28
REFERENCE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Workload:
    """Patients with their resting states; ``fed`` are the parameters without the continuous diet."""

    kernel: Kernel
    end: float
    """Half an hour after a meal of the last day [min]: a hard moment to stop at."""
    resting: Array = field(repr=False)
    fed: Array = field(repr=False)
    states: Array = field(repr=False)
    meals: tuple[Event, ...] = field(repr=False)

    @property
    def days(self) -> float:
        """Simulated days."""
        return self.end / 1440.0

    def solve(self, kernel: Kernel, rtol: float, patients: int | None = None) -> Array:
        """Final states of the first ``patients`` on one thread."""
        chosen = slice(patients)
        times = np.array([0.0, self.end])
        return kernel.solve(
            times, self.states[chosen], self.fed[chosen], self.meals, rtol=rtol, threads=1
        ).final

    def exact(self, patients: int) -> Array:
        """Final states at a tolerance that no contestant needs."""
        return self.solve(self.kernel, REFERENCE_TOLERANCE, patients)


def workload(patients: int, seed: int, days: int = DAYS) -> Workload:
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
    end = 1440.0 * (days - 1) + 315.0
    states = kernel.steady_state(initial, resting).states
    return Workload(kernel, end, resting, fed, states, _meals(end))


def _meals(end: float) -> tuple[Event, ...]:
    events: list[Event] = []
    for day in range(int(end // 1440.0) + 1):
        for meal in body.MEALS:
            foods = {name: amount * meal.share for name, amount in body.DEFAULT_DIET.items()}
            at = 1440.0 * day + (meal.clock - 480.0) % 1440.0
            if at < end:
                events.append(Event(at, add=body.meal_amounts(foods)))
    return tuple(sorted(events, key=lambda e: float(np.asarray(e.time))))


def error(found: Array, reference: Array, scales: Array) -> float:
    """Largest over patients of the root mean square over states of |y - ref| / (|ref| + 0.01 scale)."""
    relative = np.abs(found - reference) / (np.abs(reference) + 0.01 * scales)
    return float(np.sqrt(np.mean(relative**2, axis=-1)).max())
