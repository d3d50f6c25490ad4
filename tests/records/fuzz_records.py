"""Mutated records through the reader: every one is read or refused by a `SkouError`, and none takes long.

Run ``python tests/records/fuzz_records.py --count 100000 --seed 1`` for a long campaign; the suite runs a
short one.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from skou.errors import SkouError
from skou.records import Person, read_person, read_text

SLOWEST = 2.0
"""[s]; a record that takes longer counts as a hang."""

SEEDS: list[dict[str, Any]] = [
    {
        "person": {"age": 67, "sex": "F", "weight_kg": 60, "height_cm": 165, "pregnant": False},
        "labs": [
            {"analyte": "potassium", "value": 2.9, "unit": "mmol/L", "specimen": "serum", "day": 0},
            {"analyte": "magnesium", "value": 1.2, "unit": "mg/dL", "day": -3, "qualifier": "<"},
            {"analyte": "urea", "value": 20, "unit": "mg/dL", "reported_as": "blood urea nitrogen"},
            {
                "analyte": "ph",
                "value": 7.5,
                "unit": None,
                "specimen": "blood-gas",
                "time": "2024-03-01T08:00:00Z",
            },
        ],
        "labs_qualitative": [{"analyte": "calcium_total", "level": "low"}],
        "vitals": {"systolic": 155, "diastolic": 94, "heart_rate": 88, "temperature_c": 36.8},
        "medications": [{"name": "furosemide", "dose": "40 mg", "duration": "2 wk"}, "HCTZ 25 mg daily"],
        "conditions": ["hypertension", "type 2 diabetes 8 y", "left thyroidectomy 15 y ago"],
        "losses": ["diarrhoea 10 d, 8 stools daily", "no vomiting"],
        "intake": ["liquorice", "large amounts of KCl salt substitute"],
        "symptoms": ["muscle cramps", "proximal weakness 6 wk, no myalgia"],
        "ecg": ["QTc 556 ms", "sinus tachycardia, no U wave"],
        "diet": {"potassium": "60 mmol/d", "sodium": "2300 mg/d"},
        "steps": [{"at": "0 h", "give": "potassium_chloride", "amount": "20 mmol"}],
    },
    {
        "resourceType": "Bundle",
        "entry": [
            {
                "resource": {
                    "resourceType": "Patient",
                    "id": "p",
                    "gender": "female",
                    "birthDate": "1957-05-02",
                }
            },
            {
                "resource": {
                    "resourceType": "Observation",
                    "status": "final",
                    "code": {
                        "coding": [{"system": "http://loinc.org", "code": "2823-3", "display": "Potassium"}]
                    },
                    "effectiveDateTime": "2024-03-04T08:10:00Z",
                    "valueQuantity": {"value": 5.9, "unit": "mmol/L", "comparator": ">"},
                    "component": [
                        {"code": {"text": "Sodium"}, "valueQuantity": {"value": 140, "unit": "mmol/L"}}
                    ],
                }
            },
            {
                "resource": {
                    "resourceType": "MedicationRequest",
                    "status": "active",
                    "authoredOn": "2024-02-01",
                    "medicationCodeableConcept": {"text": "Ramipril 5 mg"},
                    "dosageInstruction": [
                        {
                            "text": "daily",
                            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                        }
                    ],
                }
            },
            {
                "resource": {
                    "resourceType": "Condition",
                    "code": {"text": "Heart failure"},
                    "onsetDateTime": "2020-01-01",
                }
            },
        ],
    },
]

STRANGE: list[Any] = [
    *(None, True, False, 0, -1, 1e308, float("inf"), float("-inf"), float("nan"), 10**30, 10**400),
    *("", " ", "x" * 5000, "\0", "\ud800", "\x1b[31m", "١٢٣", "−5", "1,234", "1.2.3", "<5", ">>", "NaN"),
    *("null", "🙂", "mmol/L", "K+", "no no no", "2190-01-01", "0001-01-01", "9999-12-31T23:59:59Z"),
    *("2024-02-30", "a" * 90 + "b", "((((", "{}", "%", "10*9/L", "-", "mg/dL/dL", "denies " + "x, " * 200),
    *([], {}, [[]], [None], {"a": {}}, [{"a": [1]}], {"value": 1}, ["x"] * 50),
]


@dataclass
class Outcome:
    """What a campaign met: persons, refusals by type, and failures that must not be."""

    persons: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def _holder(record: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        record = record[key]
    return record


def mutate(record: Any, random_source: random.Random) -> Any:
    """A copy of a record with one to four places changed."""
    record = copy.deepcopy(record)
    for _ in range(random_source.randint(1, 4)):
        places = list(_places(record))
        if not places:
            break
        path = random_source.choice(places)
        holder, key = _holder(record, path), path[-1]
        kind = random_source.randrange(7)
        old = holder[key]
        if kind == 0:
            holder[key] = copy.deepcopy(random_source.choice(STRANGE))
        elif kind == 1 and type(old) in (int, float) and abs(old) < 1e300:
            holder[key] = old * random_source.choice([0.001, 0.1, 10, 1000, -1, 1.0001])
        elif kind == 2 and isinstance(old, str):
            holder[key] = _scrambled(old, random_source)
        elif kind == 3 and isinstance(holder, dict):
            holder[str(random_source.choice(STRANGE))[:40]] = holder.pop(key)
        elif kind == 4:
            other = random_source.choice(places)
            holder[key] = copy.deepcopy(_holder(record, other)[other[-1]])
        elif kind == 5 and isinstance(old, list):
            old.extend(copy.deepcopy(random_source.choices(old or STRANGE, k=random_source.randint(1, 30))))
        elif isinstance(holder, dict):
            del holder[key]
    return record


def _scrambled(old: str, random_source: random.Random) -> str:
    letters = list(old)
    for _ in range(random_source.randint(1, 3)):
        at = random_source.randrange(len(letters) + 1)
        letters[at:at] = random_source.choice(["", " ", "x", "0", ",", "no ", "\n", "é", "-", "(", "/"])
        if letters and random_source.random() < 0.5:
            del letters[random_source.randrange(len(letters))]
    return "".join(letters)


def run(count: int, seed: int) -> Outcome:
    """Read ``count`` mutated records: as plain data, as JSON and as damaged text."""
    random_source = random.Random(seed)
    outcome = Outcome()
    for i in range(count):
        record = mutate(random_source.choice(SEEDS), random_source)
        start = time.perf_counter()
        try:
            person = _read(record, random_source)
            outcome.persons += isinstance(person, Person)
        except SkouError as error:
            outcome.refused[type(error).__name__] += 1
            if "\n" in str(error) or len(str(error)) > 1000:
                outcome.failures.append(f"record {i}: a long message: {str(error)[:200]!r}")
        except Exception as error:
            outcome.failures.append(f"record {i}: {type(error).__name__}: {str(error)[:200]}")
        spent = time.perf_counter() - start
        outcome.slowest = max(outcome.slowest, spent)
        if spent > SLOWEST:
            outcome.failures.append(f"record {i}: took {spent:.1f} s")
    return outcome


def _read(record: Any, random_source: random.Random) -> Person:
    way = random_source.randrange(4)
    if way < 2:
        return read_person(record)
    try:
        written = json.dumps(record)
    except ValueError:
        return read_person(record)
    if way == 2:
        return read_text(written)
    return read_text(_scrambled(written, random_source), random_source.choice(["json", "yaml", "csv", None]))


def main() -> int:
    """Command line of a campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    outcome = run(options.count, options.seed)
    print(f"{outcome.persons} read, {dict(outcome.refused)} refused, slowest {outcome.slowest * 1000:.0f} ms")
    for failure in outcome.failures[:20]:
        print(failure)
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
