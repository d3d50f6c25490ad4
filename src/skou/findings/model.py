"""What a threshold says, and what could harm: the two answers that need no inference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["mild", "moderate", "severe"]
Urgency = Literal["emergency", "same_day", "within_days", "within_weeks", "routine"]

URGENCY_LADDER: tuple[Urgency, ...] = ("emergency", "same_day", "within_days", "within_weeks", "routine")
SEVERITY_RANK: dict[str | None, int] = {None: 0, "mild": 1, "moderate": 2, "severe": 3}


@dataclass(frozen=True)
class Finding:
    """One disorder of the vocabulary, the value that shows it, and by whose bounds it is graded."""

    disorder: str
    severity: Severity | None = None
    """None where the disorder is not graded, or known from words alone."""
    analyte: str | None = None
    value: float | None = None
    """In the analyte's own unit; calcium is the albumin-adjusted value where albumin is known."""
    unit: str | None = None
    day: float | None = None
    scheme: str | None = None
    references: tuple[str, ...] = ()
    note: str = ""
    inferred: bool = False
    """True where no measurement of this person shows it."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``assess --json``."""
        return {**asdict(self), "references": list(self.references)}


@dataclass(frozen=True)
class Danger:
    """Something that could kill or harm, how soon it needs an answer, and the facts that say so."""

    code: str
    urgency: Urgency
    because: tuple[str, ...]
    references: tuple[str, ...] = ()
    plain: str = ""
    """For the person concerned, in everyday words."""
    disorders: tuple[str, ...] = ()
    """The disorders that it bears on, where the rule names them."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``assess --json``."""
        data = asdict(self)
        return data | {k: list(data[k]) for k in ("because", "references", "disorders")}
