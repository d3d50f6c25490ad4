"""Amounts as they stand in protocols: with a unit, per time, per kilogram of body weight."""

from __future__ import annotations

import re

from skou.errors import UnitError
from skou.units import Quantity, Unit, parse_quantity, parse_unit

_PER_KG = re.compile(r"/\s*kg\b")


def quantity(text: str | float, weight_kg: float) -> Quantity:
    """An amount or rate; ``/kg`` is multiplied out by the body weight.

    Examples
    --------
    >>> quantity("0.03 mmol/kg/min", 70).to("mmol/min")
    2.1
    """
    if isinstance(text, int | float):
        return Quantity(float(text), parse_unit("1"), str(text))
    found = parse_quantity(text)
    if not _PER_KG.search(text):
        return found
    return Quantity(found.value * weight_kg, parse_unit(_PER_KG.sub("", found.unit.symbol)), text)


def amount(text: str | float, unit: str, weight_kg: float = 70.0, per_mole: float | None = None) -> float:
    """An amount or rate in ``unit``; grams become moles by ``per_mole`` [g/mol] where it is given.

    Raises
    ------
    UnitError
        For a unit that does not fit.

    Examples
    --------
    >>> round(amount("15 g/h", "mmol/min", per_mole=246.47), 3)
    1.014
    """
    found = quantity(text, weight_kg)
    wanted = parse_unit(unit)
    if found.unit.dimension == wanted.dimension:
        return found.value * found.unit.scale / wanted.scale
    exponents = dict(found.unit.dimension)
    if per_mole and exponents.get("g") == 1.0:
        moles = Unit(found.unit.scale * 1e3 / per_mole) * Unit(
            1.0, tuple(sorted((("mmol" if b == "g" else b), e) for b, e in found.unit.dimension))
        )
        if moles.dimension == wanted.dimension:
            return found.value * moles.scale / wanted.scale
    raise UnitError(f"{text!r} is no amount in {unit}", value=text, allowed=f"such as 10 {unit}")
