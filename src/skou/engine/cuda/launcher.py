"""The device: memory, compilation and launches through CuPy, and what to do where there is none."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.errors import SolverError

_INSTALL = 'pip install "skou[gpu]"'
_OTHERWISE = "or use the compiled engine on the CPU: skou.engine.simulate"


def missing() -> SolverError | None:
    """What stands in the way of a run on a device, with how to mend it; None where nothing does."""
    try:
        import cupy  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        return SolverError(
            f"the GPU path needs CuPy, which cannot be imported ({error})", mend=f"{_INSTALL}, {_OTHERWISE}"
        )
    try:
        count = cupy.cuda.runtime.getDeviceCount()
    except Exception as error:  # CuPy raises its own kinds: no driver, too old a driver, no device
        return SolverError(
            f"no CUDA device can be used ({error})",
            mend=f"check the NVIDIA driver with nvidia-smi, {_OTHERWISE}",
        )
    if count == 0:
        return SolverError("this machine has no CUDA device", mend=_OTHERWISE)
    return None


class CupyDevice:
    """The current CUDA device.

    Raises
    ------
    SolverError
        Where there is no device, or CuPy is not installed.
    """

    def __init__(self) -> None:
        problem = missing()
        if problem is not None:
            raise problem
        import cupy  # pyright: ignore[reportMissingImports]

        self._cupy: Any = cupy

    def build(self, source: str) -> Any:
        """The kernel of a source, compiled for this device; CuPy keeps it on disk.

        Raises
        ------
        SolverError
            Where NVRTC cannot compile.
        """
        return _built(source)

    def free_bytes(self) -> int:
        """Device memory that is free."""
        return int(self._cupy.cuda.runtime.memGetInfo()[0])

    def put(self, array: NDArray[Any]) -> Any:
        """A copy on the device."""
        return self._cupy.asarray(array)

    def empty(self, shape: tuple[int, ...], kind: type[np.float64 | np.int64]) -> Any:
        """A new array on the device, whatever stands in it."""
        return self._cupy.empty(shape, dtype=kind)

    def address(self, array: Any) -> int:
        """Where an array lies on the device."""
        return int(array.data.ptr)

    def get(self, array: Any) -> NDArray[Any]:
        """A copy in the memory of the host."""
        return self._cupy.asnumpy(array)

    def launch(self, program: Any, blocks: int, threads: int, slots: Any, knobs: Any) -> None:
        """Run a kernel and wait for it.

        Raises
        ------
        SolverError
            Where the device stops with an error.
        """
        try:
            program((blocks,), (threads,), (slots, knobs))
            self._cupy.cuda.get_current_stream().synchronize()
        except RuntimeError as error:  # of which CuPy's errors of runtime and driver are kinds
            raise SolverError(
                f"the device could not run the solver ({error})",
                mend="free its memory, or ask for fewer output times",
            ) from error


@functools.lru_cache(maxsize=16)
def _built(source: str) -> Any:
    import cupy  # pyright: ignore[reportMissingImports]

    try:
        return cupy.RawModule(code=source, options=("--std=c++17",), backend="nvrtc").get_function("solve")
    except (cupy.cuda.compiler.CompileException, RuntimeError, OSError) as error:
        raise SolverError(
            f"the equations could not be compiled for the device: {str(error)[:500]}",
            mend="install the NVRTC that belongs to your CuPy: " + _INSTALL,
        ) from error
