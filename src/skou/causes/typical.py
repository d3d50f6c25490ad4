"""The published picture of a cause at severity 1, for comparison with what the body makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from skou.causes.registry import cause
from skou.data import read_yaml


@dataclass(frozen=True, slots=True)
class Typical:
    """What textbooks and cohorts agree on at severity 1.

    Attributes
    ----------
    down, up : tuple of str
        Quantities of the body that fall and rise (``plasma.potassium``).
    levels : mapping of str to (low, high)
        Typical range of the value [the quantity's unit].
    days : float
        When it is judged after the beginning [d].
    status, source : str
        Provenance.
    """

    down: tuple[str, ...]
    up: tuple[str, ...]
    levels: Mapping[str, tuple[float, float]]
    days: float
    status: str
    source: str


def _quantity(name: str) -> str:
    return name if "." in name else f"plasma.{name}"


@lru_cache(maxsize=1)
def _pictures() -> Mapping[str, Any]:
    return read_yaml("causes.yaml")


def typical(code: str) -> Typical | None:
    """The published picture of a cause; None for causes that leave the body's ions alone.

    Raises
    ------
    UnknownNameError
        For an unknown code.

    Examples
    --------
    >>> typical("gitelman_syndrome").down
    ('plasma.potassium', 'plasma.magnesium')
    """
    entry = cause(code)
    row = _pictures().get(code)
    if row is None:
        return None
    return Typical(
        down=tuple(_quantity(name) for name in row.get("down", ())),
        up=tuple(_quantity(name) for name in row.get("up", ())),
        levels=MappingProxyType(
            {
                _quantity(name): (float(low), float(high))
                for name, (low, high) in row.get("levels", {}).items()
            }
        ),
        days=float(row.get("days", max(2.0 * entry.onset_days, 0.05))),
        status=row["status"],
        source=row["source"],
    )
