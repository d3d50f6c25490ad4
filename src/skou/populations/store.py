"""Where a population run is kept: Parquet parts that are whole or absent, and the specification beside them.

``courses/part-000000.parquet`` holds a row a person, arm and time; ``people/part-000000.parquet`` a row a
person and arm with how it fared. A chunk is done when its ``people`` part is there.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from skou.errors import SkouError
from skou.populations.specification import Specification

SPECIFICATION = "population.json"


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
            Where the directory holds another run.
        """
        file = self.directory / SPECIFICATION
        for kind in ("courses", "people"):
            (self.directory / kind).mkdir(parents=True, exist_ok=True)
            for unfinished in (self.directory / kind).glob("*.partial"):
                unfinished.unlink()
        if not file.exists():
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

    def specification(self) -> Specification:
        """What is kept here."""
        values = json.loads((self.directory / SPECIFICATION).read_text(encoding="utf-8"))
        del values["digest"]
        return Specification(**{**values, "quantities": tuple(values["quantities"])})

    def part(self, kind: str, chunk: int) -> Path:
        """The file of a chunk."""
        return self.directory / kind / f"part-{chunk:06d}.parquet"

    def done(self, chunk: int) -> bool:
        """Whether a chunk needs no more work."""
        return self.part("people", chunk).exists()

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
    write(temporary)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(temporary, path)
