"""Runs experiments: arms compiled, individualised, simulated together, and read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skou.errors import SkouError
from skou.evidence.experiment import Arm, Experiment, Measure, experiment_files, load_experiment
from skou.evidence.lanes import Solver, solve_lanes
from skou.evidence.measure import Record, evaluate, grid, whens
from skou.evidence.preparation import RTOL, compile_arms, compiled_body, ready_lanes
from skou.evidence.quantities import TISSUE_IONS, is_tissue, sources, unit_of_output
from skou.evidence.report import MeasurementResult, Report, Unreadable
from skou.evidence.steps import conditions
from skou.evidence.steps.compilation import Compilation
from skou.tissue import channel_defects, complete

Array = NDArray[np.float64]
Key = tuple[int, str]
"""Experiment (its place in the list) and arm."""


@dataclass(frozen=True)
class _Need:
    """What one arm is asked for: times [min from t = 0] and quantities."""

    times: Array
    quantities: tuple[str, ...]


def run_experiment(experiment: Experiment, solver: Solver | None = None) -> list[MeasurementResult]:
    """All measurements of one experiment.

    Parameters
    ----------
    experiment : Experiment
    solver : Solver, optional
        The compiled body by default.
    """
    return run_experiments([experiment], solver)


def validate(paths: Iterable[str | Path], solver: Solver | None = None) -> Report:
    """Run every experiment of files and folders; a file that cannot be read counts as one measurement
    outside.
    """
    experiments: list[Experiment] = []
    unreadable: list[Unreadable] = []
    for path in experiment_files([Path(p) for p in paths]):
        try:
            experiments.append(load_experiment(path))
        except SkouError as problem:
            unreadable.append(Unreadable(path.stem, path.parent.name, problem.message()))
    return Report(tuple(run_experiments(experiments, solver)), tuple(unreadable))


def run_experiments(
    experiments: Sequence[Experiment], solver: Solver | None = None
) -> list[MeasurementResult]:
    """All measurements of many experiments, their arms simulated together.

    A measurement whose arm or quantity cannot be run is outside, with the reason in ``error``.
    """
    needs = _needs(experiments)
    records: dict[Key, Record] = {}
    simulated: dict[Key, Arm] = {}
    for key, need in needs.items():
        arm = experiments[key[0]].arms[key[1]]
        if fixed_ions_only(arm, need.quantities):
            records[key] = _guarded(lambda a=arm, n=need: fixed_ion_record(a, n.times))
        else:
            simulated[key] = arm
    if simulated:
        records.update(_simulated(simulated, needs, solver or compiled_body()))
    return [
        _result(experiment, measure, {arm: records[i, arm] for arm in experiment.arms if (i, arm) in records})
        for i, experiment in enumerate(experiments)
        for measure in experiment.measures
    ]


def _guarded(make: Callable[[], Record]) -> Record:
    try:
        return make()
    except SkouError as problem:
        return Record(np.zeros(1), {}, {}, error=problem.message())


def _needs(experiments: Sequence[Experiment]) -> dict[Key, _Need]:
    times: dict[Key, list[Array]] = {}
    quantities: dict[Key, dict[str, None]] = {}
    for i, experiment in enumerate(experiments):
        for measure in experiment.measures:
            for when in whens(measure):
                key = i, when.arm
                quantities.setdefault(key, {})[when.quantity] = None
                times.setdefault(key, [])
                try:
                    times[key].append(grid(when))
                except SkouError:
                    continue  # said again where the measurement is read
    return {
        key: _Need(np.unique(np.concatenate(found)) if found else np.zeros(1), tuple(quantities[key]))
        for key, found in times.items()
    }


def fixed_ions_only(arm: Arm, quantities: Iterable[str]) -> bool:
    """True for an arm that only holds ions and is only asked for tissue read-outs: no body is needed."""
    held = all(
        step.kind == "set"
        and all(n.startswith(("plasma.", "cell.")) or n == "exercise" for n in step.details["set"])
        for step in arm.steps
    )
    return bool(arm.steps) and held and arm.run_in is None and all(is_tissue(q) for q in quantities)


def fixed_ion_record(arm: Arm, times: Array) -> Record:
    """An isolated tissue in normal ions, but for those that steps hold."""
    c = Compilation(arm, {}, float(times[0]), float(times[-1]))
    for step in arm.steps:
        conditions.set_step(c, step)
    ions = complete({})
    outputs = {name: np.full(times.size, float(ions[name])) for name in TISSUE_IONS}
    return Record(
        times,
        outputs,
        dict.fromkeys(TISSUE_IONS, "mmol/L"),
        tuple(c.fixed),
        tuple(c.exercise),
        channel_defects(arm.subject.causes),
    )


def _simulated(arms: Mapping[Key, Arm], needs: Mapping[Key, _Need], solver: Solver) -> dict[Key, Record]:
    """Records of arms that need the body."""
    errors: dict[Key, str] = {}
    compiled = compile_arms(arms, {k: float(needs[k].times[-1]) for k in arms}, solver, errors)
    keys = list(compiled)
    units = {o.name: unit_of_output(o.name, o.unit) for o in solver.model.output_specs}
    outputs = [
        tuple(dict.fromkeys(s for q in needs[k].quantities for s in sources(q, units) if s in units))
        for k in keys
    ]
    lanes = ready_lanes([compiled[k] for k in keys], [needs[k].times for k in keys], outputs, solver)
    records = {key: Record(needs[key].times, {}, {}, error=text) for key, text in errors.items()}
    for key, result in zip(keys, solve_lanes(solver, lanes, RTOL), strict=True):
        protocol = compiled[key]
        records[key] = Record(
            needs[key].times,
            result.outputs,
            units,
            protocol.fixed,
            protocol.exercise,
            protocol.defects,
            protocol.unheld,
            result.error,
        )
    return records


def _result(experiment: Experiment, measure: Measure, records: Mapping[str, Record]) -> MeasurementResult:
    simulated: float | None = None
    error: str | None = None
    try:
        simulated = evaluate(measure, records)
    except SkouError as problem:
        error = problem.message()
    low, high = measure.accept
    return MeasurementResult(
        experiment.id,
        measure.id,
        measure.main.quantity,
        measure.unit,
        measure.published,
        measure.accept,
        simulated,
        simulated is not None and math.isfinite(simulated) and low <= simulated <= high,
        error,
        experiment.folder,
        experiment.topic,
        experiment.status,
        experiment.title,
    )
