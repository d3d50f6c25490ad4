"""FHIR R4: patient, results by LOINC and UCUM, medications and conditions, and the public samples."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from skou.data import read_csv
from skou.errors import OutOfPhysiologicalRange, RecordError
from skou.records import read_person, read_text
from skou.records.fhir.observations import loinc_codes

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "fhir"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def observation(loinc: str, value: Any, unit: str | None, day: int = 4, **more: Any) -> dict[str, Any]:
    quantity = {"value": value, "unit": unit, "system": UCUM, "code": unit}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": loinc}], "text": f"test {loinc}"},
        "effectiveDateTime": f"2024-03-{day:02d}T08:10:00Z",
        "valueQuantity": quantity,
        **more,
    }


def medication(kind: str, status: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": status, **more}


PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1957-05-02"}


def test_patient_and_results() -> None:
    person = read_person(
        bundle(
            PATIENT,
            observation("2823-3", 2.9, "mmol/L"),
            observation("2823-3", 3.6, "mmol/L", day=1),
            observation("19123-9", 1.2, "mg/dL"),
            observation("3094-0", 14, "mg/dL"),
            observation("2828-2", 45, "mmol/L"),
            observation("6874-2", 250, "mg/(24.h)"),
            observation(
                "3016-3", 0.01, "m[IU]/L", valueQuantity={"value": 0.01, "comparator": "<", "unit": "mIU/L"}
            ),
        )
    )
    assert (person.age, person.sex) == (66.0, "F")
    assert [x.day for x in person.labs if x.analyte == "potassium" and x.is_blood] == [0.0, -3.0]
    values = {(x.analyte, x.specimen): (x.value, x.unit) for x in person.labs if x.day == 0}
    assert values["magnesium", "serum"] == (pytest.approx(0.49368), "mmol/L")
    assert values["urea", "serum"] == (pytest.approx(5.0, rel=1e-3), "mmol/L")
    assert values["potassium", "urine-spot"] == (45.0, "mmol/L")
    assert values["calcium_total", "urine-24h"] == (pytest.approx(6.238, rel=1e-3), "mmol/d")
    assert next(x.qualifier for x in person.labs if x.analyte == "tsh") == "<"


@pytest.mark.parametrize(
    "row", [r for r in read_csv("loinc.csv") if r["code"] and r["unit"]], ids=lambda r: r["loinc"]
)
def test_every_listed_loinc_code_is_read_in_its_own_unit(row: dict[str, str]) -> None:
    if ":" in row["code"]:
        assert row["code"].split(":")[0] in ("vital", "person")
        return
    unit = row["unit"].split(" (")[0]
    for value in (5.0, 50.0, 7.2, 140.0, 500.0, 0.5, 5000.0):
        try:
            person = read_person(bundle(observation(row["loinc"], value, unit)))
        except OutOfPhysiologicalRange:
            continue
        assert [x.analyte for x in person.labs] == [row["code"]]
        assert person.labs[0].specimen == row["specimen"]
        return
    pytest.fail(f"no ordinary value of {row['loinc']} is read")


def test_panels_and_vital_signs() -> None:
    person = read_person(
        bundle(
            PATIENT,
            {
                "resourceType": "Observation",
                "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
                "effectiveDateTime": "2024-03-04",
                "component": [
                    {
                        "code": {"coding": [{"system": LOINC, "code": "8480-6"}]},
                        "valueQuantity": {"value": 155, "unit": "mmHg"},
                    },
                    {
                        "code": {"coding": [{"system": LOINC, "code": "8462-4"}]},
                        "valueQuantity": {"value": 94, "unit": "mmHg"},
                    },
                ],
            },
            observation("29463-7", 150, "[lb_av]"),
            observation("8302-2", 65, "[in_i]"),
            observation("8310-5", 98.6, "[degF]"),
            observation("8867-4", 88, "/min"),
        )
    )
    assert (person.vitals.systolic, person.vitals.diastolic, person.vitals.heart_rate) == (155, 94, 88)
    assert person.vitals.temperature_c == pytest.approx(37.0)
    assert (person.weight_kg, person.height_cm) == (pytest.approx(68.04, abs=0.01), pytest.approx(165.1))


def test_results_by_name_where_the_code_is_unknown() -> None:
    named = observation(
        "99999-9", 2.9, "mmol/L", code={"text": "Potassium [Moles/volume] in Serum or Plasma"}
    )
    assert read_person(bundle(named)).labs[0].analyte == "potassium"


@pytest.mark.parametrize(
    ("resource", "listed"),
    [
        (observation("718-7", 13.2, "g/dL"), "718-7"),
        (observation("2823-3", 2.9, "mmol/L", status="entered-in-error"), "entered-in-error"),
        (observation("2823-3", None, "mmol/L"), "no value"),
        (observation("2823-3", 2.9, "bananas"), "test 2823-3"),
        ({"resourceType": "Immunization"}, "Immunization"),
        (medication("MedicationRequest", "active", medicationCodeableConcept={"text": "zzxq"}), "zzxq"),
        (medication("MedicationRequest", "draft", medicationCodeableConcept={"text": "digoxin"}), "draft"),
        ({"resourceType": "Condition", "code": {"text": "glorp"}}, "glorp"),
        ({"resourceType": "Condition"}, "without a name"),
        ({"no": "type"}, "entry[0]"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_listed(resource: dict[str, Any], listed: str) -> None:
    person = read_person(bundle(resource))
    assert person.labs == ()
    assert person.drugs() == frozenset()
    assert any(listed in entry for entry in person.unmapped)


def test_an_impossible_latest_value_is_refused_an_older_one_listed() -> None:
    with pytest.raises(OutOfPhysiologicalRange, match="39"):
        read_person(bundle(observation("2823-3", 39, "mmol/L")))
    older = read_person(
        bundle(observation("2823-3", 39, "mmol/L", day=1), observation("2823-3", 3.9, "mmol/L"))
    )
    assert len(older.labs) == 1
    assert any("39" in w for w in older.warnings)


def test_medications_of_every_kind() -> None:
    person = read_person(
        bundle(
            PATIENT,
            observation("2823-3", 2.9, "mmol/L"),
            medication(
                "MedicationStatement", "active", medicationCodeableConcept={"text": "Spironolactone 25 mg"}
            ),
            medication(
                "MedicationRequest",
                "active",
                authoredOn="2024-02-01",
                medicationCodeableConcept={"coding": [{"system": RXNORM, "code": "4603"}]},
                dosageInstruction=[
                    {
                        "timing": {"repeat": {"frequency": 1, "period": 12, "periodUnit": "h"}},
                        "doseAndRate": [{"doseQuantity": {"value": 40, "unit": "mg"}}],
                    }
                ],
            ),
            medication("MedicationRequest", "active", medicationReference={"reference": "Medication/m1"}),
            {"resourceType": "Medication", "id": "m1", "code": {"text": "Ramipril 5 mg"}},
            medication(
                "MedicationAdministration",
                "completed",
                effectiveDateTime="2024-03-03",
                medicationReference={"reference": "#c"},
                contained=[{"resourceType": "Medication", "id": "c", "code": {"text": "cisplatin"}}],
            ),
            medication(
                "MedicationRequest",
                "stopped",
                authoredOn="2019-01-01",
                medicationCodeableConcept={"text": "digoxin"},
            ),
            medication("MedicationStatement", "not-taken", medicationCodeableConcept={"text": "amiloride"}),
        )
    )
    assert person.drugs() == {"spironolactone", "furosemide", "ramipril", "cisplatin"}
    furosemide = next(m for m in person.medications if m.drug == "furosemide")
    assert (furosemide.dose, furosemide.dose_unit, furosemide.per_day) == (40.0, "mg", 2.0)
    assert furosemide.started_day == pytest.approx(-32.3, abs=0.1)
    assert next(m for m in person.medications if m.drug == "cisplatin").stopped_day == pytest.approx(
        -1.3, abs=0.1
    )
    assert any("digoxin" in w for w in person.warnings)
    assert any("amiloride" in u for u in person.unmapped)


def condition(text: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"text": text}, **more}


def test_conditions_keep_their_status() -> None:
    def status(code: str) -> dict[str, Any]:
        return {"coding": [{"code": code}]}

    person = read_person(
        bundle(
            condition("Heart failure (disorder)", clinicalStatus=status("active")),
            condition("Pneumonia", clinicalStatus=status("resolved")),
            condition("Diarrhea", abatementDateTime="2024-01-02"),
            condition("Sarcoidosis", verificationStatus=status("refuted")),
            condition("Celiac disease", clinicalStatus="active"),
            {"resourceType": "Procedure", "status": "completed", "code": {"text": "Total thyroidectomy"}},
            {"resourceType": "Procedure", "status": "completed", "code": {"text": "Colonoscopy"}},
            {"resourceType": "FamilyMemberHistory", "condition": [{"code": {"text": "Gitelman syndrome"}}]},
        )
    )
    assert {
        "heart_failure",
        "coeliac_disease",
        "thyroidectomy",
        "family_history_tubulopathy",
    } <= person.concepts()
    assert not {"pneumonia", "diarrhoea", "sarcoidosis", "gitelman_syndrome"} & person.concepts()
    assert "sarcoidosis" in person.denied()
    assert any("Colonoscopy" in u for u in person.unmapped)


@pytest.mark.parametrize(
    "record",
    [
        {"resourceType": "Bundle"},
        bundle(),
        bundle(PATIENT, {**PATIENT, "id": "p2"}),
        bundle(observation("2823-3", 3.0, "mmol/L", effectiveDateTime="2190-01-01")),
        bundle(
            observation("2823-3", 3.0, "mmol/L", subject={"reference": "Patient/1"}),
            observation("2823-3", 3.0, "mmol/L", subject={"reference": "Patient/2"}),
        ),
        {"resourceType": "Bundle", "entry": "x"},
    ],
)
def test_bundles_that_cannot_be_used(record: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        read_person(record)


@pytest.mark.parametrize("wrong", [None, 4, "x", [], {}, [[]], True, [None], {"coding": 4}, {"value": {}}])
@pytest.mark.parametrize(
    "field", ["code", "valueQuantity", "component", "status", "effectiveDateTime", "interpretation"]
)
def test_wrong_types_inside_a_resource_do_no_harm(field: str, wrong: Any) -> None:
    person = read_person(bundle(PATIENT, observation("2823-3", 3.0, "mmol/L", **{field: wrong})))
    assert len(person.labs) <= 1


@pytest.mark.skipif(not SAMPLES.exists(), reason="the FHIR samples are not beside this checkout")
def test_public_samples_are_all_read() -> None:
    labs = persons = 0
    for path in sorted(SAMPLES.rglob("*.json")):
        person = read_text(path.read_text(encoding="utf-8"))
        labs += len(person.labs)
        persons += 1
    assert persons > 250
    assert labs > 20


@pytest.mark.skipif(not SAMPLES.exists(), reason="the FHIR samples are not beside this checkout")
def test_synthetic_bundles_give_results_drugs_and_conditions() -> None:
    paths = sorted(SAMPLES.glob("synthea_r4_subset/*.gz"), key=lambda p: p.stat().st_size)[:6]
    for path in paths:
        written = gzip.decompress(path.read_bytes()).decode()
        person = read_text(written)
        potassium = sum(
            r["resource"]["resourceType"] == "Observation"
            and r["resource"]["code"]["coding"][0]["code"] == "6298-4"
            for r in json.loads(written)["entry"]
        )
        assert sum(x.analyte == "potassium" for x in person.labs) == potassium > 0
        assert person.sex in ("F", "M")
        assert person.age is not None
        assert max(x.day for x in person.labs if x.day is not None) == 0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the FHIR samples are not beside this checkout")
def test_earlier_fhir_is_read_tolerantly() -> None:
    archive = SAMPLES / "smart_stu3" / "STU3_SMART_bundles.tar.gz"
    found: list[str] = []
    with tarfile.open(archive) as files:
        for member in files.getmembers()[:40]:
            stream = files.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                found += [x.analyte for x in read_text(stream.read().decode()).labs]
    assert "potassium" in found


def test_codes_of_the_table_stand_for_known_things() -> None:
    assert {c.code.split(":")[0] for c in loinc_codes().values() if ":" in c.code} == {"vital", "person"}
