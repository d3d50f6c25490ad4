"""The arms of a population: plain data or a file, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from skou.errors import ProtocolError
from skou.evidence.experiment import LARGEST_FILE
from skou.evidence.schema import check


def plain_arms(source: Mapping[str, Any] | str | PathLike[str]) -> dict[str, Any]:
    """Arms by name as plain data.

    Raises
    ------
    ProtocolError
        For a file that is not a protocol, no arms, or an arm that breaks the schema.
    """
    data = source if isinstance(source, Mapping) else _read(Path(source))
    arms = data.get("arms") if isinstance(data, Mapping) else None
    if not isinstance(arms, Mapping) or not arms:
        raise ProtocolError("a population needs arms", allowed="a mapping with 'arms' as in an experiment")
    for arm in arms.values():
        check(arm, "arm")
    try:
        return json.loads(json.dumps({str(name): arm for name, arm in arms.items()}))
    except (TypeError, ValueError):
        raise ProtocolError(
            "arms that are not plain data", allowed="texts, numbers, lists, mappings"
        ) from None


def _read(path: Path) -> Any:
    from skou.records.sources import parse_json
    from skou.records.yaml_safe import parse_yaml

    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise ProtocolError(f"{path.name} is larger than {LARGEST_FILE} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProtocolError(f"{path.name} is not text", allowed="UTF-8 text") from None
    return parse_json(text) if text.lstrip().startswith("{") else parse_yaml(text)
