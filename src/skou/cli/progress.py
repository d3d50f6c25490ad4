"""A sign of life on standard error while long work runs, only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


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
