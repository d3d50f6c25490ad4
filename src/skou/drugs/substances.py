"""What a dose of a salt, an acid, a hormone or a chelator brings into the body, and where.

The rule of amounts: mmol are mmol of the named ion (potassium of potassium citrate, magnesium of magnesium
oxide; phosphate of the phosphates), grams are grams of the compound. Milligrams of a salt could be either the
compound or the element, so they are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from skou.data import read_yaml
from skou.errors import AmbiguousUnitError, UnitError, UnknownNameError, nearest_names


def _none() -> Mapping[str, float]:
    return MappingProxyType({})


_LEDGER = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "water")


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance.

    Attributes
    ----------
    name : str
        Generic name.
    kind : str
        ``salt`` (ions and base) or ``other`` (hormone, chelator, acid, glucose, water).
    basis : str
        What an amount counts: an ion for salts, the substance itself for others.
    unit : str
        Unit of the basis in the body.
    per : mapping of str to float
        Amount of the basis for one of each accepted unit.
    ions : mapping of str to float
        mmol of each ion for one of the basis.
    alkali, oral_alkali : float
        Base gained for one of the basis by vein and by mouth [mmol]; below 0 an acid.
    available : float
        Share of an oral dose that dissolves, relative to the ion in food [1].
    parameter : str or None
        Rate of the body that an infusion feeds.
    bolus, oral : str or None
        State to which a dose by vein or by mouth is added at once.
    depot : mapping of str to (share, half-time [h])
        Routes with slow absorption.
    steady : bool
        The parameter is a level that follows the infusion rate, not a rate of appearance.
    settings : mapping of str to float
        Parameters set while it acts.
    status, source : str
        Provenance of the conversion.
    """

    name: str
    kind: str
    basis: str
    unit: str
    per: Mapping[str, float]
    ions: Mapping[str, float] = field(default_factory=_none)
    alkali: float = 0.0
    oral_alkali: float = 0.0
    available: float = 1.0
    parameter: str | None = None
    bolus: str | None = None
    oral: str | None = None
    depot: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))
    steady: bool = False
    settings: Mapping[str, float] = field(default_factory=_none)
    status: str = "M"
    source: str = ""

    def in_basis(self, amount: float, unit: str) -> float:
        """``amount`` in the basis: mmol of the ion for a salt, [unit] for others.

        Raises
        ------
        AmbiguousUnitError
            For milligrams of a salt.
        UnitError
            For a unit that does not convert.

        Examples
        --------
        >>> round(substance("magnesium_sulfate").in_basis(4.0, "g"), 1)
        16.2
        """
        if unit in self.per:
            return amount * self.per[unit]
        if self.kind == "salt" and unit == "mg":
            raise AmbiguousUnitError(
                f"milligrams of {self.name}",
                value=f"{amount:g} mg",
                allowed=f"mmol of {self.basis}, or g of the compound",
                mend="say whether the milligrams are of the compound or of the element",
            )
        raise UnitError(f"amount of {self.name} in {unit!r}", value=unit, allowed=", ".join(self.per))


def _salt(name: str, row: Mapping[str, Any]) -> Substance:
    basis = row["basis"]
    own = {basis: 1.0} if basis in _LEDGER else {}
    alkali = float(row.get("alkali", 0.0))
    return Substance(
        name=name,
        kind="salt",
        basis=basis,
        unit="mmol",
        per=MappingProxyType({"mmol": 1.0, "mol": 1e3, "umol": 1e-3, "g": float(row["gram"])}),
        ions=MappingProxyType({**own, **{ion: float(n) for ion, n in row.get("ions", {}).items()}}),
        alkali=alkali,
        oral_alkali=float(row.get("oral_alkali", alkali)),
        available=float(row.get("available", 1.0)),
        status=row["status"],
        source=row["source"],
    )


def _other(name: str, row: Mapping[str, Any]) -> Substance:
    return Substance(
        name=name,
        kind="other",
        basis=name,
        unit=row["unit"],
        per=MappingProxyType({unit: float(n) for unit, n in row["per"].items()}),
        ions=MappingProxyType({"water": 1.0} if name == "water" else {}),
        alkali=float(row.get("alkali", 0.0)),
        parameter=row.get("parameter"),
        bolus=row.get("bolus"),
        oral=row.get("oral"),
        depot=MappingProxyType({way: (float(f), float(t)) for way, (f, t) in row.get("depot", {}).items()}),
        steady=bool(row.get("steady", False)),
        settings=MappingProxyType(dict(row.get("settings", {}))),
        status=row["status"],
        source=row["source"],
    )


@lru_cache(maxsize=1)
def all_substances() -> Mapping[str, Substance]:
    """Every substance by name."""
    data = read_yaml("substances.yaml")
    salts = {name: _salt(name, row) for name, row in data["salts"].items()}
    return MappingProxyType(salts | {name: _other(name, row) for name, row in data["others"].items()})


def substance(name: str) -> Substance:
    """The substance of that name.

    Raises
    ------
    UnknownNameError
        With the nearest names.

    Examples
    --------
    >>> dict(substance("potassium_chloride").ions)
    {'potassium': 1.0}
    """
    aliases: Mapping[str, str] = read_yaml("substances.yaml")["aliases"]
    key = "_".join(name.lower().replace("-", " ").split())
    found = all_substances().get(aliases.get(key, key))
    if found is None:
        raise UnknownNameError(
            f"unknown substance {name!r}",
            value=name,
            nearest=nearest_names(key, [*all_substances(), *aliases]),
        )
    return found
