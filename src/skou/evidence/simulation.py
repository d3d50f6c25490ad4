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
from skou.evidence.preparation import RTOL, compile_arms, compiled_body, ready_lanes
from skou.evidence.protocol import Protocol
from skou.evidence.quantities import unit_of_output

Array = NDArray[np.float64]
_MOST_TIMES = 721
_MOST_ASKED = 100_000


@dataclass(frozen=True)
class IonLedger:
    """Where one ion came from and went between the first and the last time [mmol; water L]."""

    ion: str
    flows: Mapping[str, float]
    """By route (intake, infused, urine, stool, lost, deposited); positive into the body."""
    stored: float
    """Change of what the body holds."""


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
    names = list(compiled)
    lanes = ready_lanes(
        [compiled[n] for n in names], [times[n] for n in names], [outputs] * len(names), solver
    )
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
    return Trajectory(name, times, result.outputs, units, ion_ledgers(solver, result.first, result.final))


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
        ledgers.append(IonLedger(ion, flows, float(sum(change[s] for s in stores))))
    return tuple(ledgers)


def require(trajectories: Mapping[str, Trajectory]) -> Mapping[str, Trajectory]:
    """The trajectories themselves; a `SkouError` where an arm could not be run."""
    for trajectory in trajectories.values():
        if trajectory.error is not None:
            raise SkouError(f"arm {trajectory.arm}: {trajectory.error}", value=trajectory.arm)
    return trajectories
