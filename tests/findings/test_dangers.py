"""Every rule fires when its conditions are met, and every combination only when all of them are."""

import pytest

from skou.data import read_csv, read_yaml
from skou.errors import SkouError
from skou.findings import Facts, danger_rules, dangers, findings, urgency
from skou.findings.expression import RuleError, names, parse
from skou.findings.model import URGENCY_LADDER
from skou.findings.references import cite
from skou.findings.terms import all_terms
from skou.records.person import Medication, Mention, Person, Vitals
from skou.vocabulary import ANALYTES, CAUSES, DISORDERS
from tests.findings.builders import Way, drug, lab, labs_of, plus, said, ways

RULES = danger_rules()
COMBINATIONS = read_csv("interactions.csv")


def facts(person: Person) -> Facts:
    return Facts(person, findings(person))


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.code}-{r.urgency}")
def test_every_way_to_meet_a_rule_raises_its_danger(rule):
    for way in ways(parse(rule.when)):
        found = {d.code: d for d in dangers(way.person())}
        assert rule.code in found, way
        assert URGENCY_LADDER.index(found[rule.code].urgency) <= URGENCY_LADDER.index(rule.urgency)
        assert found[rule.code].because
        assert found[rule.code].references
        assert found[rule.code].plain


@pytest.mark.parametrize("row", COMBINATIONS, ids=lambda r: r["id"])
def test_a_combination_needs_every_element(row):
    node = parse(row["trigger_expression"])
    checked = 0
    for way in ways(node):
        assert facts(way.person()).ask(row["trigger_expression"]) is not None
        for element in way.elements:
            assert facts(way.person(without=element)).ask(row["trigger_expression"]) is None, (way, element)
            checked += 1
    assert checked >= 1


def test_every_row_of_the_given_table_is_a_rule():
    assert [r["id"] for r in COMBINATIONS] == [f"X{n}" for n in range(1, 29)] + [f"T{n}" for n in range(1, 9)]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.code}-{r.urgency}")
def test_rules_name_only_things_that_exist(rule):
    quantities = {
        "calcium_adjusted",
        "age",
        "systolic",
        "heart_rate",
        "temperature",
        "qtc",
        "sodium_rise_per_day",
        "calcium",
        "sodium_fall_per_day",
        "potassium_rise_12h",
        "creatinine_ratio",
        "creatinine_rise_48h",
    } | set(ANALYTES)
    for element in names(parse(rule.when)):
        name = element.name.removesuffix("_measured")
        known = (
            name in quantities if hasattr(element, "operator") else name in all_terms() or name in DISORDERS
        )
        assert known or name in all_terms() or name in ANALYTES, name
    assert rule.urgency in URGENCY_LADDER


def test_terms_name_only_what_the_reader_can_find():
    known = set(read_yaml("concepts.yaml")["concepts"]) | set(CAUSES)
    drugs = read_csv("drug_names.csv")
    tags = {t for row in drugs for t in row["tags"].split(";")}
    for term in all_terms().values():
        assert term.concepts | term.causes <= known, term.name
        assert term.causes <= set(CAUSES), term.name
        assert term.classes <= {row["class"] for row in drugs}, term.name
        assert term.tags <= tags, term.name
        assert term.concepts | term.causes | term.classes | term.tags | term.drugs | term.words, term.name


def test_rules_on_values_bear_on_disorders_of_the_vocabulary():
    named = {d for row in read_csv("danger_rules.csv") for d in row["disorders"].split(";") if d}
    assert named
    assert named <= set(DISORDERS)


def test_every_source_key_of_the_rules_is_spelled_out():
    keys = {k.strip() for r in RULES for k in r.source.split(";")}
    unknown = {k for k in keys if cite(k) == (k,)}
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a &", "ends too early"),
        ("a b", "too many"),
        ("(a", "unclosed"),
        ("a & )", "too many"),
        ("a ? b", "cannot be read"),
    ],
)
def test_a_broken_rule_says_where(text, words):
    with pytest.raises(RuleError, match=words) as caught:
        parse(text)
    assert isinstance(caught.value, SkouError)


