"""How far a long run is: rate and time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """People done of all, those of this call, and the wall seconds it has taken."""

    done: int
    patients: int
    now: int
    seconds: float

    @property
    def rate(self) -> float:
        """People a second in this call."""
        return self.now / self.seconds if self.seconds > 0.0 else 0.0

    @property
    def seconds_left(self) -> float:
        """At the present rate."""
        return (self.patients - self.done) / self.rate if self.rate > 0.0 else float("inf")


Listener = Callable[[Progress], None]


@contextmanager
def listening(given: Listener | None) -> Iterator[Listener]:
    """The listener given, or a bar on standard error where that is a terminal."""
    if given is not None:
        yield given
        return
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("people", total=None, rate="")

        def show(p: Progress) -> None:
            bar.update(task, total=p.patients, completed=p.done, rate=f"{p.rate:.0f} people/s")

        yield show
