"""Laboratory values of a record: names, units, specimens and days brought to the program's own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from skou.analyte_names import NamedAnalyte, resolve_analyte
from skou.analytes import convert_lab
from skou.errors import RecordError, SkouError, UnknownNameError
from skou.records.fields import days_between, entries, flag, mapping, moment, number, show, text
from skou.records.person import Conversion, Lab, QualitativeLab

Level = Literal["low", "normal", "high"]

_KNOWN = frozenset(
    ["analyte", "test", "name", "value", "result", "unit", "units", "specimen", "sample", "day", "time",
    "date",
     "qualifier", "fasting", "haemolysis", "hemolysis", "day_approx", "reported_as", "note", "comment"]
)  # fmt: skip
_SPECIMENS = {
    "serum": "serum", "ser": "serum", "s": "serum", "plasma": "plasma", "p": "plasma",
    "serum or plasma": "serum", "serum/plasma": "serum", "blood": "blood", "whole blood": "blood",
    "venous blood": "blood", "venous": "blood-gas", "capillary": "blood", "b": "blood",
    "blood-gas": "blood-gas", "blood gas": "blood-gas", "arterial": "blood-gas",
    "arterial blood": "blood-gas", "abg": "blood-gas", "vbg": "blood-gas", "poc": "blood-gas",
    "arterial blood gas": "blood-gas", "venous blood gas": "blood-gas", "urine": "urine-spot",
    "urine-spot": "urine-spot", "spot urine": "urine-spot", "urine spot": "urine-spot",
    "random urine": "urine-spot", "u": "urine-spot", "urine-24h": "urine-24h", "24h urine": "urine-24h",
    "24 h urine": "urine-24h", "urine 24h": "urine-24h", "24-h urine": "urine-24h",
    "24-hour urine": "urine-24h", "24 hour urine": "urine-24h", "urine-24 h": "urine-24h",
    "timed urine": "urine-24h", "stool": "stool", "faeces": "stool", "feces": "stool", "sweat": "sweat",
}  # fmt: skip
_LEVELS: dict[str, Level] = {
    "low": "low", "l": "low", "decreased": "low", "reduced": "low", "below normal": "low", "very low": "low",
    "subnormal": "low", "depressed": "low", "suppressed": "low", "undetectable": "low", "deficient": "low",
    "normal": "normal", "n": "normal", "within normal limits": "normal", "wnl": "normal",
    "unremarkable": "normal", "in range": "normal", "ok": "normal", "high": "high", "h": "high",
    "raised": "high", "elevated": "high", "increased": "high", "above normal": "high", "very high": "high",
}  # fmt: skip
_VALUE = re.compile(
    r"(?P<qualifier><=|>=|[<>≤≥])?\s*(?P<number>[+-]?(?:\d+(?:[.,]\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*"
    r"(?P<flag>\(?(?:hh|ll|[hl*]|high|low|crit(?:ical)?)\)?(?=$|\s))?\s*(?P<unit>.*)",
    re.IGNORECASE | re.DOTALL,
)


_HAEMOLYSED = frozenset(
    ["slight", "mild", "moderate", "marked", "gross", "severe", "trace", "+", "++", "+++", "++++"]
)


@dataclass
class Collected:
    """What a list of results gave."""

    labs: list[Lab] = field(default_factory=list)
    qualitative: list[QualitativeLab] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reported:
    """One result as reported, before names and units are understood."""

    where: str
    name: str
    value: object
    unit: str | None
    specimen: str | None = None
    day: float | None = 0.0
    qualifier: str | None = None
    fasting: bool | None = None
    haemolysis: bool | None = None
    reported_as: str | None = None


def read_labs(value: object) -> Collected:
    """The ``labs`` of a record.

    Raises
    ------
    RecordError, UnitError, AmbiguousUnitError, OutOfPhysiologicalRange
        With the place of the entry; an unknown analyte is not an error but listed as unmapped.
    """
    out = Collected()
    listed = _listed(value)
    reported: list[tuple[Reported, dt.datetime | None]] = []
    for i, raw in enumerate(listed):
        where = f"labs[{i}]"
        if isinstance(raw, str):
            raw = _from_words(raw)
            if raw is None:
                out.unmapped.append(f"{where}: {show(listed[i])}")
                continue
        reported.append(_reported(mapping(raw, where), where, out))
    times = [t for _, t in reported if t is not None]
    for result, time in reported:
        if time is not None:
            result = replace(result, day=days_between(time, max(times)))
        take_result(result, out)
    return out


_NAMES = ("analyte", "test", "name")


def _listed(value: object) -> list[Any]:
    """Results one by one; ``{potassium: 3.1 mmol/L}`` stands for an entry with that name, alone or in a list."""
    if isinstance(value, Mapping) and not _is_entry(value):
        value = [{name: of} for name, of in value.items()]
    return [
        _named(*next(iter(raw.items())))
        if isinstance(raw, Mapping) and len(raw) == 1 and not _is_entry(raw)
        else raw
        for raw in entries(value, "labs")
    ]


def _is_entry(raw: Mapping[str, Any]) -> bool:
    return any(n in raw for n in (*_NAMES, "value", "unit"))


def _named(name: object, of: object) -> dict[str, Any]:
    if isinstance(of, Mapping):
        return {"analyte": str(name), **of}
    return {"analyte": str(name), "value": of, "unit": None}


def _from_words(raw: str) -> dict[str, Any] | None:
    """``potassium 2.9 mmol/L`` written as one text."""
    match = re.fullmatch(r"\s*(?P<name>[A-Za-z][^:=<>]*?)\s*[:=]?\s*(?P<value>[<>]?\s*\d.*)", raw, re.DOTALL)
    return (
        {"analyte": match["name"], "value": match["value"], "unit": None}
        if match and len(raw) < 200
        else None
    )


def _first(fields: Mapping[str, Any], *names: str) -> Any:
    return next((fields[n] for n in names if fields.get(n) is not None), None)


def _reported(fields: Mapping[str, Any], where: str, out: Collected) -> tuple[Reported, dt.datetime | None]:
    name = _first(fields, *_NAMES)
    if name is None:
        raise RecordError(
            f"{where} names no analyte",
            value=show(dict(fields)),
            allowed="analyte, value, unit",
            mend="write {analyte: potassium, value: 3.1, unit: mmol/L}, or potassium: 3.1 mmol/L",
        )
    for key in fields:
        if key not in _KNOWN:
            out.unmapped.append(f"{where}.{show(key)}: {show(fields[key])}")
    unit = _first(fields, "unit", "units")
    specimen = _first(fields, "specimen", "sample")
    qualifier = fields.get("qualifier")
    if qualifier is not None and qualifier not in ("<", ">", "<=", ">="):
        raise RecordError(f"{where}.qualifier is {show(qualifier)}", value=show(qualifier), allowed="< or >")
    time = _first(fields, "time", "date") if "day" not in fields else None
    day: float | None = 0.0
    if "day" in fields:
        day = None if fields["day"] is None else number(fields["day"], f"{where}.day", -45000, 45000)
    return (
        Reported(
            where,
            text(name, f"{where}.analyte"),
            _first(fields, "value", "result"),
            None if unit is None else text(unit, f"{where}.unit"),
            None if specimen is None else text(specimen, f"{where}.specimen"),
            day,
            None if qualifier is None else qualifier[0],
            flag(fields.get("fasting"), f"{where}.fasting"),
            _haemolysis(_first(fields, "haemolysis", "hemolysis"), where),
            None
            if fields.get("reported_as") is None
            else text(fields["reported_as"], f"{where}.reported_as"),
        ),
        None if time is None else moment(time, f"{where}.time"),
    )


def _haemolysis(value: object, where: str) -> bool | None:
    """Haemolysis seen or not, also from grades such as ``slight`` or ``+``."""
    if isinstance(value, str) and value.strip().lower() in _HAEMOLYSED:
        return True
    if isinstance(value, str) and value.strip().lower() in ("none", "nil", "-"):
        return False
    return flag(value, f"{where}.haemolysis")


def take_result(result: Reported, out: Collected) -> None:
    """Put one reported result into ``out``: a number, a level, or the list of what was not understood."""
    try:
        named = resolve_analyte(result.name)
    except UnknownNameError as error:
        _unknown(result, error, out)
        return
    specimen = _specimen(result, named, out)
    if specimen is None:
        return
    if result.value is None:
        out.unmapped.append(f"{result.where}: {show(result.name)} has no value")
        return
    level = _level(result.value)
    if level is not None:
        out.qualitative.append(QualitativeLab(named.code, level, specimen, result.day))
        return
    value, qualifier, unit = _value(result)
    reported_as = result.reported_as or named.reported_as
    qualifier = result.qualifier or qualifier
    try:
        got = convert_lab(
            named.code, value, unit, specimen=specimen, reported_as=reported_as, qualifier=qualifier
        )
    except SkouError as error:
        raise _placed(error, result.where) from None
    if got.note and got.note not in out.warnings:
        out.warnings.append(got.note)
    if got.factor != 1.0:
        reported = f"{value:g} {unit or ''}".strip()
        out.conversions.append(
            Conversion(f"{result.where} {named.code}", reported, got.value, got.unit, got.factor)
        )
    out.labs.append(
        Lab(
            named.code,
            got.value,
            got.unit,
            specimen,
            result.day,
            "<" if qualifier == "<" else ">" if qualifier == ">" else None,
            result.fasting,
            result.haemolysis,
            value,
            unit,
            got.factor,
            reported_as,
        )
    )


def _unknown(result: Reported, error: UnknownNameError, out: Collected) -> None:
    what = f"{show(result.name)} {show(result.value)} {result.unit or ''}".strip()
    out.unmapped.append(f"{result.where}: {what}")
    hint = f"; did you mean {' or '.join(error.nearest)}?" if error.nearest else ""
    out.warnings.append(f"{result.where}: the analyte {show(result.name)!r} is not known{hint}")


def _specimen(result: Reported, named: NamedAnalyte, out: Collected) -> str | None:
    if result.specimen is None:
        from skou.analytes import analyte

        return named.specimen or analyte(named.code).specimen
    given = _SPECIMENS.get(" ".join(result.specimen.lower().replace("_", " ").split()))
    if given is None:
        out.unmapped.append(
            f"{result.where}: {show(result.name)} {show(result.value)} in {show(result.specimen)}"
        )
        out.warnings.append(f"{result.where}: the specimen {show(result.specimen)!r} is not known")
    return given


def _level(value: object) -> Level | None:
    return _LEVELS.get(value.strip().lower().rstrip(".")) if isinstance(value, str) else None


def _value(result: Reported) -> tuple[float, str | None, str | None]:
    """Number, qualifier and unit; a text may hold all three (``<0.5 mmol/L``, ``2.9 L``, ``2,9``)."""
    if not isinstance(result.value, str):
        return number(result.value, f"{result.where}.value"), None, result.unit
    match = _VALUE.fullmatch(result.value.strip()) if len(result.value) < 100 else None
    if match is None:
        raise RecordError(
            f"{result.where}.value is not a number: {show(result.value)}",
            value=show(result.value),
            allowed="a number",
        )
    digits = match["number"]
    if "," in digits:
        if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", digits):
            raise RecordError(
                f"{result.where}.value {show(digits)} may have a decimal or a thousands comma",
                value=show(digits),
                allowed="a point as the decimal sign",
            )
        digits = digits.replace(",", ".")
    unit = result.unit if result.unit is not None else (match["unit"].strip() or None)
    qualifier = match["qualifier"]
    return (
        number(digits, f"{result.where}.value"),
        None if qualifier is None else "<" if qualifier in ("<", "<=", "≤") else ">",
        unit,
    )


def _placed(error: SkouError, where: str) -> SkouError:
    return type(error)(
        f"{where}: {error.what}",
        value=error.value,
        allowed=error.allowed,
        nearest=error.nearest,
        mend=error.mend,
    )


def read_qualitative(value: object, out: Collected) -> None:
    """The ``labs_qualitative`` of a record: low, normal or high without a number."""
    for i, raw in enumerate(entries(value, "labs_qualitative")):
        where = f"labs_qualitative[{i}]"
        fields = mapping(raw, where)
        name = text(_first(fields, "analyte", "test", "name"), f"{where}.analyte")
        said = text(_first(fields, "level", "value"), f"{where}.level")
        level = _level(said)
        if level is None:
            raise RecordError(
                f"{where}.level is {show(said)}", value=show(said), allowed="low, normal or high"
            )
        day = (
            None
            if fields.get("day", 0) is None
            else number(fields.get("day", 0), f"{where}.day", -45000, 45000)
        )
        specimen = _first(fields, "specimen")
        take_result(
            Reported(where, name, level, None, None if specimen is None else text(specimen, where), day), out
        )
