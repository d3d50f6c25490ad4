"""The workbench on which one arm becomes parameters, events and fixed ions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skou.errors import OutOfPhysiologicalRange, ProtocolError
from skou.evidence.experiment import Arm, Step
from skou.evidence.steps.timeline import Timeline

LARGEST_REPEATS = 20_000


@dataclass(frozen=True)
class FixedIon:
    """A plasma or cell quantity that a step holds at ``value`` from ``start`` to ``end`` [min]."""

    quantity: str
    value: float
    start: float
    end: float


@dataclass(frozen=True)
class Spell:
    """A cause at a severity from ``start`` to ``end`` [min]; a later spell of the same cause takes over."""

    cause: str
    severity: float
    start: float
    end: float


@dataclass
class Compilation:
    """One arm being compiled: who, from when to when [min], and what has been gathered so far."""

    arm: Arm
    base: Mapping[str, float]
    """Parameters of the person on the habitual diet, before any cause or step."""
    start: float
    end: float
    timeline: Timeline = field(default_factory=Timeline)
    fasting: list[tuple[float, float]] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    fixed: list[FixedIon] = field(default_factory=list)
    exercise: list[tuple[float, float, float]] = field(default_factory=list)
    stops: dict[str, list[float]] = field(default_factory=dict)
    unheld: list[str] = field(default_factory=list)
    """Quantities that a step holds, but the body cannot; only the tissue read-outs see them."""

    @property
    def weight(self) -> float:
        """Body weight [kg]."""
        return self.arm.subject.weight_kg or 70.0

    def window(self, step: Step) -> tuple[float, float]:
        """When a step begins and ends; one without a duration lasts for good."""
        return step.at, step.at + step.duration if step.duration is not None else math.inf

    def moments(self, step: Step) -> Iterator[float]:
        """When a repeated step happens: once, or every ``every`` until its duration (or the arm) is over.

        Raises
        ------
        ProtocolError
            For an interval that is not positive or far too short.
        """
        if step.every is None:
            yield step.at
            return
        stop = min(self.window(step)[1], self.end)
        if step.every <= 0 or (stop - step.at) / step.every > LARGEST_REPEATS:
            raise ProtocolError(
                f"a step every {step.every:g} min", value=step.every, allowed="a longer interval"
            )
        count = math.ceil(round((stop - step.at) / step.every, 9))
        for k in range(max(count, 1)):
            yield step.at + k * step.every


def check_severity(cause: str, severity: float) -> float:
    """``severity`` itself when it is finite and not negative."""
    if not 0.0 <= severity < math.inf:
        raise OutOfPhysiologicalRange(f"severity {severity!r} of {cause}", value=severity, allowed=">= 0")
    return severity
