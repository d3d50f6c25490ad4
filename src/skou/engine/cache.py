"""Compiled kernels on disk, so that only the first process with a model and a CPU compiles it.

The directory is ``SKOU_CACHE_DIR``, or ``skou/kernels`` in ``XDG_CACHE_HOME`` (by default ``~/.cache``). What
cannot be read or written is passed over: the kernel is then compiled again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from skou.engine.control import Layout

_MAGIC = b"skou kernel 1\n"
_SOURCES = (
    "assembly",
    "control",
    "elementary",
    "elimination",
    "equations",
    "host",
    "judgement",
    "lane_service",
    "plan",
    "reduction",
    "solver",
    "stages",
    "tableaux",
    "tangent_code",
)


@functools.cache
def engine_version() -> str:
    """A digest of the sources that decide what is compiled."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def cache_directory() -> Path | None:
    """Where kernels are kept; None where there is no such place."""
    chosen = os.environ.get("SKOU_CACHE_DIR")
    if chosen:
        return Path(chosen) / "kernels"
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "skou" / "kernels"
    except RuntimeError:
        return None


def kernel_key(*parts: str) -> str:
    """The name under which a kernel is kept."""
    return hashlib.sha256("\0".join((engine_version(), *parts)).encode()).hexdigest()[:40]


def read_kernel(key: str) -> tuple[Layout, list[bytes]] | None:
    """A kernel's layout and machine code, if it is there and whole."""
    directory = cache_directory()
    if directory is None:
        return None
    try:
        content = (directory / f"{key}.kernel").read_bytes()
        if not content.startswith(_MAGIC):
            return None
        checksum, rest = content[len(_MAGIC) :].split(b"\n", 1)
        if hashlib.sha256(rest).hexdigest().encode() != checksum:
            return None
        layout, sizes, code = rest.split(b"\n", 2)
        objects = []
        for size in json.loads(sizes):
            objects.append(code[:size])
            code = code[size:]
        return Layout.from_json(layout.decode()), objects
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_kernel(key: str, layout: Layout, objects: Sequence[bytes]) -> bool:
    """Keep a kernel; whole or not at all. False where it could not be kept."""
    directory = cache_directory()
    if directory is None:
        return False
    sizes = json.dumps([len(code) for code in objects])
    rest = b"\n".join((layout.to_json().encode(), sizes.encode(), b"".join(objects)))
    content = _MAGIC + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
    temporary = None
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=directory, suffix=".part", delete=False) as file:
            temporary = file.name
            file.write(content)
        os.replace(temporary, directory / f"{key}.kernel")
    except OSError:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        return False
    return True
