"""This engine."""

from __future__ import annotations

from skou.cli.speed.engines import Final
from skou.cli.speed.workload import Workload
from skou.engine import compile_model
from skou.engine.kernel import Method


def prepare(load: Workload, count: int, method: Method) -> Final:
    """All patients in one call, one thread."""
    kernel = compile_model(load.kernel.model, method)
    return lambda rtol: load.solve(kernel, rtol, count)
