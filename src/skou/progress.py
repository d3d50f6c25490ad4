"""How far long work is, told to whoever listens, who may end it by raising `Stopped`."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Takes the share of the work that is done, from 0 to 1, never falling."""


class Stopped(Exception):
    """Raised by a listener that wants no answer any more; the work ends at once."""


def unheard(done: float) -> None:
    """The listener that does nothing."""


def share_of(progress: Progress | None, first: float, last: float) -> Progress:
    """A listener for one part of the work, which takes the whole from ``first`` to ``last``.

    Examples
    --------
    >>> share_of(print, 0.2, 0.6)(0.5)
    0.4
    """
    if progress is None:
        return unheard
    return lambda done: progress(first + (last - first) * done)
