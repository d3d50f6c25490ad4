"""The terminal printer of the commands."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console


class Printer(Console):
    """Prints text as it is; a reader that has gone ends the run like everywhere else, and not as an error."""

    def on_broken_pipe(self) -> NoReturn:
        """Let the caller meet the closed pipe."""
        raise BrokenPipeError
