"""The experiment file: one published study as arms and measurements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skou.errors import ProtocolError, nearest_names
from skou.evidence.schema import check
from skou.units import parse_quantity

MINUTE = "min"
LARGEST_FILE = 2_000_000


@dataclass(frozen=True)
class Subject:
    """Who: the facts, standing causes and medications, individual baselines and lasting clamps of one arm."""

    age: float = 40.0
    sex: str = "M"
    weight_kg: float | None = None
    height_cm: float | None = None
    egfr: float | None = None
    pregnant: bool | None = None
    causes: tuple[tuple[str, float], ...] = ()
    medications: tuple[Mapping[str, str], ...] = ()
    baseline: Mapping[str, str | float] = field(default_factory=dict)
    clamp: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step: when, for how long and how often [min] (no duration: at once or for good), and what."""

    at: float
    kind: str
    duration: float | None = None
    every: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Arm:
    """One virtual person and what happens to them; times in minutes from t = 0."""

    name: str
    subject: Subject
    diet: Mapping[str, str | float] = field(default_factory=dict)
    run_in: float | None = None
    steps: tuple[Step, ...] = ()
    clock: float = 480.0
    """Minutes after midnight at t = 0."""


@dataclass(frozen=True)
class When:
    """A moment (``at``), a day, or a window, of one arm and quantity; minutes."""

    arm: str
    quantity: str
    at: float | None = None
    start: float | None = None
    end: float | None = None
    extreme: str | None = None
    """``peak`` or ``trough`` within the window."""


@dataclass(frozen=True)
class Measure:
    """One measurement: what, against what, in which unit, as published, and the accepted band."""

    id: str
    main: When
    unit: str
    accept: tuple[float, float]
    minus: When | None = None
    over: When | None = None
    published: float | None = None


@dataclass(frozen=True)
class Experiment:
    """One experiment file."""

    id: str
    title: str
    topic: str
    status: str
    sources: tuple[str, ...]
    arms: Mapping[str, Arm]
    measures: tuple[Measure, ...]
    folder: str = ""


_STEP_KINDS = (
    "diet",
    "fasting",
    "meal",
    "water",
    "give",
    "infuse",
    "drug",
    "stop",
    "cause",
    "loss",
    "set",
    "dialysis",
)


def minutes(text: str) -> float:
    """A duration in minutes.

    Examples
    --------
    >>> minutes("-12 h"), minutes("26 wk")
    (-720.0, 262080.0)
    """
    return parse_quantity(text).to(MINUTE)


def _optional_minutes(data: Mapping[str, Any], key: str) -> float | None:
    return minutes(data[key]) if key in data else None


def read_step(data: Mapping[str, Any]) -> Step:
    """One step from its mapping.

    Raises
    ------
    ProtocolError
        For no or several things done in one step.
    """
    kinds = [k for k in _STEP_KINDS if k in data]
    if len(kinds) != 1:
        raise ProtocolError(
            f"a step at {data.get('at')} does {', '.join(kinds) or 'nothing'}",
            value=dict(data),
            allowed=f"exactly one of {', '.join(_STEP_KINDS)}",
            nearest=nearest_names(" ".join(set(data) - {"at", "for", "every", "note"}), _STEP_KINDS),
        )
    rest = {k: v for k, v in data.items() if k not in ("at", "for", "every", "note")}
    return Step(
        minutes(data["at"]), kinds[0], _optional_minutes(data, "for"), _optional_minutes(data, "every"), rest
    )


def _clock(text: str) -> float:
    hours, rest = text.split(":")
    return 60.0 * int(hours) + int(rest)


def _subject(data: Mapping[str, Any]) -> Subject:
    facts = ("age", "sex", "weight_kg", "height_cm", "egfr", "pregnant")
    return Subject(
        **{k: data[k] for k in facts if k in data},
        causes=tuple((c["cause"], float(c.get("severity", 1.0))) for c in data.get("causes", ())),
        medications=tuple(data.get("medications", ())),
        baseline=dict(data.get("baseline", {})),
        clamp=dict(data.get("clamp", {})),
    )


