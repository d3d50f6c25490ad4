"""A healthy body rests within the reference intervals and holds balance from very low to very high intakes."""

from __future__ import annotations

from itertools import pairwise

import pytest

import skou.body as body
from skou.errors import OutOfPhysiologicalRange, UnknownNameError
from tests.body.bodies import kernel, person, rest, vector

INTERVALS = {
    "plasma.potassium": (3.8, 4.5),
    "plasma.sodium": (137, 142),
    "plasma.magnesium": (0.78, 0.95),
    "plasma.calcium_total": (2.2, 2.5),
    "plasma.calcium_ionised": (1.15, 1.30),
    "plasma.phosphate": (0.9, 1.4),
    "plasma.bicarbonate": (22, 27),
    "plasma.ph": (7.36, 7.44),
    "plasma.chloride": (98, 108),
    "plasma.glucose": (4.0, 7.0),
    "plasma.creatinine": (60, 105),
    "plasma.pth": (1.6, 6.9),
    "plasma.calcitriol": (60, 190),
    "kidney.gfr": (95, 130),
    "pressure.mean": (80, 105),
    "volume.body": (38, 45),
    "cell.potassium": (130, 165),
}


def test_rest_is_within_the_reference_intervals() -> None:
    found = rest()
    outside = {n: found[n] for n, (low, high) in INTERVALS.items() if not low <= found[n] <= high}
    assert not outside


def test_urine_equals_what_is_absorbed() -> None:
    found = rest()
    assert found["rate.urine_potassium"] * 1440 == pytest.approx(70 * 0.9, rel=0.06)
    assert found["rate.urine_magnesium"] * 1440 == pytest.approx(4.4, abs=1.2)
    assert found["rate.urine_calcium"] * 1440 == pytest.approx(4.2, abs=1.5)


@pytest.mark.parametrize(
    ("ion", "low", "high", "amounts"),
    [
        ("potassium", 2.0, 5.6, (10, 25, 70, 200, 400)),
        ("sodium", 134, 147, (10, 50, 150, 300, 400)),
        ("magnesium", 0.5, 1.1, (4, 10, 15, 30, 60)),
        ("calcium_total", 2.0, 2.85, (5, 10, 22, 40, 75)),
    ],
)
def test_intakes_reach_a_steady_state_in_order(
    ion: str, low: float, high: float, amounts: tuple[int, ...]
) -> None:
    nutrient = ion.removesuffix("_total")
    levels = [rest(**{f"diet_{nutrient}": a / 1440.0})[f"plasma.{ion}"] for a in amounts]
    assert all(low <= x <= high for x in levels), levels
    rises = [b - a for a, b in pairwise(levels)]
    assert all(r >= -0.05 for r in rises), levels


@pytest.mark.parametrize(
    ("change", "quantity", "direction"),
    [
        ({"ncc_activity": 0.3}, "plasma.potassium", -1),
        ({"ncc_activity": 0.3}, "plasma.magnesium", -1),
        ({"ncc_activity": 0.3}, "plasma.bicarbonate", 1),
        ({"nkcc2_activity": 0.5}, "plasma.potassium", -1),
        ({"nkcc2_activity": 0.5}, "rate.urine_calcium", 1),
        ({"enac_activity": 0.4}, "plasma.potassium", 1),
        ({"mineralocorticoid_receptor_activity": 0.3}, "plasma.potassium", 1),
        ({"aldosterone_autonomous": 3.0}, "plasma.potassium", -1),
        ({"aldosterone_autonomous": 3.0}, "plasma.renin", -1),
        ({"aldosterone_autonomous": 3.0}, "pressure.mean", 1),
        ({"ace_activity": 0.3}, "plasma.potassium", 1),
        ({"ace_activity": 0.3}, "plasma.renin", 1),
        ({"effective_volume_fraction": 0.85}, "plasma.renin", 1),
        ({"vasopressin_autonomous": 3.0}, "plasma.sodium", -1),
        ({"aquaporin2_activity": 0.1}, "rate.urine_water", 1),
        ({"pth_autonomous": 10.0}, "plasma.calcium_total", 1),
        ({"pth_autonomous": 10.0}, "plasma.phosphate", -1),
        ({"pth_secretion_activity": 0.05}, "plasma.calcium_total", -1),
        ({"pth_secretion_activity": 0.05}, "plasma.phosphate", 1),
        ({"casr_activity": 1.15}, "plasma.pth", -1),
        ({"trpm6_activity": 0.3}, "plasma.magnesium", -1),
        ({"magnesium_absorption_activity": 0.4}, "plasma.magnesium", -1),
        ({"h_atpase_activity": 0.4}, "plasma.bicarbonate", -1),
        ({"vomiting_rate": 0.0007}, "plasma.bicarbonate", 1),
        ({"diarrhoea_rate": 0.0014}, "plasma.bicarbonate", -1),
        ({"diarrhoea_rate": 0.0014}, "plasma.potassium", -1),
        ({"nephron_fraction": 0.2}, "plasma.pth", 1),
        ({"nephron_fraction": 0.2}, "plasma.potassium", 1),
        ({"nephron_fraction": 0.2}, "plasma.bicarbonate", -1),
        ({"nephron_fraction": 0.2}, "plasma.calcitriol", -1),
        ({"nephron_fraction": 0.2}, "plasma.fgf23", 1),
    ],
)
def test_each_handle_pulls_the_right_way(change: dict[str, float], quantity: str, direction: int) -> None:
    before, after = rest()[quantity], rest(**change)[quantity]
    assert direction * (after - before) > 0.01 * abs(before)


