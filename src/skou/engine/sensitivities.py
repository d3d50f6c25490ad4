"""How outputs answer to parameters: gradients, what measurements tell about parameters, and what they cannot.

Each parameter is moved up and down in two lanes that share every step of the solver, so that what the steps
leave out cancels and the quotient of differences is exact but for the third derivative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule, as_schedule
from skou.engine.kernel import Kernel
from skou.engine.solution import Solution
from skou.errors import SolverError

Array = NDArray[np.float64]
RELATIVE_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Sensitivities:
    """Outputs of one patient and their gradients.

    Parameters
    ----------
    outputs, parameters : tuple of str
    times : array (n_times,)
        [min].
    values : array (n_times, n_outputs)
    gradients : array (n_times, n_outputs, n_parameters)
        Output unit over parameter unit.
    at : array (n_parameters,)
        Where the parameters stand.
    """

    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    times: Array
    values: Array = field(repr=False)
    gradients: Array = field(repr=False)
    at: Array = field(repr=False)

    def of(self, output: str, parameter: str) -> Array:
        """One gradient over time, shape ``(n_times,)``."""
        return self.gradients[:, self.outputs.index(output), self.parameters.index(parameter)]

    def elasticities(self) -> Array:
        """Relative change of each output for a relative change of each parameter."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.gradients * self.at / self.values[..., None]


def sensitivities(
    kernel: Kernel,
    outputs: Sequence[str],
    parameters: Sequence[str],
    times: ArrayLike,
    initial: ArrayLike | None = None,
    values: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    *,
    rtol: float = 1e-4,
    steps: Mapping[str, float] | None = None,
    threads: int = 1,
) -> Sensitivities:
    """Gradients of outputs of one patient by parameters, the initial states held.

    Parameters
    ----------
    kernel : Kernel
        With at least two lanes.
    outputs : sequence of str
        Outputs or states.
    parameters : sequence of str
    times : array (n_times,)
        As in `Kernel.solve`.
    initial, values : array (n_states,), (n_parameters,), optional
    events : EventSchedule or iterable of Event, optional
        An event that sets a parameter ends its influence.
    rtol : float
    steps : mapping of str to float, optional
        How far to move a parameter; by default 1e-4 of its value. Needed for a parameter that is zero.
    threads : int

    Raises
    ------
    UnknownNameError
        For a name that the model has not.
    SolverError
        For a parameter at zero without a step, a kernel of one lane, or a patient who fails.
    """
    model, pairs = kernel.model, kernel.layout.lanes // 2
    if pairs < 1:
        raise SolverError(
            "sensitivities need two lanes", value=kernel.layout.lanes, allowed="2, 4 or 8 lanes"
        )
    base = np.array(model.defaults() if values is None else values, float)
    if base.shape != (len(model.parameters),):
        raise SolverError(
            f"parameters of shape {base.shape}", allowed=f"({len(model.parameters)},), one patient"
        )
    indices = [model.find_parameter(n) for n in parameters]
    moves = np.array([_move(n, base[k], steps or {}) for n, k in zip(parameters, indices, strict=True)])
    schedule = as_schedule(events)

    def group(first: int) -> Array:
        chosen = slice(first, first + pairs)
        count = len(indices[chosen])
        rows = np.tile(base, (2 * count, 1))
        for k, (index, move) in enumerate(zip(indices[chosen], moves[chosen], strict=True)):
            rows[k, index] += move
            rows[count + k, index] -= move
        solution = kernel.solve(times, initial, rows, schedule, rtol=rtol, threads=1, share_steps=True)
        stacked = _values(solution.require_ok(), outputs)
        up, down = stacked[:count], stacked[count:]
        span = (rows[:count] - rows[count:])[np.arange(count), indices[chosen]]
        return np.moveaxis((up - down) / span[:, None, None], 0, -1)

    firsts = range(0, len(indices), pairs)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        parts = list(pool.map(group, firsts) if threads > 1 else map(group, firsts))
    middle = kernel.solve(times, initial, base, schedule, rtol=rtol, threads=1).require_ok()
    return Sensitivities(
        tuple(outputs),
        tuple(parameters),
        np.atleast_1d(np.asarray(times, float)),
        _values(middle, outputs)[0],
        np.concatenate(parts, axis=-1),
        base[indices],
    )


def _values(solution: Solution, names: Sequence[str]) -> Array:
    """Outputs or states, shape ``(n, n_times, n_names)``."""
    model = solution.model
    outputs = [n for n in names if n in model.output_index or n not in model.state_index]
    found = solution.outputs(outputs) if outputs else {}
    return np.stack([found[n] if n in found else solution.state(n) for n in names], axis=-1)


def _move(name: str, value: float, steps: Mapping[str, float]) -> float:
    move = steps.get(name, RELATIVE_STEP * abs(value))
    if not (np.isfinite(move) and move > 0.0):
        raise SolverError(
            f"parameter {name} is {value:g}: there is no telling how far to move it",
            value=move,
            mend=f"give a step, such as steps={{{name!r}: 0.001}}",
        )
    return move


@dataclass(frozen=True, eq=False)
class Identifiability:
    """What measurements tell about parameters, near where they stand.

    Attributes
    ----------
    parameters : tuple of str
    information : array (n, n)
        Fisher information by relative changes of the parameters.
    relative_sd : array (n,)
        Smallest relative standard deviation of each parameter when all are estimated; infinite for one that
        cannot be told from others.
    directions, strengths : array (n, n), (n,)
        Combinations of relative changes (columns), and the information in each, weakest first.
    """

    parameters: tuple[str, ...]
    information: Array = field(repr=False)
    relative_sd: Array
    directions: Array = field(repr=False)
    strengths: Array

    def unidentifiable(self, most: float = 1.0) -> tuple[str, ...]:
        """Parameters whose relative standard deviation is larger than ``most``."""
        return tuple(n for n, sd in zip(self.parameters, self.relative_sd, strict=True) if not sd <= most)


def identifiability(found: Sensitivities, noise_sd: Mapping[str, float]) -> Identifiability:
    """Local identifiability from measurements of the outputs at all times with independent normal noise.

    Parameters
    ----------
    found : Sensitivities
    noise_sd : mapping of str to float
        Standard deviation of a measurement of each output, in its unit; outputs without one are not measured.

    Raises
    ------
    SolverError
        Where nothing is measured, or a standard deviation is not above zero.
    """
    measured = [k for k, name in enumerate(found.outputs) if name in noise_sd]
    sd = np.array([noise_sd[found.outputs[k]] for k in measured])
    if not measured or not (np.isfinite(sd) & (sd > 0.0)).all():
        raise SolverError(
            "no measurement with a noise above zero", value=dict(noise_sd), allowed="noise_sd > 0"
        )
    rows = (found.gradients[:, measured] / sd[:, None] * found.at).reshape(-1, len(found.parameters))
    _, singular, right = np.linalg.svd(rows, full_matrices=True)
    directions = right.T
    full = np.zeros(len(found.parameters))
    full[: singular.size] = singular
    seen = full > full[0] * len(found.parameters) * 1e-8 if full[0] > 0.0 else np.zeros(full.size, bool)
    with np.errstate(divide="ignore"):
        spread = np.where(seen, 1.0 / np.where(seen, full, 1.0), np.inf)
    touched = np.abs(directions) > 1e-6
    variances = np.where(touched, directions**2 * np.where(np.isfinite(spread), spread**2, np.inf), 0.0)
    return Identifiability(
        found.parameters,
        rows.T @ rows,
        np.sqrt(variances.sum(axis=1)),
        directions[:, ::-1],
        full[::-1] ** 2,
    )
