"""Compiling an arm: times, doses, repeats, the ledger, overlapping effects."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skou import body
from skou.causes import perturbation
from skou.errors import SkouError
from skou.evidence.experiment import read_arm
from skou.evidence.protocol import Protocol, compile_arm
from skou.evidence.steps.intake import MEALS, meal_times

DAY = 1440.0
ADULT = {"age": 40, "sex": "M", "weight_kg": 70, "egfr": 100}


def compiled(*steps: dict, end: float = DAY, **arm) -> Protocol:
    data = {"subject": ADULT, "run_in": "2 d", "steps": list(steps), **arm}
    return compile_arm(read_arm("a", data), end)


def additions(protocol: Protocol, state: str) -> list[tuple[float, float]]:
    """(time from t = 0, amount) of what is added to a state."""
    return [(e.time + protocol.start, e.add[state]) for e in protocol.events if state in e.add]


def course(protocol: Protocol, parameter: str) -> list[tuple[float, float]]:
    """(time from t = 0, value) of a parameter, its value at the start first."""
    changes = [(e.time + protocol.start, e.set[parameter]) for e in protocol.events if parameter in e.set]
    return [(protocol.start, protocol.parameters[parameter]), *changes]


def at(protocol: Protocol, parameter: str, time: float) -> float:
    return [value for when, value in course(protocol, parameter) if when <= time][-1]


def test_three_meals_a_day_add_up_to_the_diet_and_enter_the_ledger():
    protocol = compiled(diet={"potassium": "80 mmol/d"}, end=3 * DAY)
    eaten = [(t, a) for t, a in additions(protocol, "gut_potassium") if 0 <= t < 3 * DAY]
    assert [t for t, _ in eaten[:3]] == [30.0, 300.0, 660.0]
    assert sum(a for _, a in eaten) == pytest.approx(240.0)
    assert additions(protocol, "intake_potassium") == additions(protocol, "gut_potassium")
    assert at(protocol, "diet_potassium", 0.0) == 0.0
    assert protocol.resting["diet_potassium"] == pytest.approx(80 / DAY)


def test_the_clock_moves_the_meals_and_the_rhythm():
    protocol = compiled(clock="14:00")
    assert additions(protocol, "gut_potassium")[-1][0] < DAY
    assert {t % DAY for t, _ in additions(protocol, "gut_potassium")} == {1110.0, 300.0, 1380.0}
    assert (protocol.parameters["clock_start"] - protocol.start) % DAY == 840.0


def test_fasting_leaves_out_meals_but_not_water():
    protocol = compiled({"at": "-12 h", "for": "17 h", "fasting": True})
    times = [t for t, _ in additions(protocol, "gut_sodium")]
    assert not [t for t in times if -720 <= t < 300]
    assert next(t for t in times if t >= 300) == 300.0
    usual = at(protocol, "diet_water", -13 * 60)
    assert at(protocol, "diet_water", 0) == pytest.approx(2 * usual)
    assert at(protocol, "diet_water", 6 * 60) == pytest.approx(usual)


def test_a_diet_step_changes_what_it_names_and_ends():
    protocol = compiled({"at": "0 h", "for": "1 d", "diet": {"potassium": "20 mmol/d"}}, end=2 * DAY)
    by_day = [
        sum(a for t, a in additions(protocol, "gut_potassium") if DAY * k <= t < DAY * (k + 1))
        for k in (-1, 0, 1)
    ]
    assert by_day == pytest.approx([by_day[0], 20.0, by_day[0]])
    sodium = [
        sum(a for t, a in additions(protocol, "gut_sodium") if DAY * k <= t < DAY * (k + 1)) for k in (0, 1)
    ]
    assert sodium[0] == pytest.approx(sodium[1])


def test_a_repeated_oral_dose():
    dose = {"at": "0 h", "for": "1 d", "every": "8 h", "give": "potassium_chloride", "amount": "20 mmol"}
    protocol = compiled({**dose, "route": "oral"}, {"at": "-1 d", "for": "3 d", "fasting": True}, end=2 * DAY)
    assert additions(protocol, "gut_potassium")[-3:] == [(0.0, 20.0), (480.0, 20.0), (960.0, 20.0)]
    assert additions(protocol, "intake_potassium")[-3:] == [(0.0, 20.0), (480.0, 20.0), (960.0, 20.0)]


def test_an_undissolved_salt_is_eaten_and_leaves_in_stool():
    protocol = compiled({"at": "10 min", "give": "magnesium_oxide", "amount": "10 mmol", "route": "oral"})
    (eaten,) = [a for t, a in additions(protocol, "intake_magnesium") if t == 10]
    (dissolved,) = [a for t, a in additions(protocol, "gut_magnesium") if t == 10]
    (passed,) = [a for t, a in additions(protocol, "stool_magnesium") if t == 10]
    assert eaten == pytest.approx(10.0)
    assert dissolved + passed == pytest.approx(10.0)


def test_infusions_overlap_and_end():
    protocol = compiled(
        {"at": "0 h", "for": "2 h", "infuse": "potassium_chloride", "rate": "20 mmol/h", "route": "iv"},
        {"at": "1 h", "for": "2 h", "infuse": "potassium_phosphate", "rate": "6 mmol/h", "route": "iv"},
        {"at": "0 h", "for": "1 h", "infuse": "sodium_bicarbonate", "rate": "0.5 mmol/kg/h", "route": "iv"},
    )
    assert at(protocol, "infusion_potassium", 30) == pytest.approx(20 / 60)
    assert at(protocol, "infusion_potassium", 90) == pytest.approx(20 / 60 + 1.8 * 6 / 60)
    assert at(protocol, "infusion_potassium", 150) == pytest.approx(1.8 * 6 / 60)
    assert at(protocol, "infusion_potassium", 200) == 0.0
    assert at(protocol, "infusion_bicarbonate", 30) == pytest.approx(35 / 60)


def test_an_intravenous_dose_over_a_time_and_at_once():
    protocol = compiled(
        {"at": "0 h", "for": "20 min", "give": "magnesium_sulfate", "amount": "16.2 mmol", "route": "iv"},
        {"at": "1 h", "give": "insulin", "amount": "10 U", "route": "iv"},
    )
    assert at(protocol, "infusion_magnesium", 10) == pytest.approx(0.81)
    assert additions(protocol, "plasma_insulin_amount") == [(60.0, pytest.approx(60_000.0))]


def test_hormone_from_a_depot_is_absorbed_whole():
    protocol = compiled(
        {"at": "0 h", "give": "insulin", "amount": "10 U", "route": "subcutaneous"}, end=2 * DAY
    )
    steps = course(protocol, "infusion_insulin")
    total = sum(v * (b - a) for (a, v), (b, _) in pairwise(steps))
    assert total == pytest.approx(0.7 * 60_000.0)


def test_losses_dialysis_and_settings_last_as_long_as_they_are_said_to():
    protocol = compiled(
        {"at": "0 h", "for": "12 h", "loss": "diarrhoea", "volume": "2.88 L/d"},
        {"at": "1 h", "for": "4 h", "dialysis": {"potassium": "1 mmol/L"}},
        {"at": "2 h", "for": "1 h", "set": {"exercise": "heavy", "posture": "upright"}},
        {"at": "3 h", "for": "1 h", "set": {"plasma.potassium": "6 mmol/L"}},
        {"at": "5 h", "set": {"egfr": 50}},
    )
    assert [at(protocol, "diarrhoea_rate", t) for t in (0, 719, 720)] == pytest.approx([0.002, 0.002, 0.0])
    assert [at(protocol, "dialysis_on", t) for t in (59, 60, 299, 300)] == [0.0, 1.0, 1.0, 0.0]
    assert at(protocol, "dialysate_potassium", 100) == 1.0
    assert at(protocol, "exercise_intensity", 150) == 0.8
    assert [at(protocol, "clamp_potassium_on", t) for t in (170, 200, 241)] == [0.0, 1.0, 0.0]
    assert at(protocol, "gfr_modifier", 301) == pytest.approx(0.5)


def test_repeated_dialysis_has_sessions_of_four_hours():
    protocol = compiled(
        {"at": "0 h", "for": "7 d", "every": "56 h", "dialysis": {"potassium": "2 mmol/L"}}, end=7 * DAY
    )
    switched = [(t, v) for t, v in course(protocol, "dialysis_on") if t >= 0]
    assert switched == [(0, 1), (240, 0), (3360, 1), (3600, 0), (6720, 1), (6960, 0)]


def test_diseases_rest_before_the_run_in_and_drugs_begin_with_it():
    arm = {
        "subject": {
            **ADULT,
            "causes": [{"cause": "gitelman_syndrome"}, {"cause": "low_magnesium_intake", "severity": 0.5}],
        },
        "run_in": "60 d",
    }
    protocol = compile_arm(read_arm("a", arm), DAY)
    healthy = compiled()
    assert protocol.start == -60 * DAY
    assert protocol.resting["ncc_activity"] < healthy.resting["ncc_activity"]
    assert protocol.resting["diet_magnesium"] == healthy.resting["diet_magnesium"]
    a_day = sum(a for t, a in additions(protocol, "gut_magnesium") if 0 <= t < DAY)
    poor = perturbation("low_magnesium_intake").scale["diet_magnesium"]
    assert a_day == pytest.approx(healthy.resting["diet_magnesium"] * DAY * poor**0.5)


def test_a_cause_step_replaces_the_severity_of_the_same_cause():
    subject = {**ADULT, "causes": [{"cause": "primary_aldosteronism", "severity": 1.0}]}
    protocol = compiled(
        {"at": "1 h", "for": "2 h", "cause": "primary_aldosteronism", "severity": 0}, subject=subject
    )
    usual = compiled().resting["aldosterone_autonomous"]
    values = [at(protocol, "aldosterone_autonomous", t) for t in (0, 90, 200)]
    assert values[1] == usual
    assert values[0] == values[2] > usual


def test_stopping_a_standing_drug_lets_its_effect_fade():
    subject = {**ADULT, "medications": [{"drug": "amiloride", "dose": "10 mg", "every": "24 h"}]}
    steps = {"at": "0 h", "stop": "amiloride"}
    on, off = compiled(subject=subject, end=5 * DAY), compiled(steps, subject=subject, end=5 * DAY)
    assert at(on, "enac_activity", 4.9 * DAY) < 0.9
    assert at(off, "enac_activity", 4.9 * DAY) > 0.95


def test_a_standing_clamp_holds_from_rest_on():
    protocol = compiled(subject={**ADULT, "clamp": {"plasma.aldosterone": 0.42}})
    assert protocol.resting["clamp_aldosterone_on"] == 1.0
    assert protocol.parameters["clamp_aldosterone"] == 0.42


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"at": "0 h", "give": "potasium_chloride", "amount": "20 mmol"}, "potassium_chloride"),
        ({"at": "0 h", "give": "potassium_chloride", "amount": "20 L"}, "mmol"),
        ({"at": "0 h", "give": "magnesium_oxide", "amount": "400 mg"}, "element"),
        ({"at": "0 h", "infuse": "potassium_chloride", "rate": "20 mmol"}, "per time"),
        ({"at": "0 h", "drug": "hydrochlorthiazid"}, "hydrochlorothiazide"),
        ({"at": "0 h", "stop": "amiloride"}, "not taken"),
        ({"at": "0 h", "cause": "gitelman"}, "gitelman_syndrome"),
        ({"at": "0 h", "set": {"exercise": "havy"}}, "heavy"),
        ({"at": "0 h", "set": {"egffr": 30}}, "egfr"),
        ({"at": "0 h", "diet": {"potasium": "70 mmol/d"}}, "potassium"),
        ({"at": "0 h", "meal": {"potasium": "7 mmol"}}, "potassium"),
        ({"at": "0 h", "dialysis": {"potasium": "2 mmol/L"}}, "potassium"),
        ({"at": "0 h", "every": "0 h", "water": "1 L"}, "interval"),
    ],
)
def test_what_cannot_be_compiled_says_what_is_allowed(step, words):
    with pytest.raises(SkouError) as problem:
        compiled(step)
    assert words in problem.value.message()


durations = st.integers(1, 96).map(lambda h: f"{h} h")
starts = st.integers(-48, 72).map(lambda h: f"{h} h")
steps = st.one_of(
    st.fixed_dictionaries({"at": starts, "for": durations, "fasting": st.just(True)}),
    st.fixed_dictionaries({"at": starts, "for": durations, "diet": st.just({"potassium": "200 mmol/d"})}),
    st.fixed_dictionaries(
        {"at": starts, "water": st.just("0.5 L"), "every": st.just("7 h"), "for": durations}
    ),
    st.fixed_dictionaries(
        {
            "at": starts,
            "give": st.sampled_from(["potassium_chloride", "magnesium_citrate", "calcium_carbonate"]),
            "amount": st.just("10 mmol"),
            "route": st.sampled_from(["oral", "iv"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "at": starts,
            "for": durations,
            "infuse": st.just("potassium_chloride"),
            "rate": st.just("10 mmol/h"),
        }
    ),
    st.fixed_dictionaries(
        {"at": starts, "for": durations, "drug": st.just("furosemide"), "every": st.just("12 h")}
    ),
    st.fixed_dictionaries({"at": starts, "for": durations, "cause": st.just("vomiting")}),
    st.fixed_dictionaries({"at": starts, "for": durations, "set": st.just({"exercise": "light"})}),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=6))
def test_every_schedule_is_ordered_finite_and_keeps_the_ledger(found):
    protocol = compiled(*found, end=4 * DAY)
    times = [e.time for e in protocol.events]
    assert times == sorted(times)
    assert all(0 <= t <= protocol.end - protocol.start for t in times)
    model = body.model()
    for event in protocol.events:
        for name, value in {**event.set, **event.add}.items():
            assert math.isfinite(value)
            assert name in model.state_index or name in model.parameter_index
    for ion in ("potassium", "magnesium", "calcium"):
        into = sum(
            amount
            for place in (f"gut_{ion}", f"ecf_{ion}", f"stool_{ion}")
            for _, amount in additions(protocol, place)
        )
        noted = sum(a for place in ("intake", "infused") for _, a in additions(protocol, f"{place}_{ion}"))
        assert into == pytest.approx(noted)


@given(st.floats(0, 1439), st.floats(-2 * DAY, DAY), st.integers(1, 9))
def test_every_day_has_its_meals(clock, start, days):
    found = list(meal_times(clock, start, start + days * DAY))
    assert len(found) == len(MEALS) * days
    assert sum(share for _, share in found) == pytest.approx(days)
    assert all(start <= t < start + days * DAY for t, _ in found)
