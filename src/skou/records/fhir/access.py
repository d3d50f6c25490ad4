"""Safe access to loosely typed FHIR resources: wrong types count as absent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from skou.errors import RecordError
from skou.records.fields import clean, moment

Resource = Mapping[str, Any]

LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")
RXNORM = ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88")


def part(resource: Any, *path: str | int) -> Any:
    """What stands at a path of names and positions, or None."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(resource, list) or not -len(resource) <= step < len(resource):
                return None
            resource = resource[step]
        elif isinstance(resource, Mapping):
            resource = resource.get(step)
        else:
            return None
    return resource


def string(resource: Any, *path: str | int) -> str | None:
    """A non-empty text at a path, without control characters."""
    found = part(resource, *path)
    return clean(found) or None if isinstance(found, str) else None


def figure(resource: Any, *path: str | int) -> float | None:
    """A number at a path."""
    found = part(resource, *path)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return None
    return float(found) if abs(found) < 1e15 else None


def items(resource: Any, *path: str | int) -> Iterator[Resource]:
    """The mappings of a list at a path; one mapping counts as a list of one."""
    found = part(resource, *path)
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Mapping):
            yield one


def codes(concept: Any, systems: tuple[str, ...]) -> list[str]:
    """Codes of a CodeableConcept in the given code systems."""
    found = (string(c, "code") for c in items(concept, "coding") if string(c, "system") in systems)
    return [c for c in found if c]


def label(concept: Any) -> str | None:
    """The words of a CodeableConcept: its text, else its displays, else its first code."""
    texts = [string(concept, "text"), *(string(c, "display") for c in items(concept, "coding"))]
    code = next((string(c, "code") for c in items(concept, "coding")), None)
    return next((t for t in texts if t), code)


def when(resource: Any, *names: str) -> dt.datetime | None:
    """The first readable date among elements; a period counts by its start.

    Raises
    ------
    RecordError
        A date before 1900 or in the future.
    """
    for name in names:
        found = part(resource, name)
        written = part(found, "start") or part(found, "end") if isinstance(found, Mapping) else found
        if isinstance(written, str) and written.strip():
            try:
                return moment(written, f"{string(resource, 'resourceType') or 'resource'}.{name}")
            except RecordError as error:
                if "lies in the year" in error.what:
                    raise
    return None


def status_word(concept: Any) -> str:
    """A status given as a code (R4: CodeableConcept; earlier: plain text)."""
    plain = string(concept) if isinstance(concept, str) else None
    return (plain or next((string(c, "code") for c in items(concept, "coding")), None) or "").lower()
