"""The person record: every field, units at the border, what is listed back, what is refused."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from skou.errors import (
    AmbiguousUnitError,
    OutOfPhysiologicalRange,
    RecordError,
    SkouError,
    UnitError,
)
from skou.records import read_person

CASES = Path(__file__).parents[3] / "shared" / "cases" / "cases.jsonl"


def lab(**fields: Any) -> dict[str, Any]:
    return {"labs": [{"analyte": "potassium", "value": 4.0, "unit": "mmol/L", **fields}]}


def test_a_whole_record() -> None:
    person = read_person(
        {
            "person": {
                "age": 67,
                "sex": "female",
                "weight_kg": "150 lb",
                "height_cm": 165,
                "pregnant": False,
            },
            "labs": [
                {"analyte": "K", "value": "2.9 L", "unit": "mEq/L"},
                {"analyte": "Mg", "value": 1.2, "unit": "mg/dL", "day": -3},
                {"analyte": "potassium", "value": 45, "unit": "mmol/L", "specimen": "spot urine"},
            ],
            "labs_qualitative": [{"analyte": "calcium_total", "level": "low"}],
            "vitals": {"systolic": 155, "diastolic": 94, "heart_rate": 88, "temperature_c": 36.8},
            "medications": ["omeprazole 20 mg od", {"name": "Lasix", "dose": "40 mg", "duration": "2 wk"}],
            "conditions": ["hypertension", "construction worker"],
            "losses": ["no diarrhoea"],
            "intake": ["liquorice"],
            "symptoms": ["muscle cramps 3 d"],
            "ecg": ["QTc 500 ms"],
            "diet": {"potassium": "2300 mg/d", "sodium": "100 mmol/d", "salt": "1 g/d"},
            "steps": [{"at": "0 h", "fasting": True}],
            "id": "x1",
            "truth": {"never": "read"},
        }
    )
    assert (person.age, person.sex, person.height_cm, person.pregnant) == (67.0, "F", 165.0, False)
    assert person.weight_kg == pytest.approx(68.04, abs=0.01)
    potassium = person.lab("potassium")
    assert potassium is not None
    assert (potassium.value, potassium.unit, potassium.factor) == (2.9, "mmol/L", 1.0)
    magnesium = person.lab("magnesium")
    assert magnesium is not None
    assert magnesium.value == pytest.approx(0.49368)
    assert (magnesium.day, magnesium.reported_value, magnesium.reported_unit) == (-3.0, 1.2, "mg/dL")
    urine = person.lab("potassium", blood=False)
    assert urine is not None
    assert urine.specimen == "urine-spot"
    assert person.labs_qualitative[0].level == "low"
    assert person.vitals.systolic == 155
    assert person.drugs() == {"omeprazole", "furosemide"}
    assert person.drug_causes() == {"proton_pump_inhibitor", "loop_diuretic"}
    assert {"hypertension", "liquorice", "muscle_cramp", "qtc_prolonged"} <= person.concepts()
    assert person.denied() == {"diarrhoea"}
    assert person.diet["potassium"] == pytest.approx(58.8, abs=0.1)
    assert person.diet["sodium"] == pytest.approx(117.1, abs=0.1)
    assert person.unmapped == ("conditions[1]: construction worker",)
    assert any(c.what == "labs[1] magnesium" and c.factor == 0.4114 for c in person.conversions)
    assert len(person.steps) == 1


def test_nothing_at_all_is_a_person() -> None:
    person = read_person({})
    assert (person.age, person.labs, person.unmapped, person.warnings) == (None, (), (), ())


@pytest.mark.parametrize(
    ("record", "listed"),
    [
        ({"mood": "good"}, "mood"),
        ({"person": {"age": 40, "shoe_size": 43}}, "person.shoe_size"),
        ({"vitals": {"respiratory_rate": 30}}, "vitals.respiratory_rate"),
        ({"labs": [{"analyte": "haemoglobin", "value": 13, "unit": "g/dL"}]}, "haemoglobin"),
        (lab(specimen="pleural fluid"), "pleural fluid"),
        (lab(value=None), "no value"),
        (lab(analyser="X1"), "labs[0].analyser"),
        ({"medications": ["zzxq"]}, "zzxq"),
        ({"medications": [{"name": "furosemide", "colour": "white"}]}, "colour"),
        ({"diet": {"sugar": "100 g/d"}}, "diet.sugar"),
        ({"diet": [{"food": "banana", "grams": 120}]}, "diet[0]"),
        ({"person": {"sex": "X"}}, "person.sex"),
        ({"symptoms": ["glorp"]}, "glorp"),
    ],
)
def test_what_is_not_understood_is_listed_back(record: dict[str, Any], listed: str) -> None:
    assert any(listed in entry for entry in read_person(record).unmapped)


REFUSED: list[tuple[Any, type[SkouError], str]] = [
    (lab(value=39), OutOfPhysiologicalRange, "3.9 mmol/L"),
    (lab(analyte="magnesium", value=19), OutOfPhysiologicalRange, "mg/L"),
    (lab(unit=None), AmbiguousUnitError, "mmol/L"),
    (lab(unit="bananas"), UnitError, "bananas"),
    (lab(unit="mg"), AmbiguousUnitError, "mg/L"),
    (lab(value=True), RecordError, "labs[0].value"),
    (lab(value="abc"), RecordError, "labs[0].value"),
    (lab(value="1,234"), RecordError, "comma"),
    (lab(value=float("nan")), RecordError, "finite"),
    (lab(value=10**400), RecordError, "finite"),
    (lab(day="soon"), RecordError, "labs[0].day"),
    (lab(day=1e9), OutOfPhysiologicalRange, "labs[0].day"),
    (lab(time="2190-01-01"), RecordError, "2190"),
    (lab(time="yesterday"), RecordError, "labs[0].time"),
    (lab(qualifier="~"), RecordError, "qualifier"),
    (lab(haemolysis="perhaps"), RecordError, "haemolysis"),
    (lab(analyte=None), RecordError, "names no analyte"),
    (lab(analyte=["potassium"]), RecordError, "analyte"),
    ({"labs": "potassium"}, SkouError, ""),
    ({"labs": 4}, RecordError, "labs"),
    ({"labs": [4]}, RecordError, "labs[0]"),
    ({"labs": [[]]}, RecordError, "labs[0]"),
    ({"labs_qualitative": [{"analyte": "sodium", "level": "so-so"}]}, RecordError, "so-so"),
    ({"person": {"age": 140}}, OutOfPhysiologicalRange, "0 to 120"),
    ({"person": {"age": -1}}, OutOfPhysiologicalRange, "0 to 120"),
    ({"person": {"age": True}}, RecordError, "person.age"),
    ({"person": {"height_cm": 1.75}}, OutOfPhysiologicalRange, "175 cm"),
    ({"person": {"pregnant": "maybe"}}, RecordError, "pregnant"),
    ({"person": []}, RecordError, "person"),
    ({"vitals": {"temperature_c": 98.6}}, OutOfPhysiologicalRange, "37.0 Cel"),
    ({"vitals": {"systolic": 80, "diastolic": 120}}, OutOfPhysiologicalRange, "diastolic"),
    ({"medications": [{"dose": "40 mg"}]}, RecordError, "medications[0]"),
    ({"medications": [{"name": {"a": 1}}]}, RecordError, "medications[0].name"),
    ({"symptoms": [["cramps"]]}, RecordError, "symptoms[0]"),
    ({"symptoms": ["x" * 30000]}, RecordError, "30000"),
    ({"symptoms": ["cramp"] * 4000}, RecordError, "4000"),
    ({"diet": {"potassium": 60}}, AmbiguousUnitError, "mmol/d"),
    ({"diet": {"potassium": "60 L"}}, UnitError, "potassium"),
    ({"diet": {"potassium": "90000 mmol/d"}}, OutOfPhysiologicalRange, "potassium"),
    ({"meds": ["a"], "medications": ["b"]}, RecordError, "twice"),
    ({1: "a"}, RecordError, "name is not a text"),
    ([], RecordError, "named fields"),
    (None, RecordError, "named fields"),
    ("potassium", RecordError, "named fields"),
]


@pytest.mark.parametrize(("record", "error", "words"), REFUSED, ids=[str(r[0])[:60] for r in REFUSED])
def test_refused_with_one_clear_message(record: Any, error: type[SkouError], words: str) -> None:
    if record == {"labs": "potassium"}:
        assert read_person(record).unmapped == ("labs[0]: potassium",)
        return
    with pytest.raises(error) as caught:
        read_person(record)
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert len(message) < 500
    assert caught.value.to_dict()["message"] == message


@pytest.mark.parametrize(
    ("value", "unit", "expected", "qualifier"),
    [("<3.0", "mmol/L", 3.0, "<"), ("> 6.5 mmol/L", None, 6.5, ">"), ("4,1", "mmol/L", 4.1, None),
     ("4.1 mEq/L", None, 4.1, None), ("2.9 (L)", "mmol/L", 2.9, None), ("5.9 H", "mmol/L", 5.9, None),
     (" 4 ", "mmol/L", 4.0, None)],
)  # fmt: skip
def test_values_written_as_text(value: str, unit: str | None, expected: float, qualifier: str | None) -> None:
    got = read_person(lab(value=value, unit=unit)).labs[0]
    assert (got.value, got.qualifier) == (expected, qualifier)


def test_a_level_in_place_of_a_number() -> None:
    assert read_person(lab(value="low", unit=None)).labs_qualitative[0].level == "low"


def test_times_count_from_the_latest_result() -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    record = {
        "labs": [
            {"analyte": "K", "value": 3.0, "unit": "mmol/L", "time": now.isoformat()},
            {
                "analyte": "K",
                "value": 4.0,
                "unit": "mmol/L",
                "time": (now - dt.timedelta(days=7)).isoformat(),
            },
            {"analyte": "Na", "value": 140, "unit": "mmol/L", "day": None},
        ]
    }
    assert [x.day for x in read_person(record).labs] == [0.0, -7.0, None]


def test_pregnancy_in_words_counts_as_stated() -> None:
    assert read_person({"person": {"sex": "F"}, "conditions": ["pregnancy 37 weeks"]}).pregnant is True
    assert read_person({"person": {"sex": "F"}, "conditions": ["no pregnancy"]}).pregnant is None
    assert read_person({"person": {"sex": "M", "pregnant": True}}).warnings


def test_a_drug_named_among_conditions_is_a_medication() -> None:
    person = read_person({"conditions": ["takes digoxin"], "intake": ["calcium carbonate 4 g/d"]})
    assert "digoxin" in person.drugs()
    assert "calcium_alkali_load" in person.concepts()


def test_control_characters_do_not_survive() -> None:
    person = read_person({"symptoms": ["glorp\x00\x1b[31m\ud800"], "medications": ["zz\x07q"]})
    assert all(c.isprintable() for entry in person.unmapped for c in entry)


@pytest.mark.skipif(not CASES.exists(), reason="the published cases are not beside this checkout")
def test_all_published_cases_are_read_quickly() -> None:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    read_person(cases[0])
    start = time.perf_counter()
    persons = [read_person(case) for case in cases]
    assert (time.perf_counter() - start) / len(cases) < 0.03
    for case, person in zip(cases, persons, strict=True):
        assert len(person.labs) == len(case["labs"])
        assert person.age == case["person"]["age"]
