"""Disorders from patterns: volume, hidden magnesium depletion, alkalosis that binds calcium."""

from skou.findings import findings
from skou.records.person import Person, QualitativeLab, Vitals
from tests.findings.builders import drug, lab, labs_of, plus, said


def codes(person):
    return {f.disorder for f in findings(person)}


def test_volume_depletion_needs_a_loss_and_a_sign():
    low = Person(age=40, vitals=Vitals(systolic=92))
    assert codes(low) == {"none"}
    assert codes(plus(low, Person(mentions=said("vomiting")))) == {"volume_depletion"}
    assert codes(Person(mentions=said("vomiting"), vitals=Vitals(systolic=120))) == {"none"}
    assert codes(Person(mentions=said("dry_mucosae"))) == {"none"}
    assert codes(Person(mentions=said("dry_mucosae", "diarrhoea"))) == {"volume_depletion"}
    assert codes(Person(mentions=said("volume_depletion"))) == {"volume_depletion"}
    assert codes(Person(age=1, mentions=said("vomiting"), vitals=Vitals(systolic=85))) == {"none"}


def refractory(*more):
    potassium = drug("potassium chloride", "potassium_supplement")
    start = Person(labs=(lab("potassium", 3.0), lab("potassium", 2.9, day=2.0)), medications=(potassium,))
    return plus(start, Person(mentions=said("alcohol"), labs=tuple(more)))


def test_potassium_that_stays_low_betrays_unmeasured_magnesium():
    inferred = [f for f in findings(refractory()) if f.disorder == "hypomagnesaemia"]
    assert [f.inferred for f in inferred] == [True]


def test_potassium_that_stays_low_with_a_normal_magnesium():
    assert codes(refractory(lab("magnesium", 0.8))) == {"hypokalaemia", "magnesium_depletion_normal_serum"}
    assert codes(refractory(lab("magnesium", 0.6))) == {"hypokalaemia", "hypomagnesaemia"}


def test_no_depletion_is_inferred_once_potassium_has_come_up():
    assert codes(refractory(lab("potassium", 4.0, day=5.0))) == {"hypokalaemia"}


def test_one_low_value_on_replacement_is_not_refractory():
    potassium = drug("potassium chloride", "potassium_supplement")
    person = Person(labs=(lab("potassium", 3.0),), medications=(potassium,), mentions=said("alcohol"))
    assert codes(person) == {"hypokalaemia"}
    lasting = drug("potassium chloride", "potassium_supplement", duration_days=4.0)
    assert codes(plus(person, Person(medications=(lasting,)))) == {"hypokalaemia", "hypomagnesaemia"}
    risen = Person(labs=(lab("potassium", 5.0, day=None),), medications=(lasting,))
    assert codes(plus(person, risen)) == {"hypokalaemia"}


def test_no_depletion_is_inferred_without_a_setting_that_loses_magnesium():
    potassium = drug("potassium chloride", "potassium_supplement")
    assert codes(plus(labs_of(potassium=3.0), Person(medications=(potassium,)))) == {"hypokalaemia"}


def test_vomiting_with_low_ionised_and_normal_total_calcium_is_alkalosis():
    person = Person(
        mentions=said("vomiting"),
        labs_qualitative=(
            QualitativeLab("calcium_total", "normal"),
            QualitativeLab("calcium_ionised", "low"),
        ),
    )
    assert codes(person) == {"hypocalcaemia", "metabolic_alkalosis"}
    assert codes(plus(person, Person(labs=(lab("ph", 7.40), lab("bicarbonate", 24))))) == {
        "hypocalcaemia",
        "metabolic_alkalosis",
    }
