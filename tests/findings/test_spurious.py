"""Numbers that may be false, and those that the record refutes."""

import pytest

from skou.findings import dangers, findings, urgency
from skou.findings.spurious import false_readings
from skou.records.person import Person
from tests.findings.builders import drug, lab, labs_of, plus, said


def codes(person):
    return {f.disorder for f in findings(person)}


@pytest.mark.parametrize(
    "more",
    [
        Person(mentions=said("polycythaemia")),
        Person(labs=(lab("platelets", 900),)),
        Person(labs=(lab("leucocytes", 250),)),
        Person(mentions=said("chronic_lymphocytic_leukaemia")),
        Person(mentions=said("sampling_artefact")),
        Person(labs=(lab("haemolysis_index", 300),)),
        Person(labs=(lab("calcium_total", 1.0), lab("magnesium", 0.2))),
    ],
)
def test_doubt_is_named_beside_the_plain_reading(more):
    person = plus(labs_of(potassium=6.8), more)
    assert {"hyperkalaemia", "pseudohyperkalaemia"} <= codes(person)
    assert urgency(dangers(person)) == "emergency"


@pytest.mark.parametrize(
    "real",
    [
        Person(mentions=said("peaked_t")),
        Person(mentions=said("acute_kidney_injury")),
        Person(labs=(lab("phosphate", 2.9),)),
        Person(labs=(lab("creatinine", 300),)),
    ],
)
def test_cells_are_not_blamed_where_the_body_explains_it(real):
    person = plus(plus(labs_of(potassium=6.8), Person(mentions=said("acute_leukaemia"))), real)
    assert "pseudohyperkalaemia" not in codes(person)


def test_platelets_do_not_matter_in_plasma():
    person = Person(labs=(lab("potassium", 6.0, specimen="plasma"), lab("platelets", 900)))
    assert "pseudohyperkalaemia" not in codes(person)


def test_a_known_normal_count_clears_the_disease_of_blame():
    person = plus(
        labs_of(potassium=6.0, leucocytes=8), Person(mentions=said("chronic_lymphocytic_leukaemia"))
    )
    assert "pseudohyperkalaemia" not in codes(person)


def test_a_haemolysed_sample_refuted_by_a_clean_one_loses_its_plain_finding():
    bad = lab("potassium", 6.6, haemolysis=True)
    clean = lab("potassium", 4.3, specimen="blood-gas", day=0.1)
    person = Person(labs=(bad, clean))
    assert codes(person) == {"pseudohyperkalaemia"}
    assert [r.value for r in false_readings(person)] == [6.6]
    assert "potassium_high" not in {d.code for d in dangers(person)}


def test_a_clean_repeat_does_not_refute_a_good_sample():
    person = Person(labs=(lab("potassium", 9.6), lab("potassium", 3.6, day=0.05)))
    assert codes(person) == {"hyperkalaemia"}


def test_white_cells_can_hide_potassium():
    person = plus(labs_of(potassium=2.6), Person(mentions=said("acute_leukaemia")))
    assert codes(person) == {"hypokalaemia", "pseudohypokalaemia"}
    losing = plus(
        person, Person(medications=(drug("furosemide", "loop_diuretic", causes=("loop_diuretic",)),))
    )
    assert codes(losing) == {"hypokalaemia"}
    assert "pseudohypokalaemia" in codes(plus(losing, Person(labs=(lab("leucocytes", 180),))))


def test_normal_measured_osmolality_doubts_a_low_sodium():
    person = plus(labs_of(sodium=125, osmolality=288, glucose=5), Person(mentions=said("multiple_myeloma")))
    assert codes(person) == {"hyponatraemia", "pseudohyponatraemia"}
    assert codes(labs_of(sodium=125, osmolality=260, glucose=5)) == {"hyponatraemia"}
    assert codes(labs_of(sodium=125, osmolality=288, glucose=30)) == {"hyponatraemia"}


def test_a_direct_electrode_refutes_a_low_sodium():
    person = Person(labs=(lab("sodium", 128), lab("sodium", 139, specimen="blood-gas")))
    assert codes(person) == {"pseudohyponatraemia"}


def test_edta_pattern_is_not_claimed_in_tetany():
    person = plus(labs_of(potassium=6.0, calcium_total=1.2), Person(mentions=said("tetany")))
    assert "pseudohyperkalaemia" not in codes(person)
