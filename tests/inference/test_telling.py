"""What a record says between the lines: amounts, silence, drugs that do not suffice, drugs that may bring a disease."""

from __future__ import annotations

import numpy as np
import pytest

from skou.inference.bodies import CorrectedBody, body_of
from skou.inference.contributions import HYPOTONIC_LOSSES, contributions
from skou.inference.knowledge import associations, base_rates, cause_index
from skou.inference.observations import observe
from skou.inference.prior import condition, facts_of
from skou.inference.telling import amount, resistant_hypertension, unmentioned
from skou.records.person import Medication, Mention, Vitals
from skou.vocabulary import CAUSES

from .people import drug, person, told


@pytest.fixture(scope="module")
def adult() -> CorrectedBody:
    return body_of(person())


def loss(words: str, cause: str = "diarrhoea") -> tuple[Mention, ...]:
    return (Mention(words, "loss", cause),)


def test_words_of_amount_move_a_stated_loss():
    plain, large, small = (
        condition(person(mentions=loss(w)))
        for w in ("diarrhoea", "profuse watery diarrhoea", "occasional loose stools")
    )
    j = cause_index()["diarrhoea"]
    assert small.of("diarrhoea") < plain.of("diarrhoea") < large.of("diarrhoea")
    assert small.median[j] < plain.median[j] < large.median[j]
    assert plain.of("diarrhoea") == base_rates()["diarrhoea"].stated


@pytest.mark.parametrize(
    ("words", "large"),
    [("stoma 2 L/d", True), ("intractable vomiting", True), ("mild diarrhoea", False), ("diarrhoea", None)],
)
def test_amounts_are_read_from_the_words(words, large):
    found = amount(person(mentions=loss(words)), "diarrhoea")
    assert (found is None) if large is None else (found.odds > 1) is large


def test_large_and_small_words_cancel():
    assert amount(person(mentions=loss("occasional severe diarrhoea")), "diarrhoea") is None


def test_a_drug_list_speaks_by_its_silence_and_no_list_does_not():
    listed = person(medications=(drug("amlodipine"),))
    assert condition(listed).of("loop_diuretic") < 0.5 * condition(person()).of("loop_diuretic")
    assert not unmentioned(person())


def test_a_history_speaks_by_its_silence_of_losses():
    talkative = person(mentions=told("fatigue", "headache"))
    assert condition(talkative).of("vomiting") < condition(person()).of("vomiting")
    assert condition(person(mentions=told("fatigue"))).of("vomiting") >= base_rates()["vomiting"].rate


def test_what_the_record_names_is_not_silenced():
    told_of = person(mentions=(*told("fatigue", "headache"), *loss("vomiting", "vomiting")))
    assert condition(told_of).of("vomiting") == base_rates()["vomiting"].stated


def test_pressure_above_goal_on_three_classes_is_resistant():
    three = tuple(
        Medication(n, n, drug_class=c)
        for n, c in (("a", "thiazide_diuretic"), ("b", "arb"), ("c", "calcium_channel_blocker"))
    )
    high = Vitals(systolic=170, diastolic=100)
    assert resistant_hypertension(person(medications=three, vitals=high))
    assert "resistant_hypertension" in facts_of(person(medications=three, vitals=high))
    assert not resistant_hypertension(person(medications=three[:2], vitals=high))
    assert not resistant_hypertension(person(medications=three, vitals=Vitals(systolic=125, diastolic=75)))


def test_a_drug_that_may_bring_a_disease_is_no_statement_of_it():
    by_drug = condition(person(medications=(drug("etomidate", "adrenal_insufficiency"),)))
    named = condition(person(mentions=(Mention("Addison disease", "condition", "adrenal_insufficiency"),)))
    assert condition(person()).of("adrenal_insufficiency") < by_drug.of("adrenal_insufficiency") < 0.1
    assert named.of("adrenal_insufficiency") > 0.5


def test_tables_name_known_causes_and_sources():
    known = associations()
    for kind in known["silence"].values():
        assert 0 < kind["ratio"] < 1
        assert kind["source"]
        assert set(kind["causes"]) <= set(CAUSES)
    for code, entry in known["by_drug"].items():
        assert 0 < entry["share"] < base_rates()[code].stated
        assert entry["source"]
    assert set(HYPOTONIC_LOSSES) <= set(CAUSES)


def test_a_loss_that_is_not_drunk_again_contributes_to_a_high_sodium(adult):
    index = cause_index()
    severity = np.zeros((2, len(index)))
    severity[:, index["diarrhoea"]] = 1.0
    severity[1, index["water_deficit"]] = 1.0
    simulated = adult.simulate(severity, np.zeros((2, adult.traits)), np.ones(2))
    part = contributions(["hypernatraemia"], observe(person()), severity, simulated, adult.response)
    toward = part.toward["hypernatraemia"][:, part.codes.index("diarrhoea")]
    assert toward.tolist() == [0.0, 1.0]


def test_ph_goes_with_bicarbonate_and_pco2(adult):
    """pH - log10(bicarbonate / pCO2) is one constant whatever the cause."""
    index = cause_index()
    causes = ("vomiting", "diarrhoea", "apparent_mineralocorticoid_excess", "insulin_deficiency", "alkalosis")
    severity = np.zeros((1 + len(causes), len(index)))
    for k, code in enumerate(causes):
        severity[1 + k, index[code]] = 1.0
    now = adult.simulate(severity, np.zeros((len(severity), adult.traits)), np.ones(len(severity))).now
    constant = now["ph"] - np.log10(now["bicarbonate"] / now["pco2"])
    assert np.ptp(constant) < 0.01
    ph = dict(zip(("rest", *causes), now["ph"], strict=True))
    assert ph["diarrhoea"] < ph["rest"] < ph["apparent_mineralocorticoid_excess"]
