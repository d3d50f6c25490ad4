"""Where a population run is kept: Parquet parts that are whole or absent, and the specification beside them.

``courses/part-000000.parquet`` holds a row a person, arm and time; ``people/part-000000.parquet`` a row a
person and arm with how it fared. A chunk is done when both of its parts are there.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from skou.errors import SkouError
from skou.populations.specification import Specification

SPECIFICATION = "population.json"
LOCK = "population.lock"


def pyarrow(module: str) -> Any:
    """Part of pyarrow, which only populations need.

    Raises
    ------
    SkouError
        Where it is not installed.
    """
    try:
        return importlib.import_module(f"pyarrow.{module}" if module else "pyarrow")
    except ImportError:
        raise SkouError("populations need pyarrow", mend='pip install "skou[frames]"') from None


class Store:
    """One directory with one run."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def open(self, specification: Specification) -> Specification:
        """Begin, or go on with what is there; the chunks of an earlier beginning are kept.

        Raises
        ------
        SkouError
            Where the directory holds another run, or something that is none.
        """
        file = self.directory / SPECIFICATION
        for kind in ("courses", "people"):
            (self.directory / kind).mkdir(parents=True, exist_ok=True)
        if not file.exists():
            if self.parts("courses") or self.parts("people"):
                raise SkouError(
                    f"{self.directory} holds parts of a population but not what they are of",
                    value=str(self.directory),
                    mend=f"choose an empty directory, or bring back its {SPECIFICATION}",
                )
            content = json.dumps(specification.to_dict() | {"digest": specification.digest}, indent=2)
            _write_whole(file, lambda path: path.write_text(content + "\n", encoding="utf-8"))
            return specification
        there = self.specification()
        if there.digest != specification.digest:
            changed = [
                k for k, v in specification.to_dict().items() if there.to_dict()[k] != v and k != "chunk"
            ]
            raise SkouError(
                f"{self.directory} holds another population: {', '.join(changed)} differ",
                value=str(self.directory),
                mend="choose an empty directory, or ask for what is there to go on with it",
            )
        return there

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the directory against other processes, and clear away what a killed one left unfinished.

        Raises
        ------
        SkouError
            Where another process is at work here.
        """
        with (self.directory / LOCK).open("w") as lock:
            _lock(lock, self.directory)
            for unfinished in self.directory.glob("*/*.partial"):
                unfinished.unlink()
            yield

    def specification(self) -> Specification:
        """What is kept here.

        Raises
        ------
        SkouError
            Where the file is damaged or of another version.
        """
        file = self.directory / SPECIFICATION
        try:
            values = json.loads(file.read_text(encoding="utf-8"))
            del values["digest"]
            return Specification(**{**values, "quantities": tuple(values["quantities"])})
        except (ValueError, KeyError, TypeError, UnicodeDecodeError) as problem:
            raise SkouError(
                f"{file} cannot be read as a population's specification ({type(problem).__name__})",
                value=str(file),
                mend="choose an empty directory",
            ) from problem

    def part(self, kind: str, chunk: int) -> Path:
        """The file of a chunk."""
        return self.directory / kind / f"part-{chunk:06d}.parquet"

    def done(self, chunk: int) -> bool:
        """Whether a chunk needs no more work."""
        return self.part("people", chunk).exists() and self.part("courses", chunk).exists()

    def write(
        self,
        kind: str,
        chunk: int,
        columns: Mapping[str, Any],
        units: Mapping[str, str],
        note: Mapping[str, str],
    ) -> None:
        """Keep a part, whole or not at all; units stand in the metadata of every column."""
        pa, parquet = pyarrow(""), pyarrow("parquet")
        arrays = {name: pa.array(values) for name, values in columns.items()}
        fields = [
            pa.field(name, array.type, metadata={"unit": units[name]} if name in units else None)
            for name, array in arrays.items()
        ]
        schema = pa.schema(fields, metadata=dict(note))
        table = pa.Table.from_arrays(list(arrays.values()), schema=schema)
        _write_whole(
            self.part(kind, chunk), lambda path: parquet.write_table(table, path, compression="zstd")
        )

    def parts(self, kind: str) -> Sequence[Path]:
        """The files that are there, in order."""
        return sorted((self.directory / kind).glob("part-*.parquet"))


def _write_whole(path: Path, write: Any) -> None:
    temporary = path.with_name(path.name + ".partial")
    try:
        write(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise SkouError(
            f"{path} could not be written: {problem.strerror or problem}",
            value=str(path),
            mend="make room or choose another place; called again, the run goes on from there",
        ) from problem


def _lock(file: IO[str], directory: Path) -> None:
    try:
        import fcntl
    except ImportError:  # no advisory locks on this system
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SkouError(
            f"another process is at work in {directory}",
            value=str(directory),
            mend="wait for it, or choose another directory",
        ) from None
