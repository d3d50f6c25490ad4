"""Periodic steady states: bodies whose day ends as it began, meals and all, for whole populations.

The state after one period is a fixed point to be found. The linear response of a day is estimated from the
Jacobian averaged over it, which settles the slow stores (bone, glands) that waiting would take years for;
Anderson's mixing of the last steps (1965, doi:10.1145/321296.321305) corrects what the average misses.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule, as_schedule
from skou.engine.kernel import Kernel
from skou.engine.solution import Rest
from skou.engine.tables import number_of_patients
from skou.errors import ProtocolError
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
DAY = 1440.0
_AT_ONCE = 256
_MOMENTS = 8
_HALVINGS = 10
_REMEMBERED = 8
_LARGEST_FACTOR = 2.0
_SMALLEST_SHARE = 1e-8
_NEVER_NEARER = 12
"""Periods without an improvement after which a patient is given up as restless."""


@dataclass(frozen=True, eq=False)
class PeriodicState:
    """Where ``n`` patients are at the beginning of every period.

    Parameters
    ----------
    model : Model
    states : array (n, n_states)
        Ledgers keep their initial value; of who has no periodic state, the nearest that was found.
    parameters : array (n, n_parameters)
    residual : array (n,)
        Largest change over a period, as a fraction of the state's magnitude.
    verdict : array (n,) of int
        `Rest` of each patient; restless: no periodic state was found.
    periods : array (n,) of int
        Simulated periods.
    """

    model: Model
    states: Array = field(repr=False)
    parameters: Array = field(repr=False)
    residual: Array
    verdict: NDArray[np.int64]
    periods: NDArray[np.int64]

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Who has one."""
        return self.verdict == Rest.AT_REST


def periodic_state(
    kernel: Kernel,
    events: EventSchedule | Iterable[Event],
    initial: ArrayLike | None = None,
    parameters: ArrayLike | None = None,
    *,
    period: float = DAY,
    tolerance: float = 1e-5,
    rtol: float = 1e-6,
    most: int = 60,
    threads: int | None = None,
) -> PeriodicState:
    """Find the periodic steady states of ``n`` patients.

    Parameters
    ----------
    kernel : Kernel
    events : EventSchedule or iterable of Event
        Of one period; every period begins with ``parameters``.
    initial : array, optional
        Where to begin; the steady state on a constant intake is a good place.
    parameters : array, optional
    period : float
        [min].
    tolerance : float
        Largest change over a period, as a fraction of a state's magnitude.
    rtol : float
        Relative tolerance of the solver; well below ``tolerance``.
    most : int
        Periods after which a patient is given up.
    threads : int, optional

    Raises
    ------
    ProtocolError
        For an event outside the period.
    """
    schedule = as_schedule(events)
    for event in schedule:
        if (np.asarray(event.time) < 0.0).any() or (np.asarray(event.time) >= period).any():
            raise ProtocolError(
                "an event outside the period", value=event.time, allowed=f"[0, {period:g}) min"
            )
    model = kernel.model
    y = np.atleast_2d(np.asarray(model.initial() if initial is None else initial, float))
    p = np.atleast_2d(np.asarray(model.defaults() if parameters is None else parameters, float))
    n = number_of_patients(states=len(y), parameters=len(p), events=schedule.patients)
    y, p = np.broadcast_to(y, (n, y.shape[1])).copy(), np.broadcast_to(p, (n, p.shape[1]))
    residual, verdict = np.full(n, np.nan), np.full(n, int(Rest.RESTLESS))
    periods = np.zeros(n, dtype=np.int64)
    for first in range(0, n, _AT_ONCE):
        rows = np.arange(first, min(first + _AT_ONCE, n))
        search = _Search(kernel, schedule, rows, y[rows], p[rows], n, period, rtol, threads)
        search.go(tolerance, most)
        y[rows], residual[rows] = search.best, search.residual
        verdict[rows], periods[rows] = search.verdict, search.periods
    return PeriodicState(model, y, p, residual, verdict, periods)


