"""Units: spellings, dimensions, products, conversions there and back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.errors import UnitError
from skou.unit_names import ATOMS, PREFIXES
from skou.units import Unit, convert, describe, parse_quantity, parse_unit

SAME = [
    ("mmol/24h", "mmol/d"), ("mmol/24 h", "mmol/d"), ("mmol/(24.h)", "mmol/d"), ("meq/L", "mEq/L"),
    ("MEQ/L", "mEq/L"), ("MG/DL", "mg/dL"), ("µmol/L", "umol/L"), ("μmol/l", "umol/L"), ("mcg/dl", "ug/dL"),
    ("mmHg", "mm[Hg]"), ("mIU/L", "m[IU]/L"), ("uIU/mL", "m[IU]/L"), ("mosmol/kg", "mosm/kg"),
    ("mOsm/kg H2O", "mosm/kg"), ("x10^9/L", "10*9/L"), ("K/uL", "10*9/L"), ("10*3/mm3", "10*9/L"),
    ("mL/min/1.73m2", "mL/min/{1.73_m2}"), ("mL/min/1.73 m²", "mL/min"), ("mg%", "mg/dL"), ("mM", "mmol/L"),
    ("mmol.L-1", "mmol/L"), ("ng/mL/hr", "ng/(mL.h)"), ("kg/kg", "1"), ("", "1"), ("{ratio}", "1"),
    ("grams per litre", "g/L"), ("mosm/kg", "mmol/kg"), ("pg/mL", "ng/L"), ("nkat/L", "0.06 U/L"),
    ("[lb_av]", "lb"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), SAME)
def test_spellings_of_one_unit_are_compatible(written: str, meant: str) -> None:
    assert parse_unit(written).compatible(parse_unit(meant))


@pytest.mark.parametrize(
    ("unit", "scale", "dimension"),
    [
        ("mmol/L", 1.0, (("L", -1.0), ("mmol", 1.0))),
        ("mol/d", 1e3 / 1440, (("min", -1.0), ("mmol", 1.0))),
        ("mV", 1.0, (("mV", 1.0),)),
        ("1/(mmol)", 1.0, (("mmol", -1.0),)),
        ("mmol2/L2", 1.0, (("L", -2.0), ("mmol", 2.0))),
        ("%", 0.01, ()),
        ("cm3", 1e-3, (("L", 1.0),)),
    ],
)
def test_scale_and_dimension(unit: str, scale: float, dimension: object) -> None:
    parsed = parse_unit(unit)
    assert math.isclose(parsed.scale, scale, rel_tol=1e-12)
    assert parsed.dimension == dimension


def test_equivalents_are_not_moles_and_enzyme_units_are_not_international_units() -> None:
    assert not parse_unit("mEq/L").same_dimension(parse_unit("mmol/L"))
    assert not parse_unit("U/L").same_dimension(parse_unit("[IU]/L"))


def test_constants_of_electrochemistry_cancel() -> None:
    thermal = parse_unit("J/(mol.K)") * parse_unit("K") / parse_unit("C/mol")
    assert thermal.compatible(parse_unit("V"))
    assert (parse_unit("mS/cm2") * parse_unit("mV")).compatible(parse_unit("uA/cm2"))


@pytest.mark.parametrize(
    "wrong", ["mmoll", "foo", "mmol//L", "/", "((", "m(", "10*99/L", "4 5", "*", "mmol^^2", "m99", "x" * 200]
)
def test_unreadable_units_are_refused(wrong: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(wrong)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(UnitError) as caught:
        parse_unit("mmoll/L")
    assert "mmol" in caught.value.nearest


UNITS = st.sampled_from(
    [
        p + a
        for a, (_, _, metric) in ATOMS.items()
        for p in (("", *PREFIXES) if metric else ("",))
        if a != "[degF]"
    ]
)


@given(UNITS, UNITS, st.integers(-3, 3))
def test_products_quotients_and_powers_agree_with_the_written_form(a: str, b: str, n: int) -> None:
    one, two = parse_unit(a), parse_unit(b)
    assert parse_unit(f"{a}.{b}").compatible(one * two)
    assert parse_unit(f"{a}/{b}").compatible(one / two)
    assert (one * two / two).compatible(one)
    if n and not a[-1].isdigit() and not (n == 3 and one.dimension == (("m", 1.0),)):
        assert parse_unit(f"({a})").compatible(one)
        assert (one**n).same_dimension(parse_unit(f"{a}{n}"))


@given(UNITS)
def test_a_description_reads_back(name: str) -> None:
    unit = parse_unit(name)
    scale, _, body = describe(unit).rpartition(" ")
    again = parse_unit(body)
    assert again.same_dimension(unit)
    assert math.isclose(again.scale * float(scale or 1), unit.scale, rel_tol=1e-5)


@given(st.floats(1e-6, 1e6), st.sampled_from(SAME))
def test_conversion_there_and_back(value: float, pair: tuple[str, str]) -> None:
    assert math.isclose(convert(convert(value, *pair), pair[1], pair[0]), value, rel_tol=1e-12)


def test_temperatures_convert_with_their_offsets() -> None:
    assert convert(98.6, "[degF]", "Cel") == pytest.approx(37.0)
    assert convert(37.0, "Cel", "[degF]") == pytest.approx(98.6)
    assert convert(310.15, "K", "Cel") == pytest.approx(37.0)


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [("400 mmol/d", 400, "mmol/d"), ("-12 h", -12, "h"), ("1.5e3 mg", 1500, "mg"), ("−2 L", -2, "L"),
     ("7", 7, "1"),
     (".5 L", 0.5, "L"), ("20mmol", 20, "mmol")],
)  # fmt: skip
def test_quantities(written: str, value: float, unit: str) -> None:
    quantity = parse_quantity(written)
    assert quantity.value == value
    assert quantity.unit.compatible(parse_unit(unit))


@pytest.mark.parametrize(
    "wrong", ["", "mmol", "five mmol", "nan mmol", "inf L", "1e999 L", "3 4 5 mmol bananas"]
)
def test_what_is_no_quantity_is_refused(wrong: str) -> None:
    with pytest.raises(UnitError):
        parse_quantity(wrong)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (parse_unit, parse_quantity):
        try:
            found = reader(text)
        except UnitError:
            continue
        assert math.isfinite(found.scale if isinstance(found, Unit) else found.base_value)
