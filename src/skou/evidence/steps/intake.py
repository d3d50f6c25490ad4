"""What is eaten and drunk: the habitual diet as three meals, fasting, single meals, water.

Habitual meals are at 08:30, 13:00 and 19:00 with a quarter, 35 % and 40 % of the day's food, so that a sample
at 08:00 is taken fasting. Half of the day's water comes with meals, half is sipped all day; a fasting person
keeps drinking the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from skou.body.diet import ACID_PER_GRAM_PROTEIN, GLUCOSE_GRAMS_PER_MMOL, MINUTES_A_DAY
from skou.errors import ProtocolError, nearest_names
from skou.evidence.experiment import Step
from skou.evidence.steps.amounts import amount
from skou.evidence.steps.compilation import Compilation
from skou.evidence.steps.timeline import Addition, Course

MEALS = ((8.5 * 60, 0.25), (13.0 * 60, 0.35), (19.0 * 60, 0.40))
"""Minutes after midnight and share of the day's food."""
WATER_WITH_MEALS = 0.5
_DAY = MINUTES_A_DAY
_IONS = ("potassium", "sodium", "magnesium", "calcium", "phosphate")
_LEDGER = (*_IONS, "water")
_NUTRIENTS = (*_IONS, "water", "glucose")
_IGNORED = ("fat", "fibre", "energy")


def daily(name: str, text: str | float, weight_kg: float = 70.0) -> tuple[str, float]:
    """One entry of a diet as (parameter, rate in the body's unit a minute).

    Raises
    ------
    ProtocolError
        For something that the diet does not know.
    """
    if name in _IONS:
        return f"diet_{name}", amount(text, "mmol/d", weight_kg) / _DAY
    if name == "water":
        return "diet_water", amount(text, "L/d", weight_kg) / _DAY
    if name == "carbohydrate":
        return "diet_glucose", amount(text, "g/d", weight_kg) / GLUCOSE_GRAMS_PER_MMOL / _DAY
    known = (*_IONS, "water", "carbohydrate", "protein")
    raise ProtocolError(
        f"a diet with {name!r}", value=name, allowed=", ".join(known), nearest=nearest_names(name, known)
    )


def diet(c: Compilation, step: Step) -> None:
    """A daily intake from now on; what it does not name goes on as before."""
    start, end = c.window(step)
    for name, text in step.details["diet"].items():
        if name == "protein":
            grams = amount(text, "g/d", c.weight)
            c.timeline.effect("diet_acid", "set", grams * ACID_PER_GRAM_PROTEIN / _DAY, start, end)
        elif name not in _IGNORED:
            parameter, rate = daily(name, text, c.weight)
            c.timeline.effect(parameter, "set", rate, start, end)


def fasting(c: Compilation, step: Step) -> None:
    """No food; water allowed."""
    if step.details["fasting"]:
        c.fasting.append(c.window(step))


def swallow(c: Compilation, time: float, contents: Mapping[str, float]) -> None:
    """Food or drink in the stomach: ions and glucose [mmol], water [L], entered in the ledger."""
    for name, quantity in contents.items():
        c.timeline.add(time, f"gut_{name}", quantity)
        if name in _LEDGER:
            c.timeline.add(time, f"intake_{name}", quantity)


def meal(c: Compilation, step: Step) -> None:
    """One meal."""
    contents: dict[str, float] = {}
    for name, text in step.details["meal"].items():
        if name in _IONS:
            contents[name] = amount(text, "mmol", c.weight)
        elif name == "water":
            contents[name] = amount(text, "L", c.weight)
        elif name == "carbohydrate":
            contents["glucose"] = amount(text, "g", c.weight) / GLUCOSE_GRAMS_PER_MMOL
        elif name not in ("protein", *_IGNORED):
            daily(name, text, c.weight)
    for time in c.moments(step):
        swallow(c, time, contents)


def water(c: Compilation, step: Step) -> None:
    """Water drunk."""
    for time in c.moments(step):
        swallow(c, time, {"water": amount(step.details["water"], "L", c.weight)})


def habitual_meals(
    c: Compilation, courses: Mapping[str, Course], start: float, end: float
) -> tuple[list[Addition], dict[str, Course]]:
    """The diet as meals: what they add, and what the continuous diet becomes.

    Parameters
    ----------
    c : Compilation
    courses : mapping of str to Course
        Courses of the ``diet_*`` parameters that change; others keep the person's own value.
    start, end : float
        The simulated time [min].

    Returns
    -------
    additions : list of Addition
    continuous : dict of str to Course
        New courses of the ``diet_*`` parameters.
    """
    intake = {n: courses.get(f"diet_{n}", Course(c.base[f"diet_{n}"])) for n in _NUTRIENTS}
    additions: list[Addition] = []
    for time, share in meal_times(c.arm.clock, start, end):
        if any(a <= time < b for a, b in c.fasting):
            continue
        for name, course in intake.items():
            part = share * (WATER_WITH_MEALS if name == "water" else 1.0)
            quantity = course.at(time) * _DAY * part
            if quantity:
                additions.append(Addition(time, f"gut_{name}", quantity))
                if name in _LEDGER:
                    additions.append(Addition(time, f"intake_{name}", quantity))
    continuous = {f"diet_{n}": Course(0.0) for n in _NUTRIENTS if n != "water"}
    continuous["diet_water"] = _sipped(intake["water"], c.fasting)
    return additions, continuous


def meal_times(clock: float, start: float, end: float) -> Iterable[tuple[float, float]]:
    """Time [min] and share of the day's food of the meals from ``start`` up to ``end``.

    ``clock`` is the time of day at t = 0 [min after midnight].
    """
    first_day = math.floor((start + clock) / _DAY)
    last_day = math.ceil((end + clock) / _DAY)
    for day in range(first_day, last_day + 1):
        for of_day, share in MEALS:
            time = day * _DAY + of_day - clock
            if start <= time < end:
                yield time, share


def _sipped(intake: Course, fasting: list[tuple[float, float]]) -> Course:
    """Water outside meals: half of the day's, the whole while fasting."""

    def rate(time: float) -> float:
        hungry = any(a <= time < b for a, b in fasting)
        return intake.at(time) * (1.0 if hungry else 1.0 - WATER_WITH_MEALS)

    moments = sorted({*intake.times, *(t for span in fasting for t in span if math.isfinite(t))})
    return Course(intake.before * (1.0 - WATER_WITH_MEALS), tuple(moments), tuple(rate(t) for t in moments))
