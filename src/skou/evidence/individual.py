"""Individualised persons: the parameter that makes a quantity what it was at t = 0 of the experiment."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

SMALLEST_FACTOR, LARGEST_FACTOR = 0.2, 5.0
"""Physiological limits of a handle against the average person."""
_ROUNDS = 7
_CLOSE = 2e-3
_FIRST_STEP = 1.06


@dataclass
class Search:
    """Secant search for one handle in its logarithm, within limits."""

    default: float
    target: float
    tried: list[tuple[float, float]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """True when the last try was close to the target."""
        return bool(self.tried) and abs(self.tried[-1][1] / self.target - 1.0) < _CLOSE

    def best(self) -> float:
        """The handle that came closest."""
        return min(self.tried, key=lambda pair: abs(pair[1] - self.target))[0] if self.tried else self.default

    def propose(self) -> float:
        """The next handle to try."""
        if not self.tried:
            return self.default
        x1, y1 = math.log(self.tried[-1][0]), self.tried[-1][1]
        if len(self.tried) == 1:
            step = math.log(_FIRST_STEP)
            return self._bounded(x1 + step)
        x0, y0 = math.log(self.tried[-2][0]), self.tried[-2][1]
        slope = (y1 - y0) / (x1 - x0) if x1 != x0 else 0.0
        if not math.isfinite(slope) or slope == 0.0:
            return self._bounded(x1 + math.log(_FIRST_STEP))
        step = (self.target - y1) / slope
        return self._bounded(x1 + max(-0.5, min(0.5, step)))

    def _bounded(self, log_handle: float) -> float:
        middle = math.log(self.default)
        low, high = middle + math.log(SMALLEST_FACTOR), middle + math.log(LARGEST_FACTOR)
        return math.exp(max(low, min(high, log_handle)))


Handles = dict[str, float]
Simulate = Callable[[Sequence[int], Sequence[Handles]], Sequence[Mapping[str, float] | None]]


def individualise(
    targets: Sequence[Mapping[str, float]],
    defaults: Sequence[Mapping[str, float]],
    handle_of: Mapping[str, str],
    simulate: Simulate,
) -> list[Handles]:
    """Handles of many persons at once.

    Parameters
    ----------
    targets : sequence of mapping
        For each person the wanted value of each quantity at t = 0.
    defaults : sequence of mapping
        For each person the average value of each handle.
    handle_of : mapping of str to str
        Quantity to handle.
    simulate : callable
        Indices of persons and their handles to the quantities at t = 0 (None where the simulation failed).

    Returns
    -------
    list of dict
        The handles that came closest within physiological limits.
    """
    searches = [
        {q: Search(defaults[i][handle_of[q]], wanted) for q, wanted in person.items()}
        for i, person in enumerate(targets)
    ]
    for _ in range(_ROUNDS):
        open_ones = [i for i, s in enumerate(searches) if s and not all(x.done for x in s.values())]
        if not open_ones:
            break
        tries = [{handle_of[q]: s.propose() for q, s in searches[i].items()} for i in open_ones]
        for i, handles, found in zip(open_ones, tries, simulate(open_ones, tries), strict=True):
            if found is None:
                searches[i] = {}
                continue
            for q, search in searches[i].items():
                search.tried.append((handles[handle_of[q]], found[q]))
    return [{handle_of[q]: s.best() for q, s in person.items()} for person in searches]
