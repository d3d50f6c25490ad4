"""What the inference asks of a body: given causes, bodily traits and time, what would be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Simulated:
    """What ``n`` virtual patients show.

    Attributes
    ----------
    now : mapping of key to array (n,)
        True values at the index day, with all causes [units of the analytes; volumes L, totals mmol].
    without_acute : mapping of key to array (n,)
        The same bodies with their long-standing causes only.
    ok : array (n,) of bool
        False where the simulation failed.
    states, parameters : array
        Where each body stands at the index day, for forecasts; opaque to the statistics.
    """

    now: Mapping[str, Array]
    without_acute: Mapping[str, Array]
    ok: NDArray[np.bool_]
    states: Any = None
    parameters: Any = None


class Simulator(Protocol):
    """A body that can be perturbed by causes; see ``skou.inference.population`` for the real one."""

    @property
    def traits(self) -> int:
        """Number of independent standard-normal bodily traits."""
        ...

    @property
    def acute(self) -> NDArray[np.bool_]:
        """For each drawn cause whether it acts within days."""
        ...

    @property
    def caps(self) -> Array:
        """For each drawn cause the largest severity it is meant for."""
        ...

    def simulate(self, severity: Array, traits: Array, speed: Array) -> Simulated:
        """Patients with ``severity`` (n, n_causes), ``traits`` (n, traits) and ``speed`` (n,).

        ``speed`` is the time since onset of the acute causes relative to their typical time.
        """
        ...


class Follower(Simulator, Protocol):
    """A simulator whose patients can be taken on through the record's timeline."""

    def follow(
        self, start: Simulated, severity: Array, traits: Array, goes_on: NDArray[np.bool_], line: Any
    ) -> Any:
        """Patients taken on through a timeline; see ``skou.inference.following``."""
        ...
