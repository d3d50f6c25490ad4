"""Daily intakes of a record brought to mmol/d (ions), L/d (water), g/d or kcal/d (the rest)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skou.analytes import analyte
from skou.errors import AmbiguousUnitError, OutOfPhysiologicalRange, UnitError
from skou.records.fields import entries, mapping, show, text
from skou.records.person import Conversion
from skou.units import parse_quantity, parse_unit

_IONS = {
    "potassium": "potassium", "k": "potassium", "sodium": "sodium", "na": "sodium", "magnesium": "magnesium",
    "mg": "magnesium", "calcium": "calcium_total", "ca": "calcium_total", "chloride": "chloride",
    "cl": "chloride", "phosphate": "phosphate", "phosphorus": "phosphate", "po4": "phosphate",
    "bicarbonate": "bicarbonate",
}  # fmt: skip
_NAMES = {"calcium_total": "calcium"}
_OTHERS = {
    "water": ("L/d", 40.0),
    "protein": ("g/d", 1000.0),
    "carbohydrate": ("g/d", 3000.0),
    "fat": ("g/d", 1500.0),
    "fibre": ("g/d", 300.0),
    "energy": ("kcal/d", 20000.0),
    "alcohol": ("g/d", 1500.0),
    "caffeine": ("g/d", 50.0),
    "salt": ("g/d", 300.0),
    "vitamin_d": ("[IU]/d", 5e6),
}
_RENAME = {
    "fluid": "water",
    "fluids": "water",
    "carbohydrates": "carbohydrate",
    "fiber": "fibre",
    "ethanol": "alcohol",
}
_ION_LIMIT = 3000.0
_SALT_MOLAR_MASS = 58.44


def read_diet(value: object) -> tuple[dict[str, float], list[Conversion], list[str]]:
    """The ``diet`` of a record: amounts per day, conversions, and what was not understood.

    Raises
    ------
    AmbiguousUnitError
        An amount without a unit.
    UnitError, OutOfPhysiologicalRange
        A unit that does not fit, or an amount that nobody eats.
    """
    if isinstance(value, (list, tuple)):
        return {}, [], [f"diet[{i}]: {show(e)}" for i, e in enumerate(entries(value, "diet"))]
    amounts: dict[str, float] = {}
    conversions: list[Conversion] = []
    unmapped: list[str] = []
    for name, given in mapping(value, "diet").items():
        key = show(name).lower().replace(" ", "_")
        key = _RENAME.get(key, key)
        if key not in _IONS and key not in _OTHERS:
            unmapped.append(f"diet.{show(name)}: {show(given)}")
            continue
        amount, unit, factor = _amount(key, given)
        code = _NAMES.get(_IONS.get(key, ""), _IONS.get(key, key))
        if code == "salt":
            each = amount / _SALT_MOLAR_MASS * 1e3
            for ion in ("sodium", "chloride"):
                amounts[ion] = amounts.get(ion, 0.0) + each
                conversions.append(Conversion(f"diet.{ion}", show(given), each, "mmol/d", None))
            continue
        amounts[code] = amounts.get(code, 0.0) + amount
        if factor != 1.0:
            conversions.append(Conversion(f"diet.{code}", show(given), amount, unit, factor))
    return amounts, conversions, unmapped


def _amount(key: str, given: Any) -> tuple[float, str, float]:
    where = f"diet.{key}"
    if isinstance(given, Mapping):
        given = f"{given.get('value', given.get('amount', ''))} {given.get('unit', '')}"
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        raise AmbiguousUnitError(
            f"{where} {show(given)} has no unit",
            value=show(given),
            allowed="mmol/d, mg/d, g/d" if key in _IONS else _OTHERS[key][0],
        )
    quantity = parse_quantity(text(given, where).lower().replace("a day", "/d"))
    unit = quantity.unit if ("min", -1.0) in quantity.unit.dimension else quantity.unit / parse_unit("d")
    if quantity.unit.dimensionless:
        raise AmbiguousUnitError(f"{where} {show(given)} has no unit", value=show(given))
    if key in _IONS:
        what = analyte(_IONS[key])
        target, limit = "mmol/d", _ION_LIMIT
        bridges = {
            parse_unit("mmol/d").dimension: 1.0,
            parse_unit("g/d").dimension: 1e3 / (what.molar_mass or 1.0),
            parse_unit("mEq/d").dimension: 1.0 / (what.valence or 1),
        }
    else:
        target, limit = _OTHERS[key]
        bridges = {parse_unit(target).dimension: 1.0}
        if key == "vitamin_d":
            bridges[parse_unit("g/d").dimension] = 40e6
    own = parse_unit(target)
    if unit.dimension not in bridges:
        raise UnitError(f"{where} cannot be in {quantity.unit}", value=show(given), allowed=target)
    scale = own.scale if key not in _IONS else parse_unit("mmol/d").scale
    factor = unit.scale * bridges[unit.dimension] / scale
    amount = quantity.value * factor
    if not 0 <= amount <= limit:
        raise OutOfPhysiologicalRange(
            f"{where} {show(given)} (= {amount:.4g} {target}) is not possible",
            value=show(given),
            allowed=f"0 to {limit:g} {target}",
        )
    return amount, target, factor
