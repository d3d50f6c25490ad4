"""One simulated body a kind of person, with its cheap response and known discrepancy; kept for the next
person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.inference.discrepancy import Discrepancy, discrepancy
from skou.inference.following import Followed, follow
from skou.inference.options import Option
from skou.inference.plan import Treatment
from skou.inference.population import BodyPopulation
from skou.inference.response import Response, library
from skou.inference.simulator import Simulated
from skou.inference.timeline import Timeline
from skou.records.person import Person

Array = NDArray[np.float64]

DIET = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "water", "carbohydrate", "protein")


@dataclass(frozen=True)
class CorrectedBody:
    """The real body with the known part of its discrepancy added to what it shows."""

    body: BodyPopulation
    known: Discrepancy
    response: Response

    @property
    def traits(self) -> int:
        """Number of bodily traits."""
        return self.body.traits

    @property
    def acute(self) -> NDArray[np.bool_]:
        """Which drawn causes act within days."""
        return self.body.acute

    @property
    def caps(self) -> Array:
        """Largest severity of each drawn cause."""
        return self.body.caps

    def simulate(self, severity: Array, traits: Array, speed: Array) -> Simulated:
        """The simulated patients, corrected."""
        return self.known.correct(self.body.simulate(severity, traits, speed), severity)

    def own(self, key: str, values: Array, severity: Array) -> Array:
        """A value without the known discrepancy."""
        return self.known.own(key, values, severity)

    def run(
        self, states: Array, parameters: Array, minutes: Sequence[float]
    ) -> tuple[list[Mapping[str, Array]], Array]:
        """Bodies simulated on: true values at each time, and the states at the last."""
        return self.body.run(states, parameters, minutes)

    def treated(self, parameters: Array, treatments: Iterable[Treatment], *, undo: bool = False) -> Array:
        """Parameters with treatments that begin to act, or cease to."""
        return self.body.treated(parameters, treatments, undo=undo)

    def under(self, parameters: Array, severity: Array, option: Option) -> Array:
        """Parameters of the bodies from when the option begins."""
        return self.body.under(parameters, severity, option)

    def follow(
        self, start: Simulated, severity: Array, traits: Array, goes_on: NDArray[np.bool_], line: Timeline
    ) -> Followed:
        """Bodies taken on through the record's timeline, corrected for the causes that still act."""
        own = follow(self.body, start, severity, traits, goes_on, line)
        values = tuple(self.known.shifted(v, s) for v, s in zip(own.values, own.severity, strict=True))
        return replace(own, values=values, end=replace(own.end, now=values[-1]))


def body_of(person: Person, solver: Any | None = None) -> CorrectedBody:
    """The body of a person's kind: sex, age, size and stated diet, rounded so that like persons share it."""
    age = 45.0 if person.age is None else float(person.age)
    step = 1.0 if age < 20 else 5.0
    weight = None if person.weight_kg is None else round(person.weight_kg / 5.0) * 5.0 or 5.0
    height = None if person.height_cm is None else round(person.height_cm / 5.0) * 5.0
    diet = tuple(sorted((k, float(v)) for k, v in person.diet.items() if k in DIET))
    key = (round(age / step) * step, person.sex or "M", weight, height, bool(person.pregnant), diet)
    return _made(*key) if solver is None else make_body(*key, solver=solver)


def make_body(
    age: float,
    sex: str,
    weight_kg: float | None,
    height_cm: float | None,
    pregnant: bool,
    diet: tuple[tuple[str, float], ...],
    solver: Any | None = None,
) -> CorrectedBody:
    """Build the body, simulate each cause alone, and compare with the typical cases."""
    from skou.body import individual

    parameters = individual(age, sex, weight_kg, height_cm, pregnant=pregnant, diet=dict(diet) or None)
    body = BodyPopulation(parameters, solver)
    plain = library(body)
    known = discrepancy(plain)
    return CorrectedBody(body, known, known.widen(plain))


_made = lru_cache(maxsize=32)(make_body)
