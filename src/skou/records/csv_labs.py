"""CSV of laboratory results: tolerant of headers, separators and decimal commas."""

from __future__ import annotations

import csv
import io
import re

from skou.errors import RecordError
from skou.records.fields import MAX_ENTRIES, clean, show
from skou.records.person import Person
from skou.records.read import read_person

_HEADERS = {
    "analyte": "analyte", "test": "analyte", "name": "analyte", "test name": "analyte",
    "parameter": "analyte", "component": "analyte", "lab": "analyte", "investigation": "analyte",
    "item": "analyte", "label": "analyte", "value": "value", "result": "value", "results": "value",
    "result value": "value", "measurement": "value", "unit": "unit", "units": "unit", "uom": "unit",
    "result unit": "unit", "valueuom": "unit", "specimen": "specimen", "sample": "specimen",
    "sample type": "specimen", "fluid": "specimen", "specimen type": "specimen", "matrix": "specimen",
    "day": "day", "date": "time", "time": "time", "datetime": "time", "date time": "time",
    "collected": "time", "collection date": "time", "collection time": "time", "timestamp": "time",
    "charttime": "time", "qualifier": "qualifier", "fasting": "fasting", "haemolysis": "haemolysis",
    "hemolysis": "haemolysis", "reported as": "reported_as",
}  # fmt: skip
_QUIET = frozenset(
    ["reference", "reference range", "range", "ref range", "normal range", "flag", "flags", "status",
    "comment",
     "comments", "note", "low", "high", "ref low", "ref high", "reference interval"]
)  # fmt: skip
_PERSONAL = frozenset(["age", "sex", "weight_kg", "height_cm", "pregnant"])


def read_csv_labs(written: str) -> Person:
    """The person behind a CSV of labs; ``age`` and ``sex`` come from the first row that has them.

    Raises
    ------
    RecordError
        No header with an analyte and a value, or rows that do not fit it.
    """
    if "\0" in written:
        raise RecordError("the CSV file holds null characters")
    separator = _separator(written)
    try:
        rows = [r for r in csv.reader(io.StringIO(written), delimiter=separator) if any(c.strip() for c in r)]
    except csv.Error as error:
        raise RecordError(f"not readable as CSV: {show(str(error))}") from None
    if len(rows) > MAX_ENTRIES:
        raise RecordError(f"the CSV file has {len(rows)} rows", allowed=f"at most {MAX_ENTRIES}")
    header = [_header(c) for c in rows[0]] if rows else []
    known = [_HEADERS.get(h) for h in header]
    if "analyte" not in known or "value" not in known:
        raise RecordError(
            f"the CSV header names no analyte and value: {show(separator.join(rows[0]) if rows else '')}",
            allowed="columns analyte (or test), value (or result), unit, specimen, day (or date)",
        )
    labs: list[dict[str, object]] = []
    about: dict[str, str] = {}
    ignored: list[str] = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) > len(header) and any(c.strip() for c in row[len(header) :]):
            raise RecordError(
                f"row {line} has {len(row)} columns, the header {len(header)}",
                value=show(separator.join(row)),
            )
        entry: dict[str, object] = {}
        for name, field, cell in zip(header, known, row, strict=False):
            cell = clean(cell)
            if not cell:
                continue
            if field is not None:
                entry.setdefault(field, cell)
            elif name.replace(" ", "_") in _PERSONAL:
                about.setdefault(name.replace(" ", "_"), cell)
            elif name not in _QUIET:
                ignored.append(f"{name}: {cell}")
        if "analyte" not in entry:
            if entry:
                ignored.append(f"row {line}: {separator.join(row)}")
            continue
        _decimal_comma(entry, separator)
        labs.append(entry)
    person = read_person({"person": about, "labs": labs})
    if not ignored:
        return person
    from dataclasses import replace

    return replace(person, unmapped=(*person.unmapped, *dict.fromkeys(clean(i)[:200] for i in ignored)))


def _header(cell: str) -> str:
    return " ".join(cell.strip().strip("\ufeff\"'").lower().replace("_", " ").replace(".", " ").split())


def _separator(written: str) -> str:
    first = next((line for line in written.splitlines() if line.strip()), "")
    counts = {s: first.count(s) for s in ("\t", ";", ",", "|")}
    best = max(counts, key=lambda s: counts[s])
    return best if counts[best] else ","


def _decimal_comma(entry: dict[str, object], separator: str) -> None:
    value = entry.get("value")
    if separator != "," and isinstance(value, str) and re.fullmatch(r"\s*[<>]?\s*[+-]?\d+,\d+\s*", value):
        entry["value"] = value.replace(",", ".")
