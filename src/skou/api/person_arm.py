"""A person's record as one arm of a protocol: who, what they eat, take and have, and what is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from skou.evidence.experiment import Arm, read_arm
from skou.records.person import Medication, Person
from skou.vocabulary import CAUSES, cause_group

_STANDING = ("renal_disease", "endocrine")
"""Groups of causes that a condition of the record brings along for the whole simulation."""


def kidney_function(person: Person) -> float | None:
    """The eGFR of the record [mL/min/1.73 m2], else an adult's estimate from creatinine (CKD-EPI 2021)."""
    measured = person.lab("egfr")
    if measured is not None:
        return measured.value
    creatinine = person.lab("creatinine")
    if creatinine is None or person.age is None or person.age < 18 or person.sex is None:
        return None
    from skou.findings.formulas.kidney import egfr_ckd_epi_2021

    return egfr_ckd_epi_2021(creatinine.value, person.age, person.sex)


def _standing_medication(medication: Medication) -> dict[str, str] | None:
    if medication.drug is None or medication.dose is None or not medication.dose_unit:
        return None
    hours = 24.0 / medication.per_day if medication.per_day else 24.0
    return {
        "drug": medication.drug,
        "dose": f"{medication.dose:g} {medication.dose_unit}",
        "every": f"{hours:g} h",
    }


def person_arm(person: Person, name: str = "person") -> tuple[Arm, tuple[str, ...]]:
    """The arm, and notes on what of the record does not act in it.

    Age, sex, size, kidney function, diet, standing drugs with a dose, and kidney or hormone diseases act;
    other facts are for ``assess``.
    """
    subject: dict[str, Any] = {
        "age": person.age,
        "sex": person.sex,
        "weight_kg": person.weight_kg,
        "height_cm": person.height_cm,
        "pregnant": person.pregnant,
        "egfr": kidney_function(person),
    }
    subject = {key: value for key, value in subject.items() if value is not None}
    drugs = [(m, _standing_medication(m)) for m in person.medications]
    subject["medications"] = [d for _, d in drugs if d is not None]
    diseases = sorted(c for c in person.concepts("condition") & CAUSES.keys() if cause_group(c) in _STANDING)
    if "egfr" in subject:
        diseases = [d for d in diseases if d != "chronic_kidney_disease"]
    subject["causes"] = [{"cause": d, "severity": 1.0} for d in diseases]
    arm = read_arm(
        name,
        {
            "subject": subject,
            "diet": {nutrient: f"{amount:g} {_unit(nutrient)}" for nutrient, amount in person.diet.items()},
            "steps": list(person.steps),
        },
    )
    return arm, tuple(_notes(m for m, d in drugs if d is None))


def _unit(nutrient: str) -> str:
    return {"water": "L/d", "carbohydrate": "g/d", "protein": "g/d"}.get(nutrient, "mmol/d")


def _notes(left_out: Iterable[Medication]) -> list[str]:
    return [f"{m.text}: not simulated, as drug or dose is not known" for m in left_out]
