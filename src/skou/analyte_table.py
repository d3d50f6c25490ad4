"""The analyte table: intervals, possible and critical limits, variation, molar mass and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from skou.data import read_csv
from skou.errors import UnknownNameError, nearest_names

Span = tuple[float | None, float | None]


@dataclass(frozen=True)
class Analyte:
    """One thing that laboratories measure.

    Attributes
    ----------
    unit, unit_rate : str
        Unit inside the program for a concentration and for an amount per day (empty where there is none).
    interval_f, interval_m : tuple of float or None
        Reference interval in ``unit``.
    plausible : tuple of float or None
        What a living body can have, in ``unit``; outside it a value is refused.
    critical, critical_other : tuple
        Survey means of critical limits [unit]; limits of other laboratories as written.
    cv_within, cv_between, cv_analytical : float or None
        Biological variation within a person and between people, and analytical variation [%].
    molar_mass : float or None
        [g/mol]; phosphate as phosphorus.
    valence : int or None
        Charges that mEq counts.
    """

    code: str
    name: str
    unit: str
    specimen: str = "serum"
    unit_rate: str = ""
    interval_f: Span = (None, None)
    interval_m: Span = (None, None)
    interval_note: str = ""
    plausible: Span = (None, None)
    critical: Span = (None, None)
    critical_other: tuple[str, str] = ("", "")
    cv_within: float | None = None
    cv_between: float | None = None
    cv_analytical: float | None = None
    molar_mass: float | None = None
    valence: int | None = None
    conversions: Mapping[str, float] = field(default_factory=dict)
    likely_units: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    misprints: Mapping[str, str] = field(default_factory=dict)
    loinc: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    status: str = ""

    def interval(self, sex: str | None = None) -> Span:
        """Reference interval [unit]; without a sex the wider of the two."""
        if sex == "F":
            return self.interval_f
        if sex == "M":
            return self.interval_m
        lows = [x for x in (self.interval_f[0], self.interval_m[0]) if x is not None]
        highs = [x for x in (self.interval_f[1], self.interval_m[1]) if x is not None]
        return min(lows, default=None), max(highs, default=None)


def _number(text: str) -> float | None:
    """A number, or the middle of a range such as ``2-4``."""
    if not text.strip():
        return None
    parts = [float(p) for p in text.split("-")] if not text.startswith("-") else [float(text)]
    return sum(parts) / len(parts)


def _pairs(text: str, separator: str) -> dict[str, str]:
    return {
        k.strip(): v.strip() for k, v in (p.rsplit(separator, 1) for p in text.split(";") if separator in p)
    }


@lru_cache(maxsize=1)
def analytes() -> Mapping[str, Analyte]:
    """Every known analyte by its code; ``..._urine`` rows describe a 24-h collection."""
    from skou.vocabulary import ANALYTES

    table: dict[str, Analyte] = {}
    for row in read_csv("analytes.csv"):
        code = row["analyte"]
        specimen = (
            ANALYTES[code][1] if code in ANALYTES else "urine-24h" if code.endswith("_urine") else "serum"
        )
        table[code] = Analyte(
            code=code,
            name=row["name"],
            unit=row["unit_si"],
            specimen=specimen,
            unit_rate=row["unit_rate"],
            interval_f=(_number(row["interval_low_f"]), _number(row["interval_high_f"])),
            interval_m=(_number(row["interval_low_m"]), _number(row["interval_high_m"])),
            interval_note=row["interval_note"],
            plausible=(_number(row["plausible_low"]), _number(row["plausible_high"])),
            critical=(_number(row["critical_low"]), _number(row["critical_high"])),
            critical_other=(row["critical_low_other"], row["critical_high_other"]),
            cv_within=_number(row["cv_within_person_percent"]),
            cv_between=_number(row["cv_between_person_percent"]),
            cv_analytical=_number(row["cv_analytical_percent"]),
            molar_mass=_number(row["molar_mass"]),
            valence=int(row["valence"]) if row["valence"] else None,
            conversions={unit: float(f) for unit, f in _pairs(row["conversions_to_si"], ":").items()},
            likely_units=tuple(u for u in row["likely_units"].split(";") if u),
            aliases=tuple(a for a in row["aliases"].split(";") if a),
            misprints=_pairs(row["misprints"], "="),
            loinc={k[6:]: v for k, v in row.items() if k.startswith("loinc_") and v},
            source=row["source"],
            status=row["status"],
        )
    return table


def analyte(code: str) -> Analyte:
    """The analyte of a code.

    Raises
    ------
    UnknownNameError
        With the nearest codes; `skou.analyte_names.resolve_analyte` reads everyday names.
    """
    table = analytes()
    if code not in table:
        raise UnknownNameError(f"unknown analyte {code!r}", value=code, nearest=nearest_names(code, table))
    return table[code]
