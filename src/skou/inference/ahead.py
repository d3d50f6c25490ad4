"""The posterior's bodies simulated on from the last value, under what the record plans and an option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skou.inference.options import Option
from skou.inference.plan import DAY, Plan, Treatment

Array = NDArray[np.float64]


class CanAdvance(Protocol):
    """A simulator that can go on from where its bodies stand."""

    def run(
        self, states: Array, parameters: Array, minutes: Sequence[float]
    ) -> tuple[list[Mapping[str, Array]], Array]:
        """True values at each time, and the states at the last."""
        ...

    def under(self, parameters: Array, severity: Array, option: Option) -> Array:
        """Parameters of the bodies from when the option begins."""
        ...

    def treated(self, parameters: Array, treatments: Iterable[Treatment], *, undo: bool = False) -> Array:
        """Parameters with treatments that begin to act, or cease to."""
        ...


@dataclass(frozen=True)
class Ahead:
    """What acts after the last value.

    Attributes
    ----------
    start : float
        Time of the last value [min from the index day].
    plan : Plan
    followed : bool
        Whether the bodies were taken through the plan until ``start``: what acts then is in their parameters.
    """

    start: float = 0.0
    plan: Plan = field(default_factory=Plan)
    followed: bool = False

    def course(
        self,
        simulator: CanAdvance,
        states: Array,
        parameters: Array,
        severity: Array,
        days: Sequence[float],
        option: Option | None = None,
    ) -> list[Mapping[str, Array]]:
        """True values of the bodies, ``days`` after the last value.

        Parameters
        ----------
        simulator : CanAdvance
        states, parameters, severity : array (n, ...)
            Where the bodies stand at the last value.
        days : sequence of float
            Ascending, the first 0.
        option : Option, optional
            Begins at once and in full.
        """
        base = parameters
        if self.followed:
            base = simulator.treated(base, self.plan.acting(self.start), undo=True)
        if option is not None:
            base = simulator.under(base, severity, option)
        wanted = [self.start + DAY * d for d in days]
        marks = {t for x in self.plan.treatments for t in (x.start, x.stop)} | set(self.plan.ended.values())
        edges = sorted({*wanted, *(t for t in marks if self.start < t < wanted[-1])})
        first, _ = simulator.run(states, base, [0.0])
        found = {edges[0]: first[0]}
        for a, b in pairwise(edges):
            now = base
            for cause, over in self.plan.ended.items():
                if (
                    over <= a
                    and not (self.followed and over <= self.start)
                    and (option is None or option.ends != cause)
                ):
                    now = simulator.under(now, severity, Option(("", ""), cause))
            values, states = simulator.run(states, simulator.treated(now, self.plan.acting(a)), [0.0, b - a])
            found[b] = values[-1]
        return [found[t] for t in wanted]
