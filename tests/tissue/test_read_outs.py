"""Tissue read-outs against published values and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.errors import UnknownNameError
from skou.tissue import READ_OUTS, channel_defects, read_outs, relative_release, tissue_parameters

K, CA, MG, PH = "plasma.potassium", "plasma.calcium_ionised", "plasma.magnesium_ionised", "plasma.ph"


def change(name: str, ions: dict[str, float], against: dict[str, float] | None = None) -> float:
    return read_outs(ions, [name])[name] - read_outs(against or {}, [name])[name]


def test_normal_ions_give_normal_read_outs():
    normal = read_outs({})
    assert set(normal) == set(READ_OUTS)
    assert normal["muscle.resting_potential"] == pytest.approx(-88, abs=3)
    assert normal["muscle.force"] == 1
    assert normal["nerve.threshold_shift"] == 0
    assert normal["heart.pr"] == 160


@pytest.mark.parametrize(
    ("calcium", "magnesium", "ph", "expected"),
    [
        (0.80, 0.55, 7.40, -2.4),
        (0.80, 0.55, 7.60, -3.4),
        (0.90, 0.20, 7.40, -2.8),
        (1.20, 0.20, 7.40, -0.8),
        (0.60, 0.55, 7.40, -3.9),
        (1.20, 2.30, 7.40, 3.4),
        (1.75, 0.55, 7.40, 2.7),
    ],
)
def test_surface_charge_follows_the_grahame_solution(calcium, magnesium, ph, expected):
    shift = read_outs({CA: calcium, MG: magnesium, PH: ph})["nerve.threshold_shift"]
    assert shift == pytest.approx(expected, abs=0.2)


def test_ten_fold_calcium_at_the_node_of_ranvier():
    assert change("nerve.threshold_shift", {CA: 20, MG: 0}, {CA: 2, MG: 0}) == pytest.approx(22.5, abs=3)


def test_magnesium_is_weaker_than_calcium_on_nerve():
    by_magnesium = change("nerve.threshold_shift", {MG: 1.05})
    by_calcium = change("nerve.threshold_shift", {CA: 1.7})
    assert 0 < by_magnesium < 0.6 * by_calcium


@pytest.mark.parametrize(
    ("total_magnesium", "release"), [(1.5, 0.78), (2.0, 0.66), (3.5, 0.40), (5.0, 0.26), (7.5, 0.14)]
)
def test_release_under_magnesium_follows_dodge_and_rahamimoff(total_magnesium, release):
    assert relative_release(1.2, 0.65 * total_magnesium) == pytest.approx(release, abs=0.02)


def test_potassium_depolarises_muscle_and_depletion_reverses_hyperpolarisation():
    assert change("muscle.resting_potential", {K: 11}, {K: 4}) == pytest.approx(22, abs=4)
    assert change("muscle.resting_potential", {K: 2.8}) < -4
    depleted = {K: 1.8, "cell.potassium": 100, "cell.sodium": 45}
    assert change("muscle.resting_potential", depleted) > 5


def test_force_is_lost_at_both_ends_of_potassium():
    assert change("muscle.force", {K: 1.5}) < -0.3
    assert abs(change("muscle.force", {K: 3.3})) < 0.05
    assert change("muscle.force", {K: 7.5}) > -0.03
    assert change("muscle.force", {K: 13}) < -0.5
    assert change("muscle.force", {K: 11, "exposure": 60}, {K: 11, "exposure": 4}) < -0.01


def test_acid_and_calcium_protect_depolarised_muscle():
    assert change("muscle.force", {K: 11, PH: 6.8}, {K: 11}) > 0.2
    assert change("muscle.force", {K: 10, CA: 10}, {K: 10, CA: 1.3}) > 0.02
    assert change("muscle.resting_potential", {K: 10, CA: 10}, {K: 10, CA: 1.3}) < -2


def test_periodic_paralyses_paralyse_where_healthy_muscle_does_not():
    hypo = channel_defects([("hypokalaemic_periodic_paralysis", 1.0)])
    hyper = channel_defects([("hyperkalaemic_periodic_paralysis", 1.0)])
    assert change("muscle.resting_potential", {K: 2.0, **hypo}, {K: 2.0}) > 3
    assert change("muscle.force", {K: 2.0, **hypo}, {K: 2.0}) < -0.2
    assert change("muscle.force", {K: 6.0, **hyper}, {K: 6.0}) < -0.2


def test_activity_hyperpolarises_through_the_pump():
    assert change("muscle.resting_potential", {"exercise": 0.8}) == pytest.approx(-11, abs=1)


def test_heart_signs_and_sizes():
    assert change("heart.qtc", {CA: 0.98}, {CA: 1.18}) == pytest.approx(23, abs=6)
    assert change("heart.qtc", {K: 2.5}) > 5
    assert abs(change("heart.qtc", {MG: 2.6})) < 15
    assert change("heart.apd90", {K: 6}, {K: 4}) == pytest.approx(-30, abs=10)
    assert read_outs({K: 6.5})["heart.t_amplitude"] > 1.1 > 0.9 > read_outs({K: 2.5})["heart.t_amplitude"]
    assert change("heart.pr", {K: 7.5}) > 10 > abs(change("heart.pr", {K: 5.0}))
    assert change("heart.qrs", {K: 8}) > 10 > abs(change("heart.qrs", {K: 5.0}))
    assert change("heart.pr", {MG: 2.6}) > 2


def test_totals_stand_in_for_ionised_values():
    assert read_outs({"plasma.calcium_total": 1.8}) == read_outs({CA: 0.9})


ions = st.fixed_dictionaries(
    {
        K: st.floats(1, 15),
        CA: st.floats(0, 5),
        MG: st.floats(0, 8),
        PH: st.floats(6.8, 7.8),
        "plasma.sodium": st.floats(100, 190),
        "cell.potassium": st.floats(60, 180),
        "cell.sodium": st.floats(4, 60),
    }
)


@given(st.lists(ions, min_size=1, max_size=4))
def test_arrays_give_what_floats_give_and_all_is_finite(people):
    stacked = {name: np.array([p[name] for p in people]) for name in people[0]}
    together = read_outs(stacked)
    for i, person in enumerate(people):
        for name, value in read_outs(person).items():
            assert math.isfinite(value)
            assert together[name][i] == pytest.approx(value, rel=1e-12, abs=1e-12)


@given(ions, st.floats(1.01, 1.5))
def test_potassium_always_depolarises(person, factor):
    higher = {**person, K: person[K] * factor}
    assert change("muscle.resting_potential", higher, person) > 0
    assert change("nerve.threshold_shift", higher, person) < 0.1


def test_parameters_have_unit_uncertainty_and_source():
    for parameter in tissue_parameters():
        assert parameter.source
        assert parameter.how
        assert parameter.uncertainty >= 0
        assert parameter.status in {"verified", "secondary", "memory", "computed", "fitted"}


def test_unknown_read_out_names_the_nearest():
    with pytest.raises(UnknownNameError, match=r"heart\.qtc"):
        read_outs({}, ["heart.qt"])


def test_read_outs_trace_with_clean_units():
    from skou.graph.model import Equations, Output, ParameterSpec, StateSpec, build_model

    units = {K: "mmol/L", CA: "mmol/L", MG: "mmol/L", PH: "1", "plasma.sodium": "mmol/L"}
    units |= {"cell.potassium": "mmol/L", "cell.sodium": "mmol/L"}
    names = {name: name.replace(".", "_") for name in units}

    def equations(t, s, p):
        outputs = read_outs({name: p[names[name]] for name in units})
        return Equations(
            {"x": 0.0 * s.x / p.tau}, {n: Output(v, READ_OUTS[n][1]) for n, v in outputs.items()}
        )

    parameters = [ParameterSpec(names[name], unit, 1.0) for name, unit in units.items()]
    parameters.append(ParameterSpec("tau", "min", 1.0))
    model = build_model("tissue", [StateSpec("x", "1", 1.0)], parameters, equations)
    assert {o.name: o.unit for o in model.output_specs} == {n: unit for n, (_, unit) in READ_OUTS.items()}