class _Search:
    """Some patients on their way to their periodic states."""

    def __init__(
        self,
        kernel: Kernel,
        schedule: EventSchedule,
        rows: NDArray[np.int64],
        y: Array,
        p: Array,
        n: int,
        period: float,
        rtol: float,
        threads: int | None,
    ) -> None:
        self.kernel, self.period, self.rtol, self.threads = kernel, period, rtol, threads
        self.rows, self.of, self.schedule = rows, n, schedule
        self.y, self.p = y, p
        self._is_free = ~kernel.model.quadrature
        self.free = np.flatnonzero(self._is_free)
        self.scale = kernel.model.scales()[self.free]
        count = len(y)
        self.best = y.copy()
        self.residual = np.full(count, np.inf)
        self.verdict = np.full(count, int(Rest.RESTLESS))
        self.periods = np.zeros(count, dtype=np.int64)
        self.improved = np.zeros(count, dtype=np.int64)

    def go(self, tolerance: float, most: int) -> None:
        """All patients until at rest, failed, no longer nearing, or out of periods."""
        active = np.arange(len(self.y))
        first = self._run(active, [0.0, self.period])[:, -1]
        active = self._note(active, first, tolerance)
        self.y[active] = first[active]
        self.y[:, ~self._is_free] = self.best[:, ~self._is_free]
        response = np.zeros((len(self.y), self.free.size, self.free.size))
        if active.size:
            response[active] = self._response(active)
        points: list[Array] = []
        moves: list[Array] = []
        while active.size and self.periods.max() < most:
            ends = self._run(active, [0.0, self.period])[:, -1]
            still = self._note(active, ends, tolerance)
            kept = np.isin(active, still)
            change = (self._free(ends) - self._free(self.y[active]))[kept] / self.scale
            points = [x[kept] for x in points[-_REMEMBERED:]]
            moves = [x[kept] for x in moves[-_REMEMBERED:]]
            active = still
            points.append(self._free(self.y[active]) / self.scale)
            moves.append(np.einsum("nij,nj->ni", response[active], change))
            wanted = _mixed(points, moves) * self.scale
            self.y[active] = self._with(active, wanted, self._free(ends)[kept])

    def _run(self, active: NDArray[np.int64], times: list[float]) -> Array:
        self.periods[active] += 1
        chosen = self.rows[active]
        events = [_of_patients(e, chosen, self.of) for e in self.schedule]
        return self.kernel.solve(
            times, self.y[active], self.p[active], events, rtol=self.rtol, threads=self.threads
        ).states

    def _note(self, active: NDArray[np.int64], ends: Array, tolerance: float) -> NDArray[np.int64]:
        """Record how near each is; who goes on."""
        change = np.abs(self._free(ends) - self._free(self.y[active])) / self.scale
        residual = change.max(axis=1, initial=0.0)
        failed = ~np.isfinite(residual)
        self.verdict[active[failed]] = Rest.FAILED
        nearer = ~failed & (residual < self.residual[active])
        chosen = active[nearer]
        self.best[chosen], self.residual[chosen] = self.y[chosen], residual[nearer]
        self.improved[chosen] = self.periods[chosen]
        there = ~failed & (residual <= tolerance)
        self.verdict[active[there]] = Rest.AT_REST
        tired = self.periods[active] - self.improved[active] > _NEVER_NEARER
        return active[~failed & ~there & ~tired]

    def _response(self, active: NDArray[np.int64]) -> Array:
        """Estimated change of the fixed point for a change over a period: (I - M)^-1, M the day's response."""
        moments = np.linspace(0.0, self.period, _MOMENTS + 1)
        course = self._run(active, moments.tolist())
        scaled = self.scale[None, None, :] / self.scale[None, :, None]
        mean = np.zeros((active.size, self.free.size, self.free.size))
        for k, t in enumerate(moments[:-1]):
            jacobian = self.kernel.model.jacobian(t, course[:, k], self.p[active])
            mean += jacobian[:, self.free[:, None], self.free] * scaled / _MOMENTS
        identity = np.eye(self.free.size)
        usable = np.isfinite(mean).all(axis=(1, 2))
        mean[~usable] = -identity
        day = np.linalg.inv(identity - mean * (self.period / 2**_HALVINGS))
        for _ in range(_HALVINGS):
            day = day @ day
        return np.asarray(np.linalg.pinv(identity - day, rcond=_SMALLEST_SHARE), np.float64)

    def _free(self, states: Array) -> Array:
        return states[:, self.free]

    def _with(self, active: NDArray[np.int64], wanted: Array, ends: Array) -> Array:
        """States moved, amounts by no more than a factor of two beyond where the period took them."""
        states = self.y[active].copy()
        before = states[:, self.free]
        low, high = np.minimum(before, ends) / _LARGEST_FACTOR, np.maximum(before, ends) * _LARGEST_FACTOR
        low, high = np.where(before > 0.0, low, -np.inf), np.where(before > 0.0, high, np.inf)
        states[:, self.free] = np.clip(wanted, low, high)
        return states


def _of_patients(event: Event, chosen: NDArray[np.int64], n: int) -> Event:
    """An event for some of the patients."""

    def part(value: ArrayLike) -> ArrayLike:
        array = np.asarray(value, float)
        return array[chosen] if array.shape == (n,) and n > 1 else value

    changes = ({k: part(v) for k, v in group.items()} for group in (event.set, event.add, event.scale))
    return Event(part(event.time), *changes)


def _mixed(points: list[Array], moves: list[Array]) -> Array:
    """Anderson's next point from the last points and where each would have moved."""
    if len(points) == 1:
        return points[0] + moves[0]
    by_move = np.stack([b - a for a, b in itertools.pairwise(moves)], axis=-1)
    by_point = np.stack([b - a for a, b in itertools.pairwise(points)], axis=-1)
    gram = np.einsum("nik,nil->nkl", by_move, by_move)
    size = np.trace(gram, axis1=1, axis2=2)[:, None, None]
    gram = gram + (1e-12 * size + 1e-300) * np.eye(gram.shape[-1])
    right = np.einsum("nik,ni->nk", by_move, moves[-1])
    share = np.linalg.solve(gram, right[..., None])[..., 0]
    return points[-1] + moves[-1] - np.einsum("nik,nk->ni", by_point + by_move, share)
