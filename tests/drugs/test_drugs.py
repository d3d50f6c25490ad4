import csv
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.body import parameters
from skou.causes import all_causes, perturbation
from skou.drugs import (
    all_drugs,
    all_substances,
    drug,
    drug_classes,
    effect_schedule,
    severity_of,
    steady_effect,
)
from skou.drugs.kinetics import amount_in_body, mean_steady_effect
from skou.errors import OutOfPhysiologicalRange, UnitError, UnknownNameError

NAMES = sorted(all_drugs())
TABLE = Path(__file__).parents[3] / "shared" / "tables" / "drugs.csv"
NOT_DRUGS_BUT_SUBSTANCES = {
    "Potassium chloride (oral)": "potassium_chloride",
    "Insulin (any)": "insulin",
    "Sodium phosphate (oral/enema)": "sodium_phosphate",
    "Magnesium hydroxide": "magnesium_hydroxide",
    "Magnesium oxide": "magnesium_oxide",
    "Magnesium sulfate IV": "magnesium_sulfate",
    "Calcium carbonate": "calcium_carbonate",
    "Colecalciferol": "vitamin_d3",
    "Calcitriol / alfacalcidol": "calcitriol",
}


def distance(change):
    """How far a perturbation is from none, whatever its direction."""
    return sum(abs(np.log(f)) for f in change.scale.values()) + sum(abs(a) for a in change.add.values())


@pytest.mark.parametrize("name", sorted(drug_classes()))
def test_class_handles_and_cause_exist(name):
    entry = drug_classes()[name]
    assert {*entry.full_effect.scale, *entry.full_effect.add} <= set(parameters())
    if entry.cause is not None:
        assert entry.cause in all_causes()
        change = perturbation(entry.cause)
        if entry.primary is not None:
            assert entry.primary in {*change.scale, *change.add}
            assert entry.primary in {*entry.full_effect.scale, *entry.full_effect.add}
    assert entry.references


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_whole(name):
    entry = drug(name)
    assert entry.status in ("V", "V2", "M", "class")
    assert entry.source
    assert entry.usual_dose > 0.0
    assert entry.half_life_h > 0.0
    assert entry.routes
    assert all(0.0 < way.bioavailability <= 1.0 for way in entry.routes.values())
    assert set(entry.daily) <= set(parameters())


@pytest.mark.parametrize("name", NAMES)
def test_more_drug_acts_more_and_the_effect_saturates(name):
    entry = drug(name)
    every = entry.interval_h * 60.0
    doses = [0.0, *(entry.usual_dose * np.array([0.25, 0.5, 1.0, 2.0, 4.0]))]
    effects = [mean_steady_effect(entry, dose, every / 60.0) for dose in doses]
    assert effects[0] == 0.0
    assert all(later > earlier for earlier, later in itertools.pairwise(effects))
    assert effects[-1] < 1.0
    moved = [distance(steady_effect(name, dose, every)) for dose in doses]
    assert all(later > earlier for earlier, later in itertools.pairwise(moved))


@pytest.mark.parametrize("name", [n for n in NAMES if drug(n).cause])
def test_severity_grows_with_dose(name):
    entry = drug(name)
    every = entry.interval_h * 60.0
    low = severity_of(name, entry.usual_dose, every)
    high = severity_of(name, 2.0 * entry.usual_dose, every)
    assert low is not None
    assert high is not None
    assert 0.0 < low < high


def test_severity_reproduces_the_handle():
    course = steady_effect("hydrochlorothiazide", 25.0, 1440.0)
    severity = severity_of("hydrochlorothiazide", 25.0, 1440.0)
    assert severity is not None
    typical = perturbation("thiazide_diuretic").scale["ncc_activity"]
    assert typical**severity == pytest.approx(course.scale["ncc_activity"])


@pytest.mark.parametrize("name", ["furosemide", "lisinopril", "chlortalidone", "salbutamol"])
def test_closed_form_equals_the_sum_of_single_doses(name):
    entry = drug(name)
    times = np.linspace(0.0, 100.0, 401)
    course = amount_in_body(entry, entry.usual_dose, times, every_h=12.0, doses=5)
    single = sum(amount_in_body(entry, entry.usual_dose, times - 12.0 * i) for i in range(5))
    assert course == pytest.approx(single, rel=1e-9, abs=1e-12)


def test_many_doses_reach_the_steady_state():
    entry = drug("lisinopril")
    times = np.linspace(0.0, 23.9, 50)
    late = amount_in_body(entry, 20.0, times + 24.0 * 60, every_h=24.0, doses=100)
    steady = amount_in_body(entry, 20.0, times, every_h=24.0, doses=float("inf"))
    assert late == pytest.approx(steady, rel=1e-6)


@given(
    st.sampled_from(NAMES),
    st.floats(0.1, 5.0),
    st.one_of(st.none(), st.sampled_from([360.0, 720.0, 1440.0])),
    st.floats(-30.0, 30.0),
    st.floats(0.0, 20.0),
)
def test_staircase_is_ordered_and_ends_without_effect(name, share, every, start_day, days):
    start = start_day * 1440.0
    steps = effect_schedule(name, share * drug(name).usual_dose, every, start, start + days * 1440.0)
    times = [time for time, _ in steps]
    assert times[0] >= start
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    assert distance(steps[-1][1]) == 0.0
    assert all(factor > 0.0 for _, change in steps for factor in change.scale.values())


