"""No supplement is advised without kidney function and drugs known, or against either."""

from __future__ import annotations

import pytest

from skou.errors import UnknownNameError
from skou.planning import barriers
from skou.records.person import Lab, Medication, Person

AMLODIPINE = Medication("amlodipine 5 mg", drug="amlodipine")
SPIRONOLACTONE = Medication(
    "spironolactone 25 mg", drug="spironolactone", causes=("mineralocorticoid_antagonist",)
)


def person(egfr: float | None, *medications: Medication, potassium: float = 4.0) -> Person:
    labs = [Lab("potassium", potassium, "mmol/L")]
    if egfr is not None:
        labs.append(Lab("egfr", egfr, "mL/min/{1.73_m2}"))
    return Person(age=60, sex="M", labs=tuple(labs), medications=medications)


def test_missing_facts_are_barriers() -> None:
    found = barriers(person(None), "potassium")
    assert [b.missing for b in found] == [True, True]
    assert "kidney" in found[0].reason
    assert "drug" in found[1].reason


def test_none_where_the_facts_are_there_and_good() -> None:
    assert barriers(person(90, AMLODIPINE), "potassium") == ()
    assert barriers(person(90, AMLODIPINE), "magnesium") == ()


@pytest.mark.parametrize(
    ("egfr", "ion", "forbidden"),
    [(59, "potassium", 1), (60, "potassium", 0), (29, "magnesium", 1), (31, "magnesium", 0)],
)
def test_lost_filtration_forbids(egfr: float, ion: str, forbidden: int) -> None:
    assert len(barriers(person(egfr, AMLODIPINE), ion)) == forbidden  # type: ignore[arg-type]


def test_retaining_drugs_and_a_high_level_forbid() -> None:
    assert "spironolactone" in barriers(person(90, SPIRONOLACTONE), "potassium")[0].reason
    assert "above 5" in barriers(person(90, AMLODIPINE, potassium=5.4), "potassium")[0].reason


def test_filtration_is_computed_from_creatinine() -> None:
    weak = Person(age=80, sex="F", labs=(Lab("creatinine", 200.0, "umol/L"),), medications=(AMLODIPINE,))
    assert "filtration" in barriers(weak, "potassium")[0].reason


def test_other_ions_are_refused() -> None:
    with pytest.raises(UnknownNameError):
        barriers(Person(), "sodium")  # type: ignore[arg-type]
