"""How outputs answer to parameters: gradients, what measurements tell about parameters, and what they cannot.

The gradients are the tangents of the graph's exact derivatives (`skou.engine.tangents`), not differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.events import Event, EventSchedule
from skou.engine.kernel import Kernel
from skou.engine.tangents import follow, march
from skou.errors import SolverError

Array = NDArray[np.float64]


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
) -> Sensitivities:
    """Gradients of outputs of one patient by parameters, the initial states held.

    Parameters
    ----------
    kernel : Kernel
    outputs : sequence of str
        Outputs or states.
    parameters : sequence of str
    times : array (n_times,)
        As in `Kernel.solve`.
    initial, values : array (n_states,), (n_parameters,), optional
    events : EventSchedule or iterable of Event, optional
        An event that sets a parameter ends its influence; one that scales it scales the influence.
    rtol : float
        Of the path; the tangents take its steps.

    Raises
    ------
    UnknownNameError
        For a name that the model has not.
    SolverError
        For more than one patient, or one who fails.

    Examples
    --------
    >>> import numpy as np
    >>> from skou.engine import compile_model
    >>> from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
    >>> decay = build_model(
    ...     "decay",
    ...     [StateSpec("x", "mmol", 1.0)],
    ...     [ParameterSpec("k", "1/min", 0.01)],
    ...     lambda t, s, p: Equations({"x": -p.k * s.x}),
    ... )
    >>> found = sensitivities(compile_model(decay), ["x"], ["k"], [0.0, 100.0])
    >>> [round(float(v), 3) for v in found.of("x", "k")]  # -t exp(-k t)
    [0.0, -36.788]
    """
    model = kernel.model
    path = follow(kernel, times, initial, values, events, rtol)
    tangents, chain = march(path, parameters)
    states = [n for n in outputs if n not in model.output_index]
    columns = [model.find_state(n) if n in states else model.find_output(n) for n in outputs]
    gradients = np.zeros((path.times.size, len(outputs), len(parameters)))
    found = np.zeros((path.times.size, len(outputs)))
    observed = [n for n in outputs if n not in states]
    y, p = list(path.states.T), list(path.parameters_by(path.times).T)
    position = {name: k for k, name in enumerate(outputs)}
    for name, column in zip(outputs, columns, strict=True):
        if name in states:
            found[:, position[name]] = path.states[:, column]
            gradients[:, position[name]] = tangents[:, column]
    if observed:
        rows = [position[n] for n in observed]
        found[:, rows] = np.stack(
            np.broadcast_arrays(*model.output_columns(path.times, y, p, observed), path.times)[:-1], axis=-1
        )
        by_state = model.slopes(observed, "state")
        nodes = [node for _, _, node in by_state]
        for (i, j, _), slope in zip(by_state, model.columns(nodes, path.times, y, p), strict=True):
            gradients[:, rows[i]] += np.reshape(slope, (-1, 1)) * tangents[:, j]
        at = {model.find_parameter(n): k for k, n in enumerate(parameters)}
        directly = model.slopes(observed, "parameter", parameters)
        nodes = [node for _, _, node in directly]
        for (i, j, _), slope in zip(directly, model.columns(nodes, path.times, y, p), strict=True):
            gradients[:, rows[i], at[j]] += slope * chain[:, at[j]]
    here = path.started[[model.find_parameter(n) for n in parameters]]
    return Sensitivities(tuple(outputs), tuple(parameters), path.times, found, gradients, here)


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
    variances = (directions**2) @ np.where(seen, 1.0 / np.where(seen, full, 1.0), 0.0) ** 2
    hidden = (np.abs(directions) > 1e-6)[:, ~seen].any(axis=1)
    return Identifiability(
        found.parameters,
        rows.T @ rows,
        np.where(hidden, np.inf, np.sqrt(variances)),
        directions[:, ::-1],
        full[::-1] ** 2,
    )
