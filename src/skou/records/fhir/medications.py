"""MedicationStatement, -Request, -Administration and -Dispense: drug, dose, and whether it is still taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from skou.records.drug_names import read_medication
from skou.records.fhir.access import RXNORM, Resource, codes, figure, items, label, part, string, when
from skou.records.fields import days_between, show
from skou.records.person import Medication

if TYPE_CHECKING:
    from skou.records.fhir.bundle import Gathered

MEDICATION_TYPES = (
    "MedicationStatement",
    "MedicationRequest",
    "MedicationAdministration",
    "MedicationDispense",
)
PAST_DAYS = 180.0
"""A medication that ended longer ago than this before day 0 is named in the warnings and not counted."""
_NEVER_TAKEN = frozenset(
    ["entered-in-error", "not-taken", "not-done", "cancelled", "draft", "intended", "declined"]
)
_ENDED = frozenset(["completed", "stopped", "ended"])
_PERIOD_DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25}


@dataclass(frozen=True)
class _Course:
    start: dt.datetime | None
    end: dt.datetime | None
    ended: bool


def read_medications(gathered: Gathered, now: dt.datetime | None) -> None:
    """Put every medication into ``gathered``: one entry a drug, the course that lasts longest."""
    kept: dict[tuple[str | None, str], Medication] = {}
    past: list[str] = []
    for kind in MEDICATION_TYPES:
        for i, resource in enumerate(gathered.of(kind)):
            where = f"{kind}[{i}]"
            concept, name = _drug(resource, gathered)
            status = (string(resource, "status") or "").lower()
            if name is None:
                gathered.unmapped.append(f"{where}: a medication without a name")
                continue
            if status in _NEVER_TAKEN:
                gathered.unmapped.append(f"{where}: {show(name)} ({status})")
                continue
            course = _course(resource, status)
            started = days_between(course.start, now) if course.start and now else None
            stopped = _stopped_day(course, now)
            if stopped is not None and stopped < -PAST_DAYS:
                past.append(show(name))
                continue
            reading = read_medication(
                {"name": name, **_dosage(resource), "started_day": started, "stopped_day": stopped},
                tuple(codes(concept, RXNORM)),
            )
            gathered.warnings += [n for n in reading.notes if n not in gathered.warnings]
            if not reading.understood:
                entry = f"{kind}: {show(name)}"
                if entry not in gathered.unmapped:
                    gathered.unmapped.append(entry)
            for medication in reading.medications:
                _keep(replace(medication, per_day=_per_day(resource) or medication.per_day), kept)
    gathered.medications += kept.values()
    if past:
        listed = ", ".join(dict.fromkeys(past))
        gathered.warnings.append(
            f"ended more than {PAST_DAYS:g} days before the latest result, not counted: {listed}"
        )


def _keep(medication: Medication, kept: dict[tuple[str | None, str], Medication]) -> None:
    key = (medication.drug, "" if medication.drug else medication.text)
    old = kept.get(key)
    lasts = (
        float("inf") if medication.stopped_day is None else medication.stopped_day,
        medication.started_day or 0.0,
    )
    if old is None or lasts >= (
        float("inf") if old.stopped_day is None else old.stopped_day,
        old.started_day or 0.0,
    ):
        kept[key] = medication


def _drug(resource: Resource, gathered: Gathered) -> tuple[Any, str | None]:
    """The medication's CodeableConcept and name, inline, contained or referenced."""
    concept = part(resource, "medicationCodeableConcept") or part(resource, "medication", "concept")
    if concept is not None:
        return concept, label(concept)
    reference = part(resource, "medicationReference") or part(resource, "medication", "reference")
    target = string(reference, "reference") or ""
    found: Any = None
    if target.startswith("#"):
        found = next((c for c in items(resource, "contained") if string(c, "id") == target[1:]), None)
    else:
        found = gathered.by_reference.get(target) or gathered.by_reference.get(
            "/".join(target.split("/")[-2:])
        )
    if found is None:
        return None, string(reference, "display")
    name = label(part(found, "code"))
    if name is None:
        parts = [label(part(p, "itemCodeableConcept")) for p in items(found, "ingredient")]
        name = " / ".join(p for p in parts if p) or None
    return part(found, "code"), name or string(reference, "display")


def _course(resource: Resource, status: str) -> _Course:
    start = when(resource, "effectivePeriod", "effectiveDateTime", "authoredOn", "whenHandedOver",
                 "dateAsserted", "dateWritten", "effectiveTimePeriod", "effectiveTimeDateTime")  # fmt: skip
    end = _moment_at(resource, "effectivePeriod", "end") or _moment_at(
        resource, "dispenseRequest", "validityPeriod", "end"
    )
    supply = figure(resource, "dispenseRequest", "expectedSupplyDuration", "value") or figure(
        resource, "daysSupply", "value"
    )
    if end is None and start is not None and supply is not None and status in _ENDED and 0 < supply < 4000:
        end = start + dt.timedelta(days=supply)
    return _Course(start, end, status in _ENDED)


def _moment_at(resource: Resource, *path: str) -> dt.datetime | None:
    holder = part(resource, *path[:-1])
    return when(holder, path[-1]) if isinstance(holder, dict) else None


def _stopped_day(course: _Course, now: dt.datetime | None) -> float | None:
    end = course.end or (course.start if course.ended else None)
    if end is None or now is None:
        return 0.0 if course.ended else None
    day = days_between(end, now)
    return day if day < 0 or course.ended else None


def _dosage(resource: Resource) -> dict[str, str]:
    """Dose, frequency and route in words."""
    said: dict[str, str] = {}
    dosages = [*items(resource, "dosageInstruction"), *items(resource, "dosage")]
    for dosage in dosages[:1]:
        quantity = (
            part(dosage, "doseAndRate", 0, "doseQuantity")
            or part(dosage, "doseQuantity")
            or part(dosage, "dose")
        )
        value = figure(quantity, "value")
        written = string(dosage, "text")
        if value is not None:
            said["dose"] = f"{value:g} {string(quantity, 'unit') or string(quantity, 'code') or ''}".strip()
        elif written:
            said["dose"] = written
        frequency = label(part(dosage, "timing", "code")) or (written if "dose" in said else None)
        if frequency:
            said["frequency"] = frequency
        route = label(part(dosage, "route"))
        if route:
            said["route"] = route
    return said


def _per_day(resource: Resource) -> float | None:
    repeat = part(resource, "dosageInstruction", 0, "timing", "repeat") or part(
        resource, "dosage", 0, "timing", "repeat"
    )
    times, period = figure(repeat, "frequency"), figure(repeat, "period")
    unit = _PERIOD_DAYS.get(string(repeat, "periodUnit") or string(repeat, "periodUnits") or "")
    if times is None or not period or unit is None or period <= 0:
        return None
    return times / (period * unit)
