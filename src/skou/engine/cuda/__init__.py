"""The same equations and the same solver on a graphics processor; optional, nothing else depends on it.

`solve` is all that most callers need; `cuda_source` gives the program itself. Needs the extra ``gpu`` and an
NVIDIA device; without them a call says what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.engine.cuda.kernel import CudaKernel, compile_model, solve
    from skou.engine.cuda.launcher import missing
    from skou.engine.cuda.source import cuda_source

__all__ = ["CudaKernel", "compile_model", "cuda_source", "missing", "solve"]

_HOMES = {
    "CudaKernel": ".kernel",
    "compile_model": ".kernel",
    "cuda_source": ".source",
    "missing": ".launcher",
    "solve": ".kernel",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
