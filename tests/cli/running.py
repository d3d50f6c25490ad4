"""The program run as a process, as its users run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PERSONS = ("omeprazole_low_magnesium", "liquorice_low_potassium", "leukaemia_false_potassium")


def skou(
    *arguments: str | Path, stdin: str | bytes = b"", timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run ``skou``; output as text."""
    done = subprocess.run(
        [sys.executable, "-m", "skou", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def refused(done: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """The message of a run that must have failed: one line, on standard error only, no traceback."""
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    if status == 1:
        assert done.stderr.startswith("skou: ")
        assert done.stderr.count("\n") == 1
    return done.stderr