@pytest.mark.parametrize(
    ("analyte", "value", "level"),
    [
        ("potassium", 2.49, "emergency"),
        ("potassium", 2.5, "same_day"),
        ("potassium", 2.99, "same_day"),
        ("potassium", 3.0, "within_weeks"),
        ("potassium", 3.49, "within_weeks"),
        ("potassium", 3.5, "routine"),
        ("potassium", 5.0, "routine"),
        ("potassium", 5.01, "within_weeks"),
        ("potassium", 5.49, "within_weeks"),
        ("potassium", 5.5, "within_days"),
        ("potassium", 5.99, "within_days"),
        ("potassium", 6.0, "same_day"),
        ("potassium", 6.49, "same_day"),
        ("potassium", 6.5, "emergency"),
        ("sodium", 119, "emergency"),
        ("sodium", 120, "same_day"),
        ("sodium", 124, "same_day"),
        ("sodium", 125, "within_days"),
        ("sodium", 129, "within_days"),
        ("sodium", 130, "within_weeks"),
        ("sodium", 134, "within_weeks"),
        ("sodium", 135, "routine"),
        ("sodium", 145, "routine"),
        ("sodium", 146, "within_weeks"),
        ("sodium", 149, "within_weeks"),
        ("sodium", 150, "same_day"),
        ("sodium", 159, "same_day"),
        ("sodium", 160, "emergency"),
        ("magnesium", 0.39, "emergency"),
        ("magnesium", 0.4, "same_day"),
        ("magnesium", 0.49, "same_day"),
        ("magnesium", 0.5, "within_weeks"),
        ("magnesium", 0.69, "within_weeks"),
        ("magnesium", 0.7, "routine"),
        ("magnesium", 1.0, "routine"),
        ("magnesium", 1.03, "within_weeks"),
        ("magnesium", 1.5, "within_days"),
        ("magnesium", 1.99, "within_days"),
        ("magnesium", 2.0, "same_day"),
        ("magnesium", 3.49, "same_day"),
        ("magnesium", 3.5, "emergency"),
        ("calcium_total", 1.89, "emergency"),
        ("calcium_total", 1.9, "same_day"),
        ("calcium_total", 1.99, "same_day"),
        ("calcium_total", 2.0, "within_weeks"),
        ("calcium_total", 2.19, "within_weeks"),
        ("calcium_total", 2.2, "routine"),
        ("calcium_total", 2.6, "routine"),
        ("calcium_total", 2.61, "within_weeks"),
        ("calcium_total", 2.99, "within_weeks"),
        ("calcium_total", 3.0, "same_day"),
        ("calcium_total", 3.5, "same_day"),
        ("calcium_total", 3.51, "emergency"),
        ("calcium_ionised", 0.89, "emergency"),
        ("calcium_ionised", 0.9, "same_day"),
        ("calcium_ionised", 1.0, "within_weeks"),
        ("calcium_ionised", 1.15, "routine"),
        ("calcium_ionised", 1.32, "routine"),
        ("calcium_ionised", 1.33, "within_weeks"),
        ("calcium_ionised", 1.56, "same_day"),
        ("calcium_ionised", 1.81, "emergency"),
        ("phosphate", 0.39, "same_day"),
        ("phosphate", 0.40, "within_days"),
        ("phosphate", 0.65, "within_weeks"),
        ("phosphate", 0.8, "routine"),
        ("phosphate", 1.5, "routine"),
        ("phosphate", 1.51, "within_weeks"),
        ("phosphate", 2.31, "within_days"),
        ("phosphate", 2.88, "same_day"),
        ("ph", 7.19, "emergency"),
        ("ph", 7.2, "same_day"),
        ("ph", 7.3, "within_days"),
        ("ph", 7.35, "routine"),
        ("ph", 7.45, "routine"),
        ("ph", 7.46, "within_weeks"),
        ("ph", 7.51, "within_days"),
        ("ph", 7.55, "same_day"),
        ("ph", 7.6, "emergency"),
        ("bicarbonate", 9.9, "emergency"),
        ("bicarbonate", 10, "same_day"),
        ("bicarbonate", 15, "within_days"),
        ("bicarbonate", 18, "within_weeks"),
        ("bicarbonate", 22, "routine"),
        ("bicarbonate", 29, "routine"),
        ("bicarbonate", 30, "within_weeks"),
        ("bicarbonate", 41, "same_day"),
        ("ck", 999, "routine"),
        ("ck", 1000, "within_days"),
        ("ck", 5000, "same_day"),
        ("glucose", 2.79, "same_day"),
        ("glucose", 2.8, "routine"),
        ("glucose", 26.9, "same_day"),
    ],
)
def test_the_ladder_at_its_edges(analyte, value, level):
    assert urgency(dangers(labs_of(**{analyte: value}))) == level


