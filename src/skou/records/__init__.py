"""Person records in: JSON, YAML, CSV of labs, FHIR R4 Bundles; free text onto the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.records.person import Person
    from skou.records.read import read_person
    from skou.records.sources import read_file, read_json_lines, read_text

__all__ = ["Person", "read_file", "read_json_lines", "read_person", "read_text"]

_HOMES = {
    "Person": ".person",
    "read_person": ".read",
    "read_file": ".sources",
    "read_json_lines": ".sources",
    "read_text": ".sources",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
