"""`assess` end to end on the real body: the published form, honesty, and sane answers to more or fewer
facts."""

from __future__ import annotations

import json

import pytest

from skou.inference import assess, assess_many
from skou.inference.assessment import Assessment
from skou.progress import Stopped
from skou.records.person import Mention, Person
from skou.vocabulary import CAUSES, URGENCY

from .people import denied, drug, lab, person, told


def probability(answer: Assessment, cause: str) -> float:
    return next((c.probability for c in answer.causes if c.cause == cause), 0.0)


LOW_POTASSIUM = person(lab("potassium", 2.7), lab("bicarbonate", 33), age=45, sex="F")


@pytest.fixture(scope="module")
def low_potassium() -> Assessment:
    return assess(LOW_POTASSIUM)


def test_the_published_form(low_potassium):
    data = json.loads(json.dumps(low_potassium.to_dict(), allow_nan=False))
    assert data["schema"] == "assessment/1"
    assert data["urgency"] in URGENCY
    assert {f["disorder"] for f in data["findings"]} >= {"hypokalaemia"}
    probabilities = [c["probability"] for c in data["causes"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0.0 < p <= 1.0 for p in probabilities)
    for cause in data["causes"]:
        assert cause["cause"] in CAUSES
        assert cause["evidence"] is not None
        assert cause["mechanism"]
    for name in ("potassium_deficit_mmol", "magnesium_deficit_mmol"):
        low, high = data["body"][name]["ci90"]
        assert low <= data["body"][name]["median"] <= high
    assert data["provenance"]["seed"] == 0
    assert data["provenance"]["version"]


def test_causes_carry_evidence_in_words(low_potassium):
    first = low_potassium.causes[0]
    assert any("potassium" in e.words for e in first.evidence)
    assert all(e.text().startswith(("for: ", "against: ")) for e in first.evidence)


def test_the_same_seed_gives_the_same_answer(low_potassium):
    assert assess(LOW_POTASSIUM).to_dict() == low_potassium.to_dict()


def test_progress_rises_to_the_whole_and_changes_no_answer(low_potassium):
    told_of = []
    answer = assess(LOW_POTASSIUM, progress=told_of.append)
    assert answer.to_dict() == low_potassium.to_dict()
    assert told_of == sorted(told_of)
    assert len(set(told_of)) >= 4
    assert told_of[-1] == 1.0
    assert all(0.0 <= done <= 1.0 for done in told_of)


@pytest.mark.parametrize("at", [0.1, 0.3, 0.85])
def test_a_listener_can_end_the_assessment_at_every_stage(at):
    heard = []

    def stop(done):
        heard.append(done)
        if done >= at:
            raise Stopped

    with pytest.raises(Stopped):
        assess(LOW_POTASSIUM, progress=stop)
    assert all(done < at for done in heard[:-1])


def test_another_seed_gives_nearly_the_same_answer(low_potassium):
    other = assess(LOW_POTASSIUM, seed=7)
    for belief in low_potassium.causes[:3]:
        assert probability(other, belief.cause) == pytest.approx(belief.probability, abs=0.15)


def test_persons_do_not_touch_one_another(low_potassium):
    answers = list(assess_many([person(lab("sodium", 118)), LOW_POTASSIUM]))
    assert answers[1].to_dict() == low_potassium.to_dict()


def test_an_empty_record_is_answered():
    answer = assess(Person())
    assert [f["disorder"] for f in answer.findings] == ["none"]
    assert answer.urgency == "routine"
    assert all(c.probability < 0.2 for c in answer.causes)


def test_no_labs_at_all_still_gives_causes_and_tests():
    answer = assess(
        person(medications=(drug("furosemide", "loop_diuretic"),), mentions=told("weakness", "diarrhoea"))
    )
    assert {"diarrhoea", "loop_diuretic"} <= {c.cause for c in answer.causes[:5]}
    assert "potassium" in {t.test for t in answer.next_tests}


def test_a_confirming_value_raises_its_cause():
    base = person(lab("calcium_total", 2.9), age=60)
    more = person(lab("calcium_total", 2.9), lab("pth", 15.0), age=60)
    less = person(lab("calcium_total", 2.9), lab("pth", 0.6), age=60)
    at = [probability(assess(p), "primary_hyperparathyroidism") for p in (less, base, more)]
    assert at[0] < at[1] < at[2]


def test_a_denied_cause_falls():
    asked = probability(assess(LOW_POTASSIUM), "vomiting")
    said_no = person(*LOW_POTASSIUM.labs, age=45, mentions=denied("vomiting"))
    assert probability(assess(said_no), "vomiting") < asked


def test_a_drug_against_the_direction_is_not_blamed():
    answer = assess(
        person(
            lab("potassium", 2.5),
            medications=(drug("ramipril", "raas_inhibitor"), drug("x", "thiazide_diuretic")),
        )
    )
    assert probability(answer, "thiazide_diuretic") > 0.3
    assert probability(answer, "raas_inhibitor") < 0.1


def test_values_that_cannot_be_together_are_called_hard_to_explain():
    answer = assess(
        person(
            lab("potassium", 1.4),
            lab("sodium", 185),
            lab("chloride", 75),
            lab("bicarbonate", 9),
            lab("ph", 7.62),
            lab("magnesium", 3.5),
            lab("calcium_ionised", 0.6),
            lab("calcium_total", 3.6),
        )
    )
    assert answer.warnings


def test_rules_stand_when_the_body_does_not():
    class Broken:
        def steady_state(self, *args: object, **more: object) -> None:
            raise ArithmeticError("no body today")

    answer = assess(person(lab("potassium", 7.2), medications=(drug("x", "enac_blocker"),)), solver=Broken())
    assert answer.urgency == "emergency"
    assert [f["disorder"] for f in answer.findings] == ["hyperkalaemia"]
    assert probability(answer, "enac_blocker") > 0.3
    assert any("could not be simulated" in w for w in answer.warnings)


def test_deficit_grows_as_potassium_falls():
    mild, severe = (
        assess(person(lab("potassium", k), mentions=told("diarrhoea", kind="loss"))) for k in (3.2, 2.0)
    )
    assert severe.body["potassium_deficit_mmol"].median > mild.body["potassium_deficit_mmol"].median > 0


def test_paralysis_without_a_laboratory_names_the_disorder_as_inferred():
    answer = assess(
        person(
            age=27,
            sex="M",
            mentions=(
                *told("thyrotoxicosis", kind="condition"),
                *told("asian_ancestry", kind="condition"),
                *told("paralysis", "episodic_paralysis", "tachycardia"),
                Mention("heavy rice meal", "intake", "high_carbohydrate_meal"),
            ),
        )
    )
    assert answer.causes[0].cause in {"thyrotoxic_periodic_paralysis", "thyrotoxicosis"}
    inferred = [f for f in answer.findings if f["inferred"]]
    assert [f["disorder"] for f in inferred] == ["hypokalaemia"]
    assert "not measured" in inferred[0]["note"]


def test_forecast_starts_where_the_person_is():
    answer = assess(LOW_POTASSIUM)
    potassium = next(f for f in answer.forecast if f.analyte == "potassium")
    assert potassium.days[0] == 0.0
    assert 2.2 < potassium.bands[0].median < 3.2
    assert all(b.low <= b.median <= b.high for b in potassium.bands)


def test_next_tests_leave_out_what_is_known(low_potassium):
    done = {"potassium", "bicarbonate"}
    assert not {t.test for t in low_potassium.next_tests if t.specimen == "serum"} & done
    bits = [t.expected_information_bits for t in low_potassium.next_tests]
    assert bits
    assert all(0.0 < b < 3.0 for b in bits)
