"""A Bundle (or one resource) to a person: one patient, days counted from the latest result."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skou.errors import OutOfPhysiologicalRange, RecordError
from skou.records.fhir.access import Resource, items, part, string, when
from skou.records.fhir.conditions import read_conditions
from skou.records.fhir.medications import MEDICATION_TYPES, read_medications
from skou.records.fhir.observations import read_observations, result_times
from skou.records.fields import MAX_ENTRIES, show
from skou.records.labs import Collected
from skou.records.person import Medication, Mention, Person, Sex

CONDITION_TYPES = ("Condition", "FamilyMemberHistory", "Procedure")
_SILENT = frozenset(["Patient", "Medication", "Bundle"])


@dataclass
class Gathered:
    """The resources of a bundle by type, and what reading them gave."""

    by_type: dict[str, list[Resource]] = field(default_factory=dict)
    by_reference: dict[str, Resource] = field(default_factory=dict)
    collected: Collected = field(default_factory=Collected)
    medications: list[Medication] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    vitals: dict[str, float] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def of(self, *types: str) -> list[Resource]:
        """Resources of the given types, in their order."""
        return [r for t in types for r in self.by_type.get(t, ())]


def read_bundle(data: Mapping[str, Any]) -> Person:
    """The person in a FHIR R4 Bundle or single resource.

    Parameters
    ----------
    data : mapping
        Patient, Observation (LOINC and UCUM, components too), MedicationStatement, MedicationRequest,
        MedicationAdministration, MedicationDispense, Condition, Procedure, FamilyMemberHistory.

    Returns
    -------
    Person
        Day 0 is the time of the latest laboratory result.

    Raises
    ------
    RecordError
        Several patients, no resources, or a date that cannot be.
    OutOfPhysiologicalRange
        The latest value of an analyte is impossible.
    """
    from skou.records.read import finish, person_vitals

    gathered = _gather(data)
    now = max(result_times(gathered.of("Observation")), default=None) or _any_time(gathered)
    _patient(gathered, now)
    read_observations(gathered, now)
    read_medications(gathered, now)
    read_conditions(gathered, now)
    _list_unread(gathered)
    return finish(
        {"age": None, "sex": None, **gathered.about},
        gathered.collected,
        person_vitals(gathered.vitals),
        gathered.medications,
        gathered.mentions,
        {},
        (),
        gathered.unmapped,
        gathered.warnings,
    )


def _gather(data: Mapping[str, Any]) -> Gathered:
    gathered = Gathered()
    entries = part(data, "entry")
    if string(data, "resourceType") != "Bundle":
        entries = [{"resource": data}]
    if not isinstance(entries, list) or not entries:
        raise RecordError("the FHIR Bundle has no entries", allowed="entry: [{resource: ...}, ...]")
    if len(entries) > 5 * MAX_ENTRIES:
        raise RecordError(f"the FHIR Bundle has {len(entries)} entries", allowed=f"at most {5 * MAX_ENTRIES}")
    for i, entry in enumerate(entries):
        resource = part(entry, "resource")
        kind = string(resource, "resourceType")
        if not isinstance(resource, Mapping) or kind is None:
            gathered.unmapped.append(f"entry[{i}]: {show(entry)}")
            continue
        gathered.by_type.setdefault(kind, []).append(resource)
        if (identity := string(resource, "id")) is not None:
            gathered.by_reference[f"{kind}/{identity}"] = resource
        if (url := string(entry, "fullUrl")) is not None:
            gathered.by_reference[url] = resource
    return gathered


def _any_time(gathered: Gathered) -> dt.datetime | None:
    names = ("effectiveDateTime", "effectivePeriod", "authoredOn", "recordedDate", "dateAsserted", "issued")
    kinds = ("Observation", *MEDICATION_TYPES, "Condition")
    return max((t for r in gathered.of(*kinds) if (t := when(r, *names)) is not None), default=None)


def _patient(gathered: Gathered, now: dt.datetime | None) -> None:
    patients = gathered.of("Patient")
    if len({string(p, "id") or str(i) for i, p in enumerate(patients)}) > 1:
        raise RecordError(f"the FHIR Bundle holds {len(patients)} patients", allowed="one patient a file")
    if not patients:
        subjects = {
            string(r, "subject", "reference")
            for r in gathered.of("Observation", *MEDICATION_TYPES, "Condition")
        }
        subjects.discard(None)
        if len(subjects) > 1:
            raise RecordError(
                f"the FHIR Bundle speaks of {len(subjects)} patients", allowed="one patient a file"
            )
        return
    patient = patients[0]
    sexes: dict[str, Sex] = {"female": "F", "male": "M"}
    gender = (string(patient, "gender") or "").lower()
    gathered.about["sex"] = sexes.get(gender)
    if gender and gender not in sexes:
        gathered.unmapped.append(f"Patient.gender: {show(gender)}")
    birth = when(patient, "birthDate")
    if birth is None:
        return
    end = when(patient, "deceasedDateTime")
    now = now or dt.datetime.now(dt.UTC)
    age = (min(now, end) if end else now) - birth
    years = age.days / 365.25
    if not 0 <= years <= 120:
        raise OutOfPhysiologicalRange(
            f"Patient.birthDate {birth.date()} gives an age of {years:.0f} years",
            value=birth.date(),
            allowed="0 to 120",
        )
    gathered.about["age"] = float(int(years)) if years >= 1 else round(years, 3)


def _list_unread(gathered: Gathered) -> None:
    read = {"Observation", *MEDICATION_TYPES, *CONDITION_TYPES, *_SILENT}
    counts = Counter({k: len(rs) for k, rs in gathered.by_type.items() if k not in read})
    gathered.unmapped += [
        f"{show(kind)}: {n} resource{'s' if n > 1 else ''} of a kind that is not read"
        for kind, n in sorted(counts.items())
    ]
    if string(next(items(gathered.by_type, "Bundle"), None), "id"):
        gathered.unmapped.append("Bundle: a bundle inside the bundle")
