"""One call of a model's compiled equations, without the solver."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from skou.engine import host
from skou.engine.control import Layout

Array = NDArray[np.float64]


def aligned(doubles: int) -> Array:
    """Zeros that begin where a whole register may be loaded from."""
    raw = np.zeros(doubles + 8)
    shift = (-raw.ctypes.data % 64) // 8
    return raw[shift : shift + doubles]


class Evaluator:
    """A workspace and the compiled right-hand side (and, of an implicit method, its derivatives).

    Attributes
    ----------
    states, parameters : array (n_states, lanes), (n_parameters, lanes)
        To be filled before a call; states in the order of the kernel.
    slopes : array (n_states, lanes)
        Their derivatives after a call.
    entries : array (n_jacobian, lanes)
        The nonzero derivatives of an implicit method.
    """

    def __init__(self, layout: Layout, code: host.LoadedCode) -> None:
        work, places = aligned(layout.workspace_doubles).reshape(-1, layout.lanes), layout.offsets()
        count = len(layout.order)
        self.states = work[places["y"] :][:count]
        self.parameters = work[places["p"] :][: layout.n_parameters]
        self.slopes = work[places["slope"] :][:count]
        self.entries = work[places["J"] :][: layout.n_jacobian]
        self._clock = aligned(layout.lanes)
        self._addresses = work.ctypes.data, self._clock.ctypes.data
        self._held = work, code
        self._run = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(code.address("evaluate"))

    def __call__(self, t: float | Array) -> None:
        """Evaluate at time ``t`` [min], one for all lanes or one a lane."""
        self._clock[:] = t
        self._run(*self._addresses)
