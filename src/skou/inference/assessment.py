"""What ``assess`` answers: plain frozen values that know how to become the published JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = "assessment/1"


@dataclass(frozen=True)
class Evidence:
    """One observation or fact, for or against a cause.

    Attributes
    ----------
    words : str
        The observation as given, e.g. ``"potassium 2.4 mmol/L"``.
    bits : float
        Logarithm to base 2 of the likelihood ratio [bit]: positive speaks for the cause.
    kind : str
        ``observation`` (from the simulated bodies) or ``fact`` (from the prior knowledge).
    """

    words: str
    bits: float
    kind: str = "observation"

    def text(self) -> str:
        """The evidence as one line with its direction and weight."""
        return f"{'for' if self.bits >= 0 else 'against'}: {self.words} ({self.bits:+.1f} bit)"


@dataclass(frozen=True)
class CauseBelief:
    """One cause and how sure we are that it is present and contributes."""

    cause: str
    probability: float
    role: str = ""
    evidence: tuple[Evidence, ...] = ()
    mechanism: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The cause as plain data."""
        return {
            "cause": self.cause,
            "probability": round(self.probability, 4),
            "role": self.role,
            "evidence": [e.text() for e in self.evidence],
            "evidence_bits": [
                {"words": e.words, "bits": round(e.bits, 2), "kind": e.kind} for e in self.evidence
            ],
            "mechanism": list(self.mechanism),
            "references": list(self.references),
        }


@dataclass(frozen=True)
class NextTest:
    """A test worth having, by what it is expected to tell about the causes."""

    test: str
    specimen: str
    expected_information_bits: float
    would_separate: tuple[str, ...] = ()
    burden: str = ""
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The test as plain data."""
        return {
            "test": self.test,
            "specimen": self.specimen,
            "expected_information_bits": round(self.expected_information_bits, 3),
            "would_separate": list(self.would_separate),
            "burden": self.burden,
            "why": self.why,
        }


@dataclass(frozen=True)
class Band:
    """A median with its 90 % credible interval, in ``unit``."""

    median: float
    low: float
    high: float
    unit: str

    def to_dict(self) -> dict[str, Any]:
        """The band as plain data."""
        return {
            "median": rounded(self.median),
            "ci90": [rounded(self.low), rounded(self.high)],
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Forecast:
    """Bands of what the laboratory would report of one analyte over the coming days under one option.

    Attributes
    ----------
    analyte : str
    days : tuple of float
        After the last value.
    bands : tuple of Band
    option, option_plain : str
        What is done from today, for clinicians and in plain language; both empty where only the course as it is
        was forecast, the second where the option is for clinicians only.
    from_day : float
        Day of the last value, as the record counts.
    """

    analyte: str
    days: tuple[float, ...]
    bands: tuple[Band, ...]
    option: str = ""
    option_plain: str = ""
    from_day: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The forecast as plain data."""
        told = {"option": self.option, "option_plain": self.option_plain} if self.option else {}
        return {
            "analyte": self.analyte,
            **told,
            "from_day": self.from_day,
            "days": list(self.days),
            "bands": [b.to_dict() for b in self.bands],
        }


@dataclass(frozen=True)
class FollowUp:
    """One later value beside what the earlier values and the treatments led to expect.

    Attributes
    ----------
    analyte : str
    day : float
    found : float
    expected : Band
    below : float
        Probability of a value below the one found: near 0 or 1 the response is not the expected one.
    after : str
        The treatments given until then.
    """

    analyte: str
    day: float
    found: float
    expected: Band
    below: float
    after: str = ""

    @property
    def verdict(self) -> str:
        """``as expected``, ``lower than expected`` or ``higher than expected`` (outside the 90 % band)."""
        if self.below < 0.05:
            return "lower than expected"
        return "higher than expected" if self.below > 0.95 else "as expected"

    def to_dict(self) -> dict[str, Any]:
        """The follow-up as plain data."""
        return {
            "analyte": self.analyte,
            "day": self.day,
            "found": rounded(self.found),
            "expected": self.expected.to_dict(),
            "below": round(self.below, 3),
            "verdict": self.verdict,
            "after": self.after,
        }


@dataclass(frozen=True)
class Assessment:
    """The whole answer for one person; ``to_dict`` gives the published JSON object.

    ``findings`` and ``dangers`` come from rules that need no inference; ``causes``, ``body``,
    ``next_tests`` and ``forecast`` from the posterior over simulated bodies.
    """

    findings: tuple[Mapping[str, Any], ...]
    causes: tuple[CauseBelief, ...]
    dangers: tuple[Mapping[str, Any], ...]
    urgency: str
    next_tests: tuple[NextTest, ...] = ()
    body: Mapping[str, Band] = field(default_factory=dict)
    forecast: tuple[Forecast, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    unmapped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The assessment as plain data, schema ``assessment/1``."""
        return {
            "schema": SCHEMA,
            "findings": [dict(f) for f in self.findings],
            "causes": [c.to_dict() for c in self.causes],
            "dangers": [dict(d) for d in self.dangers],
            "urgency": self.urgency,
            "next_tests": [t.to_dict() for t in self.next_tests],
            "body": {name: band.to_dict() for name, band in self.body.items()},
            "forecast": [f.to_dict() for f in self.forecast],
            "follow_up": [f.to_dict() for f in self.follow_up],
            "unmapped": list(self.unmapped),
            "warnings": list(self.warnings),
            "provenance": dict(self.provenance),
        }


def rounded(x: float) -> float:
    """Three significant digits: more would pretend."""
    return float(f"{x:.3g}")