@pytest.mark.parametrize(
    ("sign", "level"),
    [
        ("seizure", "emergency"),
        ("paralysis", "emergency"),
        ("tetany", "emergency"),
        ("wide_qrs", "routine"),
        ("torsades", "emergency"),
        ("cardiac_arrest", "emergency"),
        ("respiratory_failure", "emergency"),
        ("syncope", "emergency"),
        ("confusion", "same_day"),
        ("deep_vein_thrombosis", "same_day"),
        ("muscle_cramp", "routine"),
        ("normal_ecg", "routine"),
    ],
)
def test_signs_count_without_any_value(sign, level):
    assert urgency(dangers(Person(age=40, mentions=said(sign)))) == level


def test_a_denied_sign_does_not_count():
    assert dangers(Person(mentions=(Mention("no seizure", "symptom", "seizure", negated=True),))) == ()


@pytest.mark.parametrize(
    ("person", "code", "level"),
    [
        (
            plus(labs_of(potassium=5.6), Person(mentions=said("peaked_t"))),
            "hyperkalaemia_ecg_change",
            "same_day",
        ),
        (
            plus(labs_of(potassium=5.6), Person(mentions=said("wide_qrs"))),
            "hyperkalaemia_ecg_change",
            "emergency",
        ),
        (
            plus(labs_of(potassium=6.1), Person(mentions=said("peaked_t"))),
            "hyperkalaemia_ecg_change",
            "emergency",
        ),
        (
            plus(labs_of(potassium=3.2), Person(medications=(drug("digoxin"),))),
            "potassium_low",
            "within_days",
        ),
        (
            plus(labs_of(potassium=3.2), Person(medications=(drug("digoxin"),))),
            "combination_digoxin_ions",
            "same_day",
        ),
        (labs_of(potassium=3.1, ph=7.1, glucose=35), "hypokalaemia_with_acidosis", "emergency"),
        (labs_of(potassium=5.2, ph=7.1, glucose=35), "diabetic_ketoacidosis", "emergency"),
        (plus(labs_of(sodium=123), Person(mentions=said("confusion"))), "sodium_low", "emergency"),
        (
            plus(labs_of(sodium=154), Person(mentions=said("reduced_consciousness"))),
            "sodium_high",
            "emergency",
        ),
        (plus(labs_of(calcium_total=3.2), Person(mentions=said("confusion"))), "calcium_high", "emergency"),
        (
            plus(labs_of(magnesium=2.6), Person(mentions=said("absent_reflexes"))),
            "magnesium_high",
            "emergency",
        ),
        (
            plus(labs_of(magnesium=0.65), Person(mentions=said("heart_failure"))),
            "magnesium_low",
            "within_days",
        ),
        (Person(mentions=said("anorexia_nervosa", "tube_feeding")), "refeeding_risk", "same_day"),
        (
            Person(labs=(lab("creatinine", 80), lab("creatinine", 121, day=2.0))),
            "acute_kidney_injury",
            "same_day",
        ),
        (
            Person(labs=(lab("sodium", 110), lab("sodium", 121, day=1.0))),
            "osmotic_demyelination_risk",
            "emergency",
        ),
        (Person(age=30, vitals=Vitals(systolic=80)), "low_blood_pressure", "emergency"),
    ],
)
def test_context_raises_the_level(person, code, level):
    assert {d.code: d.urgency for d in dangers(person)}[code] == level


