"""From what the laboratory reports to the program's unit: per analyte, once, with the factor kept.

Every analyte has one unit inside the program (`Analyte.unit`, and `Analyte.unit_rate` for what a timed
collection gives per day). An ambiguous unit is asked about, an impossible value refused with its
likely meaning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from skou.analyte_table import Analyte, Span, analyte, analytes
from skou.data import read_csv
from skou.errors import AmbiguousUnitError, OutOfPhysiologicalRange, UnitError
from skou.units import Dimension, Unit, parse_unit

__all__ = ["Analyte", "Converted", "analyte", "analytes", "convert_lab", "to_canonical"]

_CONCENTRATION: Dimension = (("L", -1.0), ("mmol", 1.0))
_MASS_CONCENTRATION: Dimension = (("L", -1.0), ("g", 1.0))
_EQUIVALENTS: Dimension = (("L", -1.0), ("mEq", 1.0))
_AMOUNT_RATE: Dimension = (("min", -1.0), ("mmol", 1.0))
_MASS_RATE: Dimension = (("g", 1.0), ("min", -1.0))
_EQUIVALENT_RATE: Dimension = (("mEq", 1.0), ("min", -1.0))
_OSMOLALITY: Dimension = (("g", -1.0), ("mmol", 1.0))
_ENZYME: Dimension = (("L", -1.0), ("U", 1.0))
_INTERNATIONAL: Dimension = (("L", -1.0), ("[IU]", 1.0))
_BARE: Mapping[Dimension, str] = {
    (("mmol", 1.0),): "amount",
    (("g", 1.0),): "mass",
    (("mEq", 1.0),): "equivalents",
}
_TIMED = ("urine-24h", "stool")
_EXCRETED = ("urine", "stool", "sweat")


class Converted(NamedTuple):
    """A value in the program's unit; ``factor`` is None where the conversion is not a plain factor."""

    value: float
    unit: str
    factor: float | None
    note: str | None = None


def _is_nitrogen(reported_as: str | None) -> bool:
    words = (reported_as or "").lower()
    return "nitrogen" in words or words.strip() in ("bun", "sun", "urea n", "urea-n")


def _base_factor(what: Analyte, dimension: Dimension, nitrogen: bool) -> tuple[str, float] | None:
    """Unit of the program and factor from base units (mmol, L, min, g, ...) for one dimension."""
    own = parse_unit(what.unit)
    rate = parse_unit(what.unit_rate) if what.unit_rate else None
    if dimension == own.dimension:
        return what.unit, 1 / own.scale
    if rate is not None and dimension == rate.dimension:
        return what.unit_rate, 1 / rate.scale
    if nitrogen and dimension == _MASS_CONCENTRATION:
        return what.unit, 1e3 / 28.014 / own.scale
    if nitrogen and dimension == _MASS_RATE and rate is not None:
        return what.unit_rate, 1e3 / 28.014 / rate.scale
    for text, factor in what.conversions.items():
        listed = parse_unit(text)
        if listed.dimension == dimension:
            return what.unit, factor / listed.scale
    per_gram = 1e3 / what.molar_mass if what.molar_mass else None
    if own.dimension == _CONCENTRATION and dimension == _MASS_CONCENTRATION and per_gram:
        return what.unit, per_gram / own.scale
    if rate is not None and dimension == _MASS_RATE and per_gram:
        return what.unit_rate, per_gram / rate.scale
    if rate is not None and dimension == _EQUIVALENT_RATE and what.valence:
        return what.unit_rate, 1 / what.valence / rate.scale
    if own.dimension == _CONCENTRATION and dimension == _EQUIVALENTS and what.valence:
        return what.unit, 1 / what.valence / own.scale
    if own.dimension == _OSMOLALITY and dimension == _CONCENTRATION:
        return what.unit, 1e-3 / own.scale  # per litre of water, near enough to per kilogram
    swapped = {_ENZYME: _INTERNATIONAL, _INTERNATIONAL: _ENZYME}.get(dimension)
    if swapped is not None:
        if own.dimension == swapped:
            return what.unit, 1 / own.scale
        for text, factor in what.conversions.items():
            listed = parse_unit(text)
            if listed.dimension == swapped:
                return what.unit, factor / listed.scale
    return None


def _refuse_missing(what: Analyte, value: float) -> AmbiguousUnitError:
    likely = []
    for unit in what.likely_units:
        converted = _convert_plain(what, value, unit, "serum", None)
        if converted and _inside(what, converted, "serum", None):
            likely.append(unit)
    return AmbiguousUnitError(
        f"{what.code} {value:g} has no unit",
        value=value,
        allowed=", ".join(what.likely_units) or what.unit,
        nearest=likely,
        mend="add the unit of the report",
    )


