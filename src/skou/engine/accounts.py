"""What every compiled solver needs around its run: ample steps, limits of states, reasons of failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from skou.engine.events import ResolvedEvent, parameters_at
from skou.engine.faults import expression_at_fault
from skou.engine.solution import Status
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

_LEAST_TRIALS = 10_000
_TRIALS_PER_DAY = 1_500
_TRIALS_PER_EVENT = 100
_EXPLAINED = 100
"""Failed patients whose expression at fault is looked for; the others get time and state."""


def ample_steps(times: Array, events: int, rtol: float) -> int:
    """Trial steps that no patient in good order needs, for a span [min], a number of events and a tolerance."""
    days = float(times[-1] - times[0]) / 1440.0
    ample = _LEAST_TRIALS + _TRIALS_PER_DAY * days + _TRIALS_PER_EVENT * events
    return int(ample * max(1.0, (1e-4 / rtol) ** 0.25))


def state_limits(
    model: Model, tolerances: Array, limits: Mapping[str, tuple[float, float]] | None
) -> tuple[Array, Array]:
    """Lowest and highest value of every state: asked for, or zero less its tolerance where it is positive."""
    positive = np.array([s.positive and not s.quadrature for s in model.states], dtype=bool)
    low, high = np.where(positive, -tolerances, -np.inf), np.full(tolerances.shape, np.inf)
    for name, (least, most) in (limits or {}).items():
        state = model.find_state(name)
        low[state], high[state] = least, most
    return low, high


def failure_messages(
    model: Model,
    order: Sequence[int],
    status: Integers,
    final_time: Array,
    fault_state: Integers,
    final: Array,
    parameters: Array,
    events: Sequence[ResolvedEvent],
) -> dict[int, str]:
    """For each failed patient when, which state, and which expression; ``order`` is that of ``fault_state``."""
    messages = {}
    for rank, i in enumerate(np.flatnonzero(status)):
        t, how = float(final_time[i]), Status(int(status[i]))
        state = model.state_names[order[int(fault_state[i])]]
        message = f"{how.label.replace('_', ' ')} at {t:g} min, {state} at fault"
        if how == Status.NON_FINITE and rank < _EXPLAINED:
            own = parameters_at(events, int(i), t, parameters[i])
            expression = expression_at_fault(model, t, final[i], own)
            message += f": `{expression}` has no finite value" if expression else ""
        messages[int(i)] = message
    return messages
