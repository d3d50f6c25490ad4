"""Bedside formulas against worked examples, their limits, and the laws that they must keep."""

import doctest
import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.errors import OutOfPhysiologicalRange, UnknownNameError
from skou.findings import formulas as f


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(f.__path__)])
def test_examples_in_the_documentation(module):
    tested = doctest.testmod(importlib.import_module(f"skou.findings.formulas.{module}"))
    assert tested.attempted > 0
    assert tested.failed == 0


@pytest.mark.parametrize(
    ("creatinine_mg_dl", "age", "sex", "expected"),
    [
        # worked through the 2021 equation by hand: 142 min^a max^-1.2 0.9938^age [1.012]
        (1.0, 50, "M", 91.7),
        (1.0, 50, "F", 68.6),
        (0.7, 30, "F", 119.2),
        (0.9, 20, "M", 125.4),
        (2.0, 70, "M", 35.2),
        (0.5, 40, "F", 121.5),
    ],
)
def test_ckd_epi_2021(creatinine_mg_dl, age, sex, expected):
    assert f.egfr_ckd_epi_2021(creatinine_mg_dl * 88.4, age, sex) == pytest.approx(expected, abs=0.1)


def test_ckd_epi_is_for_grown_ups():
    with pytest.raises(OutOfPhysiologicalRange, match="age is 12"):
        f.egfr_ckd_epi_2021(60, 12, "F")
    assert f.egfr_schwartz_bedside(60, 150, 12) == pytest.approx(0.413 * 150 / (60 / 88.4))
    with pytest.raises(OutOfPhysiologicalRange):
        f.egfr_schwartz_bedside(60, 150, 30)


@given(st.floats(20, 1500), st.floats(1.01, 3), st.integers(18, 100), st.sampled_from(["F", "M"]))
def test_more_creatinine_is_less_filtration(creatinine, factor, age, sex):
    assert f.egfr_ckd_epi_2021(creatinine * factor, age, sex) < f.egfr_ckd_epi_2021(creatinine, age, sex)


def test_gap_with_and_without_potassium_and_albumin():
    assert f.anion_gap(137, 89, 5) == 43
    assert f.anion_gap(137, 89, 5, potassium=5) == 48
    assert f.albumin_corrected_anion_gap(15, 20) == pytest.approx(20)
    assert f.delta_ratio(30, 15) == pytest.approx(2.0)
    with pytest.raises(OutOfPhysiologicalRange):
        f.delta_ratio(30, 24)


@given(st.floats(6.8, 7.8), st.floats(5, 50))
def test_gas_equation_turns_back_on_itself(ph, bicarbonate):
    assert f.bicarbonate_from_gas(ph, f.pco2_from_gas(ph, bicarbonate)) == pytest.approx(bicarbonate)


def test_compensation():
    assert f.expected_pco2_winters(10) == (21, 25)
    assert f.expected_pco2_in_metabolic_alkalosis(44) == (49, 59)
    assert f.expected_bicarbonate_in_respiratory_disorder(70, "acute") == pytest.approx(27)
    assert f.expected_bicarbonate_in_respiratory_disorder(70, "chronic") == pytest.approx(36)
    assert f.expected_bicarbonate_in_respiratory_disorder(20, "acute") == pytest.approx(20)
    assert f.expected_bicarbonate_in_respiratory_disorder(20, "chronic") == pytest.approx(16)


@pytest.mark.parametrize("kind", ["mineral_acidosis", "organic_or_respiratory_acidosis", "alkalosis"])
def test_ph_moves_no_potassium_at_normal_ph(kind):
    assert f.potassium_shift_per_ph(7.40, kind) == (0, 0)


def test_ph_moves_potassium_in_the_right_direction():
    assert f.potassium_shift_per_ph(7.2, "mineral_acidosis")[0] > 0
    assert f.potassium_shift_per_ph(7.6, "mineral_acidosis") == (0, 0)
    low, high = f.potassium_shift_per_ph(7.6, "alkalosis")
    assert (low, high) == (pytest.approx(-0.8), pytest.approx(-0.2))


def test_calcium_conventional_rule_agrees_with_the_si_rule():
    # 7.5 mg/dL at 2.0 g/dL: 7.5 + 0.8 x 2 = 9.1 mg/dL = 2.270 mmol/L
    assert f.adjusted_calcium(7.5 * 0.2495, 20) == pytest.approx(9.1 * 0.2495, abs=0.01)
    assert f.adjusted_calcium(2.3, 40) == 2.3


def test_calcium_caveats():
    assert f.adjusted_calcium_caveats(38, egfr=90, ph=7.4) == ()
    said = " ".join(f.adjusted_calcium_caveats(15, egfr=20, ph=7.6, paraprotein=True))
    for word in ("20 to 50", "below 60", "lower", "paraprotein"):
        assert word in said


