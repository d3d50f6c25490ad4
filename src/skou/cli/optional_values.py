"""Options whose value may be left out: ``--csv`` alone prints, ``--csv OUT`` writes."""

from __future__ import annotations

from collections.abc import Sequence

_SUFFIX = {"--csv": ".csv", "--parquet": ".parquet"}


def complete(arguments: Sequence[str]) -> list[str]:
    """Arguments with ``-`` (standard output) after a table option that names no file of its kind.

    Examples
    --------
    >>> complete(["simulate", "a.yaml", "--csv"]), complete(["simulate", "--csv", "b.csv", "a.yaml"])
    (['simulate', 'a.yaml', '--csv', '-'], ['simulate', '--csv', 'b.csv', 'a.yaml'])
    >>> complete(["simulate", "--csv", "a.yaml"])
    ['simulate', '--csv', '-', 'a.yaml']
    """
    found: list[str] = []
    for n, argument in enumerate(arguments):
        found.append(argument)
        if argument in _SUFFIX:
            following = arguments[n + 1] if n + 1 < len(arguments) else ""
            if following != "-" and not following.lower().endswith(_SUFFIX[argument]):
                found.append("-")
    return found
