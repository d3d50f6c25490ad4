"""What a cause is: a named, bounded perturbation of the body, of intakes, or of the measurement itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from skou.body import Perturbation
from skou.errors import OutOfPhysiologicalRange

MINUTES_PER_DAY = 1440.0


def per_day(amount: float) -> float:
    """An amount a day as the body's rate a minute: [mmol/d] to [mmol/min], [L/d] to [L/min]."""
    return amount / MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class MeasurementEffect:
    """How an artefact bends one analyte: value * scale**severity + severity * add [unit of the analyte]."""

    scale: float = 1.0
    add: float = 0.0


@dataclass(frozen=True, slots=True)
class Cause:
    """A named perturbation; severity 0 is absent, 1 the typical full-blown case.

    Attributes
    ----------
    code : str
        Code of the vocabulary.
    description : str
        What it is, for a clinician.
    group : str
        Where it acts (``skou.vocabulary.CAUSE_GROUPS``).
    perturbation : Perturbation
        Parameters of the body at severity 1; empty when the cause acts elsewhere.
    mechanism : tuple of str
        The chain through the body, step by step, for a clinician.
    plain : str
        The same in one plain sentence.
    onset_days : float
        Typical time from the beginning to the full effect [d].
    references : tuple of str
        Sources of the mechanism and of the size.
    status : str
        ``V`` size read in the source, ``M`` size from common knowledge of the field.
    measurement : mapping of str to MeasurementEffect
        Effects on what the laboratory reports; only artefacts have them.
    severity_cap : float
        The largest severity the perturbation is meant for.
    """

    code: str
    description: str
    group: str
    perturbation: Perturbation
    mechanism: tuple[str, ...]
    plain: str
    onset_days: float
    references: tuple[str, ...]
    status: str = "M"
    measurement: Mapping[str, MeasurementEffect] = field(default_factory=lambda: MappingProxyType({}))
    severity_cap: float = 2.0

    @property
    def acts_on_body(self) -> bool:
        """Whether the body itself changes (else only the measurement or the symptoms do)."""
        return bool(self.perturbation.scale or self.perturbation.add)

    def without(self, handles: Collection[str]) -> Perturbation:
        """The perturbation less the handles that facts already fix (eGFR fixes nephron_fraction)."""
        return Perturbation(
            scale={name: factor for name, factor in self.perturbation.scale.items() if name not in handles},
            add={name: amount for name, amount in self.perturbation.add.items() if name not in handles},
        )

    def check_severity(self, severity: float) -> float:
        """``severity`` itself when it lies in [0, ``severity_cap``].

        Raises
        ------
        OutOfPhysiologicalRange
            When it is negative, not a number or beyond the cap.
        """
        if not 0.0 <= severity <= self.severity_cap:
            raise OutOfPhysiologicalRange(
                f"severity {severity!r} of {self.code}",
                value=severity,
                allowed=f"0 (absent) to {self.severity_cap:g}; 1 is the typical full-blown case",
            )
        return severity
