"""Chunks on a Ray cluster: few in flight, kept as they come, given out again when a worker is lost."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

from skou.errors import SkouError
from skou.populations.chunks import Chunk, compute
from skou.populations.specification import Specification

IN_FLIGHT = 2
"""Chunks given out for each processor: one that runs and one that waits, so that memory stays bounded."""
ATTEMPTS = 5
"""How often a chunk is given out again after its worker was lost."""


def on_ray(specification: Specification, numbers: Sequence[int], threads: int | None) -> Iterator[Chunk]:
    """Compute chunks on the cluster this process is joined to, else one of this machine's processors.

    A cluster is joined by ``ray.init(address=...)`` or the environment variable ``RAY_ADDRESS``. Every task is
    a chunk and holds ``threads`` processors (1 by default). Chunks come in the order in which they end.

    Raises
    ------
    SkouError
        Where Ray is not installed, or the cluster could not finish a chunk.
    """
    ray = _ray()
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    processors = threads or 1
    task = ray.remote(num_cpus=processors, max_retries=ATTEMPTS)(compute)
    shared = ray.put(specification)
    waiting = list(reversed(numbers))
    running: list[Any] = []
    try:
        while waiting or running:
            most = IN_FLIGHT * max(1, int(ray.cluster_resources().get("CPU", 1.0)) // processors)
            while waiting and len(running) < most:
                running.append(task.remote(shared, waiting.pop(), processors))
            ended, running = ray.wait(running, num_returns=1)
            try:
                yield ray.get(ended[0])
            except ray.exceptions.RayError as error:
                raise SkouError(
                    f"the cluster could not finish a chunk: {error}", mend="call again to go on from there"
                ) from error
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise SkouError("Ray is not installed", mend='pip install "skou[ray]"') from None
