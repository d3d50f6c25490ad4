"""Free text onto concepts: spellings, negation, history, relatives, numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou import vocabulary
from skou.data import read_yaml
from skou.records.concept_index import index
from skou.records.concepts import read_phrase
from skou.records.person import MentionKind

CASES = Path(__file__).parents[3] / "shared" / "cases" / "cases.jsonl"
FIELDS: dict[str, MentionKind] = {
    "conditions": "condition", "losses": "loss", "intake": "intake", "symptoms": "symptom", "ecg": "ecg",
}  # fmt: skip


def said(text: str, kind: MentionKind = "symptom") -> set[str]:
    """Codes with ``-`` for absent and ``~`` for past ones."""
    mentions = read_phrase(text, kind).mentions
    return {("-" if m.negated else "~" if m.past else "") + m.concept for m in mentions}


PRESENT: list[tuple[str, MentionKind, set[str]]] = [
    ("diarrhoea", "loss", {"diarrhoea"}),
    ("watery diarrhea for 5 days", "loss", {"diarrhoea"}),
    ("profuse vomiting", "loss", {"vomiting"}),
    ("black licorice every day", "intake", {"liquorice", "apparent_mineralocorticoid_excess"}),
    ("coeliac disease", "condition", {"coeliac_disease", "malabsorption"}),
    ("Celiac disease", "condition", {"coeliac_disease", "malabsorption"}),
    ("Crohn's disease with bowel resections", "condition", {"inflammatory_bowel_disease", "bowel_resection"}),
    ("type 2 diabetes mellitus", "condition", {"type_2_diabetes", "diabetes"}),
    ("total thyroidectomy 12 years ago", "condition", {"thyroidectomy"}),
    ("CKD stage 4", "condition", {"chronic_kidney_disease"}),
    ("leg cramps at night", "symptom", {"muscle_cramp", "nocturnal_cramp"}),
    ("calf cramps while running a marathon", "symptom", {"muscle_cramp", "exertional_cramp"}),
    ("tingling around the mouth", "symptom", {"paraesthesia"}),
    ("difficulty climbing stairs", "symptom", {"proximal_weakness", "weakness"}),
    ("polydipsia and polyuria", "symptom", {"thirst", "polyuria"}),
    ("generalised tonic-clonic seizure", "symptom", {"seizure"}),
    ("positive Trousseau sign", "symptom", {"trousseau_sign"}),
    ("peaked T waves V2-V4", "ecg", {"peaked_t"}),
    ("T waves are tall and peaked", "ecg", {"peaked_t"}),
    ("flattened T waves with prominent U waves", "ecg", {"t_flattening", "u_wave"}),
    ("QRS widening", "ecg", {"wide_qrs"}),
    ("wide P and QRS", "ecg", {"wide_qrs"}),
    ("third degree AV block", "ecg", {"complete_heart_block", "av_block"}),
    ("torsades de pointes", "ecg", {"torsades", "ventricular_arrhythmia"}),
    ("normal", "ecg", {"normal_ecg"}),
    ("swollen left leg", "symptom", {"oedema", "leg_swelling_one_side"}),
    ("eats KCl salt substitute", "intake", {"salt_substitute", "potassium_load"}),
]


@pytest.mark.parametrize(("text", "kind", "expected"), PRESENT)
def test_present(text: str, kind: MentionKind, expected: set[str]) -> None:
    assert expected <= said(text, kind)


ABSENT = [
    ("no diarrhea", {"-diarrhoea"}),
    ("denies vomiting, diarrhoea or diuretic use", {"-vomiting", "-diarrhoea"}),
    ("without vomiting", {"-vomiting"}), ("vomiting denied", {"-vomiting"}), ("vomiting: no", {"-vomiting"}),
    ("no history of kidney stones", {"-kidney_stones"}),
    ("Chvostek and Trousseau signs negative", {"-chvostek_sign"}),
    ("no cramps or weakness", {"-muscle_cramp", "-weakness"}), ("negative for seizure", {"-seizure"}),
    ("neither nausea nor vomiting", {"-nausea", "-vomiting"}), ("absence of fever", {"-fever"}),
    ("non-pitting oedema absent", {"-oedema"}), ("normal kidneys", {"-chronic_kidney_disease"}),
    ("pancreatitis ruled out", {"-pancreatitis"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ABSENT)
def test_absent(text: str, expected: set[str]) -> None:
    found = said(text)
    assert expected <= found
    assert not {e[1:] for e in expected} & found


MIXED = [
    ("sinus tachycardia, no U wave", "ecg", {"tachycardia", "-u_wave"}),
    ("weakness without paralysis", "symptom", {"weakness", "-paralysis"}),
    ("no vomiting but profuse diarrhoea", "loss", {"-vomiting", "diarrhoea"}),
    ("proximal weakness 6 wk, no myalgia", "symptom", {"proximal_weakness", "-muscle_pain"}),
    ("no improvement in weakness", "symptom", {"weakness"}),
    ("PR prolonged and QT normal", "ecg", {"long_pr"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), MIXED)
def test_present_and_absent_in_one_phrase(text: str, kind: MentionKind, expected: set[str]) -> None:
    assert expected <= said(text, kind)


def test_a_normal_interval_is_not_a_long_one() -> None:
    assert "qtc_prolonged" not in said("PR prolonged and QT normal", "ecg")


PAST: list[tuple[str, MentionKind, str]] = [
    ("vomiting in earlier episodes", "loss", "vomiting"),
    ("resolved pancreatitis", "condition", "pancreatitis"),
    ("past muscle cramps", "symptom", "muscle_cramp"),
    ("diarrhoea, now resolved", "loss", "diarrhoea"),
    ("history of cardiac arrest", "condition", "cardiac_arrest"),
    ("history of hypokalaemia", "condition", "hypokalaemia"),
]


@pytest.mark.parametrize(("text", "kind", "code"), PAST[:3] + PAST[4:])
def test_past_is_neither_present_nor_denied(text: str, kind: MentionKind, code: str) -> None:
    assert f"~{code}" in said(text, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("previous thyroidectomy", "thyroidectomy"),
        ("history of gastric bypass", "bariatric_surgery"),
        ("history of hypertension", "hypertension"),
        ("kidney transplant in the past", "kidney_transplant"),
    ],
)
def test_what_lasts_stays(text: str, code: str) -> None:
    assert code in said(text, "condition")


@pytest.mark.parametrize(
    "text",
    ["family history of Gitelman syndrome", "her mother has Bartter syndrome", "sister with low potassium"],
)
def test_a_relatives_illness_is_not_the_persons(text: str) -> None:
    assert said(text, "condition") <= {"family_history", "family_history_tubulopathy"}


@pytest.mark.parametrize(
    "text", ["rule out sepsis", "at risk of refeeding", "allergic to penicillin and diuretics"]
)
def test_what_is_only_considered_is_not_stated(text: str) -> None:
    assert not {c for c in said(text, "condition") if c not in ("allergy", "-allergy")}


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("QTc 556 ms", "qtc_prolonged", 556), ("QTc 459 ms", "qtc_normal", 459),
        ("QTc 460 ms", "qtc_prolonged", 460),
        ("QT 0.56 s", "qtc_prolonged", 560), ("QTc 330", "short_qt", 330), ("QRS 120 ms", "wide_qrs", 120),
        ("QRS 119 ms", "qrs_normal", 119), ("PR interval 240 ms", "long_pr", 240),
        ("PR 200 ms", "pr_normal", 200),
        ("rate 126", "tachycardia", 126), ("rate 100", "tachycardia", 100),
        ("rate 99", "heart_rate_normal", 99),
        ("sinus bradycardia 40", "bradycardia", 40), ("rate 60", "heart_rate_normal", 60),
    ],
)  # fmt: skip
def test_numbers_in_an_ecg(text: str, code: str, number: float) -> None:
    mention = next(m for m in read_phrase(text, "ecg").mentions if m.concept == code)
    assert mention.number == number


def test_numbers_and_durations_of_losses() -> None:
    mention = read_phrase("diarrhoea 10 d, 8 stools daily", "loss").mentions[0]
    assert (mention.duration_days, mention.number) == (10.0, 8.0)
    assert read_phrase("polyuria 6 L/d for 2 weeks", "loss").mentions[0].duration_days == 14.0


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("diarrhoea", "diarrhea"), ("hypokalaemia", "hypokalemia"), ("oedema", "edema"),
        ("dyspnoea", "dyspnea"),
        ("haemodialysis", "hemodialysis"), ("oesophageal varices", "esophageal varices"), ("tumour", "tumor"),
        ("paraesthesia", "paresthesia"), ("leukaemia", "leukemia"), ("immobilised", "immobilized"),
        ("liquorice", "licorice"), ("ischaemic heart disease", "ischemic heart disease"),
        ("anaemia", "anemia"),
    ],
)  # fmt: skip
def test_british_and_american_agree(british: str, american: str) -> None:
    assert said(british, "condition") == said(american, "condition") != set()


@pytest.mark.parametrize(
    ("slip", "code"), [("vommiting", "vomiting"), ("diarhea", "diarrhoea"), ("siezure", None)]
)
def test_slips_of_spelling_are_read_and_said_so(slip: str, code: str | None) -> None:
    reading = read_phrase(slip, "symptom")
    if code is None:
        assert not reading.understood or reading.notes
        return
    assert reading.mentions[0].concept == code
    assert reading.notes


@pytest.mark.parametrize("text", ["none", "none stated", "nil", "unknown"])
def test_nothing_said_is_nothing_unmapped(text: str) -> None:
    assert read_phrase(text, "symptom").understood


def test_every_cause_and_implied_code_is_known() -> None:
    concepts = index().concepts
    known = set(concepts) | set(vocabulary.CAUSES) | {"long_qt", "heart_block"}
    for concept in concepts.values():
        assert set(concept.implies) | set(concept.denies) <= known


def test_every_phrase_of_the_table_is_found_by_its_own_words() -> None:
    for code, entry in read_yaml("concepts.yaml")["concepts"].items():
        kind: MentionKind = "ecg" if entry.get("only") == "ecg" else "symptom"
        for phrase in entry["phrases"]:
            if "&" in phrase or "*" in phrase:
                continue
            assert read_phrase(phrase, kind).mentions, (code, phrase)


@given(st.text(max_size=200), st.sampled_from(sorted(set(FIELDS.values()))))
def test_any_text_is_read(text: str, kind: MentionKind) -> None:
    reading = read_phrase(text, kind)
    assert reading.understood or not reading.mentions


@given(
    st.sampled_from([p[0] for p in PRESENT if p[1] == "symptom"]),
    st.sampled_from(["no ", "denies ", "without "]),
)
def test_a_denied_phrase_never_states_its_first_concept(text: str, denial: str) -> None:
    first = read_phrase(text, "symptom").mentions[0].concept
    assert first not in said(denial + text)


@pytest.mark.skipif(not CASES.exists(), reason="the published cases are not beside this checkout")
def test_most_phrases_of_published_cases_are_mapped() -> None:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    phrases = [(p, kind) for c in cases for field, kind in FIELDS.items() for p in c[field]]
    mapped = sum(read_phrase(p, kind).understood for p, kind in phrases)
    assert mapped / len(phrases) >= 0.9
