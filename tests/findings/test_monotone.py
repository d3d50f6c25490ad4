"""Further from normal is never less urgent, whatever else is true of the person."""

from hypothesis import given
from hypothesis import strategies as st

from skou.findings import dangers, findings, urgency, urgency_rank
from skou.records.person import Medication, Person, Vitals
from tests.findings.builders import lab, said

CONCEPTS = [
    "weakness",
    "muscle_cramp",
    "confusion",
    "reduced_consciousness",
    "palpitations",
    "vomiting",
    "diarrhoea",
    "heart_failure",
    "cirrhosis",
    "chronic_kidney_disease",
    "peaked_t",
    "wide_qrs",
    "u_wave",
    "qtc_prolonged",
    "paraesthesia",
    "alcohol",
    "starvation",
    "tube_feeding",
    "polycythaemia",
    "acute_leukaemia",
    "sampling_artefact",
    "adrenal_insufficiency",
    "fatigue",
    "constipation",
    "dark_urine",
    "absent_reflexes",
    "overdose",
]
DRUGS = [
    ("digoxin", "digoxin", ()),
    ("sotalol", "beta_blocker", ("beta_blocker",)),
    ("spironolactone", "mineralocorticoid_antagonist", ()),
    ("trimethoprim", "enac_blocker", ()),
    ("furosemide", "loop_diuretic", ("loop_diuretic",)),
    ("lisinopril", "ace_inhibitor", ()),
    ("potassium chloride", "potassium_supplement", ("potassium_load",)),
    ("magnesium oxide", "magnesium_salt", ("magnesium_load",)),
]
contexts = st.builds(
    lambda age, concepts, drugs, systolic, egfr: Person(
        age=age,
        sex="M",
        mentions=said(*concepts),
        medications=tuple(Medication(d, d, g, c) for d, g, c in drugs),
        vitals=Vitals(systolic=systolic),
        labs=() if egfr is None else (lab("egfr", egfr),),
    ),
    st.sampled_from([5, 30, 80]),
    st.lists(st.sampled_from(CONCEPTS), max_size=4, unique=True),
    st.lists(st.sampled_from(DRUGS), max_size=3, unique=True),
    st.sampled_from([None, 85, 130]),
    st.sampled_from([None, 12, 45, 95]),
)


def rank(person: Person, analyte: str, value: float) -> int:
    from dataclasses import replace

    full = replace(person, labs=(*person.labs, lab(analyte, value)))
    return urgency_rank(urgency(dangers(full, findings(full))))


def check(person: Person, analyte: str, values: tuple[float, float], middle: float) -> None:
    near, far = sorted(values, key=lambda v: abs(v - middle))
    if (near - middle) * (far - middle) < 0:
        near = middle
    assert rank(person, analyte, far) <= rank(person, analyte, near)


def pairs(low: float, high: float):
    return st.tuples(st.floats(low, high), st.floats(low, high))


@given(contexts, pairs(1.2, 9.5))
def test_potassium(person, values):
    check(person, "potassium", values, 4.2)


@given(contexts, pairs(0.15, 7.0))
def test_magnesium(person, values):
    check(person, "magnesium", values, 0.9)


@given(contexts, pairs(1.0, 5.0))
def test_total_calcium(person, values):
    check(person, "calcium_total", values, 2.4)


@given(contexts, pairs(0.4, 2.6))
def test_ionised_calcium(person, values):
    check(person, "calcium_ionised", values, 1.24)


@given(contexts, pairs(95, 190))
def test_sodium(person, values):
    check(person, "sodium", values, 140)
