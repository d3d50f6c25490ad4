"""``skou assess --json-lines``: a person a line in, an assessment or an error a line out, in order."""

from __future__ import annotations

from typing import Any

from skou.cli.output import print_json
from skou.errors import SkouError
from skou.records.person import Person

SCHEMA = "assessment/1"


def assess_lines(path: str, seed: int, setting: str) -> None:
    """Assess every person of a file of JSON lines; ``-`` is standard input."""
    from skou.records import read_json_lines

    for found in read_json_lines("/dev/stdin" if path == "-" else path):
        print_json(_answer(found, seed, setting), indent=None)


def _answer(found: Person | SkouError, seed: int, setting: str) -> dict[str, Any]:
    from skou.inference import assess

    try:
        if isinstance(found, SkouError):
            raise found
        return assess(found, seed=seed, setting=setting).to_dict()
    except SkouError as error:
        return {"schema": SCHEMA, "error": error.to_dict()}
    except Exception as error:
        message = (
            f"internal error, {type(error).__name__}: {error}; this is a defect of Skou, please report it"
        )
        return {"schema": SCHEMA, "error": {"type": "InternalError", "message": message}}
