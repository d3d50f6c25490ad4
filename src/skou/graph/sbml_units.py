"""Units in SBML's terms, where it has them."""

from __future__ import annotations

import math

from skou.graph.dimensions import unit_of
from skou.units import Unit

# base of this package: (SBML kind, scale as a power of ten, multiplier)
_KINDS = {
    "mmol": ("mole", -3, 1.0),
    "L": ("litre", 0, 1.0),
    "min": ("second", 0, 60.0),
    "g": ("gram", 0, 1.0),
    "m": ("metre", 0, 1.0),
    "mm[Hg]": ("pascal", 0, 133.322387415),
    "K": ("kelvin", 0, 1.0),
    "mV": ("volt", -3, 1.0),
    "uA": ("ampere", -6, 1.0),
}


class UnitDefinitions:
    """Collects the units that a document uses and gives each an identifier."""

    def __init__(self) -> None:
        self._identifiers: dict[Unit, str] = {}

    def attribute(self, text: str) -> str:
        """`` units="..."`` for a unit, or nothing where SBML has no such unit (international units)."""
        unit = unit_of(text)
        if any(base not in _KINDS for base, _ in unit.dimension):
            return ""
        if not unit.dimension and unit.scale == 1.0:
            return ' units="dimensionless"'
        identifier = self._identifiers.setdefault(unit, f"_unit{len(self._identifiers) + 1}")
        return f' units="{identifier}"'

    def lines(self) -> list[str]:
        """The list of unit definitions."""
        found = []
        for unit, identifier in self._identifiers.items():
            parts = [
                f'<unit kind="{kind}" exponent="{exponent:g}" scale="{scale}" multiplier="{multiplier!r}"/>'
                for base, exponent in unit.dimension
                for kind, scale, multiplier in [_KINDS[base]]
            ]
            if not math.isclose(unit.scale, 1.0, rel_tol=1e-12):
                parts.append(
                    f'<unit kind="dimensionless" exponent="1" scale="0" multiplier="{unit.scale!r}"/>'
                )
            body = f"<listOfUnits>{''.join(parts)}</listOfUnits>"
            found.append(f'<unitDefinition id="{identifier}">{body}</unitDefinition>')
        return found
