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


@dataclass(frozen=True, eq=False)
class Ranged:
    """One output of one patient at one time, whose parameters may lie anywhere in their ranges.

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
    rtol : float

    Raises
    ------
    UnknownNameError
        For a parameter that the model has not.
    SolverError
        For a range that is none; in use, for patients who fail.
    SkouError
        In use, where SALib is not installed.

    Examples
    --------
    >>> import skou.body as body
    >>> from skou.engine import compile_model
    >>> ranges = {"nkcc2_activity": (0.5, 1.0), "trpv5_activity": (0.9, 1.1)}
    >>> potassium = Ranged(compile_model(body.model()), "plasma.potassium", ranges, until=2880.0)
    >>> potassium.morris(trajectories=4).ranking()
    ('nkcc2_activity', 'trpv5_activity')
    """

    kernel: Kernel
    output: str
    ranges: Mapping[str, tuple[float, float]]
    until: float
    initial: ArrayLike | None = None
    values: ArrayLike | None = None
    events: EventSchedule | Iterable[Event] | None = None
    rtol: float = 1e-4

    def __post_init__(self) -> None:
        for name, (low, high) in self.ranges.items():
            self.kernel.model.find_parameter(name)
            if not (np.isfinite((low, high)).all() and low < high):
                raise SolverError(f"range of {name}", value=(low, high), allowed="finite, low below high")
        if not self.ranges:
            raise SolverError("no parameters to move", value=self.ranges, allowed="at least one range")

    def morris(self, trajectories: int = 20, levels: int = 4, seed: int = 0) -> Screening:
        """Elementary effects (Morris 1991, doi 10.1080/00401706.1991.10484804): cheap, for many parameters.

        ``trajectories * (n + 1)`` patients on a grid of ``levels``; the same seed gives the same answer.
        """
        salib, problem = _salib("morris"), self._problem
        points = salib.sample.sample(problem, trajectories, num_levels=levels, seed=seed)
        told = salib.analyze.analyze(problem, points, self._read(points), num_levels=levels, seed=seed)
        names = {"mean": "mu", "mean_absolute": "mu_star", "spread": "sigma", "error": "mu_star_conf"}
        return self._screening(told, names, len(points))

    def sobol(self, samples: int = 256, seed: int = 0) -> Screening:
        """Shares of the variance, parameters uniform and independent over their ranges.

        First-order and total indices by Saltelli's scheme (Saltelli 2010, doi 10.1016/j.cpc.2009.09.018):
        ``samples * (n + 2)`` patients, ``samples`` a power of two.
        """
        salib, problem = _salib("sobol"), self._problem
        points = salib.sample.sample(problem, samples, calc_second_order=False, seed=seed)
        told = salib.analyze.analyze(problem, self._read(points), calc_second_order=False, seed=seed)
        names = {"first": "S1", "first_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
        return self._screening(told, names, len(points))

    @property
    def _problem(self) -> dict[str, Any]:
        bounds = [list(limits) for limits in self.ranges.values()]
        return {"num_vars": len(bounds), "names": list(self.ranges), "bounds": bounds}

    def _read(self, points: Array) -> Array:
        model = self.kernel.model
        base = np.asarray(model.defaults() if self.values is None else self.values, float)
        rows = np.tile(base, (len(points), 1))
        rows[:, [model.find_parameter(n) for n in self.ranges]] = points
        times = np.array([0.0, self.until])
        solution = self.kernel.solve(times, self.initial, rows, self.events, rtol=self.rtol).require_ok()
        known_state = self.output in model.state_index
        found = solution.state(self.output) if known_state else solution.output(self.output)
        return np.asarray(found[:, -1], float)

    def _screening(self, told: Any, names: Mapping[str, str], runs: int) -> Screening:
        indices = {ours: np.asarray(told[theirs], float) for ours, theirs in names.items()}
        return Screening(self.output, tuple(self.ranges), MappingProxyType(indices), runs)


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
