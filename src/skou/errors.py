"""What can go wrong, said so that it can be mended: what, which value, what is allowed, how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any


class SkouError(Exception):
    """Base of every error that Skou raises on purpose.

    Parameters
    ----------
    what : str
        What is wrong, in one sentence.
    value : object, optional
        The offending value as it was given.
    allowed : str, optional
        What would have been accepted.
    nearest : tuple of str, optional
        The closest accepted names.
    mend : str, optional
        What the user can do about it.
    """

    def __init__(
        self,
        what: str,
        *,
        value: object = None,
        allowed: str | None = None,
        nearest: Iterable[str] = (),
        mend: str | None = None,
    ) -> None:
        self.what = what
        self.value = value
        self.allowed = allowed
        self.nearest = tuple(nearest)
        self.mend = mend
        super().__init__(self.message())

    def message(self) -> str:
        """The whole message as one paragraph."""
        parts = [self.what.rstrip(".")]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.nearest:
            parts.append("did you mean " + " or ".join(repr(n) for n in self.nearest) + "?")
        if self.mend:
            parts.append(self.mend)
        return "; ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data, for ``--json-lines`` and the web."""
        return {
            "type": type(self).__name__,
            "message": self.message(),
            "value": None if self.value is None else str(self.value)[:200],
            "nearest": list(self.nearest),
        }


class UnitError(SkouError):
    """A unit that is unknown, or that does not fit the quantity."""


class AmbiguousUnitError(UnitError):
    """A unit that could mean several things; it is asked about, never guessed."""


class UnknownNameError(SkouError):
    """A name (analyte, cause, drug, parameter, ...) that is not in its list."""


class OutOfPhysiologicalRange(SkouError):
    """A value that no living body has, most often a unit or typing error."""


class RecordError(SkouError):
    """A person's record that cannot be read."""


class ProtocolError(SkouError):
    """A protocol or experiment step that cannot be run."""


class ModelError(SkouError):
    """An equation that does not build: unknown symbol, clashing dimensions."""


class DimensionError(ModelError):
    """Two quantities of different dimension or scale met in one sum, comparison or function."""


class SolverError(SkouError):
    """A simulation that failed; the reason names the virtual patient, the time and the state."""


def nearest_names(name: str, names: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The accepted names closest to ``name``, best first.

    Examples
    --------
    >>> nearest_names("potasium", ["sodium", "potassium", "calcium"], 1)
    ('potassium',)
    """
    lowered = {n.lower(): n for n in names}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=count, cutoff=0.6)
    return tuple(lowered[c] for c in close)


EXTRAS: Mapping[str, str] = {
    "pandas": "frames",
    "pyarrow": "frames",
    "xarray": "frames",
    "matplotlib": "plot",
    "ray": "ray",
    "SALib": "sensitivity",
}
"""The extra of Skou with which an optional package comes."""


def not_installed(module: str) -> str:
    """What to say where a Python package is missing, with the command that brings it."""
    package = module.split(".")[0]
    wanted = f"'skou[{EXTRAS[package]}]'" if package in EXTRAS else package
    return f"this needs the Python package {package!r}, which is not installed: pip install {wanted}"