def test_osmolality():
    assert f.calculated_osmolality(140, 5, 5) == 290
    assert f.calculated_osmolality(140, 5, 5, ethanol=40) == 330
    assert f.effective_osmolality(150, 40) == 340
    assert f.osmolal_gap(330, f.calculated_osmolality(140, 5, 5)) == 40
    assert f.calculated_osmolality_khajuria_krahn(145, 4.5, 6, 10) == pytest.approx(308.97)


def test_sodium_and_water():
    assert f.glucose_corrected_sodium(125, 33) == pytest.approx(136)
    assert f.glucose_corrected_sodium(140, 4) == 140
    assert f.total_body_water(80, 80, "F") == pytest.approx(36)
    assert f.total_body_water(80, 70, "M") == pytest.approx(40)
    # 70 kg man, sodium 154: 42 x (154/140 - 1) = 4.2 L
    assert f.water_deficit(154, 42) == pytest.approx(4.2)
    # Adrogue and Madias 2000: 3 % saline at sodium 112 and 23 L of water raises it by 16.7 mmol/L a litre
    assert f.sodium_change_per_litre(513, 0, 112, 23) == pytest.approx(16.7, abs=0.05)
    assert f.electrolyte_free_water_clearance(1.0, 100, 50, 120) == pytest.approx(-0.25)


def test_urine_indices():
    assert f.fractional_excretion(20, 140, 8_840, 88.4) == pytest.approx(0.00143, abs=1e-5)
    assert f.fractional_excretion_magnesium(3, 0.5, 5_000, 80) == pytest.approx(0.137, abs=1e-3)
    assert f.calcium_creatinine_clearance_ratio(5, 2.8, 8_000, 80) == pytest.approx(0.01786, abs=1e-5)
    assert f.transtubular_potassium_gradient(60, 3.0, 600, 300) == pytest.approx(10)
    with pytest.raises(OutOfPhysiologicalRange, match="above that of plasma"):
        f.transtubular_potassium_gradient(60, 3.0, 250, 300)
    assert f.urine_ratio_to_creatinine(34, 10_000) == pytest.approx(3.4)
    assert f.urine_anion_gap(50, 40, 30) == 60
    assert f.urine_sodium_chloride_ratio(10, 50) == pytest.approx(0.2)
    assert f.aldosterone_renin_ratio(700, 10) == 70


def test_phosphate_threshold_nearly_joins_at_its_knee():
    below = f.renal_phosphate_threshold(17.5, 1.0, 10_000, 80)
    above = f.renal_phosphate_threshold(17.4, 1.0, 10_000, 80)
    assert below == pytest.approx(above, abs=0.04)
    assert f.renal_phosphate_threshold(50, 1.0, 10_000, 80) == pytest.approx(0.6)


def test_amounts():
    assert f.equivalents_to_moles(4.0, "calcium") == 2.0
    assert f.grams_to_millimoles(0.3, "magnesium") == pytest.approx(12.34, abs=0.01)
    assert f.salt_to_sodium(1) == pytest.approx(17.1, abs=0.02)
    with pytest.raises(UnknownNameError, match="phosphate"):
        f.equivalents_to_moles(1, "phosphate")
    with pytest.raises(UnknownNameError, match="potassium"):
        f.grams_to_millimoles(1, "potasium")
    assert f.excretion_per_day(50, 1.5) == 75
    with pytest.raises(OutOfPhysiologicalRange):
        f.excretion_per_day(50, 1.5, hours=0.5)


@given(st.floats(1.2, 6.0), st.floats(0.01, 1.0))
def test_a_lower_potassium_is_never_a_smaller_deficit(potassium, step):
    low, high = f.potassium_deficit(potassium)
    lower, higher = f.potassium_deficit(max(potassium - step, 1.0))
    assert 0 <= low <= high
    assert lower >= low
    assert higher >= high


def test_deficit_is_none_at_a_normal_potassium():
    assert f.potassium_deficit(4.0) == (0.0, 0.0)
    assert f.magnesium_deficit(60) == (30, 60)


def test_change():
    assert f.reference_change_value(3, 4) == pytest.approx(13.85)
    assert f.correction_rate(112, 118, 0.5) == 12
    with pytest.raises(OutOfPhysiologicalRange):
        f.correction_rate(112, 118, 0)


def test_qt_corrections_agree_at_sixty():
    assert f.qtc_bazett(420, 60) == f.qtc_fridericia(420, 60) == 420
    assert f.qtc_bazett(400, 100) == pytest.approx(516.4, abs=0.1)


def test_clearance_and_surface():
    assert f.creatinine_clearance_cockcroft_gault(88.4, 50, 72, "F") == pytest.approx(76.2, abs=0.1)
    assert f.body_surface_area(180, 80) == pytest.approx(2.0)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_values_are_refused_by_name(bad):
    with pytest.raises(OutOfPhysiologicalRange, match="creatinine"):
        f.egfr_ckd_epi_2021(bad, 40, "M")
    with pytest.raises(OutOfPhysiologicalRange, match="calcium"):
        f.adjusted_calcium(bad, 40)