def test_twenty_years_drift_less_than_a_thousandth() -> None:
    p, y = person()
    solution = kernel().solve([0.0, 365.25 * 1440, 20 * 365.25 * 1440], y, p, rtol=1e-6)
    for name in ("potassium", "sodium", "magnesium", "calcium_total", "phosphate", "bicarbonate"):
        course = solution.output(f"plasma.{name}")[0]
        assert abs(course[2] / course[1] - 1.0) < 1e-3, name


def test_size_sex_and_age_set_the_body() -> None:
    model = body.model()
    woman = body.individual(70, "F", 55)
    man = body.individual(30, "M", 90)
    for values in (woman, man):
        p = vector(values | {"circadian_amplitude": 0.0}, model.parameter_names)
        found = kernel().steady_state(vector(body.initial_state(values), model.state_names), p)
        assert found.converged.all()
        assert 3.7 <= found.output("plasma.potassium")[0] <= 4.7
    assert woman["gfr_reference"] < man["gfr_reference"]


@pytest.mark.parametrize("bad", [{"age": -1}, {"weight_kg": 1.0}, {"height_cm": 400}, {"egfr": 900}])
def test_impossible_people_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(OutOfPhysiologicalRange):
        body.individual(**bad)


def test_unknown_nutrient_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="potassium"):
        body.individual(diet={"potasium": 70})


@pytest.mark.parametrize("shift", [-10.0, 10.0])
def test_kidney_compensates_lasting_respiratory_change(shift: float) -> None:
    """0.4 (hypocapnia) and 0.35-0.5 mmol/L of bicarbonate per mmHg (hypercapnia), textbook values."""
    moved = rest(pco2_shift=shift)["plasma.bicarbonate"] - rest()["plasma.bicarbonate"]
    assert 0.25 <= moved / shift <= 0.55


def at_rest(values: dict[str, float]) -> dict[str, float]:
    model = body.model()
    p = vector(values | {"circadian_amplitude": 0.0}, model.parameter_names)
    found = kernel().steady_state(vector(body.initial_state(values), model.state_names), p)
    assert found.converged.all()
    return {name: float(found.output(name)[0]) for name in model.output_names}


def test_late_pregnancy_has_its_own_normal_values() -> None:
    """Total calcium 2.05-2.43, calcitriol 144-286 pmol/L (Abbassi-Ghanavati 2009), bicarbonate lower."""
    before = at_rest(body.individual(30, "F", 65))
    pregnant = at_rest(body.individual(30, "F", 65, pregnant=True))
    assert 2.05 <= pregnant["plasma.calcium_total"] <= 2.30 < before["plasma.calcium_total"]
    assert abs(pregnant["plasma.calcium_ionised"] / before["plasma.calcium_ionised"] - 1.0) < 0.04
    assert 144 <= pregnant["plasma.calcitriol"] <= 286
    assert 1.5 <= before["plasma.bicarbonate"] - pregnant["plasma.bicarbonate"] <= 6.0
    assert 3 <= before["plasma.sodium"] - pregnant["plasma.sodium"] <= 7
    assert pregnant["volume.ecf"] > before["volume.ecf"] + 1.0


@pytest.mark.parametrize("salt", ["calcium", "magnesium"])
def test_calcium_and_magnesium_in_the_bowel_bind_phosphate(salt: str) -> None:
    usual = at_rest(body.individual())
    bound = at_rest(body.individual(diet={salt: 40.0}))
    assert bound["rate.urine_phosphate"] < 0.95 * usual["rate.urine_phosphate"]


def test_bone_gives_base_in_lasting_acidosis_and_loses_calcium_with_it() -> None:
    """Bicarbonate settles instead of falling on; calcium balance turns negative (Litzow 1967: 19 mmol of acid kept)."""
    model, found = body.model(), []
    for slope in (0.0, body.parameters()["bone_base_slope"].value):
        values = body.individual()
        start = vector(body.initial_state(values), model.state_names)
        values |= {"h_atpase_activity": 0.15, "bone_base_slope": slope, "circadian_amplitude": 0.0}
        run = kernel().solve([0.0, 60.0 * 1440.0], start, vector(values, model.parameter_names))
        found.append({n: float(run.output(n)[0, -1]) for n in ("plasma.bicarbonate", "rate.urine_calcium")})
    without, given = found
    assert without["plasma.bicarbonate"] < 15.0
    assert without["plasma.bicarbonate"] + 1.0 < given["plasma.bicarbonate"] < 20.0
    assert given["rate.urine_calcium"] > 1.05 * without["rate.urine_calcium"]
