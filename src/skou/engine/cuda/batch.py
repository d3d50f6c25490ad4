"""One launch: patients laid out for the device, patient index fastest, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from skou.engine.cuda.source import BLOCK, KNOBS, SLOTS
from skou.engine.events import Change, ResolvedEvent
from skou.engine.tables import event_table

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class Device(Protocol):
    """Memory and launches of a device; `skou.engine.cuda.launcher.CupyDevice` is one."""

    def build(self, source: str) -> Any: ...

    def free_bytes(self) -> int: ...

    def put(self, array: NDArray[Any]) -> Any: ...

    def empty(self, shape: tuple[int, ...], kind: type[np.float64 | np.int64]) -> Any: ...

    def address(self, array: Any) -> int: ...

    def get(self, array: Any) -> NDArray[Any]: ...

    def launch(self, program: Any, blocks: int, threads: int, slots: Any, knobs: Any) -> None: ...


@dataclass(frozen=True)
class Common:
    """What all patients of a run share: output times, tolerances and limits in kernel order."""

    order: Integers
    times: Array
    tolerances: Array
    low: Array
    high: Array
    rtol: float
    max_step: float
    max_steps: int


@dataclass(frozen=True)
class Piece:
    """What a launch gives: one row a patient, states in the order of the model."""

    states: Array
    final: Array
    final_time: Array
    status: Integers
    fault_state: Integers
    steps: Integers
    rejected: Integers


def bytes_per_patient(states: int, parameters: int, n_times: int) -> int:
    """Device memory that one patient's numbers take, without its thread's workspace."""
    return 8 * (states * (n_times + 2) + parameters + 8)


def of_patients(events: Sequence[ResolvedEvent], rows: slice) -> tuple[ResolvedEvent, ...]:
    """The events of some patients."""
    return tuple(
        ResolvedEvent(e.times[rows], tuple(Change(c.kind, c.index, c.values[rows]) for c in e.changes))
        for e in events
    )


def run_piece(
    device: Device,
    program: Any,
    common: Common,
    n: int,
    states: Array,
    parameters: Array,
    events: Sequence[ResolvedEvent],
) -> Piece:
    """Solve ``n`` patients; ``states`` and ``parameters`` have one row each, or one for all."""
    count = common.order.size
    out = {
        "kept": device.empty((common.times.size, count, n), np.float64),
        "final": device.empty((count, n), np.float64),
        "final_time": device.empty((n,), np.float64),
        **{k: device.empty((n,), np.int64) for k in ("status", "fault_state", "steps", "rejected")},
    }
    given: dict[str, NDArray[Any] | int] = {
        "patients": n,
        **_rows("initial", states),
        **_rows("parameters", parameters),
        "times": common.times,
        "n_times": common.times.size,
        "state_order": common.order,
        **_not_empty(event_table(events, common.order.tolist()).slots()),
        "absolute_tolerance": common.tolerances[common.order],
        "lower_limit": common.low[common.order],
        "upper_limit": common.high[common.order],
        "max_steps": common.max_steps,
    }
    held = {k: device.put(v) for k, v in given.items() if not isinstance(v, int)} | out
    slots = [device.address(held[name]) if name in held else given[name] for name in SLOTS]
    knobs = {"relative_tolerance": common.rtol, "max_step": common.max_step}
    device.launch(
        program,
        -(-n // BLOCK),
        BLOCK,
        device.put(np.array(slots, dtype=np.int64)),
        device.put(np.array([knobs[name] for name in KNOBS])),
    )
    back = {name: device.get(array) for name, array in out.items()}
    return Piece(
        states=np.moveaxis(back["kept"], -1, 0),
        final=back["final"].T,
        final_time=back["final_time"],
        status=back["status"],
        fault_state=back["fault_state"],
        steps=back["steps"],
        rejected=back["rejected"],
    )


def _rows(name: str, rows: Array) -> dict[str, NDArray[Any] | int]:
    """Rows turned so that the patients lie side by side; a single row is read by all."""
    shared = len(rows) == 1
    return {
        name: (rows if shared else np.ascontiguousarray(rows.T)) if rows.size else np.zeros(1),
        f"{name}_row": 1 if shared else len(rows),
        f"{name}_patient": 0 if shared else 1,
    }


def _not_empty(slots: Mapping[str, NDArray[Any] | int]) -> dict[str, NDArray[Any] | int]:
    """Tables with room for one entry at least: an empty array has no address on a device."""
    return {k: v if isinstance(v, int) or v.size else np.zeros(1, v.dtype) for k, v in slots.items()}
