"""Medication lists as written: brands, classes, salts, combinations, slips, doses, and what is not taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou import vocabulary
from skou.data import read_csv
from skou.records.drug_index import drugs
from skou.records.drug_names import read_medication, recognise

CASES = Path(__file__).parents[3] / "shared" / "cases" / "cases.jsonl"

NAMED: list[tuple[str, list[str]]] = [
    ("Lasix 40mg", ["furosemide"]), ("frusemide", ["furosemide"]), ("HCTZ", ["hydrochlorothiazide"]),
    ("FUROSEMIDE", ["furosemide"]), ("co-amilofruse", ["furosemide", "amiloride"]),
    ("telmisartan/hydrochlorothiazide", ["telmisartan", "hydrochlorothiazide"]),
    ("Diovan HCT 160/12.5", ["valsartan", "hydrochlorothiazide"]),
    ("Bactrim DS", ["trimethoprim", "sulfamethoxazole"]),
    ("co-trimoxazole", ["trimethoprim", "sulfamethoxazole"]), ("Entresto", ["sacubitril", "valsartan"]),
    ("losartan potassium 50 mg", ["losartan"]), ("diclofenac potassium", ["diclofenac"]),
    ("amoxicillin/clavulanate potassium", ["amoxicillin", "clavulanate"]),
    ("heparin sodium, porcine", ["heparin"]),
    ("potassium chloride 40 mEq daily", ["potassium chloride"]), ("potassium", ["potassium chloride"]),
    ("Slow-K", ["potassium chloride"]), ("esomeprazole magnesium", ["esomeprazole"]),
    ("magnesium", ["magnesium"]),
    ("milk of magnesia", ["magnesium hydroxide"]), ("Maalox", ["aluminium hydroxide", "magnesium hydroxide"]),
    ("calcium channel blocker", ["calcium channel blocker"]), ("calcium carbonate", ["calcium carbonate"]),
    ("calcium/vitamin D", ["calcium carbonate", "colecalciferol"]), ("insulin glargine", ["insulin"]),
    ("proton-pump inhibitor", ["proton pump inhibitor"]), ("PPI", ["proton pump inhibitor"]),
    ("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]", ["metoprolol"]),
    ("sodium polystyrene sulfonate", ["polystyrene sulfonate"]), ("Advair", ["fluticasone", "salmeterol"]),
    ("iron and folic acid", ["iron", "leucovorin"]), ("loratadine", ["loratadine"]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), NAMED)
def test_names(written: str, expected: list[str]) -> None:
    assert [d.name for d in recognise(written)[0]] == expected


CAUSES = [
    ("bumetanide", "loop_diuretic"), ("indapamide", "thiazide_diuretic"),
    ("acetazolamide", "carbonic_anhydrase_inhibitor"),
    ("ramipril", "raas_inhibitor"), ("eplerenone", "mineralocorticoid_antagonist"),
    ("triamterene", "enac_blocker"),
    ("trimethoprim", "enac_blocker"), ("ibuprofen", "nsaid"), ("enoxaparin", "heparin"),
    ("tacrolimus", "calcineurin_inhibitor"), ("omeprazole", "proton_pump_inhibitor"),
    ("cisplatin", "platinum"),
    ("gentamicin", "aminoglycoside"), ("amphotericin B", "amphotericin_b"), ("cetuximab", "egfr_antibody"),
    ("piperacillin", "nonreabsorbable_anion"), ("lithium carbonate", "lithium"),
    ("empagliflozin", "sglt2_inhibitor"),
    ("prednisone", "glucocorticoid"), ("sertraline", "antidiuretic_drug"), ("denosumab", "antiresorptive"),
    ("phenytoin", "enzyme_inducer"), ("foscarnet", "chelation"), ("ifosfamide", "tubular_toxin"),
    ("insulin", "insulin_excess"), ("salbutamol", "beta_agonist"), ("propranolol", "beta_blocker"),
    ("digoxin", "digoxin_toxicity"), ("succinylcholine", "suxamethonium"), ("atorvastatin", "statin"),
    ("fludrocortisone", "apparent_mineralocorticoid_excess"), ("senna", "laxative"),
    ("Epsom salts", "magnesium_load"),
    ("calcium carbonate", "calcium_alkali_load"), ("cholecalciferol", "vitamin_d_excess"),
    ("isotretinoin", "vitamin_a_excess"), ("Fleet enema", "phosphate_load"),
    ("patiromer", "potassium_binder"),
    ("sodium bicarbonate", "sodium_load"), ("hydroxychloroquine", "cell_uptake"),
    ("mannitol", "osmotic_diuresis"),
    ("formoterol", "medication_cramp"), ("salt substitute", "potassium_load"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "cause"), CAUSES)
def test_causes(written: str, cause: str) -> None:
    assert cause in {c for m in read_medication(written).medications for c in m.causes}


def test_every_drug_has_known_causes_and_every_effect_row_a_name() -> None:
    for drug in drugs().values():
        assert set(drug.causes) <= set(vocabulary.CAUSES), drug.name
    effects = {row["name"] for row in read_csv("drugs.csv")}
    assert effects == {d.effects_row for d in drugs().values() if d.effects_row}
    for row in read_csv("drug_combinations.csv"):
        assert set(row["drugs"].split(";")) <= set(drugs()), row["name"]


@pytest.mark.parametrize("drug", sorted(drugs()))
def test_every_drug_is_found_by_its_own_name(drug: str) -> None:
    assert drug in [d.name for d in recognise(drug)[0]]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("furosmide", "furosemide"), ("hydroclorothiazide", "hydrochlorothiazide"),
     ("spironolactne", "spironolactone"),
     ("omeprazol 20", "omeprazole"), ("lisinoprill", "lisinopril")],
)  # fmt: skip
def test_slips_of_spelling(slip: str, meant: str) -> None:
    found, notes, _ = recognise(slip)
    assert [d.name for d in found] == [meant]
    assert notes or meant.startswith("omepra")


def test_unlisted_drugs_are_classed_by_the_ending_of_their_name() -> None:
    medication = read_medication("cilazapril 5 mg").medications[0]
    assert (medication.drug_class, medication.causes) == ("ace_inhibitor", ("raas_inhibitor",))
    assert read_medication("cilazapril 5 mg").notes


@pytest.mark.parametrize(
    "written", ["no potassium supplements", "allergic to penicillin", "denies diuretics"]
)
def test_what_is_not_taken_is_no_medication(written: str) -> None:
    reading = read_medication(written)
    assert reading.medications == ()
    assert reading.notes


@pytest.mark.parametrize("written", ["zzxq", "blue pills", "unknown tablets"])
def test_unknown_drugs_are_kept_but_not_understood(written: str) -> None:
    reading = read_medication(written)
    assert not reading.understood
    assert reading.medications[0].text == written
    assert reading.medications[0].drug is None


DOSES: list[tuple[Any, float | None, str | None, float | None]] = [
    ("furosemide 40 mg bd", 40, "mg", 2.0), ("potassium chloride 20 mEq three times daily", 20, "mEq", 3.0),
    ("vitamin D 50,000 IU weekly", 50000, "[IU]", 1 / 7), ("prednisolone 35 mg/d", 35, "mg", 1.0),
    ("levothyroxine 100 mcg every morning", 100, "ug", 1.0),
    ("methotrexate 15 mg once a week", 15, "mg", 1 / 7),
    ("ibuprofen 400 mg q8h", 400, "mg", 3.0), ("Sando-K 2 tablets tds", 2, "tablets", 3.0),
    ("calcium carbonate 25 x 500 mg/d", 12500, "mg", 1.0), ("gentamicin 5 mg/kg", 5, "mg/kg", None),
    ({"name": "amlodipine", "dose": "5 mg", "frequency": "twice daily"}, 5, "mg", 2.0),
    ({"name": "penicillin G", "dose": "4 million units"}, 4e6, "U", None),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "dose", "unit", "per_day"), DOSES)
def test_doses(entry: Any, dose: float, unit: str, per_day: float | None) -> None:
    medication = read_medication(entry).medications[0]
    assert medication.dose == pytest.approx(dose)
    assert medication.dose_unit == unit
    assert medication.per_day == (None if per_day is None else pytest.approx(per_day))


def test_parts_of_a_combination_keep_their_own_doses() -> None:
    reading = read_medication("Piperacillin 4000 MG / tazobactam 500 MG Injection")
    assert [m.dose for m in reading.medications] == [4000.0, 500.0]


@pytest.mark.parametrize(
    ("entry", "field", "days"),
    [
        ("furosemide for 2 weeks", "duration_days", 14.0),
        ("furosemide (2 weeks earlier)", "stopped_day", -14.0),
        ("stopped spironolactone 3 days ago", "stopped_day", -3.0),
        ("started sertraline 10 days ago", "started_day", -10.0),
        ("diuretic (stopped weeks earlier)", "stopped_day", -21.0),
        ({"name": "lithium", "duration": "5 y"}, "duration_days", 1826.25),
        ({"name": "prednisolone", "duration": "stopped 2 wk before"}, "stopped_day", -14.0),
        ({"name": "ramipril", "started_day": -5}, "started_day", -5.0),
    ],
)  # fmt: skip
def test_times(entry: Any, field: str, days: float) -> None:
    assert getattr(read_medication(entry).medications[0], field) == pytest.approx(days)


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    for medication in read_medication(text).medications:
        assert medication.dose is None or medication.dose >= 0


@given(
    st.sampled_from(sorted(drugs())),
    st.sampled_from(["", " 40 mg", " 1 g bd", " tablets", " for 3 weeks", " (brand)"]),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_doses_and_case_do_not_hide_a_drug(drug: str, dose: str, case: Any) -> None:
    assert drug in [d.name for d in recognise(case(drug) + dose)[0]]


@pytest.mark.skipif(not CASES.exists(), reason="the published cases are not beside this checkout")
def test_nearly_all_drugs_of_published_cases_are_recognised() -> None:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    entries = [m for c in cases for m in c["medications"]]
    assert sum(read_medication(m).understood for m in entries) / len(entries) >= 0.95


@pytest.mark.parametrize(
    ("words", "started", "stopped"),
    [
        ("potassium chloride 40 mmol three times daily from day 0", 0.0, None),
        ("hydrochlorothiazide 25 mg daily, stopped on day 0", None, 0.0),
        ("omeprazole 20 mg daily from day 2 to day 5", 2.0, 5.0),
        ("furosemide 40 mg until day -3", None, -3.0),
        ("omeprazole 20 mg daily", None, None),
    ],
)
def test_words_may_name_days(words, started, stopped):
    (medication,) = read_medication(words).medications
    assert (medication.started_day, medication.stopped_day) == (started, stopped)


def test_a_drug_begun_today_is_not_one_without_a_start():
    (medication,) = read_medication({"name": "potassium chloride", "started_day": 0}).medications
    assert medication.started_day == 0.0