def _convert_plain(
    what: Analyte, value: float, unit: str, specimen: str, reported_as: str | None
) -> Converted | None:
    parsed = parse_unit(unit)
    if specimen in _TIMED and parsed.dimension in _BARE and what.unit_rate:
        parsed = parsed / parse_unit("d")
    found = _base_factor(what, parsed.dimension, what.code == "urea" and _is_nitrogen(reported_as))
    if found is None:
        return None
    if found[0] == what.unit_rate and what.unit_rate and not specimen.startswith(_EXCRETED):
        return None
    factor = found[1] * parsed.scale
    factor = round(factor, 12) if abs(factor - round(factor, 12)) < 1e-13 else factor
    return Converted(value * factor, found[0], factor)


def _limits(what: Analyte, unit: str, specimen: str) -> Span:
    """What is possible, in ``unit``, for this specimen."""
    if not specimen.startswith(("urine", "stool", "sweat")):
        return what.plausible if unit == what.unit else (0.0, None)
    kind = specimen.split("-")[0]
    for row in read_csv("specimen_limits.csv"):
        if row["analyte"] == what.code and row["specimen"] == kind and row["unit"] == unit:
            return float(row["low"]), float(row["high"])
    return 0.0, None


def _inside(what: Analyte, got: Converted, specimen: str, qualifier: str | None) -> bool:
    if not math.isfinite(got.value):
        return False
    low, high = _limits(what, got.unit, specimen)
    if low is not None and got.value < low and not (qualifier == "<" and got.value > 0):
        return False
    return high is None or got.value <= high


def to_canonical(
    analyte_code: str,
    value: float,
    unit: str | None,
    *,
    specimen: str = "serum",
    reported_as: str | None = None,
    qualifier: str | None = None,
) -> tuple[float, str, float | None]:
    """A reported value in the program's unit for its analyte.

    Parameters
    ----------
    analyte_code : str
        Code of the vocabulary.
    value, unit : float, str or None
        As reported; no unit only for pH and other pure numbers.
    specimen : str
        ``urine-24h`` turns bare mmol or mg into amounts per day.
    reported_as : str, optional
        ``blood urea nitrogen`` makes mass units of urea count nitrogen only.
    qualifier : {"<", ">"}, optional
        A value below the assay's limit may lie below the possible range.

    Returns
    -------
    tuple
        Value, unit, and factor (None where the conversion is not a plain factor).

    Raises
    ------
    AmbiguousUnitError
        A unit is missing or could mean several things; the likely ones are named.
    UnitError
        The unit is unknown or cannot describe this analyte.
    OutOfPhysiologicalRange
        No living body has this value; the likely unit or typing error is named.

    Examples
    --------
    >>> to_canonical("magnesium", 2, "mg/dL")
    (0.8228, 'mmol/L', 0.4114)
    >>> to_canonical("urea", 14, "mg/dL", reported_as="blood urea nitrogen")[0]
    4.997501249375312
    """
    return convert_lab(
        analyte_code, value, unit, specimen=specimen, reported_as=reported_as, qualifier=qualifier
    )[:3]


def convert_lab(
    analyte_code: str,
    value: float,
    unit: str | None,
    *,
    specimen: str = "serum",
    reported_as: str | None = None,
    qualifier: str | None = None,
) -> Converted:
    """As `to_canonical`, with a note where the conversion rests on an assumption to be seen."""
    what = analyte(analyte_code)
    if not math.isfinite(value):
        raise OutOfPhysiologicalRange(f"{what.code} is not a finite number", value=value)
    own = parse_unit(what.unit)
    if not (unit or "").strip() and not (own.dimensionless and what.unit == "1"):
        raise _refuse_missing(what, value)
    written = (unit or "").strip() or "1"
    parsed = _parse_for(what, written)
    got = _not_a_factor(what, value, parsed, written) or _convert_plain(
        what, value, written, specimen, reported_as
    )
    if got is None:
        raise _wrong_unit(what, written, parsed, specimen)
    if _inside(what, got, specimen, qualifier):
        return got._replace(note=_note(what, written, parsed, reported_as))
    for misprint, meant in what.misprints.items():
        if parse_unit(misprint).compatible(parsed):
            mended = _convert_plain(what, value, meant, specimen, reported_as)
            if mended and _inside(what, mended, specimen, qualifier):
                note = f"{what.code} {value:g} {written} is impossible as printed and was read as {meant}"
                return mended._replace(note=note)
    raise _impossible(what, value, written, got, specimen, reported_as)