def read_arm(name: str, data: Mapping[str, Any]) -> Arm:
    """One arm from its mapping (the ``arms`` form, also used for simulations)."""
    return Arm(
        name,
        _subject(data["subject"]),
        dict(data.get("diet", {})),
        _optional_minutes(data, "run_in"),
        tuple(read_step(s) for s in data.get("steps", ())),
        _clock(data["clock"]) if "clock" in data else 480.0,
    )


def _when(data: Mapping[str, Any], arm: str, quantity: str, extreme: str | None = None) -> When:
    start, end = _optional_minutes(data, "from"), _optional_minutes(data, "to")
    if "day" in data:
        start, end = 1440.0 * (data["day"] - 1), 1440.0 * data["day"]
    at = _optional_minutes(data, "at")
    if at is None and (start is None or end is None):
        raise ProtocolError(
            f"{quantity} has no time", value=dict(data), allowed="'at', 'day', or 'from' with 'to'"
        )
    return When(data.get("arm", arm), data.get("quantity", quantity), at, start, end, extreme)


def _measure(data: Mapping[str, Any], arms: Mapping[str, Any]) -> Measure:
    extreme = "peak" if data.get("peak") else "trough" if data.get("trough") else None
    main = _when(data, data["arm"], data["quantity"], extreme)
    others = {
        key: _when(data[key], main.arm, main.quantity) if key in data else None for key in ("minus", "over")
    }
    for used in (main, *(o for o in others.values() if o)):
        if used.arm not in arms:
            raise ProtocolError(
                f"measurement {data['id']} is of an arm {used.arm!r} that is not there",
                value=used.arm,
                allowed=", ".join(arms),
                nearest=nearest_names(used.arm, arms),
            )
    low, high = data["accept"]
    return Measure(
        data["id"], main, data["unit"], (low, high), others["minus"], others["over"], data.get("mean")
    )


def read_experiment(source: Mapping[str, Any], folder: str = "") -> Experiment:
    """An experiment from its plain data, checked against the schema.

    Raises
    ------
    ProtocolError
        With the place in the file, what is wrong, and what is allowed.
    """
    check(dict(source))
    arms = {name: read_arm(name, arm) for name, arm in source["arms"].items()}
    return Experiment(
        source["id"],
        source["title"],
        source.get("topic", ""),
        source["status"],
        tuple(s["cite"] for s in source["sources"]),
        arms,
        tuple(_measure(m, arms) for m in source["measure"]),
        folder,
    )


def load_experiment(path: Path) -> Experiment:
    """An experiment from a YAML file.

    Raises
    ------
    ProtocolError
        For a file that cannot be read, is too large, or does not follow the schema.
    """
    import yaml

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProtocolError(f"{path.name} is larger than {LARGEST_FILE} bytes")
        text = path.read_text(encoding="utf-8")
        if "&" in text and any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text)):
            raise ProtocolError(f"{path.name} has YAML aliases", mend="write repeated parts out")
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        raise ProtocolError(
            f"{path.name} cannot be read: {str(problem).splitlines()[0]}", value=str(path)
        ) from None
    if not isinstance(data, dict):
        raise ProtocolError(f"{path.name} is not an experiment", allowed="a mapping with id, arms, measure")
    try:
        return read_experiment(data, path.parent.name)
    except ProtocolError as problem:
        raise ProtocolError(
            f"{path.name}: {problem.what}",
            value=problem.value,
            allowed=problem.allowed,
            nearest=problem.nearest,
            mend=problem.mend,
        ) from None


def experiment_files(paths: Iterable[Path]) -> Sequence[Path]:
    """The experiment files of files and folders, folders searched in depth, in order of name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml"))
        else:
            found.append(path)
    return found
