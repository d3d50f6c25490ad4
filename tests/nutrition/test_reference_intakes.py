"""Reference intakes as the tables give them, and a diet beside them."""

from __future__ import annotations

import pytest

from skou.errors import UnknownNameError
from skou.nutrition import judge_diet, reference_intake
from skou.records.person import Person


@pytest.mark.parametrize(
    ("nutrient", "age", "sex", "stage", "milligrams", "mass"),
    [
        ("potassium", 40, "M", "", 3400, 39.098),
        ("potassium", 40, "F", "", 2600, 39.098),
        ("magnesium", 25, "M", "", 400, 24.305),
        ("magnesium", 25, "F", "pregnant", 350, 24.305),
        ("calcium", 60, "F", "", 1200, 40.078),
        ("phosphate", 40, "F", "", 700, 30.974),
        ("sodium", 30, "M", "", 1500, 22.990),
    ],
)
def test_recommended_intakes(
    nutrient: str, age: float, sex: str, stage: str, milligrams: float, mass: float
) -> None:
    found = reference_intake(nutrient, age, sex, stage=stage)
    assert found is not None
    assert found.mmol_per_day == pytest.approx(milligrams / mass)


def test_what_is_too_much_is_another_kind() -> None:
    limit = reference_intake("sodium", 30, "M", kinds=("CDRR",))
    assert limit is not None
    assert limit.mmol_per_day == pytest.approx(2300 / 22.99)
    assert reference_intake("potassium", 30, "M", kinds=("UL",)) is None


def test_a_poor_diet_is_seen() -> None:
    verdicts = {
        v.ion: v for v in judge_diet(Person(age=40, sex="F", diet={"magnesium": 6.6, "potassium": 66.5}))
    }
    assert verdicts["magnesium"].share == pytest.approx(0.5, abs=0.01)
    assert verdicts["potassium"].share == pytest.approx(1.0, abs=0.01)
    assert judge_diet(Person(diet={"magnesium": 5.0})) == ()


def test_unknown_nutrients_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="magnesium"):
        reference_intake("magnesum", 40, "F")
