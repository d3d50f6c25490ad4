"""The command line: ``skou assess``, ``simulate``, ``validate``, ``parameters``, ``bench`` and listings."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0 (done), 1 (the input could not be used) or 2 (wrong usage).

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process where absent.
    """
    import sys

    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        from skou import __version__

        print(f"skou {__version__}")
        return
    from skou.cli.app import run

    run(arguments)
