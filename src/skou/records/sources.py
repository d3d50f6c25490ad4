"""Files and texts to persons: size limits, format detection, parsers that refuse hostile input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from skou.errors import RecordError, SkouError
from skou.records.fields import show
from skou.records.person import Person
from skou.records.read import read_person
from skou.records.yaml_safe import parse_yaml

Format = Literal["json", "yaml", "csv"]

MAX_BYTES = 20_000_000
MAX_LINE = 5_000_000
_MAX_DEPTH = 100
_BY_SUFFIX: dict[str, Format] = {
    ".json": "json", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv", ".fhir": "json",
}  # fmt: skip


def read_file(path: str | Path) -> Person:
    """The person in a file: JSON, YAML, CSV of labs or a FHIR R4 Bundle, known by suffix or content.

    Raises
    ------
    RecordError
        A file that is missing, too large or malformed; other `SkouError` for values that cannot be.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise RecordError(f"{path} cannot be read as a file", value=str(path))
        if size > MAX_BYTES:
            raise _too_large(size)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise RecordError(f"{show(str(path))} cannot be read: {reason}", value=show(str(path))) from None
    except ValueError:
        raise RecordError(f"{show(str(path))} is not a file name", value=show(str(path))) from None
    return read_text(_decode(raw), _BY_SUFFIX.get(path.suffix.lower()))


def read_text(written: str, format: Format | None = None) -> Person:
    """The person in a text of the given format, or of the format that it looks like."""
    if len(written) > MAX_BYTES:
        raise _too_large(len(written))
    written = written.removeprefix("\ufeff")
    if not written.strip():
        raise RecordError("the record is empty", allowed="JSON, YAML, CSV of labs or a FHIR R4 Bundle")
    if (format or _guess(written)) == "csv":
        from skou.records.csv_labs import read_csv_labs

        return read_csv_labs(written)
    data = parse_json(written) if (format or _guess(written)) == "json" else parse_yaml(written)
    return read_person(_one_person(data))


def read_json_lines(path: str | Path) -> Iterator[Person | SkouError]:
    """A person a line, in order; a line that cannot be used gives its error instead."""
    try:
        with Path(path).open("rb") as stream:
            while line := stream.readline(MAX_LINE + 1):
                if len(line) > MAX_LINE and not line.endswith(b"\n"):
                    while len(line) > MAX_LINE and not line.endswith(b"\n"):
                        line = stream.readline(MAX_LINE + 1) or b"\n"
                    yield RecordError("a line is too long", allowed=f"at most {MAX_LINE} bytes a person")
                    continue
                if not line.strip():
                    continue
                try:
                    yield read_text(_decode(line), "json")
                except SkouError as error:
                    yield error
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise RecordError(f"{show(str(path))} cannot be read: {reason}", value=show(str(path))) from None


def _too_large(size: int) -> RecordError:
    return RecordError(
        f"the record has {size / 1e6:.1f} MB", allowed=f"at most {MAX_BYTES / 1e6:.0f} MB a person"
    )


def _decode(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise _too_large(len(raw))
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        pass
    if b"\0" in raw:
        raise RecordError("the file is not text", allowed="UTF-8 text")
    return raw.decode("cp1252", errors="replace")


def _guess(written: str) -> Format:
    start = written.lstrip()[:2000]
    if start.startswith(("{", "[")):
        return "json"
    first = start.splitlines()[0].lower() if start else ""
    columns = [c.strip(" \"'") for c in re.split(r"[,;\t]", first)]
    tabular = len(columns) >= 2 and ":" not in first
    return "csv" if tabular and any(c in ("value", "result", "wert", "valeur") for c in columns) else "yaml"


def _one_person(data: Any) -> Any:
    """The record itself, also from a list of one or a list of FHIR resources."""
    if isinstance(data, list):
        if data and all(isinstance(e, dict) and "resourceType" in e for e in data):
            return {"resourceType": "Bundle", "entry": [{"resource": e} for e in data]}
        if len(data) == 1:
            return data[0]
        raise RecordError(
            f"the file holds a list of {len(data)}", allowed="one person a file", mend="use --json-lines"
        )
    return data


def _no_constant(name: str) -> Any:
    raise RecordError(f"the number {name} is not a value", value=name, allowed="finite numbers")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))
        raise RecordError(f"the field {show(twice)!r} stands twice in one place", value=show(twice))
    return found


def parse_json(written: str) -> Any:
    """JSON without duplicate names, NaN, infinities and bottomless nesting.

    Raises
    ------
    RecordError
        With the line where reading stopped.
    """
    if _depth(written) > _MAX_DEPTH:
        raise RecordError("the record is nested too deeply", allowed=f"at most {_MAX_DEPTH} levels")
    try:
        return json.loads(written, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise RecordError(
            f"not readable as JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise RecordError("the record is nested too deeply") from None
    except ValueError:
        raise RecordError("the record holds a number with too many digits") from None


_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def _depth(written: str) -> int:
    if written.count("[") + written.count("{") <= _MAX_DEPTH:
        return 0
    depth = deepest = 0
    for match in _STRING_OR_BRACKET.finditer(written):
        token = match[0]
        if token in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in "]}":
            depth -= 1
    return deepest
