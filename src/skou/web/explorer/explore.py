"""One answer of Explore: the average person's course, bands of virtual people, flows, ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.analytes import analytes
from skou.errors import SolverError
from skou.evidence.quantities import unit_of_output
from skou.evidence.simulation import ion_ledgers
from skou.web.explorer.changes import MORNING, Events, as_meals, changed, give, switch, without
from skou.web.explorer.fluxes import ARROWS, IONS, arrows
from skou.web.explorer.people import People, people, rest
from skou.web.explorer.scenario import LONGEST_WITH_MEALS, Question, Scenario
from skou.web.frames import encode

Array = NDArray[np.float64]
RTOL = 1e-3
POINTS = 101
FRAMES = 25
BAND = (0.05, 0.95)
FEWEST = 9
"""Fewer lanes than this make no band."""
_DAY = 1440.0


@lru_cache(maxsize=1)
def solver() -> Any:
    """The compiled body, one for the process."""
    from skou import body
    from skou.engine import compile_model

    return compile_model(body.model())


@dataclass(frozen=True)
class Run:
    """Everybody's simulated course; ``times`` [min from day 0], ``zero`` the run's time of day 0."""

    times: Array
    zero: float
    solution: Any
    eaten: tuple[Array, Array]
    """The average person's parameters before and after day 0, with the diet as a daily rate."""
    left_out: int


def explore(question: Question) -> bytes:
    """A binary frame (`skou.web.frames`).

    Its arrays are ``time`` [d], ``median/<quantity>``, ``low/<quantity>`` and ``high/<quantity>`` (5th and
    95th of the scenario's virtual people), ``flow_time`` [d] and ``flow/<ion>.<arrow>`` [mmol/d].

    Raises
    ------
    SkouError
        What is asked cannot be, or the average person cannot be simulated.
    """
    scenario = question.scenario
    run = simulate(scenario, question.people)
    units = {o.name: unit_of_output(o.name, o.unit) for o in run.solution.model.output_specs}
    arrays: dict[str, Array] = {"time": run.times / _DAY}
    one = run.solution.select([0])
    with np.errstate(all="ignore"):
        for name, values in one.outputs().items():
            arrays[f"median/{name}"] = values[0, -run.times.size :]
        arrays |= _bands(run, [q for q in dict.fromkeys(question.quantities) if q in units])
    arrays |= _flows(one, run)
    header = {
        "schema": "exploration/1",
        "units": units,
        "ions": IONS,
        "arrows": ARROWS,
        "people": len(run.solution) - 1,
        "left_out": run.left_out,
        "beyond_life": _reached(arrays, units, "plausible"),
        "critical": _reached(arrays, units, "critical"),
        "ledger": _ledger(one, run),
        "days": scenario.days,
    }
    return encode(header, arrays)


def simulate(scenario: Scenario, count: int) -> Run:
    """The average person first, then the virtual people who live through it."""
    engine = solver()
    crowd = people(scenario.person, count, engine)
    names = engine.model.parameter_names
    index = {name: k for k, name in enumerate(names)}
    after = changed(crowd, scenario, index)
    before, start = crowd.parameters, crowd.states
    if scenario.lasting:
        before = after
        start, found = rest(engine, start, before)
        if not found[0]:
            raise SolverError(
                "the average person does not live with this for long", mend="let it begin at day 0"
            )
        after = changed(crowd, without(scenario), index) if scenario.ends else after
    eaten = before[0], after[0]
    meals = scenario.meals and scenario.days <= LONGEST_WITH_MEALS
    shown = min(2.0, 0.08 * scenario.days) * _DAY
    zero = max(shown, _DAY) if meals else shown
    end = zero + scenario.days * _DAY
    events = Events(index, {name: k for k, name in enumerate(engine.model.state_names)})
    if meals:
        before = as_meals(events, before, index, 0.0, zero, zero)
        after = as_meals(events, after, index, zero, end, zero)
    switch(events, zero, before, after, names)
    for dose in scenario.doses:
        give(events, dose, zero, after, index)
    before = before.copy()
    before[:, index["clock_start"]] = (MORNING - zero) % _DAY
    times = np.linspace(zero - shown, end, POINTS)
    asked = times if times[0] == 0.0 else np.concatenate([[0.0], times])
    solution = engine.solve(asked, start, before, events=events.listed(), rtol=RTOL, threads=1)
    return _living(solution, times - zero, zero, eaten, crowd)


def _living(solution: Any, times: Array, zero: float, eaten: tuple[Array, Array], crowd: People) -> Run:
    if not solution.ok[0]:
        reason = solution.messages.get(0, "a value left what is physically possible")
        raise SolverError(
            f"the average person does not live through this: {reason}", mend="ease the scenario"
        )
    kept = np.flatnonzero(solution.ok)
    living = solution if kept.size == len(solution) else solution.select(kept)
    return Run(times, zero, living, eaten, len(crowd) - kept.size)


def _reached(arrays: Mapping[str, Array], units: Mapping[str, str], limits: str) -> list[str]:
    """Laboratory values that leave ``limits`` of the analyte table (critical, plausible) at some time."""
    found = []
    for name, entry in analytes().items():
        values = arrays.get(f"median/plasma.{name}")
        if values is None or units[f"plasma.{name}"] != entry.unit:
            continue
        low, high = getattr(entry, limits)
        if (low is not None and values.min() < low) or (high is not None and values.max() > high):
            found.append(f"plasma.{name}")
    return found


def _bands(run: Run, quantities: list[str]) -> dict[str, Array]:
    if len(run.solution) < FEWEST or not quantities:
        return {}
    found: dict[str, Array] = {}
    for name, values in run.solution.outputs(quantities).items():
        crowd = values[1:, -run.times.size :]
        found[f"low/{name}"], found[f"high/{name}"] = np.quantile(crowd, BAND, axis=0)
    return found


def _flows(one: Any, run: Run) -> dict[str, Array]:
    chosen = np.unique(np.linspace(one.times.size - run.times.size, one.times.size - 1, FRAMES).astype(int))
    times = one.times[chosen]
    names = one.model.parameter_names
    columns = np.repeat(one.parameters, times.size, axis=0)
    switched = {change.index for event in one.events for change in event.changes if change.kind != "add"}
    for k in switched:
        name = names[k]
        eaten = [p[k] for p in run.eaten] if name.startswith("diet_") else None
        columns[:, k] = (
            one.parameter(name)[0, chosen] if eaten is None else np.where(times < run.zero, *eaten)
        )
    found = arrows(solver(), times, one.states[0, chosen], columns)
    return {"flow_time": (times - run.zero) / _DAY} | {
        f"flow/{name}": values for name, values in found.items()
    }


def _ledger(one: Any, run: Run) -> list[dict[str, Any]]:
    first = int(np.searchsorted(one.times, run.zero))
    rows = ion_ledgers(solver(), one.states[0, min(first, one.times.size - 1)], one.final[0])
    return [{"ion": r.ion, "flows": dict(r.flows), "stored": r.stored} for r in rows]
