"""One engine in a process of its own: ready at the tolerance that meets the target, then a run a line.

Writes one JSON line when it is ready (or why it is not), and one for each line that it reads.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

from skou.cli.speed.engines import ALL, Contestant, Final
from skou.cli.speed.workload import Array, error, workload

LADDER = tuple(float(f"{m}e{-e}") for e in range(2, 9) for m in (3, 1))


@dataclass(frozen=True)
class Task:
    """What all engines of one contest run."""

    seed: int
    days: int
    target: float
    """Largest error, measured as `skou.cli.speed.workload.error` against a run at 1e-9."""

    def to_json(self) -> str:
        return json.dumps(self.__dict__)


def loosest(run: Final, exact: Array, scales: Array, target: float) -> tuple[float, float] | None:
    """The loosest tolerance of the ladder that meets the target, and the error there.

    A tolerance at which an engine gives up does not meet it.
    """
    for rtol in LADDER:
        try:
            measured = error(run(rtol), exact, scales)
        except (RuntimeError, ValueError, ArithmeticError):
            continue
        if measured <= target:
            return rtol, measured
    return None


def serve(contestant: Contestant, task: Task) -> None:
    """Get ready, then time a run for every line that comes."""
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever an engine prints must not mix with the answers
    load = workload(contestant.patients, task.seed, task.days)
    began = time.process_time()
    run = contestant.prepare(load)
    prepared = time.process_time() - began
    found = loosest(run, load.exact(contestant.patients), load.kernel.model.scales(), task.target)
    if found is None:
        _say(results, left_out=f"met the error of {task.target:g} at no tolerance")
        return
    rtol, measured = found
    _say(
        results,
        rtol=rtol,
        error=measured,
        patients=contestant.patients,
        days=load.days,
        prepared=prepared,
    )
    for _ in sys.stdin:
        began = time.process_time()
        run(rtol)
        _say(results, seconds=time.process_time() - began)


def _say(where: Any, **values: Any) -> None:
    print(json.dumps(values), file=where, flush=True)


if __name__ == "__main__":
    serve(ALL[sys.argv[1]], Task(**json.loads(sys.argv[2])))
