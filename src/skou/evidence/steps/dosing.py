"""What is given or infused: salts, acids, hormones, chelators, and single doses of drugs."""

from __future__ import annotations

import math
from collections.abc import Mapping

from skou.drugs import Entry, all_drugs, drug, entry, infusion, substance
from skou.errors import ProtocolError, UnknownNameError, nearest_names
from skou.evidence.experiment import Step
from skou.evidence.steps import medication
from skou.evidence.steps.amounts import amount, quantity
from skou.evidence.steps.compilation import Compilation
from skou.units import parse_unit

PARENTERAL = ("iv", "subcutaneous", "intramuscular")


def is_substance(name: str) -> bool:
    """True for a salt, acid, hormone or chelator; false for a drug.

    Raises
    ------
    UnknownNameError
        For a name that is neither.
    """
    try:
        substance(name)
    except UnknownNameError as unknown:
        try:
            drug(name)
        except UnknownNameError:
            near = (*unknown.nearest, *nearest_names(name, all_drugs()))
            raise UnknownNameError(
                f"{name!r} is neither a substance nor a drug", value=name, nearest=near
            ) from None
        return False
    return True


def give(c: Compilation, step: Step) -> None:
    """The ``give`` step: doses at once, or an intravenous dose over its duration."""
    name, text = step.details["give"], step.details["amount"]
    route = step.details.get("route", "oral")
    if not is_substance(name):
        _, stop = c.window(step)
        every = step.every
        medication.course(c, name, text, every, step.at, stop if every else step.at, route)
        return
    dose = quantity(text, c.weight)
    if route == "iv" and step.duration is not None and step.every is None:
        _over_time(c, name, dose.value / step.duration, dose.unit.symbol, *c.window(step))
    else:
        given = entry(name, dose.value, dose.unit.symbol, route, step.details.get("form"))
        for time in c.moments(step):
            _enter(c, given, time)
    if "volume" in step.details:
        _fluid(c, step, route)


def infuse(c: Compilation, step: Step) -> None:
    """The ``infuse`` step: a constant rate for its duration."""
    rate, unit = per_minute(step.details["rate"], c.weight)
    name = step.details["infuse"]
    if not is_substance(name):
        raise ProtocolError(f"{name} as an infusion", value=name, mend="give it as a drug with a dose")
    _over_time(c, name, rate, unit, *c.window(step))
    if "volume" in step.details:
        _fluid(c, step, step.details.get("route", "iv"))


def per_minute(text: str, weight_kg: float) -> tuple[float, str]:
    """A rate as (amount a minute, unit of the amount).

    Raises
    ------
    ProtocolError
        For text that is no amount per time.

    Examples
    --------
    >>> per_minute("5 mU/kg/min", 70.0)
    (350.0, 'mU')
    >>> per_minute("15 g/h", 70.0)
    (0.25, 'g')
    """
    rate = quantity(text, weight_kg)
    of, slash, time = rate.unit.symbol.partition("/")
    if not slash or parse_unit(time).dimension != parse_unit("min").dimension:
        raise ProtocolError(
            f"{text!r} is no rate", value=text, allowed="an amount per time, such as 20 mmol/h"
        )
    return rate.value / parse_unit(time).scale, of


def _over_time(c: Compilation, name: str, rate: float, unit: str, start: float, end: float) -> None:
    rates, settings = infusion(name, rate, unit)
    for parameter, value in rates.items():
        c.timeline.effect(parameter, "add", value, start, end)
    for parameter, value in settings.items():
        c.timeline.effect(parameter, "set", value, start, end)


def _enter(c: Compilation, given: Entry, time: float) -> None:
    for state, value in given.states.items():
        c.timeline.add(time, state, value)
    for ion, value in given.passed.items():
        c.timeline.add(time, f"intake_{ion}", value)
        c.timeline.add(time, f"stool_{ion}", value)
    ends = [minute for minute, _ in given.course[1:]] + [math.inf]
    last = given.course[-1][0] if given.course else math.inf
    for (begin, rates), end in zip(given.course, ends, strict=False):
        for parameter, value in rates.items():
            c.timeline.effect(parameter, "add", value, time + begin, time + end)
    for parameter, value in given.settings.items():
        c.timeline.effect(parameter, "set", value, time, time + last)


def _fluid(c: Compilation, step: Step, route: str) -> None:
    """The water that comes with a dose or an infusion."""
    details: Mapping[str, str] = step.details
    if "/" in details["volume"]:
        rate = amount(details["volume"], "L/min", c.weight)
        c.timeline.effect("infusion_water", "add", rate, *c.window(step))
        return
    volume = amount(details["volume"], "L", c.weight)
    if step.duration is not None and step.every is None:
        c.timeline.effect("infusion_water", "add", volume / step.duration, *c.window(step))
        return
    place, ledger = ("total_body_water", "infused") if route in PARENTERAL else ("gut_water", "intake")
    for time in c.moments(step):
        c.timeline.add(time, place, volume)
        c.timeline.add(time, f"{ledger}_water", volume)
