"""Measured figures and the clocks behind them."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured figure and, where there is one, its budget."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    more_is_better: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.more_is_better else self.value <= self.budget

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain data."""
        return asdict(self) | {"kept": self.kept}


def best_of(times: int, work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of several runs [s]."""
    found = math.inf
    for _ in range(times):
        start = clock()
        work()
        found = min(found, clock() - start)
    return found


def fresh_process(code: str, **environment: str) -> str:
    """Run ``code`` in a new Python process; what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env=os.environ | environment,
        timeout=300,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout
