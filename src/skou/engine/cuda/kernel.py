"""Models on a graphics processor: the same call and the same `Solution` as on the CPU."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.engine.accounts import ample_steps, failure_messages, state_limits
from skou.engine.control import Layout
from skou.engine.cuda.batch import Common, Device, Piece, bytes_per_patient, of_patients, run_piece
from skou.engine.cuda.launcher import CupyDevice
from skou.engine.cuda.source import BLOCK, source_and_layout
from skou.engine.events import Event, EventSchedule, as_schedule
from skou.engine.kernel import Method
from skou.engine.solution import Solution
from skou.engine.tables import absolute_tolerances, number_of_patients, output_times, patient_rows
from skou.graph.checked_model import Model

Array = NDArray[np.float64]
_SHARE_OF_MEMORY = 0.5


@dataclass(frozen=True, eq=False)
class CudaKernel:
    """A model as a program of a device; made by `compile_model`.

    Attributes
    ----------
    model : Model
    layout : Layout
        Method and sizes.
    source : str
        The CUDA C++ that was compiled.
    """

    model: Model
    layout: Layout
    source: str = field(repr=False)
    device: Device = field(repr=False)
    program: Any = field(repr=False)

    def solve(
        self,
        times: ArrayLike,
        initial: ArrayLike | None = None,
        parameters: ArrayLike | None = None,
        events: EventSchedule | Iterable[Event] | None = None,
        rtol: float = 1e-4,
        atol: ArrayLike | None = None,
        max_steps: int | None = None,
        max_step: float | None = None,
        limits: Mapping[str, tuple[float, float]] | None = None,
    ) -> Solution:
        """Simulate ``n`` patients from the first of ``times`` to the last.

        Patients go to the device in as many launches as its memory asks for.

        Parameters
        ----------
        times, initial, parameters, events, rtol, atol, max_steps, max_step, limits
            As of `skou.engine.Kernel.solve`.

        Returns
        -------
        Solution
            A patient who fails has NaN from there on, a status and a message; the others are not touched.
        """
        model = self.model
        tolerances = absolute_tolerances(model, rtol, atol)
        schedule = as_schedule(events)
        clock = output_times(times)
        states = patient_rows("states", model.state_names, model.initial(), initial)
        values = patient_rows("parameters", model.parameter_names, model.defaults(), parameters)
        n = number_of_patients(states=len(states), parameters=len(values), events=schedule.patients)
        resolved = schedule.resolve(model, n, float(clock[0]))
        low, high = state_limits(model, tolerances, limits)
        common = Common(
            np.array(self.layout.order, dtype=np.int64),
            clock,
            tolerances,
            low,
            high,
            rtol,
            max_step or np.inf,
            ample_steps(clock, len(resolved), rtol) if max_steps is None else max_steps,
        )
        pieces = []
        for rows in self._shares(n, clock.size):
            pieces.append(
                run_piece(
                    self.device,
                    self.program,
                    common,
                    rows.stop - rows.start,
                    states if len(states) == 1 else states[rows],
                    values if len(values) == 1 else values[rows],
                    of_patients(resolved, rows),
                )
            )
        whole = _joined(pieces)
        values = np.broadcast_to(values, (n, values.shape[1]))
        messages = failure_messages(
            model,
            self.layout.order,
            whole.status,
            whole.final_time,
            whole.fault_state,
            whole.final,
            values,
            resolved,
        )
        return Solution(
            model, clock, whole.states, values, whole.status, resolved, messages, whole.steps, whole.rejected
        )

    def _shares(self, n: int, n_times: int) -> list[slice]:
        """The patients of each launch: whole blocks, as many as half of the free memory holds."""
        room = _SHARE_OF_MEMORY * self.device.free_bytes()
        each = bytes_per_patient(len(self.layout.order), self.layout.n_parameters, n_times)
        most = max(BLOCK, int(room / each) // BLOCK * BLOCK)
        return [slice(first, min(first + most, n)) for first in range(0, n, most)]


def compile_model(model: Model, method: Method = "rodas4", device: Device | None = None) -> CudaKernel:
    """A model as a program of the current CUDA device.

    Parameters
    ----------
    model : Model
    method : {"rodas4", "tsit5"}
        Implicit (for any model) or explicit (for models without fast modes).
    device : Device, optional
        Where it runs; by default the current CUDA device through CuPy.

    Raises
    ------
    UnknownNameError
        For a method that is not there.
    SolverError
        Where CuPy or a device is missing (`missing` says so beforehand), or the program does not compile.
    """
    source, layout = source_and_layout(model, method)
    place = CupyDevice() if device is None else device
    return CudaKernel(model, layout, source, place, place.build(source))


def solve(
    model: Model,
    times: ArrayLike,
    initial: ArrayLike | None = None,
    parameters: ArrayLike | None = None,
    events: EventSchedule | Iterable[Event] | None = None,
    *,
    rtol: float = 1e-4,
    atol: ArrayLike | None = None,
    max_step: float | None = None,
    method: Method = "rodas4",
) -> Solution:
    """Simulate ``n`` patients on the current CUDA device; arguments as of `skou.engine.simulate`.

    Raises
    ------
    SolverError
        Where CuPy or a device is missing.
    """
    kernel = compile_model(model, method)
    return kernel.solve(times, initial, parameters, events, rtol=rtol, atol=atol, max_step=max_step)


def _joined(pieces: list[Piece]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    names = Piece.__dataclass_fields__
    return Piece(**{name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in names})
