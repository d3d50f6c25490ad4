"""What a model declares: its states, parameters and outputs, each with a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StateSpec:
    """A quantity with a derivative.

    Parameters
    ----------
    name : str
    unit : str
        Its derivative must come in this unit per minute.
    initial : float
        Default initial value.
    description : str
    positive : bool
        A value below zero is a failure of the simulation.
    quadrature : bool
        A cumulative ledger that no equation reads; left out of steady states and of error control.
    scale : float, optional
        A typical magnitude, for tolerances; the initial value where absent.
    """

    name: str
    unit: str
    initial: float
    description: str = ""
    positive: bool = True
    quadrature: bool = False
    scale: float | None = None

    @property
    def magnitude(self) -> float:
        """A typical size above zero, for tolerances and residuals."""
        return self.scale or abs(self.initial) or 1.0


@dataclass(frozen=True)
class ParameterSpec:
    """A constant of the equations; events may change it while a simulation runs."""

    name: str
    unit: str
    value: float
    symbol: str = ""
    description: str = ""


@dataclass(frozen=True)
class OutputSpec:
    """A named read-out, given in ``unit`` whatever scale its equation has."""

    name: str
    unit: str
    description: str = ""


@dataclass(frozen=True)
class Output:
    """An output inside the equations: its expression and the unit it is wanted in."""

    expression: Any
    unit: str
    description: str = ""


@dataclass(frozen=True)
class Equations:
    """What ``equations(t, s, p)`` returns.

    Parameters
    ----------
    derivatives : mapping of str to value
        For every state its derivative [state unit per min].
    outputs : mapping of str to Output or (value, unit)
        Read-outs.
    """

    derivatives: Mapping[str, Any]
    outputs: Mapping[str, Output | tuple[Any, str] | tuple[Any, str, str]] = field(default_factory=dict)
