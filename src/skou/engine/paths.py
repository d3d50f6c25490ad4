"""One call for whoever only wants the answer: compiled where llvmlite is there, else the reference path."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from numpy.typing import ArrayLike

from skou.engine.events import Event, EventSchedule
from skou.engine.solution import Solution, SteadyState
from skou.graph.checked_model import Model

if TYPE_CHECKING:
    from skou.engine.kernel import Method

Path = Literal["auto", "compiled", "reference"]


@functools.cache
def compiled_is_available() -> bool:
    """Whether llvmlite, which the compiled engine needs, is installed."""
    return importlib.util.find_spec("llvmlite") is not None


def _compiled(path: Path) -> bool:
    return path == "compiled" or (path == "auto" and compiled_is_available())


def simulate(
    model: Model,
    times: ArrayLike,
    initial: ArrayLike | None = None,
    parameters: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    *,
    rtol: float = 1e-4,
    atol: ArrayLike | None = None,
    max_step: float | None = None,
    threads: int | None = None,
    method: Method = "rodas4",
    path: Path = "auto",
) -> Solution:
    """Simulate ``n`` patients from the first of ``times`` [min] to the last.

    Parameters
    ----------
    model : Model
    times : array (n_times,)
        Increasing output times [min]; the first is the start. At the time of an event the state after it.
    initial : array (n_states,) or (n, n_states), optional
    parameters : array (n_parameters,) or (n, n_parameters), optional
    events : EventSchedule or iterable of Event, optional
    rtol, atol : float, array (n_states,)
        Relative tolerance, and absolute ones (default: 0.01 x ``rtol`` x the magnitude of each state).
    max_step : float, optional
        Longest step [min]; needed only where the equations have short pulses in time.
    threads : int, optional
        Of the compiled path; by default one a CPU.
    method : {"rodas4", "tsit5"}
        Of the compiled path.
    path : {"auto", "compiled", "reference"}

    Returns
    -------
    Solution
        A patient who fails has NaN from there on, a status and a message; the others are not touched.
    """
    if _compiled(path):
        from skou.engine.kernel import compile_model

        return compile_model(model, method).solve(
            times, initial, parameters, events, rtol=rtol, atol=atol, max_step=max_step, threads=threads
        )
    from skou.engine.reference import ReferenceSolver

    solver = ReferenceSolver(model) if max_step is None else ReferenceSolver(model, max_step=max_step)
    return solver.solve(times, initial, parameters, events, rtol=rtol, atol=atol)


def steady_state(
    model: Model,
    initial: ArrayLike | None = None,
    parameters: ArrayLike | None = None,
    *,
    t: float = 0.0,
    horizon: float = 1e7,
    residual_tolerance: float = 1e-6,
    path: Path = "auto",
) -> SteadyState:
    """Where ``n`` patients come to rest with the clock held at ``t`` [min].

    ``residual_tolerance`` bounds the largest rate left, as a fraction of a state's magnitude per day.
    """
    if _compiled(path):
        from skou.engine.kernel import compile_model

        return compile_model(model).steady_state(
            initial, parameters, t=t, horizon=horizon, residual_tolerance=residual_tolerance
        )
    from skou.engine.reference import ReferenceSolver

    return ReferenceSolver(model).steady_state(
        initial, parameters, t=t, horizon=horizon, tolerance=residual_tolerance
    )
