"""An assessment with every section filled, as plain data, and the person it is about."""

from __future__ import annotations

from typing import Any

from skou.records.person import Lab, Medication, Person

PERSON = Person(
    age=61,
    sex="F",
    labs=(
        Lab("potassium", 3.3, "mmol/L"),
        Lab("magnesium", 0.2057, "mmol/L", reported_value=0.5, reported_unit="mg/dL"),
        Lab("potassium", 3.9, "mmol/L", day=5),
        Lab("potassium", 52, "mmol/L", specimen="urine-spot"),
        Lab("egfr", 80, "mL/min/{1.73_m2}"),
        Lab("ph", 7.4, "1", specimen="blood-gas"),
    ),
    medications=(Medication("omeprazole 20 mg", "omeprazole"),),
)


def assessment(text: str = "text") -> dict[str, Any]:
    """Every free text field holds ``text``."""
    return {
        "schema": "assessment/1",
        "findings": [
            {
                "disorder": "hypomagnesaemia",
                "severity": "severe",
                "analyte": "magnesium",
                "value": 0.2057,
                "unit": "mmol/L",
                "note": text,
                "references": [text],
            },
            {"disorder": text, "severity": None},
        ],
        "causes": [
            {
                "cause": "proton_pump_inhibitor",
                "probability": 0.93,
                "role": text,
                "evidence": [text],
                "evidence_bits": [
                    {"words": text, "bits": 3.2, "kind": "fact"},
                    {"words": f"weaker {text}", "bits": 0.5, "kind": "observation"},
                    {"words": text, "bits": -1.5, "kind": "observation"},
                ],
                "mechanism": [text, text],
                "references": [text, "Preston 2015, doi 10.1038/ki.2015.243"],
            },
            {"cause": text, "probability": 0.02},
        ],
        "dangers": [
            {"code": text, "urgency": "emergency", "because": [text], "plain": text, "references": [text]}
        ],
        "urgency": "emergency",
        "next_tests": [
            {
                "test": "magnesium",
                "specimen": "urine-spot",
                "expected_information_bits": 0.7,
                "would_separate": ["proton_pump_inhibitor", text],
                "why": text,
            }
        ],
        "body": {"magnesium_deficit_mmol": {"median": 60, "ci90": [20, 150], "unit": "mmol"}},
        "forecast": [
            {
                "analyte": "potassium",
                "days": [0, 1, 2],
                "bands": [
                    {"median": m, "ci90": [m - 0.2, m + 0.2], "unit": "mmol/L"} for m in (3.3, 3.2, 3.1)
                ],
                "option": text,
            }
        ],
        "unmapped": [text],
        "warnings": [text],
        "provenance": {"version": text, "seed": 0},
    }
