"""The constants of the body, each with unit, spread, source and how it was got, read from ``data/parameters``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from skou.data import read_csv
from skou.errors import UnknownNameError, nearest_names
from skou.graph.specification import ParameterSpec


@dataclass(frozen=True)
class Parameter:
    """One constant of the body.

    ``spread`` is the standard deviation of its logarithm between healthy people and uncertainty together
    (0 where the value is a definition or is set by a protocol). ``how`` is reported, digitised, derived,
    calibrated or assumed; ``status`` says how the source was seen: V verified, R or V2 in a secondary source,
    M from memory, D by derivation.
    """

    name: str
    symbol: str
    unit: str
    value: float
    spread: float
    how: str
    status: str
    source: str
    description: str
    organ: str


ORGANS = ("fluids", "gut", "cells", "bone", "losses", "infusions", "acid_base", "kidney", "hormones")


@cache
def parameters() -> MappingProxyType[str, Parameter]:
    """Every parameter of the body by name, in the order of the organ files.

    Examples
    --------
    >>> parameters()["gfr_reference"].unit
    'L/min'
    """
    table: dict[str, Parameter] = {}
    for organ in ORGANS:
        for row in read_csv(f"parameters/{organ}.csv"):
            table[row["name"]] = Parameter(
                name=row["name"],
                symbol=row["symbol"],
                unit=row["unit"],
                value=float(row["value"]),
                spread=float(row["spread"]),
                how=row["how"],
                status=row["status"],
                source=row["source"],
                description=row["description"],
                organ=organ,
            )
    return MappingProxyType(table)


def parameter(name: str) -> Parameter:
    """One parameter; an `UnknownNameError` with the nearest names where there is none."""
    table = parameters()
    if name not in table:
        raise UnknownNameError(
            f"the body has no parameter {name!r}",
            value=name,
            nearest=nearest_names(name, table),
            mend="`skou parameters` lists them",
        )
    return table[name]


def parameter_specs() -> tuple[ParameterSpec, ...]:
    """The parameters as the model graph declares them."""
    return tuple(
        ParameterSpec(p.name, p.unit, p.value, p.symbol, p.description) for p in parameters().values()
    )
