"""Plain numbers that remember a unit until they meet a traced value."""

from __future__ import annotations

from typing import Any

from skou.graph import dimensions
from skou.graph.dimensions import DIMENSIONLESS
from skou.units import Unit


class UnitNumber(float):
    """A float with a unit; products, quotients and powers keep it, plain numbers count as dimensionless.

    Nothing is checked here, because the same equations also run on floats that carry no unit; the check comes
    where it meets a traced value.
    """

    unit: Unit

    def __new__(cls, value: float, unit: Unit) -> UnitNumber:
        number = super().__new__(cls, value)
        number.unit = unit
        return number

    def __reduce__(self) -> tuple[type[UnitNumber], tuple[float, Unit]]:
        return UnitNumber, (float(self), self.unit)

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, float | int):
            return NotImplemented
        return UnitNumber(float(self) * float(other), dimensions.product(self.unit, _unit(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, float | int):
            return NotImplemented
        return UnitNumber(float(self) / float(other), dimensions.quotient(self.unit, _unit(other)))

    def __rtruediv__(self, other: Any) -> Any:
        if not isinstance(other, float | int):
            return NotImplemented
        return UnitNumber(float(other) / float(self), dimensions.quotient(_unit(other), self.unit))

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        if not isinstance(exponent, float | int):
            return NotImplemented
        return UnitNumber(float(self) ** float(exponent), dimensions.raised(self.unit, float(exponent)))

    def __neg__(self) -> UnitNumber:
        return UnitNumber(-float(self), self.unit)

    def __add__(self, other: Any) -> Any:
        return self._kept(float.__add__(self, other), other)

    def __sub__(self, other: Any) -> Any:
        return self._kept(float.__sub__(self, other), other)

    def _kept(self, total: Any, other: Any) -> Any:
        same = isinstance(other, UnitNumber) and dimensions.agree(self.unit, other.unit)
        return UnitNumber(total, self.unit) if same else total


def _unit(value: float) -> Unit:
    return value.unit if isinstance(value, UnitNumber) else DIMENSIONLESS
