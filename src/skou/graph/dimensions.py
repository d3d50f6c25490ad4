"""Unit arithmetic while tracing: a distinct unit is one object, so that repeated products cost a look-up."""

from __future__ import annotations

from skou.units import Unit, parse_unit

_interned: dict[Unit, Unit] = {}
_products: dict[tuple[int, int], Unit] = {}
_quotients: dict[tuple[int, int], Unit] = {}
_powers: dict[tuple[int, float], Unit] = {}
_agreements: dict[tuple[int, int], bool] = {}


def intern_unit(unit: Unit) -> Unit:
    """The one object that stands for this unit."""
    return _interned.setdefault(unit, unit)


DIMENSIONLESS = intern_unit(parse_unit("1"))
MINUTE = intern_unit(parse_unit("min"))


def unit_of(text: str | Unit) -> Unit:
    """The unit written in ``text``; a `UnitError` where it is none."""
    return intern_unit(text if isinstance(text, Unit) else parse_unit(text))


def product(a: Unit, b: Unit) -> Unit:
    """Unit of a product of two interned units."""
    if b is DIMENSIONLESS:
        return a
    if a is DIMENSIONLESS:
        return b
    key = (id(a), id(b))
    found = _products.get(key)
    if found is None:
        found = _products[key] = intern_unit(a * b)
    return found


def quotient(a: Unit, b: Unit) -> Unit:
    """Unit of a quotient of two interned units."""
    if b is DIMENSIONLESS:
        return a
    key = (id(a), id(b))
    found = _quotients.get(key)
    if found is None:
        found = _quotients[key] = intern_unit(a / b)
    return found


def raised(a: Unit, exponent: float) -> Unit:
    """Unit of a power of an interned unit."""
    if a is DIMENSIONLESS:
        return a
    key = (id(a), exponent)
    found = _powers.get(key)
    if found is None:
        found = _powers[key] = intern_unit(a**exponent)
    return found


def agree(a: Unit, b: Unit) -> bool:
    """True when two interned units have the same dimension and the same scale."""
    if a is b:
        return True
    key = (id(a), id(b))
    found = _agreements.get(key)
    if found is None:
        found = _agreements[key] = a.compatible(b)
    return found
