"""From a scenario to parameters: diet, causes and drugs from day 0, single doses as events."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.body import Perturbation
from skou.causes import cause
from skou.drugs import drug, entry, infusion, steady_effect
from skou.engine.events import Event
from skou.errors import ProtocolError
from skou.evidence.steps.intake import WATER_WITH_MEALS, meal_times
from skou.web.explorer.people import People
from skou.web.explorer.scenario import Dose, Scenario

Array = NDArray[np.float64]
MORNING = 480.0
"""Clock time of day 0, as in experiments [min after midnight]."""
_DAY = 1440.0
_EATEN = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "glucose", "water")
_LEDGER = (*_EATEN[:5], "water")


def perturbations(scenario: Scenario) -> list[tuple[Perturbation, float]]:
    """What causes and drugs do to the body, with severities.

    Raises
    ------
    SkouError
        For an unknown name, a severity beyond the cap, or a cause that is no change of the body.
    """
    known = ["nephron_fraction"] if scenario.person.egfr is not None else []
    found: list[tuple[Perturbation, float]] = []
    for chosen in scenario.causes:
        entry_ = cause(chosen.cause)
        found.append(
            (entry_.without(known) if known else entry_.perturbation, entry_.check_severity(chosen.severity))
        )
    who = scenario.person
    nephrons = body.individual(who.age, who.sex, who.weight_kg, None, who.egfr)["nephron_fraction"]
    for taken in scenario.drugs:
        model = drug(taken.drug).in_kidneys(nephrons)
        if taken.dose > 0.0:
            found.append((steady_effect(model, taken.dose, model.interval_h * 60.0), 1.0))
    return found


def changed(people: People, scenario: Scenario, index: Mapping[str, int]) -> Array:
    """Parameters of everybody from day 0 on.

    Absolute amounts a day (a loss, a load) are the same for everybody; factors act on each body's own.
    """
    after = people.parameters.copy()
    diet = {**people.diet, **{k: v for k, v in scenario.diet.model_dump().items() if v is not None}}
    for name, rate in body.continuous_rates(diet).items():
        after[:, index[name]] = rate
    additions: dict[str, float] = {}
    for perturbation, severity in perturbations(scenario):
        for name, factor in perturbation.factors(severity).items():
            after[:, index[name]] *= factor
        for name, amount in perturbation.additions(severity).items():
            additions[name] = additions.get(name, 0.0) + amount
    for name, amount in additions.items():
        after[:, index[name]] += amount
    return after


def without(scenario: Scenario) -> Scenario:
    """The scenario after day 0, when what ends has ended."""
    return scenario.model_copy(
        update={
            "causes": tuple(c for c in scenario.causes if c.cause not in scenario.ends),
            "drugs": tuple(d for d in scenario.drugs if d.drug not in scenario.ends),
        }
    )


class Events:
    """Switches of parameters and additions to states of one run, by time [min from its start]."""

    def __init__(self, index: Mapping[str, int], states: Mapping[str, int]) -> None:
        self._index, self._states = index, states
        self._sets: dict[float, dict[str, Array]] = {}
        self._adds: dict[float, dict[str, Array | float]] = {}

    def set(self, time: float, name: str, values: Array) -> None:
        """A parameter takes new values."""
        self._sets.setdefault(time, {})[name] = values

    def add(self, time: float, name: str, amount: Array | float) -> None:
        """A state gains an amount; names that the body does not have are passed over."""
        if name in self._states:
            here = self._adds.setdefault(time, {})
            here[name] = here.get(name, 0.0) + amount

    def listed(self) -> list[Event]:
        """All of them in order of time."""
        times = sorted({*self._sets, *self._adds})
        return [Event(t, set=self._sets.get(t, {}), add=self._adds.get(t, {})) for t in times]


def switch(events: Events, time: float, before: Array, after: Array, names: tuple[str, ...]) -> None:
    """At ``time`` everybody's changed parameters take their new values."""
    for k in np.flatnonzero((before != after).any(axis=0)):
        events.set(time, names[k], after[:, k])


def as_meals(
    events: Events, parameters: Array, index: Mapping[str, int], start: float, end: float, zero: float
) -> Array:
    """Food of ``parameters`` as three meals a day; returns the parameters with what is left between meals.

    ``start`` and ``end`` are times of the run, ``zero`` the time of day 0 in it [min].
    """
    between = parameters.copy()
    for name in _EATEN:
        left = 1.0 - WATER_WITH_MEALS if name == "water" else 0.0
        between[:, index[f"diet_{name}"]] = left * parameters[:, index[f"diet_{name}"]]
    for time, share in meal_times(MORNING - zero, start, end):
        for name in _EATEN:
            part = share * (WATER_WITH_MEALS if name == "water" else 1.0)
            amount = parameters[:, index[f"diet_{name}"]] * _DAY * part
            events.add(time, f"gut_{name}", amount)
            if name in _LEDGER:
                events.add(time, f"intake_{name}", amount)
    return between


def give(events: Events, dose: Dose, zero: float, after: Array, index: Mapping[str, int]) -> None:
    """One dose, by mouth at once or into a vein at a constant rate.

    Raises
    ------
    SkouError
        For a substance, unit or route that cannot be.
    """
    at = zero + 60.0 * dose.at_h
    if dose.route == "oral":
        taken = entry(dose.substance, dose.amount, dose.unit, "oral")
        if taken.course:
            raise ProtocolError(
                f"{dose.substance} by mouth here", value=dose.substance, mend="use a protocol"
            )
        for name, amount in taken.states.items():
            events.add(at, name, amount)
        return
    minutes = 60.0 * dose.hours
    rates, settings = infusion(dose.substance, dose.amount / minutes, dose.unit)
    for name, rate in rates.items():
        events.set(at, name, after[:, index[name]] + rate)
        events.set(at + minutes, name, after[:, index[name]])
    for name, value in settings.items():
        events.set(at, name, np.full(after.shape[0], value))
