"""``skou.read_person``: a record from wherever it is."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from skou.records import read_file
from skou.records import read_person as read_mapping
from skou.records.person import Person


def read_person(record: Person | Mapping[str, Any] | str | PathLike[str]) -> Person:
    """A person's facts, units canonical and free text mapped.

    Parameters
    ----------
    record : Person, mapping or path
        A person (returned as is), the person record or a FHIR R4 Bundle as a mapping, or a file: JSON,
        YAML, CSV of labs, FHIR R4 Bundle.

    Raises
    ------
    SkouError
        The record cannot be used; the message says what, why and how to mend it.
    """
    if isinstance(record, Person):
        return record
    if isinstance(record, Mapping):
        return read_mapping(record)
    return read_file(str(record))
