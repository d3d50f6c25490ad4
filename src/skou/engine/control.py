"""What Python and the compiled solver agree on: the control block and the workspace of one thread."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

SLOTS = (
    "next_patient",
    "patients",
    "initial",
    "initial_stride",
    "parameters",
    "parameter_stride",
    "times",
    "n_times",
    "kept_states",
    "kept",
    "n_kept",
    "final",
    "state_order",
    "n_events",
    "event_times",
    "event_time_offset",
    "event_time_stride",
    "event_changes",
    "change_kind",
    "change_index",
    "change_values",
    "change_value_offset",
    "change_value_stride",
    "absolute_tolerance",
    "lower_limit",
    "upper_limit",
    "typical_size",
    "status",
    "fault_state",
    "final_time",
    "steps",
    "rejected",
    "residual",
    "max_steps",
    "stop_when_steady",
    "step_ends",
    "step_capacity",
)
"""64-bit integers and addresses handed to the solver, in order."""

KNOBS = (
    "relative_tolerance",
    "max_step",
    "clock_rate",
    "clock_offset",
    "residual_tolerance",
    "share_steps",
)
"""Doubles handed to the solver. Model time is clock_offset + clock_rate * t: a rate of zero freezes it.

Above zero, share_steps makes all lanes of a register take the steps that the worst of them needs.
"""

CHANGE_SET, CHANGE_SCALE, CHANGE_ADD = 0, 1, 2

NOTHING, AT_STOP, STEADY, EMPTY, FAILED = 0, 1, 2, 3, 3
"""Why a lane wants attention; FAILED plus a `Status` means that its patient failed with that status."""

NEW_PATIENT, AFTER_EVENT = 1, 2
"""Why a lane's step size must be chosen anew."""

LANE_DOUBLES = ("t", "h", "stop", "end", "next_output", "last_error", "lane_residual", "step_end")
LANE_INTEGERS = (
    "patient",
    "live",
    "attention",
    "fresh",
    "just_rejected",
    "event",
    "output",
    "lane_steps",
    "lane_rejected",
    "blame",
    "due",
)


@dataclass(frozen=True)
class Layout:
    """Sizes of a compiled kernel; kept beside its code, so that neither needs the model's derivatives.

    Attributes
    ----------
    method : str
    lanes : int
    order : tuple of int
        The model's index of each state, in the order of the kernel.
    dynamic : int
        How many of them are not quadratures.
    n_parameters, n_hoisted, n_jacobian, n_factors, n_stages : int
    """

    method: str
    lanes: int
    order: tuple[int, ...]
    dynamic: int
    n_parameters: int
    n_hoisted: int
    n_jacobian: int
    n_factors: int
    n_stages: int

    def arrays(self) -> dict[str, int]:
        """Workspace arrays and their lengths in vectors."""
        n = len(self.order)
        return {
            "y": n,
            "new": n,
            "stage": n,
            "slope": n,
            "stage_slope": n,
            "time_slope": n,
            "dense": n,
            "increments": n * self.n_stages,
            "p": self.n_parameters,
            "q": self.n_hoisted,
            "J": self.n_jacobian,
            "L": self.n_factors,
            **dict.fromkeys((*LANE_DOUBLES, *LANE_INTEGERS), 1),
        }

    def offsets(self) -> dict[str, int]:
        """Where each workspace array begins, in vectors."""
        places, total = {}, 0
        for name, length in self.arrays().items():
            places[name] = total
            total += length
        return places

    @property
    def workspace_doubles(self) -> int:
        """Size of the workspace of one thread."""
        return sum(self.arrays().values()) * self.lanes

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Layout:
        values = json.loads(text)
        return cls(**{**values, "order": tuple(values["order"])})
