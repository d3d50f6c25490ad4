"""Laboratory units per analyte: conversions, limits, ambiguity, likely meanings."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skou import vocabulary
from skou.analyte_names import resolve_analyte
from skou.analytes import analyte, analytes, convert_lab, to_canonical
from skou.data import read_csv
from skou.errors import AmbiguousUnitError, OutOfPhysiologicalRange, SkouError, UnitError, UnknownNameError
from skou.units import parse_unit

CONVERSIONS = [
    ("potassium", 4.1, "mEq/L", 4.1), ("magnesium", 2.0, "mg/dL", 0.8228), ("magnesium", 2.0, "mEq/L", 1.0),
    ("magnesium", 20, "mg/L", 0.8228), ("calcium_total", 10.0, "mg/dL", 2.495),
    ("calcium_total", 5.0, "mEq/L", 2.5),
    ("calcium_ionised", 4.8, "mg/dL", 1.1976), ("phosphate", 3.4, "mg/dL", 1.09786),
    ("creatinine", 1.0, "mg/dL", 88.4),
    ("creatinine", 0.1, "mmol/L", 100.0), ("glucose", 100, "mg/dL", 5.55), ("urate", 6.0, "mg/dL", 356.88),
    ("albumin", 4.0, "g/dL", 40.0), ("pth", 65, "pg/mL", 6.89), ("pth", 65, "ng/L", 6.89),
    ("vitamin_d_25oh", 20, "ng/mL", 49.92), ("vitamin_d_25oh", 20, "ug/L", 49.92),
    ("aldosterone", 15, "ng/dL", 416.1),
    ("aldosterone", 150, "pg/mL", 416.1), ("renin", 2, "ng/mL/h", 16.4), ("cortisol", 10, "ug/dL", 275.9),
    ("tsh", 2.0, "uIU/mL", 2.0), ("tsh", 2.0, "mU/L", 2.0), ("insulin", 10, "uIU/mL", 60.0),
    ("ck", 2, "ukat/L", 120.0),
    ("ck", 200, "IU/L", 200.0), ("pco2", 5.3, "kPa", 39.753), ("osmolality", 290, "mOsm/kg", 290.0),
    ("leucocytes", 8, "K/uL", 8.0), ("platelets", 250000, "/uL", 250.0), ("egfr", 55, "mL/min/1.73m2", 55.0),
    ("lactate", 18, "mg/dL", 1.998), ("urea", 40, "mg/dL", 6.66), ("ph", 40, "nmol/L", 7.398),
    ("ph", 7.4, None, 7.4),
    ("hba1c", 48, "mmol/mol", 6.542), ("calcitriol", 40, "pg/mL", 96.0),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "unit", "expected"), CONVERSIONS)
def test_conversions(code: str, value: float, unit: str | None, expected: float) -> None:
    got, canonical, factor = to_canonical(code, value, unit)
    assert got == pytest.approx(expected, rel=1e-4)
    assert canonical == analyte(code).unit
    if factor is not None:
        assert got == pytest.approx(value * factor)


CONVERTED = [
    r for r in read_csv("analytes.csv") if r["conversions_to_si"] and not r["analyte"].endswith("_urine")
]


@pytest.mark.parametrize("row", CONVERTED, ids=lambda r: r["analyte"])
def test_every_listed_conversion_is_used(row: dict[str, str]) -> None:
    for part in row["conversions_to_si"].split(";"):
        unit, factor = part.rsplit(":", 1)
        low = float(row["plausible_low"] or 1.0)
        value = 2 * max(low, 1e-3) / float(factor)
        got = to_canonical(row["analyte"], value, unit)
        assert got[2] == pytest.approx(float(factor))


def test_urea_nitrogen_weighs_less_than_urea() -> None:
    value, unit, _ = to_canonical("urea", 14, "mg/dL", reported_as="blood urea nitrogen")
    assert (value, unit) == (pytest.approx(5.0, rel=1e-3), "mmol/L")
    assert to_canonical("urea", 5, "mmol/L", reported_as="blood urea nitrogen")[0] == 5


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected", "canonical"),
    [
        ("calcium_total", 282, "mg/24h", 7.036, "mmol/d"),
        ("potassium", 60, "mmol/24 h", 60, "mmol/d"),
        ("potassium", 60, "mmol", 60, "mmol/d"),
        ("magnesium", 3, "mEq/d", 1.5, "mmol/d"),
        ("creatinine", 1.2, "g/24h", 10.608, "mmol/d"),
        ("cortisol", 50, "ug/24h", 137.95, "nmol/d"),
        ("potassium", 40, "mmol/L", 40, "mmol/L"),
    ],
)
def test_timed_urine(code: str, value: float, unit: str, expected: float, canonical: str) -> None:
    got = to_canonical(code, value, unit, specimen="urine-24h")
    assert got[0] == pytest.approx(expected, rel=1e-3)
    assert got[1] == canonical


IMPOSSIBLE = [
    ("potassium", 39, "mmol/L", "3.9 mmol/L"), ("magnesium", 19, "mmol/L", "19 mg/L"),
    ("calcium_total", 9.5, "mmol/L", "9.5 mg/dL"), ("sodium", 14, "mmol/L", "140 mmol/L"),
    ("albumin", 40, "g/dL", "40 g/L"), ("ph", 74, None, "7.4"), ("glucose", 180, "mmol/L", "180 mg/dL"),
    ("creatinine", 88000, "umol/L", "88 umol/L"), ("calcium_total", 95, "mg/dL", "95 mg/L"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "unit", "likely"), IMPOSSIBLE)
def test_impossible_values_name_the_range_and_the_likely_meaning(
    code: str, value: float, unit: str | None, likely: str
) -> None:
    with pytest.raises(OutOfPhysiologicalRange) as caught:
        to_canonical(code, value, unit)
    message = str(caught.value)
    assert likely in caught.value.nearest or any(
        n.startswith(likely.split()[0]) for n in caught.value.nearest
    )
    assert f"{value:g}" in message
    assert " to " in message


@pytest.mark.parametrize("code", [c for c, a in analytes().items() if None not in a.plausible])
def test_the_limits_themselves_are_accepted_and_beyond_them_refused(code: str) -> None:
    what = analyte(code)
    low, high = what.plausible
    assert low is not None
    assert high is not None
    for inside in (low, high, (low + high) / 2):
        assert to_canonical(code, inside, what.unit)[0] == inside
    step = max(abs(low), 1e-6) * 1e-3
    for outside in (low - step, high * 1.001):
        with pytest.raises(OutOfPhysiologicalRange):
            to_canonical(code, outside, what.unit)


@pytest.mark.parametrize("code", sorted(vocabulary.ANALYTES))
def test_reference_intervals_lie_inside_the_possible_range(code: str) -> None:
    what = analyte(code)
    assert what.unit == vocabulary.ANALYTES[code][0]
    assert what.plausible[0] is not None
    assert what.plausible[1] is not None
    for low, high in (what.interval_f, what.interval_m):
        assert low is None or what.plausible[0] < low
        assert high is None or high < what.plausible[1]
        assert low is None or high is None or low < high


@pytest.mark.parametrize("code", [c for c in vocabulary.ANALYTES if c not in ("ph", "haemolysis_index")])
@pytest.mark.parametrize("missing", [None, "", "  "])
def test_a_missing_unit_is_asked_about(code: str, missing: str | None) -> None:
    with pytest.raises(AmbiguousUnitError):
        to_canonical(code, 4.0, missing)


@pytest.mark.parametrize(
    ("code", "unit", "error"),
    [
        ("potassium", "mg", AmbiguousUnitError),
        ("magnesium", "mmol", AmbiguousUnitError),
        ("phosphate", "mEq/L", AmbiguousUnitError),
        ("potassium", "bananas", UnitError),
        ("potassium", "mmol/d", UnitError),
        ("potassium", "mm[Hg]", UnitError),
        ("vitamin_d_25oh", "[IU]", UnitError),
    ],
)
def test_units_that_do_not_fit(code: str, unit: str, error: type[SkouError]) -> None:
    with pytest.raises(error) as caught:
        to_canonical(code, 4.0, unit)
    assert caught.value.allowed


def test_a_common_misprint_is_read_as_meant_and_said_so() -> None:
    got = convert_lab("tsh", 3.1, "mIU/mL")
    assert got.value == pytest.approx(3.1)
    assert got.note is not None
    with pytest.raises(OutOfPhysiologicalRange):
        convert_lab("tsh", 3000.0, "uIU/mL")


def test_below_the_limit_of_the_assay() -> None:
    assert to_canonical("tsh", 0.00001, "mU/L", qualifier="<")[0] == pytest.approx(0.00001)
    with pytest.raises(OutOfPhysiologicalRange):
        to_canonical("tsh", 0.00001, "mU/L")


@given(
    st.sampled_from(sorted(vocabulary.ANALYTES)),
    st.floats(allow_nan=True, allow_infinity=True),
    st.one_of(
        st.none(), st.text(max_size=12), st.sampled_from(["mmol/L", "mg/dL", "mEq/L", "g/L", "1", "U/L"])
    ),
    st.sampled_from(vocabulary.SPECIMENS),
)
@example("aldosterone", 1.8e296, "mol/L", "urine-spot")
def test_anything_is_converted_within_limits_or_refused(
    code: str, value: float, unit: str | None, specimen: str
) -> None:
    try:
        got, canonical, _ = to_canonical(code, value, unit, specimen=specimen)
    except SkouError:
        return
    assert math.isfinite(got)
    assert canonical in (analyte(code).unit, analyte(code).unit_rate)


@given(st.sampled_from(CONVERSIONS), st.floats(0.8, 1.2))
def test_plain_factors_are_linear(row: tuple[str, float, str | None, float], stretch: float) -> None:
    code, value, unit, _ = row
    base = convert_lab(code, value, unit)
    if base.factor is None or code == "ph":
        return
    assert convert_lab(code, value * stretch, unit).value == pytest.approx(base.value * stretch)


NAMES = [
    ("K+", "potassium", None), ("Na", "sodium", None), ("Ca2+", "calcium_total", None), ("iCa",
    "calcium_ionised", None), ("Ionized Calcium", "calcium_ionised", None), ("HCO3-", "bicarbonate", None),
    ("Total CO2", "bicarbonate", None), ("Serum Potassium", "potassium", "serum"), ("Potassium, urine",
    "potassium", "urine-spot"), ("24-hour urine magnesium", "magnesium", "urine-24h"), ("potassium_urine",
    "potassium", "urine-24h"), ("25(OH)D", "vitamin_d_25oh", None), ("1,25(OH)2D", "calcitriol", None),
    ("Intact PTH", "pth", None), ("WBC", "leucocytes", None), ("Phosphorus", "phosphate", None),
    ("Uric acid", "urate", None), ("Plasma renin activity", "renin", "plasma"), ("venous pH", "ph",
    "blood-gas"), ("Creatinine [Mass/volume] in Serum or Plasma", "creatinine", "serum"),
    ("Potassium [Moles/volume] in Blood", "potassium", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code", "specimen"), NAMES)
def test_everyday_names(written: str, code: str, specimen: str | None) -> None:
    assert resolve_analyte(written)[:2] == (code, specimen)


def test_names_that_say_how_it_was_reported() -> None:
    assert resolve_analyte("BUN").reported_as == "blood urea nitrogen"
    assert resolve_analyte("corrected calcium") == ("calcium_total", None, "albumin-corrected")


@pytest.mark.parametrize(
    "wrong", ["potasium", "haemoglobin", "calcium/creatinine ratio", "", "fractional excretion"]
)
def test_unknown_names(wrong: str) -> None:
    with pytest.raises(UnknownNameError):
        resolve_analyte(wrong)


def test_every_unit_of_the_table_is_readable() -> None:
    for what in analytes().values():
        for unit in (what.unit, what.unit_rate, *what.likely_units, *what.conversions):
            parse_unit(unit)