def test_a_childs_normal_pressure_and_rate_are_no_danger():
    baby = Person(age=0.1, vitals=Vitals(systolic=75, heart_rate=150))
    assert dangers(baby) == ()


def test_an_old_value_gives_way_to_a_newer_one():
    then = lab("potassium", 2.3, day=-14.0)
    now = lab("potassium", 4.2)
    assert dangers(Person(labs=(then, now))) == ()
    assert urgency(dangers(Person(labs=(then,)))) == "emergency"
    assert findings(Person(labs=(then, now)))[0].disorder == "hypokalaemia"


def test_a_drug_stopped_long_ago_makes_no_combination_unless_it_lasts():
    stopped = Medication("furosemide", "furosemide", "loop_diuretic", stopped_day=-30.0)
    thiazide = drug("indapamide", "thiazide_diuretic")
    assert dangers(Person(medications=(stopped, thiazide))) == ()
    denosumab = Medication("denosumab", "denosumab", "antiresorptive", stopped_day=-60.0)
    person = plus(Person(medications=(denosumab,)), Person(labs=(lab("egfr", 20),)))
    assert "combination_bone_drug_calcium" in {d.code for d in dangers(person)}


def test_an_unrecognised_drug_is_found_in_its_text():
    person = plus(labs_of(potassium=3.2), Person(medications=(Medication("Lanoxin (digoxin) 125"),)))
    assert "combination_digoxin_ions" in {d.code for d in dangers(person)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CKD stage 4", True),
        ("stage 3b chronic kidney disease", False),
        ("CKD 5", True),
        ("chronic kidney disease", False),
    ],
)
def test_a_stage_in_words_stands_for_an_egfr(words, expected):
    person = Person(
        mentions=(Mention(words, "condition", "chronic_kidney_disease"),),
        medications=(drug("magnesium oxide", "magnesium_salt"),),
    )
    assert ("combination_magnesium_weak_kidneys" in {d.code for d in dangers(person)}) is expected


def test_a_measured_egfr_overrules_a_stage_in_words():
    person = Person(
        labs=(lab("egfr", 70),),
        mentions=(Mention("CKD stage 4", "condition", "chronic_kidney_disease"),),
        medications=(drug("magnesium oxide", "magnesium_salt"),),
    )
    assert "combination_magnesium_weak_kidneys" not in {d.code for d in dangers(person)}


def test_a_rate_in_words_counts():
    slow = Mention("junctional rhythm at 26", "ecg", "bradycardia", number=26.0, unit="1/min")
    assert urgency(dangers(Person(age=70, mentions=(slow,)))) == "emergency"


def test_words_that_could_not_be_placed_still_count():
    starved = Person(mentions=said("anorexia_nervosa"), unmapped=("slow nutritional support since Monday",))
    assert "refeeding_risk" in {d.code for d in dangers(starved)}
    assert dangers(Person(mentions=said("anorexia_nervosa"), unmapped=("no nutritional support",))) == ()


def test_a_past_sign_does_not_count():
    assert dangers(Person(mentions=(Mention("past seizure", "symptom", "seizure", past=True),))) == ()


def test_the_first_danger_is_the_most_urgent():
    found = dangers(plus(labs_of(potassium=2.2, sodium=132), Person(mentions=said("claudication"))))
    ranks = [URGENCY_LADDER.index(d.urgency) for d in found]
    assert ranks == sorted(ranks)
    assert len({d.code for d in found}) == len(found)


def test_no_plain_text_tells_anyone_to_take_more_of_an_ion():
    for rule in RULES:
        words = rule.plain.lower()
        assert not any(
            f"take {more} {ion}" in words for more in ("more", "extra") for ion in ("potassium", "magnesium")
        )
        assert "mmol" not in words


def test_nothing_known_is_routine():
    assert dangers(Person()) == ()
    assert urgency(()) == "routine"


def test_an_empty_way_is_never_dangerous():
    assert dangers(Way(()).person()) == ()
