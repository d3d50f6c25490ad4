"""What a validation found: a line a measurement, shares by folder, topic and how the numbers were seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MeasurementResult:
    """One measurement against its simulation."""

    experiment: str
    measure: str
    quantity: str
    unit: str
    published: float | None
    accept: tuple[float, float]
    simulated: float | None
    inside: bool
    error: str | None
    folder: str = ""
    topic: str = ""
    status: str = ""
    title: str = ""

    @property
    def miss(self) -> float:
        """How far outside the band, in half widths of the band; 0 inside, infinite without a value."""
        if self.simulated is None:
            return float("inf")
        low, high = self.accept
        half = 0.5 * (high - low) or 1.0
        return max(low - self.simulated, self.simulated - high, 0.0) / half

    def to_dict(self) -> dict[str, Any]:
        """As in the contract of the command line."""
        return {
            "experiment": self.experiment,
            "measure": self.measure,
            "quantity": self.quantity,
            "unit": self.unit,
            "published": self.published,
            "accept": list(self.accept),
            "simulated": self.simulated,
            "inside": self.inside,
            "error": self.error,
        }


@dataclass(frozen=True)
class Unreadable:
    """An experiment file that could not be read, and why."""

    experiment: str
    folder: str
    error: str

    def to_dict(self) -> dict[str, Any]:
        """A line like that of a measurement that could not be run."""
        empty = dict.fromkeys(("measure", "quantity", "unit", "published", "accept", "simulated"))
        return {"experiment": self.experiment, **empty, "inside": False, "error": self.error}


@dataclass(frozen=True)
class Share:
    """How many measurements of a group are inside their bands."""

    name: str
    inside: int
    total: int

    @property
    def percent(self) -> float:
        """Share inside [%]."""
        return 100.0 * self.inside / self.total if self.total else 0.0


@dataclass(frozen=True)
class Report:
    """All measurements of a validation."""

    measurements: tuple[MeasurementResult, ...]
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def inside(self) -> int:
        """Measurements inside their band."""
        return sum(m.inside for m in self.measurements)

    @property
    def total(self) -> int:
        """All measurements; a file that cannot be read counts as one."""
        return len(self.measurements) + len(self.unreadable)

    def shares(self, by: Callable[[MeasurementResult], str]) -> list[Share]:
        """Shares inside of groups, in order of name."""
        groups: dict[str, list[bool]] = {}
        for m in self.measurements:
            groups.setdefault(by(m), []).append(m.inside)
        return [Share(name, sum(found), len(found)) for name, found in sorted(groups.items())]

    def to_dict(self) -> dict[str, Any]:
        """The object that ``skou validate --json`` prints."""
        lines = [m.to_dict() for m in self.measurements] + [u.to_dict() for u in self.unreadable]
        return {"measurements": lines, "inside": self.inside, "total": self.total}

    def text(self) -> str:
        """A table, a line a measurement, then the shares."""
        lines = [_line(m) for m in self.measurements]
        lines += [f"{u.experiment:6} cannot be read: {u.error}" for u in self.unreadable]
        return "\n".join([*lines, "", self.summary()])

    def summary(self) -> str:
        """Shares inside by folder, topic and status."""
        blocks: list[str] = []
        for title, by in (
            ("folder", lambda m: m.folder or "-"),
            ("topic", lambda m: f"{m.folder}: {m.topic}" if m.folder else m.topic),
            ("status", lambda m: m.status),
        ):
            blocks.append("\n".join([f"by {title}", *_share_lines(self.shares(by))]))
        whole = Share("all", self.inside, self.total)
        return "\n\n".join([*blocks, f"inside {whole.inside} of {whole.total} ({whole.percent:.0f} %)"])


def _share_lines(shares: Iterable[Share]) -> list[str]:
    return [f"  {s.inside:4d} / {s.total:<4d} {s.percent:4.0f} %  {s.name}" for s in shares]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _line(m: MeasurementResult) -> str:
    low, high = m.accept
    verdict = "inside " if m.inside else "OUTSIDE"
    reason = f"  {m.error}" if m.error else ""
    return (
        f"{m.experiment:5} {m.measure:22} {m.quantity:26} {verdict} {_number(m.simulated):>9} in "
        f"[{low:g}, {high:g}] {m.unit} (published {_number(m.published)}){reason}"
    )
