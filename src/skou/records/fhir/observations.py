"""Observations: laboratory results, vital signs, weight and height, by LOINC code or by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from skou.analyte_names import find_analyte
from skou.data import read_csv
from skou.errors import OutOfPhysiologicalRange, SkouError, UnitError
from skou.records.fhir.access import LOINC, Resource, codes, figure, items, label, part, string, when
from skou.records.fields import days_between, show
from skou.records.labs import Collected, Reported, take_result
from skou.units import convert, parse_unit

if TYPE_CHECKING:
    from skou.records.fhir.bundle import Gathered

_VOID = frozenset(["entered-in-error", "cancelled"])
_TIME = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_INTERPRETATION = {
    "L": "low",
    "LL": "low",
    "LU": "low",
    "N": "normal",
    "H": "high",
    "HH": "high",
    "HU": "high",
}
_VITAL_UNITS = {
    "systolic": ("mm[Hg]", 20.0, 350.0),
    "diastolic": ("mm[Hg]", 5.0, 250.0),
    "heart_rate": ("1/min", 5.0, 400.0),
    "temperature_c": ("Cel", 12.0, 46.0),
    "weight_kg": ("kg", 0.3, 600.0),
    "height_cm": ("cm", 20.0, 260.0),
}


@dataclass(frozen=True)
class Code:
    """What a LOINC code stands for: an analyte with specimen, or ``vital:`` and ``person:`` fields."""

    code: str
    specimen: str | None
    reported_as: str | None


@dataclass(frozen=True)
class Result:
    """One value of an observation or of a component of one."""

    what: Code | None
    name: str
    element: Resource
    time: dt.datetime | None
    where: str


@lru_cache(maxsize=1)
def loinc_codes() -> Mapping[str, Code]:
    """LOINC codes that are read."""
    return {
        row["loinc"]: Code(row["code"], row["specimen"] or None, row["reported_as"] or None)
        for row in read_csv("loinc.csv")
        if row["code"]
    }


def _results(observations: Iterable[Resource]) -> Iterator[Result]:
    for i, observation in enumerate(observations):
        time = when(observation, *_TIME)
        parts = [observation, *items(observation, "component")]
        valued = [p for p in parts if any(str(k).startswith("value") for k in p)]
        for element in valued or parts[:1]:
            concept = part(element, "code")
            known = next((loinc_codes()[c] for c in codes(concept, LOINC) if c in loinc_codes()), None)
            name = label(concept) or "an observation without a code"
            yield Result(known or _by_name(concept), name, element, time, f"Observation[{i}]")


def _by_name(concept: object) -> Code | None:
    """An analyte by the words of the code, where its LOINC code is not listed."""
    names = [string(concept, "text"), *(string(c, "display") for c in items(concept, "coding"))]
    for name in names:
        named = find_analyte(name) if name else None
        if named is not None:
            return Code(named.code, named.specimen, named.reported_as)
    return None


def result_times(observations: Iterable[Resource]) -> list[dt.datetime]:
    """Times of the laboratory results that are understood."""
    return [
        r.time
        for r in _results(observations)
        if r.time is not None and r.what is not None and ":" not in r.what.code and not _void(r.element)
    ]


def _void(element: Resource) -> bool:
    return (string(element, "status") or "") in _VOID


def read_observations(gathered: Gathered, now: dt.datetime | None) -> None:
    """Put every observation into ``gathered``; the latest vital sign of each kind counts."""
    unknown: dict[str, list[str]] = {}
    vitals: dict[str, tuple[dt.datetime | None, float]] = {}
    results = list(_results(gathered.of("Observation")))
    latest = _latest(results)
    for result in results:
        if result.what is None:
            unknown.setdefault(show(result.name), []).append(_described(result))
        elif _void(result.element):
            gathered.unmapped.append(
                f"{result.where}: {show(result.name)} ({string(result.element, 'status')})"
            )
        elif ":" in result.what.code:
            _vital(result, vitals, gathered)
        else:
            _lab(result, now, gathered, last=latest.get(_key(result)) == result.time)
    for name, (_, value) in vitals.items():
        (gathered.about if name in ("weight_kg", "height_cm") else gathered.vitals)[name] = value
    gathered.unmapped += [
        f"Observation: {said[-1]}" + (f" (and {len(said) - 1} more)" if len(said) > 1 else "")
        for said in unknown.values()
    ]


def _key(result: Result) -> tuple[str, str | None]:
    return (result.what.code if result.what else "", result.what.specimen if result.what else None)


def _latest(results: Iterable[Result]) -> dict[tuple[str, str | None], dt.datetime | None]:
    last: dict[tuple[str, str | None], dt.datetime | None] = {}
    for result in results:
        old = last.get(_key(result))
        if old is None or (result.time is not None and result.time > old):
            last[_key(result)] = result.time
    return last


def _described(result: Result) -> str:
    value = string(result.element, "valueString") or label(part(result.element, "valueCodeableConcept"))
    number = figure(result.element, "valueQuantity", "value")
    if number is not None:
        value = f"{number:g} {string(result.element, 'valueQuantity', 'unit') or ''}".strip()
    return f"{show(result.name)}" + (f" {show(value)}" if value else "")


def _vital(result: Result, vitals: dict[str, tuple[dt.datetime | None, float]], gathered: Gathered) -> None:
    assert result.what is not None
    name = result.what.code.split(":")[1]
    if name == "pregnant":
        said = (label(part(result.element, "valueCodeableConcept")) or "").lower()
        gathered.about["pregnant"] = "not" not in said if "pregnant" in said else None
        return
    unit, low, high = _VITAL_UNITS[name]
    value = figure(result.element, "valueQuantity", "value")
    given = (
        string(result.element, "valueQuantity", "code")
        or string(result.element, "valueQuantity", "unit")
        or unit
    )
    try:
        if value is None:
            raise UnitError("no value")
        value = convert(value, parse_unit(given), parse_unit(unit))
    except UnitError:
        gathered.unmapped.append(f"{result.where}: {_described(result)}")
        return
    if not low <= value <= high:
        gathered.unmapped.append(f"{result.where}: {_described(result)}")
        gathered.warnings.append(
            f"{result.where}: {show(result.name)} {value:g} {unit} is not possible and was left out"
        )
        return
    old = vitals.get(name)
    if old is None or old[0] is None or (result.time is not None and result.time >= old[0]):
        vitals[name] = (result.time, round(value, 3))


def _lab(result: Result, now: dt.datetime | None, gathered: Gathered, *, last: bool) -> None:
    assert result.what is not None
    value, unit, qualifier = _value(result.element)
    day: float | None = 0.0
    if now is not None:
        day = days_between(result.time, now) if result.time else None
    reported = Reported(
        result.where, result.what.code, value, unit, result.what.specimen, day, qualifier,
        reported_as=result.what.reported_as,
    )  # fmt: skip
    if value is None:
        gathered.unmapped.append(f"{result.where}: {_described(result)} has no value")
        return
    attempt = Collected()
    try:
        take_result(reported, attempt)
    except OutOfPhysiologicalRange as error:
        if last:
            raise
        _refused(error, result, gathered)
        return
    except SkouError as error:
        _refused(error, result, gathered)
        return
    into = gathered.collected
    into.labs += [replace(lab, reported_as=lab.reported_as) for lab in attempt.labs]
    into.qualitative += attempt.qualitative
    into.conversions += attempt.conversions
    into.unmapped += attempt.unmapped
    into.warnings += [w for w in attempt.warnings if w not in into.warnings]


def _refused(error: SkouError, result: Result, gathered: Gathered) -> None:
    gathered.unmapped.append(f"{result.where}: {_described(result)}")
    gathered.warnings.append(str(error))


def _value(element: Resource) -> tuple[object, str | None, str | None]:
    """Value, UCUM unit and comparator; a level where only the interpretation is given."""
    quantity = part(element, "valueQuantity")
    value = figure(quantity, "value")
    comparator = (string(quantity, "comparator") or "")[:1]
    if value is not None:
        ucum = string(quantity, "code") if string(quantity, "system") == "http://unitsofmeasure.org" else None
        return value, ucum or string(quantity, "unit") or string(quantity, "code"), comparator or None
    integer = figure(element, "valueInteger")
    if integer is not None:
        return integer, None, None
    words = string(element, "valueString") or label(part(element, "valueCodeableConcept"))
    if words:
        return words, None, None
    for concept in items(element, "interpretation"):
        for coding in items(concept, "coding"):
            level = _INTERPRETATION.get(string(coding, "code") or "")
            if level is not None:
                return level, None, None
    return None, None, None
