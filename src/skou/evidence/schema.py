"""Checks plain data against the JSON Schema of an experiment, with errors that say where and how to mend."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from skou.data import read_text
from skou.errors import ProtocolError, nearest_names

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
}


@lru_cache(maxsize=1)
def experiment_schema() -> Mapping[str, Any]:
    """The schema of an experiment file, version 1."""
    return json.loads(read_text("experiment.schema.json"))


def check(data: Any, definition: str | None = None) -> None:
    """Raise a `ProtocolError` for the first place where ``data`` breaks the schema or a definition of it."""
    schema = experiment_schema()
    problem = _problem(data, schema["$defs"][definition] if definition else schema, "")
    if problem is not None:
        raise problem


def _error(
    where: str, what: str, value: object, allowed: str | None = None, near: tuple[str, ...] = ()
) -> ProtocolError:
    return ProtocolError(f"{where or 'the file'}: {what}", value=value, allowed=allowed, nearest=near)


def _problem(data: Any, schema: Mapping[str, Any], where: str) -> ProtocolError | None:
    if "$ref" in schema:
        return _problem(data, experiment_schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]], where)
    if "anyOf" in schema:
        found = [_problem(data, option, where) for option in schema["anyOf"]]
        return None if None in found else found[-1]
    if "enum" in schema and data not in schema["enum"]:
        near = nearest_names(str(data), schema["enum"])
        return _error(where, f"{data!r} is not known", data, ", ".join(schema["enum"]), near)
    kind = schema.get("type")
    if kind and (not isinstance(data, _TYPES[kind]) or (isinstance(data, bool) and kind == "number")):
        return _error(where, f"a {type(data).__name__} where a {kind} belongs", data, kind)
    if isinstance(data, dict):
        return _object_problem(data, schema, where)
    if isinstance(data, list):
        return _array_problem(data, schema, where)
    if isinstance(data, str) and "pattern" in schema and not re.search(schema["pattern"], data):
        return _error(where, f"{data!r} does not fit", data, f"the pattern {schema['pattern']}")
    if "minimum" in schema and data < schema["minimum"]:
        return _error(where, f"{data} is too small", data, f">= {schema['minimum']}")
    return None


def _object_problem(data: dict[Any, Any], schema: Mapping[str, Any], where: str) -> ProtocolError | None:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in data:
            return _error(where, f"{name!r} is missing", None)
    if len(data) < schema.get("minProperties", 0):
        return _error(where, "is empty", data)
    extra = schema.get("additionalProperties", True)
    for name, value in data.items():
        place = f"{where}.{name}" if where else str(name)
        if name in properties:
            problem = _problem(value, properties[name], place)
        elif extra is False:
            near = nearest_names(str(name), properties)
            return _error(where, f"unknown key {name!r}", name, ", ".join(properties), near)
        else:
            problem = _problem(value, extra, place) if isinstance(extra, dict) else None
        if problem is not None:
            return problem
    return None


def _array_problem(data: list[Any], schema: Mapping[str, Any], where: str) -> ProtocolError | None:
    if not schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data)):
        return _error(where, f"{len(data)} entries", data, f"{schema.get('minItems', 0)} or more")
    items = list(schema.get("prefixItems", ()))
    items += [schema.get("items", {})] * (len(data) - len(items))
    for i, (value, item) in enumerate(zip(data, items, strict=False)):
        problem = _problem(value, item, f"{where}[{i}]")
        if problem is not None:
            return problem
    return None
