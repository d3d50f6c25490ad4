"""What a command gives back: JSON that is always JSON, files that are whole or not there, a console."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skou.errors import SkouError

if TYPE_CHECKING:
    from rich.console import Console


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: numbers that are not finite become null, arrays lists, the rest text.

    Examples
    --------
    >>> plain({"a": float("nan"), "b": (1, 2.5)})
    {'a': None, 'b': [1, 2.5]}
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, (Sequence, set, frozenset)):
        return [plain(v) for v in value]
    return str(value)


def json_text(value: Any, indent: int | None = 2) -> str:
    """One JSON text in ASCII, so that no encoding can spoil it."""
    return json.dumps(plain(value), indent=indent, allow_nan=False)


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print the object, and nothing else, on standard output."""
    sys.stdout.write(json_text(value, indent) + "\n")
    sys.stdout.flush()


def console(stderr: bool = False) -> Console:
    """A printer that neither reads markup nor decorates numbers; 100 columns where there is no terminal."""
    from skou.cli.printer import Printer

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 100
    return Printer(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


def check_writable(out: Path | None) -> None:
    """Say before long work that ``out`` cannot be written.

    Raises
    ------
    SkouError
        The folder is missing or not writable, or ``out`` is a folder.
    """
    if out is None or str(out) == "-":
        return
    if out.is_dir():
        raise SkouError(f"{out} is a folder", allowed="the name of a file to write")
    if not out.parent.is_dir():
        raise SkouError(f"the folder {out.parent} does not exist", mend="create it first")
    if not os.access(out.parent, os.W_OK):
        raise SkouError(f"the folder {out.parent} cannot be written to")


def write_file(out: Path, content: str | bytes) -> None:
    """Write ``content`` whole or not at all, and say so on standard error; ``-`` is standard output."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if str(out) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    check_writable(out)
    if out.exists() and not out.is_file():
        out.write_bytes(data)
        return
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    print(f"wrote {out}", file=sys.stderr)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