def test_detail_window_has_fine_steps_only_there():
    steps = effect_schedule("furosemide", 40.0, 1440.0, 0.0, 30 * 1440.0, detail=(20 * 1440.0, 22 * 1440.0))
    inside = [t for t, _ in steps if 20 * 1440.0 <= t < 22 * 1440.0]
    before = [t for t, _ in steps if t < 20 * 1440.0]
    assert len(inside) > 20
    assert len(before) <= 20


def test_daily_means_keep_the_mean_of_the_fine_course():
    def integral(steps):
        return sum(
            (later - earlier) * (1.0 - change.scale.get("nkcc2_activity", 1.0))
            for (earlier, change), (later, _) in itertools.pairwise(steps)
        )

    coarse = integral(effect_schedule("furosemide", 40.0, 720.0, 0.0, 10 * 1440.0))
    fine = integral(effect_schedule("furosemide", 40.0, 720.0, 0.0, 10 * 1440.0, detail=(0.0, 12 * 1440.0)))
    assert coarse == pytest.approx(fine, rel=0.02)


def test_nebulised_salbutamol_peaks_between_half_an_hour_and_two_hours():
    steps = effect_schedule("salbutamol", 10.0, None, 0.0, 0.0, route="nebulised", resolution_min=15.0)
    peak = max(steps, key=lambda step: step[1].add.get("beta2_stimulation", 0.0))
    assert 30.0 <= peak[0] <= 120.0


def test_one_injection_of_denosumab_acts_for_months():
    steps = effect_schedule("denosumab", 60.0, None, 0.0, 0.0)
    at_100_days = [change for time, change in steps if time <= 100 * 1440.0][-1]
    assert at_100_days.scale["bone_resorption_activity"] < 0.5


def test_bad_input_is_refused():
    with pytest.raises(UnknownNameError) as caught:
        drug("furosemid")
    assert "furosemide" in caught.value.nearest
    with pytest.raises(OutOfPhysiologicalRange):
        steady_effect("furosemide", -1.0, 1440.0)
    with pytest.raises(OutOfPhysiologicalRange):
        effect_schedule("furosemide", 40.0, 0.0, 0.0, 1.0)
    with pytest.raises(UnknownNameError):
        effect_schedule("furosemide", 40.0, None, 0.0, 0.0, route="nasal")
    with pytest.raises(UnitError):
        drug("furosemide").dose_in_units(1.0, "mmol")
    assert drug("patiromer").dose_in_units(8.4, "g") == pytest.approx(8400.0)


def _candidates(row):
    written = re.sub(r"\(.*?\)|NSAIDs:|Beta-blockers", "", row).strip()
    inside = re.findall(r"\((.*?)\)", row)
    parts = [written, *re.split(r"[/;,]| and ", written), *(p for i in inside for p in re.split(r"[/;,]", i))]
    cleaned = [re.sub(r"\d{5,}| IV$| class| or .*|\+.*", "", part).strip() for part in parts]
    return [part for part in cleaned if part]


def _has_model(row):
    if row in NOT_DRUGS_BUT_SUBSTANCES:
        return NOT_DRUGS_BUT_SUBSTANCES[row] in all_substances()
    for candidate in _candidates(row):
        try:
            drug(candidate)
        except UnknownNameError:
            continue
        return True
    return False


@pytest.mark.skipif(not TABLE.is_file(), reason="the table of the shared folder is not here")
def test_every_drug_of_the_table_that_moves_an_ion_has_a_model():
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ions = ("potassium", "magnesium", "calcium", "sodium", "phosphate", "bicarbonate")
    moving = [row["name"] for row in rows if any(row[ion] not in ("", "0") for ion in ions)]
    assert len(moving) > 100
    assert [name for name in moving if not _has_model(name)] == []


@pytest.mark.parametrize("name", [n for n in NAMES if drug(n).renal_share > 0])
def test_what_the_kidney_eliminates_stays_and_acts_longer_in_renal_failure(name):
    entry = drug(name)
    assert 0 < entry.renal_share < 1
    ill = entry.in_kidneys(0.25)
    assert ill.elimination_half_life_h > entry.elimination_half_life_h == entry.half_life_h
    assert ill.half_effect_amount == entry.half_effect_amount
    effects = [
        mean_steady_effect(entry.in_kidneys(f), entry.usual_dose, entry.interval_h)
        for f in (1.0, 0.7, 0.4, 0.1)
    ]
    assert effects == sorted(effects)
    assert effects[-1] > effects[0]


@given(st.sampled_from([n for n in NAMES if drug(n).renal_share == 0]), st.floats(0, 1))
def test_other_drugs_do_not_heed_the_kidney(name, nephrons):
    entry = drug(name)
    assert entry.in_kidneys(nephrons).elimination_half_life_h == entry.half_life_h