def _parse_for(what: Analyte, written: str) -> Unit:
    try:
        return parse_unit(written)
    except UnitError as error:
        raise UnitError(
            f"{what.code}: {error.what}",
            value=written,
            allowed=", ".join(what.likely_units) or what.unit,
            nearest=error.nearest,
        ) from None


def _not_a_factor(what: Analyte, value: float, parsed: Unit, written: str) -> Converted | None:
    """pH from hydrogen ions; glycated haemoglobin from the IFCC scale (NGSP = 0.0915 IFCC + 2.15)."""
    if what.code == "ph" and parsed.dimension == _CONCENTRATION and value > 0:
        return Converted(3 - math.log10(value * parsed.scale), "1", None)
    if what.code == "hba1c" and written.replace(" ", "").lower() == "mmol/mol":
        return Converted(0.0915 * value + 2.15, "%", None)
    return None


def _note(what: Analyte, written: str, parsed: Unit, reported_as: str | None) -> str | None:
    if what.code == "urea" and parsed.dimension == _MASS_CONCENTRATION and not _is_nitrogen(reported_as):
        return f"urea in {written} was read as urea, not as urea nitrogen (BUN)"
    if what.code == "renin" and parsed.dimension not in (_ENZYME, _INTERNATIONAL):
        of = "renin mass" if parsed.dimension == _MASS_CONCENTRATION else "renin activity"
        return f"{of} in {written} was turned into mU/L by a factor that depends on the assay"
    if what.code == "osmolality" and parsed.dimension == _CONCENTRATION:
        return f"osmolarity in {written} was read as osmolality"
    return None


def _wrong_unit(what: Analyte, written: str, parsed: Unit, specimen: str) -> UnitError:
    allowed = ", ".join(what.likely_units) or what.unit
    if parsed.dimension in _BARE:
        volumes = ("/L", "/dL") if specimen not in _TIMED else ("/d", "/L")
        return AmbiguousUnitError(
            f"{what.code}: {written!r} is an amount without a volume or time",
            value=written,
            allowed=allowed,
            nearest=[written + v for v in volumes],
            mend="ask for the unit of the report",
        )
    if parsed.dimension in (_EQUIVALENTS, _EQUIVALENT_RATE):
        return AmbiguousUnitError(
            f"{what.code}: {written!r} depends on a charge that is not fixed", value=written, allowed=allowed
        )
    return UnitError(f"{what.code} cannot be in {written!r}", value=written, allowed=allowed)


def _impossible(
    what: Analyte, value: float, written: str, got: Converted, specimen: str, reported_as: str | None
) -> OutOfPhysiologicalRange:
    low, high = _limits(what, got.unit, specimen)
    span = f"{0 if low is None else low:g} to {'any' if high is None else format(high, 'g')} {got.unit}"
    as_read = "" if written == got.unit or got.factor == 1 else f" (= {got.value:.4g} {got.unit})"
    return OutOfPhysiologicalRange(
        f"{what.code} {value:g} {written}{as_read} in {specimen} is not possible".replace(" 1 in", " in"),
        value=f"{value:g} {written}",
        allowed=span,
        nearest=_likely_readings(what, value, written, specimen, reported_as),
        mend="check the value and its unit",
    )


def _likely_readings(
    what: Analyte, value: float, written: str, specimen: str, reported_as: str | None
) -> tuple[str, ...]:
    """The unit or the slip of the decimal point that would make sense of a value, most ordinary first."""
    low, high = what.interval()
    low, high = (low or what.plausible[0] or 0.0), (high or what.plausible[1] or math.inf)
    readings: list[tuple[float, str]] = []
    slips = ((1.0, 0.0), (0.1, 0.3), (10.0, 0.6), (0.01, 0.6), (100.0, 1.0), (0.001, 1.0))
    for unit in dict.fromkeys((written, *what.likely_units)):
        for slip, cost in slips:
            if unit != written and slip != 1.0:
                continue
            got = _convert_plain(what, value * slip, unit, specimen, reported_as)
            if got is None or not _inside(what, got, specimen, None):
                continue
            distance = 0.0
            if got.unit == what.unit and got.value > 0:
                distance = max(math.log(low / got.value) if low else 0.0, math.log(got.value / high), 0.0)
            readings.append((distance + cost, f"{value * slip:g} {unit}".removesuffix(" 1")))
    readings.sort(key=lambda r: r[0])
    return tuple(text for cost, text in readings[:3] if cost <= readings[0][0] + 0.5)
