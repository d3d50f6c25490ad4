"""Which parameters matter over whole ranges: elementary effects (Morris) and shares of variance (Sobol), by SALib."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule
from skou.engine.kernel import Kernel
from skou.errors import SkouError, SolverError

Array = NDArray[np.float64]
Ranges = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Screening:
    """What each parameter does to one output at one time, over its whole range.

    Attributes
    ----------
    output : str
    parameters : tuple of str
    indices : mapping of str to array (n_parameters,)
        Morris: ``mean``, ``mean_absolute`` and ``spread`` of the elementary effects, each for a move over the
        whole range [output unit], and ``error`` of ``mean_absolute`` (95 %). Sobol: ``first`` and ``total``
        share of the variance [1], ``first_error`` and ``total_error`` (95 %).
    runs : int
        Simulated patients.
    """

    output: str
    parameters: tuple[str, ...]
    indices: Mapping[str, Array] = field(repr=False)
    runs: int

    def ranking(self) -> tuple[str, ...]:
        """Parameters, the most influential first."""
        by = self.indices["total" if "total" in self.indices else "mean_absolute"]
        return tuple(self.parameters[k] for k in np.argsort(-by, kind="stable"))


def morris(
    kernel: Kernel,
    output: str,
    ranges: Ranges,
    until: float,
    initial: ArrayLike | None = None,
    values: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    *,
    trajectories: int = 20,
    levels: int = 4,
    seed: int = 0,
    rtol: float = 1e-4,
) -> Screening:
    """Elementary effects (Morris 1991, doi 10.1080/00401706.1991.10484804): cheap, for many parameters.

    Parameters
    ----------
    kernel : Kernel
    output : str
        An output or a state.
    ranges : mapping of parameter to (low, high)
    until : float
        Time at which the output is read [min].
    initial, values : array (n_states,), (n_parameters,), optional
        Of the patient whose other parameters are held.
    events : EventSchedule or iterable of Event, optional
    trajectories, levels : int
        ``trajectories * (n + 1)`` patients on a grid of ``levels``.
    seed : int
        The same seed gives the same answer.
    rtol : float

    Raises
    ------
    UnknownNameError
        For a name that the model has not.
    SolverError
        For a range that is none, or patients who fail.
    SkouError
        Where SALib is not installed.

    Examples
    --------
    >>> import skou.body as body
    >>> from skou.engine import compile_model
    >>> ranges = {"nkcc2_activity": (0.5, 1.0), "trpv5_activity": (0.9, 1.1)}
    >>> morris(compile_model(body.model()), "plasma.potassium", ranges, 2880.0, trajectories=4).ranking()
    ('nkcc2_activity', 'trpv5_activity')
    """
    salib = _salib("morris")
    problem = _problem(kernel, ranges)
    points = salib.sample.sample(problem, trajectories, num_levels=levels, seed=seed)
    found = _read(kernel, output, ranges, points, until, initial, values, events, rtol)
    told = salib.analyze.analyze(problem, points, found, num_levels=levels, seed=seed)
    names = {"mean": "mu", "mean_absolute": "mu_star", "spread": "sigma", "error": "mu_star_conf"}
    return _screening(output, ranges, told, names, len(points))


def sobol(
    kernel: Kernel,
    output: str,
    ranges: Ranges,
    until: float,
    initial: ArrayLike | None = None,
    values: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    *,
    samples: int = 256,
    seed: int = 0,
    rtol: float = 1e-4,
) -> Screening:
    """Shares of the variance of an output, parameters uniform and independent over their ranges.

    First-order and total indices by Saltelli's scheme (Saltelli 2010, doi 10.1016/j.cpc.2009.09.018):
    ``samples * (n + 2)`` patients, ``samples`` a power of two. Arguments and errors are those of `morris`.
    """
    salib = _salib("sobol")
    problem = _problem(kernel, ranges)
    points = salib.sample.sample(problem, samples, calc_second_order=False, seed=seed)
    found = _read(kernel, output, ranges, points, until, initial, values, events, rtol)
    told = salib.analyze.analyze(problem, found, calc_second_order=False, seed=seed)
    names = {"first": "S1", "first_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
    return _screening(output, ranges, told, names, len(points))


@dataclass(frozen=True)
class _Salib:
    sample: Any
    analyze: Any


def _salib(method: str) -> _Salib:
    import importlib

    try:
        return _Salib(*(importlib.import_module(f"SALib.{part}.{method}") for part in ("sample", "analyze")))
    except ImportError as error:
        raise SkouError("SALib is not installed", mend="pip install 'skou[sensitivity]'") from error


def _problem(kernel: Kernel, ranges: Ranges) -> dict[str, Any]:
    for name, (low, high) in ranges.items():
        kernel.model.find_parameter(name)
        if not (np.isfinite((low, high)).all() and low < high):
            raise SolverError(f"range of {name}", value=(low, high), allowed="finite, low below high")
    if not ranges:
        raise SolverError("no parameters to move", value=ranges, allowed="at least one range")
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(r) for r in ranges.values()]}


def _read(
    kernel: Kernel,
    output: str,
    ranges: Ranges,
    points: Array,
    until: float,
    initial: ArrayLike | None,
    values: ArrayLike | None,
    events: EventSchedule | Iterable[Event] | None,
    rtol: float,
) -> Array:
    model = kernel.model
    rows = np.tile(np.asarray(model.defaults() if values is None else values, float), (len(points), 1))
    rows[:, [model.find_parameter(n) for n in ranges]] = points
    solution = kernel.solve(np.array([0.0, until]), initial, rows, events, rtol=rtol).require_ok()
    found = solution.state(output) if output in model.state_index else solution.output(output)
    return np.asarray(found[:, -1], float)


def _screening(output: str, ranges: Ranges, told: Any, names: Mapping[str, str], runs: int) -> Screening:
    indices = {ours: np.asarray(told[theirs], float) for ours, theirs in names.items()}
    return Screening(output, tuple(ranges), MappingProxyType(indices), runs)
