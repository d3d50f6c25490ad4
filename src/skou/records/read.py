"""A record as loosely typed data to a `Person`: every field checked, converted, mapped, or listed back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skou.errors import OutOfPhysiologicalRange, RecordError, UnitError, nearest_names
from skou.records.concepts import read_phrase
from skou.records.diet import read_diet
from skou.records.drug_names import read_medication
from skou.records.fields import entries, flag, mapping, number, show, text
from skou.records.labs import Collected, read_labs, read_qualitative
from skou.records.person import Medication, Mention, MentionKind, Person, Sex, Vitals
from skou.units import parse_quantity

FIELDS = (
    "person", "labs", "labs_qualitative", "vitals", "medications", "conditions", "losses", "intake",
    "symptoms", "ecg", "diet", "steps",
)  # fmt: skip
BOOKKEEPING = frozenset(["id", "source", "truth", "difficulty", "group", "note", "schema", "title"])
"""Fields beside the record (a published case's answer, its source); never read, not listed as unmapped."""
_OTHER_NAMES = {
    "lab": "labs", "laboratory": "labs", "results": "labs", "meds": "medications",
    "medication": "medications", "drugs": "medications", "condition": "conditions",
    "diagnoses": "conditions", "history": "conditions", "symptom": "symptoms", "signs": "symptoms",
    "loss": "losses", "intakes": "intake", "patient": "person",
}  # fmt: skip
_KINDS: Mapping[str, MentionKind] = {
    "conditions": "condition", "losses": "loss", "intake": "intake", "symptoms": "symptom", "ecg": "ecg",
}  # fmt: skip
_SEXES: Mapping[str, Sex] = {
    "f": "F", "female": "F", "woman": "F", "girl": "F", "m": "M", "male": "M", "man": "M", "boy": "M",
}  # fmt: skip
_PERSON = frozenset(["age", "sex", "weight_kg", "height_cm", "pregnant", "lactating"])
_MEDICATION = frozenset(
    [
        "name",
        "drug",
        "medication",
        "text",
        "dose",
        "frequency",
        "route",
        "duration",
        "started_day",
        "stopped_day",
    ]
)
_VITALS = {
    "systolic": (20.0, 350.0), "diastolic": (5.0, 250.0), "heart_rate": (5.0, 400.0),
    "temperature_c": (12.0, 46.0),
}  # fmt: skip
MAX_WORDS_OF_TEXT = 300_000
MAX_PHRASES = 3_000


@dataclass
class _Draft:
    mentions: list[Mention] = field(default_factory=list)
    medications: list[Medication] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_person(data: Mapping[str, Any]) -> Person:
    """A person's facts from a record as plain data (the person record, or a FHIR R4 Bundle).

    Parameters
    ----------
    data : mapping
        ``person``, ``labs``, ``labs_qualitative``, ``vitals``, ``medications``, ``conditions``, ``losses``,
        ``intake``, ``symptoms``, ``ecg``, ``diet``, ``steps``; anything may be missing.

    Returns
    -------
    Person
        Units canonical, free text mapped; what was not understood stands in ``unmapped`` and ``warnings``.

    Raises
    ------
    RecordError
        A field of the wrong type.
    UnitError, AmbiguousUnitError, OutOfPhysiologicalRange
        A value that cannot be what it says, with the place of its entry.

    Examples
    --------
    >>> person = read_person({"person": {"age": 67, "sex": "F"}, "medications": ["Lasix 40 mg"],
    ...     "labs": [{"analyte": "K", "value": 2.9, "unit": "mEq/L"}], "symptoms": ["no cramps"]})
    >>> person.drugs(), person.lab("potassium").unit, sorted(person.denied())
    (frozenset({'furosemide'}), 'mmol/L', ['muscle_cramp'])
    """
    if not isinstance(data, Mapping):
        raise RecordError(f"a person record has named fields, not {show(data)}", value=show(data))
    if "resourceType" in data:
        from skou.records.fhir import read_bundle

        return read_bundle(data)
    mapping(data, "the record")
    draft = _Draft()
    fields = _fields(data, draft)
    _limit_text(fields)
    about = _person(fields, draft)
    collected = read_labs(fields.get("labs"))
    read_qualitative(fields.get("labs_qualitative"), collected)
    vitals = _vitals(fields.get("vitals"), draft)
    _medications(fields.get("medications"), draft)
    for name, kind in _KINDS.items():
        _phrases(fields.get(name), name, kind, draft)
    diet, diet_conversions, diet_unmapped = read_diet(fields.get("diet"))
    steps = tuple(mapping(s, f"steps[{i}]") for i, s in enumerate(entries(fields.get("steps"), "steps")))
    return finish(about, collected, vitals, draft.medications, draft.mentions, diet, steps,
                  (*draft.unmapped, *diet_unmapped), draft.warnings, diet_conversions)  # fmt: skip


def finish(
    about: Mapping[str, Any],
    collected: Collected,
    vitals: Vitals,
    medications: Sequence[Medication],
    mentions: Sequence[Mention],
    diet: Mapping[str, float],
    steps: Sequence[Mapping[str, Any]],
    unmapped: Sequence[str],
    warnings: Sequence[str],
    conversions: Sequence[Any] = (),
) -> Person:
    """The person from its parts; a pregnancy told in words counts as stated."""
    warnings = list(dict.fromkeys((*collected.warnings, *warnings)))
    about = dict(about)
    told = any(m.concept == "pregnancy" and not (m.negated or m.past) for m in mentions)
    if told and about.get("pregnant") is None and about.get("sex") != "M":
        about["pregnant"] = True
    if about.get("pregnant") and about.get("sex") == "M":
        warnings.append("the record says male and pregnant")
    return Person(
        **about,
        labs=tuple(collected.labs),
        labs_qualitative=tuple(collected.qualitative),
        vitals=vitals,
        medications=tuple(medications),
        mentions=tuple(mentions),
        diet=dict(diet),
        steps=tuple(steps),
        unmapped=tuple(dict.fromkeys((*collected.unmapped, *unmapped))),
        warnings=tuple(warnings),
        conversions=(*collected.conversions, *conversions),
    )


def _fields(data: Mapping[str, Any], draft: _Draft) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for key, value in data.items():
        name = _OTHER_NAMES.get(key, key)
        if name in FIELDS:
            if name in fields:
                raise RecordError(f"the record has {name} twice (also as {show(key)})", value=show(key))
            fields[name] = value
        elif key in _PERSON:
            about[key] = value
        elif key not in BOOKKEEPING:
            close = nearest_names(key, FIELDS, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            draft.unmapped.append(f"{show(key)}: {show(value)}")
            draft.warnings.append(f"the field {show(key)!r} is not part of a person record{hint}")
    if about:
        fields["person"] = {**about, **mapping(fields.get("person"), "person")}
    return fields


def _limit_text(fields: Mapping[str, Any]) -> None:
    size = sum(
        len(e)
        for name in (*_KINDS, "medications")
        for e in entries(fields.get(name), name)
        if isinstance(e, str)
    )
    if size > MAX_WORDS_OF_TEXT:
        raise RecordError(
            f"the record has {size} characters of free text", allowed=f"at most {MAX_WORDS_OF_TEXT}"
        )


def _person(fields: Mapping[str, Any], draft: _Draft) -> dict[str, Any]:
    given = mapping(fields.get("person"), "person")
    about: dict[str, Any] = {
        "age": _measured(given.get("age"), "person.age", "a", 0, 120),
        "sex": None,
        "weight_kg": _measured(given.get("weight_kg"), "person.weight_kg", "kg", 0.3, 600),
        "height_cm": _measured(given.get("height_cm"), "person.height_cm", "cm", 20, 260),
        "pregnant": flag(given.get("pregnant"), "person.pregnant"),
        "lactating": flag(given.get("lactating"), "person.lactating"),
    }
    if given.get("sex") is not None:
        said = text(given["sex"], "person.sex")
        about["sex"] = _SEXES.get(said.lower())
        if about["sex"] is None:
            draft.unmapped.append(f"person.sex: {show(said)}")
            draft.warnings.append(f"person.sex {show(said)!r} is neither F nor M; both are considered")
    for key, value in given.items():
        if key not in _PERSON:
            draft.unmapped.append(f"person.{show(key)}: {show(value)}")
    return about


def _measured(value: object, where: str, unit: str, low: float, high: float) -> float | None:
    """A number in ``unit``, or a text with its own unit (``70 kg``, ``5 months``)."""
    if value is None:
        return None
    if isinstance(value, str):
        quantity = parse_quantity(value)
        value = quantity.value if quantity.unit.dimensionless else quantity.to(unit)
    try:
        return number(value, where, low, high)
    except OutOfPhysiologicalRange as error:
        metres = unit == "cm" and isinstance(value, (int, float)) and 0.3 < value < 2.6
        likely = (f"{float(value) * 100:g} cm",) if metres and isinstance(value, (int, float)) else ()
        raise OutOfPhysiologicalRange(
            error.what, value=error.value, allowed=error.allowed, nearest=likely
        ) from None


def _vitals(value: object, draft: _Draft) -> Vitals:
    given = mapping(value, "vitals")
    found: dict[str, float] = {}
    for key, raw in given.items():
        if raw is None:
            continue
        if key not in _VITALS:
            draft.unmapped.append(f"vitals.{show(key)}: {show(raw)}")
            continue
        low, high = _VITALS[key]
        try:
            found[key] = number(raw, f"vitals.{key}", low, high)
        except OutOfPhysiologicalRange as error:
            fahrenheit = key == "temperature_c" and isinstance(error.value, float) and 70 < error.value < 115
            likely = (
                (f"{(error.value - 32) / 1.8:.1f} Cel",)
                if fahrenheit and isinstance(error.value, float)
                else ()
            )
            raise OutOfPhysiologicalRange(
                error.what, value=error.value, allowed=error.allowed, nearest=likely
            ) from None
    if "systolic" in found and "diastolic" in found and found["diastolic"] > found["systolic"]:
        raise OutOfPhysiologicalRange(
            f"vitals.diastolic {found['diastolic']:g} is above vitals.systolic {found['systolic']:g}",
            value=found["diastolic"],
            allowed=f"at most {found['systolic']:g}",
        )
    return Vitals(**found)


def person_vitals(found: Mapping[str, float]) -> Vitals:
    """Vital signs that were checked where they were read."""
    return Vitals(**found)


def _medications(value: object, draft: _Draft) -> None:
    for i, raw in enumerate(entries(value, "medications", MAX_PHRASES)):
        where = f"medications[{i}]"
        detailed = isinstance(raw, Mapping)
        entry = _medication_fields(mapping(raw, where), where, draft) if detailed else text(raw, where)
        if not (entry if isinstance(entry, str) else entry["name"]):
            draft.unmapped.append(f"{where}: {show(raw)}")
            continue
        take_medication(entry, where, draft)


def _medication_fields(raw: Mapping[str, Any], where: str, draft: _Draft) -> dict[str, Any]:
    name = next((raw[k] for k in ("name", "drug", "medication", "text") if raw.get(k) is not None), None)
    if name is None:
        raise RecordError(
            f"{where} has no name", value=show(dict(raw)), allowed="name, dose, frequency, duration"
        )
    entry: dict[str, Any] = {"name": text(name, f"{where}.name")}
    for key in ("dose", "frequency", "route", "duration"):
        if raw.get(key) is not None:
            entry[key] = text(raw[key], f"{where}.{key}")
    for key in ("started_day", "stopped_day"):
        if raw.get(key) is not None:
            entry[key] = number(raw[key], f"{where}.{key}", -45000, 45000)
    for key in raw:
        if key not in _MEDICATION:
            draft.unmapped.append(f"{where}.{show(key)}: {show(raw[key])}")
    return entry


def take_medication(
    entry: Mapping[str, Any] | str, where: str, draft: Any, rxnorm: tuple[str, ...] = ()
) -> None:
    """Put one medication into ``draft``; an unknown drug is kept and listed as unmapped."""
    reading = read_medication(entry, rxnorm)
    draft.medications += reading.medications
    draft.warnings += reading.notes
    if not reading.understood:
        draft.unmapped.append(f"{where}: {show(entry if isinstance(entry, str) else entry['name'])}")


def _phrases(value: object, name: str, kind: MentionKind, draft: _Draft) -> None:
    for i, raw in enumerate(entries(value, name, MAX_PHRASES)):
        where = f"{name}[{i}]"
        phrase = (
            "; ".join(text(v, where) for v in raw.values() if v is not None)
            if isinstance(raw, Mapping)
            else text(raw, where)
        )
        if phrase:
            take_phrase(phrase, kind, where, draft)


def take_phrase(phrase: str, kind: MentionKind, where: str, draft: Any) -> None:
    """Put one phrase into ``draft``: concepts, else drugs named in it, else listed as unmapped."""
    reading = read_phrase(phrase, kind)
    draft.mentions += reading.mentions
    draft.warnings += reading.notes
    if reading.understood:
        return
    taken = read_medication(phrase) if kind in ("condition", "loss", "intake") else None
    if taken is not None and taken.understood and not any("classed by" in n for n in taken.notes):
        draft.medications += taken.medications
        draft.warnings += taken.notes
        causes = dict.fromkeys(c for m in taken.medications for c in m.causes)
        draft.mentions += [Mention(phrase, kind, cause) for cause in causes]
        return
    draft.unmapped.append(f"{where}: {phrase[:200]}")


__all__ = ["UnitError", "finish", "read_person", "take_medication", "take_phrase"]
