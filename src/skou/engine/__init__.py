"""From a model to its simulation: compiled, adaptive, many virtual patients at once.

`simulate` and `steady_state` are all that most callers need; `compile_model` gives the kernel itself.
Names are imported when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.engine.events import Event, EventSchedule
    from skou.engine.kernel import Kernel, compile_model
    from skou.engine.paths import compiled_is_available, simulate, steady_state
    from skou.engine.reference import ReferenceSolver
    from skou.engine.solution import Rest, Solution, Status, SteadyState

__all__ = [
    "Event",
    "EventSchedule",
    "Kernel",
    "ReferenceSolver",
    "Rest",
    "Solution",
    "Status",
    "SteadyState",
    "compile_model",
    "compiled_is_available",
    "simulate",
    "steady_state",
]

_HOMES = {
    "Event": ".events",
    "EventSchedule": ".events",
    "Kernel": ".kernel",
    "ReferenceSolver": ".reference",
    "Rest": ".solution",
    "Solution": ".solution",
    "Status": ".solution",
    "SteadyState": ".solution",
    "compile_model": ".kernel",
    "compiled_is_available": ".paths",
    "simulate": ".paths",
    "steady_state": ".paths",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
