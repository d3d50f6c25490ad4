"""How far long work is, or a sign of life, on standard error while long work runs, only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from skou.progress import Progress, unheard


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show ``words`` with a moving sign until the work is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.text import Text

    from skou.cli.output import console

    with console(stderr=True).status(Text(words)):
        yield


@contextmanager
def counting(words: str) -> Iterator[Progress]:
    """A listener that shows ``words`` with a bar and the percent that are done."""
    if not sys.stderr.isatty():
        yield unheard
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    from skou.cli.output import console

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda done: bar.update(task, completed=done)
