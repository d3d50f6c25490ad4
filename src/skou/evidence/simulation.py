"""Simulations for their own sake: arms over a time, their courses, and the ledger of every ion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.body.ledger import INFLOWS, OUTFLOWS
from skou.errors import ProtocolError, SkouError
from skou.evidence.experiment import Arm
from skou.evidence.lanes import LaneResult, Solver, solve_lanes
from skou.evidence.measure import JUST_BEFORE
from skou.evidence.preparation import RTOL, compile_arms, compiled_body, ready_lanes
from skou.evidence.protocol import Protocol
from skou.evidence.quantities import unit_of_output
from skou.progress import Progress, unheard

Array = NDArray[np.float64]
_MOST_TIMES = 721
_MOST_ASKED = 100_000
_PLACES = {"gut": "gut", "ecf": "extracellular fluid", "total": "body water", "cell": "cells", "bone": "bone"}
"""Where a store is, by the first word of its state."""


@dataclass(frozen=True)
class IonLedger:
    """Where one ion came from and went between the first and the last time [mmol; water L].

    What happens at the very first moment, such as a dose, is counted.
    """

    ion: str
    flows: Mapping[str, float]
    """By route (intake, infused, urine, stool, sweat, lost, deposited); positive into the body."""
    stored: float
    """Change of what the body holds."""
    places: Mapping[str, float] = field(default_factory=dict)
    """The same by place: gut, extracellular fluid, cells, bone; body water."""
    absorbed: float | None = None
    """From the gut into the body; none for water."""

    @property
    def shifted(self) -> float | None:
        """From extracellular fluid into cells and bone; none for an ion that has neither."""
        inside = [v for place, v in self.places.items() if place in ("cells", "bone")]
        return sum(inside) if inside else None

    @property
    def unexplained(self) -> float:
        """What the flows do not account for: rounding only."""
        return self.stored - sum(self.flows.values())


@dataclass(frozen=True)
class Trajectory:
    """One arm over ``times`` [min from t = 0]; ``error`` says why there is nothing else."""

    arm: str
    times: Array
    values: Mapping[str, Array] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    ledger: tuple[IonLedger, ...] = ()
    error: str | None = None


def simulate_arms(
    arms: Mapping[str, Arm],
    start: float = 0.0,
    end: float | None = None,
    quantities: Iterable[str] | None = None,
    solver: Solver | None = None,
    every: float | None = None,
    progress: Progress = unheard,
) -> dict[str, Trajectory]:
    """Simulate arms of a protocol.

    Parameters
    ----------
    arms : mapping of str to Arm
        As `skou.evidence.experiment.read_arm` gives them.
    start, end : float
        Times that are shown [min from t = 0]; by default from 0 until a day after the last step has ended.
    quantities : iterable of str, optional
        Outputs of the body; all by default.
    solver : Solver, optional
        The compiled body by default.
    every : float, optional
        Time between shown values [min]; by default what suits the length.
    progress : callable, optional
        Is told the share that is done; `skou.progress.Stopped` raised by it ends the simulation.

    Returns
    -------
    dict of str to Trajectory
        An arm that cannot be run has an ``error`` and leaves the others alone.
    """
    solver = solver or compiled_body()
    units = {o.name: unit_of_output(o.name, o.unit) for o in solver.model.output_specs}
    outputs = tuple(units) if quantities is None else tuple(q for q in quantities if q in units)
    times = {
        name: shown_times(start, end if end is not None else last_change(arm), every)
        for name, arm in arms.items()
    }
    errors: dict[str, str] = {}
    compiled = compile_arms(arms, {name: float(t[-1]) for name, t in times.items()}, solver, errors)
    progress(0.1)
    names = list(compiled)
    asked = [np.insert(times[n], 0, times[n][0] - JUST_BEFORE) for n in names]
    lanes = ready_lanes([compiled[n] for n in names], asked, [outputs] * len(names), solver)
    progress(0.6)
    results = dict(zip(names, solve_lanes(solver, lanes, RTOL), strict=True))
    return {
        name: _trajectory(name, times[name], units, compiled.get(name), results.get(name), errors, solver)
        for name in arms
    }


def last_change(arm: Arm) -> float:
    """A day after the last step of an arm has ended, at least a day after t = 0 [min]."""
    return max([0.0, *(s.at + (s.duration or 0.0) for s in arm.steps)]) + 1440.0


def shown_times(start: float, end: float, every: float | None = None) -> Array:
    """Evenly spaced times from ``start`` to ``end``, ``every`` or five minutes to a few hours apart [min].

    Raises
    ------
    ProtocolError
        For an interval that is not above zero, or so short that it gives too many values.
    """
    span = max(end - start, 1.0)
    if every is not None:
        if not every > 0.0 or span / every > _MOST_ASKED:
            raise ProtocolError(
                f"a value every {every:g} min over {span:g} min",
                value=every,
                allowed=f"an interval above 0 that gives at most {_MOST_ASKED} values",
            )
        return np.arange(start, end + 1e-6, every)
    return np.linspace(start, start + span, int(np.clip(span / 5.0, 24, _MOST_TIMES - 1)) + 1)


def _trajectory(
    name: str,
    times: Array,
    units: Mapping[str, str],
    protocol: Protocol | None,
    result: LaneResult | None,
    errors: Mapping[str, str],
    solver: Solver,
) -> Trajectory:
    if protocol is None or result is None:
        return Trajectory(name, times, error=errors.get(name, "not run"))
    if result.error is not None or result.first is None or result.final is None:
        return Trajectory(name, times, error=result.error)
    if protocol.unheld:
        return Trajectory(name, times, error=f"the body cannot hold {', '.join(protocol.unheld)}")
    shown = {quantity: values[1:] for quantity, values in result.outputs.items()}
    return Trajectory(name, times, shown, units, ion_ledgers(solver, result.first, result.final))


def ion_ledgers(solver: Solver, first: Array, final: Array) -> tuple[IonLedger, ...]:
    """The ledgers of all ions between two states of one body."""
    change = dict(zip(solver.model.state_names, final - first, strict=True))
    ledgers = []
    for ion, stores in body.STORES.items():
        flows = {
            r: sign * float(change[f"{r}_{ion}"])
            for sign, routes in ((1, INFLOWS), (-1, OUTFLOWS))
            for r in routes
            if f"{r}_{ion}" in change
        }
        places: dict[str, float] = {}
        for store in stores:
            place = _PLACES[store.partition("_")[0]]
            places[place] = places.get(place, 0.0) + float(change[store])
        absorbed = change.get(f"absorbed_{ion}")
        stored = float(sum(change[s] for s in stores))
        ledgers.append(
            IonLedger(
                ion,
                _sweat_apart(flows, change.get(f"sweat_{ion}")),
                stored,
                places,
                None if absorbed is None else float(absorbed),
            )
        )
    return tuple(ledgers)


def _sweat_apart(flows: Mapping[str, float], sweat: float | None) -> dict[str, float]:
    """Flows with sweat taken out of the other losses, of which the body counts it as a part."""
    if sweat is None:
        return dict(flows)
    apart: dict[str, float] = {}
    for route, amount in flows.items():
        if route == "lost":
            apart["sweat"] = -float(sweat)
            amount = amount + float(sweat)
        apart[route] = amount
    return apart


def require(trajectories: Mapping[str, Trajectory]) -> Mapping[str, Trajectory]:
    """The trajectories themselves; a `SkouError` where an arm could not be run."""
    for trajectory in trajectories.values():
        if trajectory.error is not None:
            raise SkouError(f"arm {trajectory.arm}: {trajectory.error}", value=trajectory.arm)
    return trajectories
