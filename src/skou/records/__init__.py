"""Person records in: JSON, YAML, CSV of labs, FHIR R4 Bundles; free text onto the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skou.records.person import Person
    from skou.records.read import read_person
    from skou.records.sources import read_file, read_json_lines, read_text

__all__ = ["Person", "read_file", "read_json_lines", "read_person", "read_text"]

_HOME = {
    "Person": "skou.records.person",
    "read_person": "skou.records.read",
    "read_file": "skou.records.sources",
    "read_json_lines": "skou.records.sources",
    "read_text": "skou.records.sources",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
