import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.body import parameters
from skou.drugs import all_substances, entry, infusion, substance
from skou.errors import AmbiguousUnitError, ProtocolError, UnitError, UnknownNameError

SALTS = [name for name, given_ in all_substances().items() if given_.kind == "salt"]


def test_amounts_are_mmol_of_the_named_ion():
    assert entry("potassium_citrate", 30.0, "mmol").states["gut_potassium"] == 30.0
    assert entry("potassium_citrate", 30.0, "mmol").states["gut_alkali"] == 30.0
    phosphate = entry("sodium_phosphate", 10.0, "mmol").states
    assert phosphate["gut_phosphate"] == 10.0
    assert phosphate["gut_sodium"] == 18.0


@pytest.mark.parametrize("name", SALTS)
@given(amount=st.floats(0.0, 200.0))
def test_oral_salt_is_conserved(name, amount):
    given_ = substance(name)
    dose = entry(name, amount, "mmol")
    for ion, per in given_.ions.items():
        arrived = dose.states.get(f"gut_{ion}", 0.0) + dose.passed.get(ion, 0.0)
        assert arrived == pytest.approx(per * amount)
        assert dose.states[f"intake_{ion}"] == dose.states[f"gut_{ion}"]


@pytest.mark.parametrize("name", SALTS)
def test_infused_salt_goes_to_parameters_of_the_body(name):
    rates, _ = infusion(name, 1.0, "mmol")
    assert set(rates) <= set(parameters())
    assert rates
    bolus = entry(name, 1.0, "mmol", route="iv").states
    for ion, per in substance(name).ions.items():
        assert bolus[f"ecf_{ion}"] == bolus[f"infused_{ion}"] == per == rates[f"infusion_{ion}"]


def test_grams_are_grams_of_the_compound():
    assert entry("magnesium_sulfate", 4.0, "g", route="iv").states["ecf_magnesium"] == pytest.approx(
        16.2, abs=0.1
    )
    assert entry("potassium_chloride", 1.5, "g").states["gut_potassium"] == pytest.approx(20.1, abs=0.1)


def test_milligrams_of_a_salt_are_asked_about():
    with pytest.raises(AmbiguousUnitError):
        entry("magnesium_oxide", 400.0, "mg")


def test_magnesium_oxide_dissolves_less_than_citrate():
    oxide = entry("magnesium_oxide", 10.0, "mmol").states["gut_magnesium"]
    citrate = entry("magnesium_citrate", 10.0, "mmol").states["gut_magnesium"]
    assert oxide < 0.7 * citrate


def test_slow_release_potassium_waits_in_its_tablet():
    states = entry("potassium_chloride", 25.0, "mmol", form="slow_release").states
    assert states == {"gut_potassium_slow": 25.0, "intake_potassium": 25.0}


def test_acids_take_bicarbonate():
    assert infusion("hydrochloric_acid", 2.0, "mmol")[0] == {"infusion_bicarbonate": -2.0}
    assert infusion("lactic_acid", 2.0, "mmol")[0] == {"infusion_organic_acid": 2.0}
    assert infusion("sodium_bicarbonate", 2.0, "mmol")[0]["infusion_bicarbonate"] == 2.0


def test_edta_takes_its_calcium_to_the_urine_and_citrate_does_not():
    assert infusion("edta", 0.1, "mmol")[1] == {"chelator_renal_fraction": 1}
    assert infusion("citrate", 0.1, "mmol")[0]["infusion_bicarbonate"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("name", "amount", "unit", "route", "parameter", "share"),
    [
        ("insulin", 10.0, "U", "subcutaneous", "infusion_insulin", 0.7 * 60000.0),
        ("parathyroid_hormone", 75.0, "ug", "subcutaneous", "infusion_pth", 0.55 * 7957.5),
        ("calcitriol", 0.5, "ug", "oral", "infusion_calcitriol", 0.7 * 1200.0),
    ],
)
def test_depots_deliver_what_is_absorbed(name, amount, unit, route, parameter, share):
    course = entry(name, amount, unit, route=route).course
    delivered = sum(
        (later - earlier) * rates[parameter] for (earlier, rates), (later, _) in itertools.pairwise(course)
    )
    assert delivered == pytest.approx(share, rel=1e-3)
    assert course[-1][1] == {}


def test_insulin_bolus_and_infusion_in_units():
    assert entry("insulin", 10.0, "U", route="iv").states == {"plasma_insulin_amount": 60000.0}
    assert infusion("insulin", 350.0, "mU")[0] == {"infusion_insulin": 2100.0}


def test_what_cannot_be_given_is_refused():
    with pytest.raises(UnknownNameError) as caught:
        substance("potassium_cloride")
    assert "potassium_chloride" in caught.value.nearest
    with pytest.raises(UnitError):
        entry("insulin", 1.0, "g", route="iv")
    with pytest.raises(ProtocolError):
        entry("edta", 1.0, "mmol", route="oral")
    with pytest.raises(ProtocolError):
        entry("adrenaline", 1.0, "ug", route="iv")


def test_content_agrees_with_the_supplement_table():
    table = Path(__file__).parents[2] / "src" / "skou" / "data" / "supplements.csv"
    with table.open(encoding="utf-8") as file:
        rows = {row["salt"]: row for row in csv.DictReader(file)}
    names = {
        "potassium_chloride": "potassium_chloride",
        "potassium_citrate_monohydrate": "potassium_citrate",
        "potassium_bicarbonate": "potassium_bicarbonate",
        "potassium_gluconate": "potassium_gluconate",
        "magnesium_oxide": "magnesium_oxide",
        "magnesium_carbonate": "magnesium_carbonate",
        "magnesium_chloride_hexahydrate": "magnesium_chloride",
        "magnesium_sulfate_heptahydrate": "magnesium_sulfate",
        "calcium_carbonate": "calcium_carbonate",
        "calcium_gluconate": "calcium_gluconate",
        "sodium_bicarbonate": "sodium_bicarbonate",
    }
    for salt, name in names.items():
        assert substance(name).per["g"] == pytest.approx(float(rows[salt]["mmol_per_g"]), rel=0.01), salt
