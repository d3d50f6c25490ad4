"""Engines side by side: each in its own process, taking turns, at equal measured error, one thread each."""

from __future__ import annotations

import contextlib
import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from skou.cli.speed.contestant import Task
from skou.cli.speed.engines import Contestant

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Timing:
    """One engine at the loosest tolerance that meets the target."""

    engine: str
    how: str
    rtol: float
    error: float
    patients: int
    prepared: float
    """Processor seconds until it was ready to run."""
    days: float
    seconds: list[float]
    """Processor seconds of each round."""

    @property
    def rates(self) -> list[float]:
        """Patient-days a processor second, round by round."""
        return [self.patients * self.days / s for s in self.seconds]

    @property
    def rate(self) -> float:
        """The median of `rates`."""
        return statistics.median(self.rates)


@dataclass(frozen=True)
class Outcome:
    """What a contest found: timings by engine, and why an engine has none."""

    task: Task
    timings: dict[str, Timing]
    left_out: dict[str, str] = field(default_factory=dict)

    def ratio(self, engine: str, peer: str) -> tuple[float, float, float]:
        """How many times faster an engine is than a peer: median, smallest and largest of the rounds."""
        pairs = zip(self.timings[engine].rates, self.timings[peer].rates, strict=True)
        rounds = [ours / theirs for ours, theirs in pairs]
        return statistics.median(rounds), min(rounds), max(rounds)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "task": asdict(self.task),
            "timings": {name: asdict(t) | {"rate": t.rate} for name, t in self.timings.items()},
            "left_out": self.left_out,
        }


def contest(contestants: Sequence[Contestant], task: Task, rounds: int = 3, limit: float = 60.0) -> Outcome:
    """Time engines in turn.

    Parameters
    ----------
    contestants : sequence of Contestant
    task : Task
    rounds : int
    limit : float
        Wall seconds that an engine may take to get ready, and then for a round; longer ones are left out.
    """
    left_out = {c.name: f"needs {', '.join(c.needs)}" for c in contestants if not c.installed}
    ready: list[tuple[Contestant, _Process, dict[str, Any]]] = []
    with contextlib.ExitStack() as stack:
        for c in contestants:
            if c.name in left_out:
                continue
            process = stack.enter_context(_Process(c.name, task))
            answer = process.answer(limit)
            if "left_out" in answer:
                left_out[c.name] = answer["left_out"]
                process.stop()
            else:
                ready.append((c, process, answer))
        seconds: dict[str, list[float]] = {c.name: [] for c, _, _ in ready}
        for _ in range(rounds):
            for c, process, _ in ready:
                if c.name not in left_out:
                    answer = process.run(limit)
                    if "left_out" in answer:
                        left_out[c.name] = answer["left_out"]
                    else:
                        seconds[c.name].append(answer["seconds"])
    timings = {
        c.name: Timing(c.name, c.how, **answer, seconds=seconds[c.name])
        for c, _, answer in ready
        if c.name not in left_out
    }
    return Outcome(task, timings, left_out)


class _Process:
    """A contestant's process."""

    def __init__(self, name: str, task: Task) -> None:
        command = [sys.executable, "-m", "skou.cli.speed.contestant", name, task.to_json()]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
        )
        self._text = b""

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, limit: float) -> dict[str, Any]:
        """Ask for one run."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"run\n")
            self._process.stdin.flush()
        except OSError:
            return {"left_out": "its process ended"}
        return self.answer(limit)

    def answer(self, limit: float) -> dict[str, Any]:
        """The next line, or why there is none in time."""
        assert self._process.stdout is not None
        source, until = self._process.stdout.fileno(), time.monotonic() + limit
        while b"\n" not in self._text:
            waiting = until - time.monotonic()
            if waiting <= 0.0 or not select.select([source], [], [], waiting)[0]:
                self.stop()
                return {"left_out": f"not done within {limit:g} s"}
            part = os.read(source, 65536)
            if not part:
                return {"left_out": "its process ended"}
            self._text += part
        line, self._text = self._text.split(b"\n", 1)
        return json.loads(line)

    def stop(self) -> None:
        """End the process, however far it is."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
