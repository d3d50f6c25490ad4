"""Moments, windows, extremes, changes and ratios of known courses."""

from __future__ import annotations

import numpy as np
import pytest

from skou.errors import SkouError
from skou.evidence.experiment import Measure, When
from skou.evidence.measure import Record, evaluate, grid
from skou.evidence.steps.compilation import FixedIon

UNITS = {
    "plasma.potassium": "mmol/L",
    "urine.potassium": "mmol",
    "urine.water": "L",
    "kidney.fe_potassium": "%",
    "plasma.vasopressin": "1",
    "kidney.gfr": "mL/min",
    "rate.urine_creatinine": "mmol/min",
}


def record(*whens: When, **changes) -> Record:
    t = np.unique(np.concatenate([grid(w) for w in whens]))
    outputs = {
        "plasma.potassium": 4.0 + 0.01 * t,
        "urine.potassium": 0.05 * t,
        "urine.water": 0.001 * t,
        "kidney.fe_potassium": np.full(t.size, 10.0),
        "plasma.vasopressin": np.full(t.size, 1.5),
        "kidney.gfr": np.full(t.size, 110.0),
        "rate.urine_creatinine": np.full(t.size, 0.01),
    }
    return Record(t, outputs, UNITS, **changes)


def value(main: When, unit: str, minus: When | None = None, over: When | None = None, **changes) -> float:
    used = [w for w in (main, minus, over) if w]
    records = {w.arm: record(*[u for u in used if u.arm == w.arm], **changes) for w in used}
    return evaluate(Measure("m", main, unit, (0, 1), minus, over), records)


def at(quantity: str, time: float, arm: str = "a") -> When:
    return When(arm, quantity, at=time)


def during(quantity: str, start: float, end: float, arm: str = "a", extreme: str | None = None) -> When:
    return When(arm, quantity, start=start, end=end, extreme=extreme)


def test_a_moment_is_just_before_it():
    assert value(at("plasma.potassium", 30), "mmol/L") == pytest.approx(4.3, abs=1e-4)


def test_a_window_of_plasma_is_a_mean_and_of_urine_a_sum():
    assert value(during("plasma.potassium", 0, 60), "mmol/L") == pytest.approx(4.3)
    assert value(during("urine.potassium", 0, 1440), "mmol") == pytest.approx(72.0)
    assert value(during("urine.creatinine", 0, 1440), "mmol") == pytest.approx(14.4)


def test_extremes():
    assert value(during("plasma.potassium", 0, 60, extreme="peak"), "mmol/L") == pytest.approx(4.6)
    assert value(during("plasma.potassium", 0, 60, extreme="trough"), "mmol/L") == pytest.approx(4.0)


def test_change_against_another_arm_and_time():
    found = value(at("plasma.potassium", 60), "mmol/L", minus=at("plasma.potassium", 0, "b"))
    assert found == pytest.approx(0.6)


def test_ratios_take_the_unit_of_the_file():
    conc = value(during("urine.potassium", 0, 60), "mmol/L", over=during("urine.water", 0, 60))
    assert conc == pytest.approx(50.0)
    assert value(at("plasma.potassium", 100), "1", over=at("plasma.potassium", 0)) == pytest.approx(
        1.25, rel=1e-4
    )


def test_units_convert():
    assert value(at("kidney.fe_potassium", 0), "%") == pytest.approx(10.0)
    assert value(at("kidney.fe_potassium", 0), "1") == pytest.approx(0.10)
    assert value(at("kidney.gfr", 0), "L/min") == pytest.approx(0.110)
    assert value(at("plasma.vasopressin", 0), "pg/mL") == pytest.approx(3.0)


def test_tissue_sees_the_held_ions():
    held = (FixedIon("plasma.potassium", 7.5, 0.0, 60.0),)
    during_hold = value(at("heart.pr", 30), "ms", fixed=held)
    after = value(at("heart.pr", 90), "ms", fixed=held)
    assert during_hold > after + 10


@pytest.mark.parametrize(
    ("main", "unit", "words"),
    [
        (at("plasma.potasium", 0), "mmol/L", "plasma.potassium"),
        (at("urine.potassium", 0), "mmol", "'from' and 'to'"),
        (at("plasma.potassium", 0), "mg", "cannot become"),
        (during("plasma.potassium", 60, 0), "mmol/L", "ends before"),
    ],
)
def test_what_cannot_be_measured_says_why(main, unit, words):
    records = {"a": record(at("plasma.potassium", 0))}
    with pytest.raises(SkouError, match=words):
        evaluate(Measure("m", main, unit, (0, 1)), records)


def test_a_failed_arm_says_why():
    main = at("plasma.potassium", 0)
    with pytest.raises(SkouError, match="step limit"):
        evaluate(Measure("m", main, "mmol/L", (0, 1)), {"a": record(main, error="step limit")})
