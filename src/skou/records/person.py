"""A person's facts, as everything downstream sees them: units canonical, free text mapped, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Sex = Literal["F", "M"]
MentionKind = Literal["condition", "loss", "intake", "symptom", "ecg"]


@dataclass(frozen=True)
class Lab:
    """One laboratory value in the analyte's own unit, with what was reported beside it."""

    analyte: str
    value: float
    unit: str
    specimen: str = "serum"
    day: float | None = 0.0
    """Days from presentation (negative = before); None = later, time not stated."""
    qualifier: Literal["<", ">"] | None = None
    fasting: bool | None = None
    haemolysis: bool | None = None
    reported_value: float | None = None
    reported_unit: str | None = None
    factor: float | None = None
    """value = reported_value x factor (None where the conversion is not a plain factor)."""
    reported_as: str | None = None

    @property
    def is_blood(self) -> bool:
        """True for serum, plasma, blood and blood-gas specimens."""
        return self.specimen in ("serum", "plasma", "blood", "blood-gas")


@dataclass(frozen=True)
class QualitativeLab:
    """A result known only as low, normal or high."""

    analyte: str
    level: Literal["low", "normal", "high"]
    specimen: str = "serum"
    day: float | None = 0.0


@dataclass(frozen=True)
class Medication:
    """One drug as taken; ``drug`` is the generic name of the drug table, None where it was not recognised."""

    text: str
    drug: str | None = None
    drug_class: str | None = None
    causes: tuple[str, ...] = ()
    """Cause codes of the vocabulary that this drug can be (loop_diuretic, potassium_load, ...)."""
    dose: float | None = None
    dose_unit: str | None = None
    per_day: float | None = None
    """Doses a day."""
    route: str | None = None
    duration_days: float | None = None
    started_day: float | None = None
    stopped_day: float | None = None
    tags: tuple[str, ...] = ()
    """Of the drug table: diuretic, potassium_sparing, qt_prolonging, cramp_linked."""


@dataclass(frozen=True)
class Mention:
    """A condition, loss, intake, symptom or ECG sign: the words, and the concept that they stand for."""

    text: str
    kind: MentionKind
    concept: str
    """A code of ``data/concepts.yaml``; cause codes are used unchanged where one fits."""
    negated: bool = False
    number: float | None = None
    """A number in the words (QTc 556 ms, 2 L/d), in ``unit``."""
    unit: str | None = None
    duration_days: float | None = None
    past: bool = False
    """Said to be over (resolved, previous, years ago); neither present nor denied."""


@dataclass(frozen=True)
class Vitals:
    """Blood pressure [mmHg], heart rate [1/min], temperature [Cel]."""

    systolic: float | None = None
    diastolic: float | None = None
    heart_rate: float | None = None
    temperature_c: float | None = None


@dataclass(frozen=True)
class Conversion:
    """One unit conversion made at the border."""

    what: str
    reported: str
    value: float
    unit: str
    factor: float | None


@dataclass(frozen=True)
class Person:
    """One person's facts at the border of the program; every field may be missing."""

    age: float | None = None
    sex: Sex | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    pregnant: bool | None = None
    lactating: bool | None = None
    labs: tuple[Lab, ...] = ()
    labs_qualitative: tuple[QualitativeLab, ...] = ()
    vitals: Vitals = field(default_factory=Vitals)
    medications: tuple[Medication, ...] = ()
    mentions: tuple[Mention, ...] = ()
    """Conditions, losses, intakes, symptoms and ECG signs that were understood, negated ones too."""
    diet: Mapping[str, float] = field(default_factory=dict)
    """Daily intake by ion [mmol/d] or nutrient, where stated."""
    steps: tuple[Mapping[str, Any], ...] = ()
    unmapped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()

    def concepts(self, *kinds: MentionKind) -> frozenset[str]:
        """Codes of what is said to be present (of the given kinds; all kinds if none are given)."""
        return frozenset(
            m.concept for m in self.mentions if not (m.negated or m.past) and (not kinds or m.kind in kinds)
        )

    def denied(self) -> frozenset[str]:
        """Codes of what is said to be absent ("no diarrhoea")."""
        return frozenset(m.concept for m in self.mentions if m.negated)

    def drugs(self) -> frozenset[str]:
        """Generic names of the recognised drugs."""
        return frozenset(m.drug for m in self.medications if m.drug)

    def drug_causes(self) -> frozenset[str]:
        """Cause codes that the medication list can stand for."""
        return frozenset(c for m in self.medications for c in m.causes)

    def lab(self, analyte: str, *, blood: bool = True, day: float | None = None) -> Lab | None:
        """The value that describes presentation: nearest to ``day`` (default 0), earliest on a tie."""
        target = 0.0 if day is None else day
        found = [x for x in self.labs if x.analyte == analyte and x.is_blood == blood and x.day is not None]
        return min(found, key=lambda x: (abs((x.day or 0.0) - target), x.day or 0.0), default=None)
