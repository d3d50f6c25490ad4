"""How a run ends: one clear message and a status, never a traceback; closed pipes and Ctrl-C end quietly."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from typer.core import TyperGroup

from skou.errors import SkouError, not_installed

INPUT_UNUSABLE = 1
INTERRUPTED = 130


def fail(message: str, status: int = INPUT_UNUSABLE) -> NoReturn:
    """Print ``message`` as one paragraph on standard error and end with ``status``."""
    from skou.report.plain_text import clean

    try:
        print(f"skou: {clean(' '.join(message.split()))}", file=sys.stderr)
    except OSError:
        silence(sys.stderr)
    raise SystemExit(status)


def silence(stream: Any) -> None:
    """Point a stream whose reader has gone to nowhere, so that its last flush cannot fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        sys.exit(0)


def flush_or_end_quietly() -> None:
    """Write out what is left; a reader that has gone had what it wanted: status 0."""
    try:
        sys.stdout.flush()
    except BrokenPipeError as error:
        explain(error)


def prepare_streams() -> None:
    """No character can stop the output: what the terminal's encoding lacks is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def os_message(error: OSError) -> str:
    """What the system refused, with the path, in words."""
    reason = error.strerror or str(error)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{reason[:1].lower()}{reason[1:]}"


def explain(error: BaseException) -> NoReturn:
    """End the run for ``error`` with the message and the status it deserves."""
    if isinstance(error, BrokenPipeError):
        silence(sys.stdout)
        raise SystemExit(0)
    if isinstance(error, KeyboardInterrupt):
        fail("interrupted", INTERRUPTED)
    if isinstance(error, SkouError):
        fail(str(error))
    if isinstance(error, OSError):
        fail(os_message(error))
    if isinstance(error, MemoryError):
        fail("the input needs more memory than there is; give a smaller file")
    if isinstance(error, RecursionError):
        fail("the input is nested too deeply to be read")
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("skou"):
        fail(not_installed(error.name))
    if os.environ.get("SKOU_TRACEBACK"):
        raise error
    fail(
        f"internal error, {type(error).__name__}: {error}; this is a defect of Skou, please report it "
        "(SKOU_TRACEBACK=1 shows where)"
    )


class Commands(TyperGroup):
    """The group of commands; whatever a command raises is explained here, in one place."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the arguments; help that nobody reads to the end is no error."""
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError as error:
            explain(error)

    def invoke(self, ctx: Any) -> Any:
        """Run the command and flush, so that a closed pipe is met here and not at exit."""
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
            return answer
        except (OSError, SkouError, KeyboardInterrupt, MemoryError, RecursionError, ImportError) as error:
            explain(error)
        except Exception as error:
            if type(error).__module__.split(".")[0] in ("click", "typer"):
                raise
            explain(error)
