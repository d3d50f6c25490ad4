"""Named values as attributes, so that equations read ``s.plasma_potassium`` and a misspelling is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skou.errors import UnknownNameError, nearest_names


class Namespace:
    """Read-only attributes from a mapping.

    Examples
    --------
    >>> Namespace("state", {"plasma_potassium": 4.1}).plasma_potassium
    4.1
    """

    __slots__ = ("_kind", "_values")

    def __init__(self, kind: str, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._values[name]
        except KeyError:
            raise unknown_name(self._kind, name, self._values) from None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{self._kind} {name!r} cannot be set inside the equations")

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __dir__(self) -> list[str]:
        return sorted(self._values)


def unknown_name(kind: str, name: str, known: Mapping[str, Any]) -> UnknownNameError:
    """The error for a name that is not in its list, with the nearest that are."""
    near = nearest_names(name, known)
    return UnknownNameError(
        f"unknown {kind} {name!r}",
        value=name,
        nearest=near,
        allowed=None if near else f"one of {len(known)} {kind} names",
    )
