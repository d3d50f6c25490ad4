"""What ``simulate`` reads: arms as in an experiment file, or a person record with steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from skou.errors import ProtocolError
from skou.evidence.experiment import LARGEST_FILE, Arm, read_arm
from skou.evidence.schema import check


@dataclass(frozen=True)
class ProtocolFile:
    """Arms to simulate, with a title and notes on what was left out."""

    title: str
    arms: Mapping[str, Arm]
    notes: tuple[str, ...] = ()


def read_protocol(source: Mapping[str, Any], title: str = "Simulation") -> ProtocolFile:
    """Arms from plain data: ``arms`` as in an experiment, or a person record with ``steps``.

    Raises
    ------
    SkouError
        Neither form, or something in it that cannot be used.
    """
    if "arms" in source:
        arms = source["arms"]
        if not isinstance(arms, Mapping) or not arms:
            raise ProtocolError("'arms' is empty", allowed="a mapping of names to arms")
        for name, arm in arms.items():
            try:
                check(arm, "arm")
            except ProtocolError as problem:
                raise ProtocolError(
                    f"arm {name}: {problem.what}",
                    value=problem.value,
                    allowed=problem.allowed,
                    nearest=problem.nearest,
                    mend=problem.mend,
                ) from None
        return ProtocolFile(
            str(source.get("title") or title), {str(n): read_arm(str(n), a) for n, a in arms.items()}
        )
    from skou.api.person_arm import person_arm
    from skou.records import read_person

    person = read_person(source)
    if not person.steps:
        raise ProtocolError(
            "nothing is done: the record has neither 'arms' nor 'steps'",
            allowed="arms as in an experiment file, or a person record with steps",
            mend="add steps such as {at: 0 h, give: potassium_chloride, amount: 20 mmol, route: oral}",
        )
    arm, notes = person_arm(person)
    return ProtocolFile(title, {arm.name: arm}, (*person.warnings, *notes))


def load_protocol(path: str | PathLike[str]) -> ProtocolFile:
    """`read_protocol` of a JSON or YAML file."""
    from skou.records.sources import parse_json
    from skou.records.yaml_safe import parse_yaml

    file = Path(path)
    with file.open("rb") as stream:
        raw = stream.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise ProtocolError(f"{file.name} is larger than {LARGEST_FILE} bytes")
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProtocolError(f"{file.name} is not text", allowed="UTF-8 text") from None
    data = parse_json(written) if written.lstrip().startswith("{") else parse_yaml(written)
    if not isinstance(data, Mapping):
        raise ProtocolError(
            f"{file.name} is not a protocol",
            allowed="arms as in an experiment file, or a person record with steps",
        )
    return read_protocol(data, title=file.stem.replace("_", " "))
