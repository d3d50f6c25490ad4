"""The vocabulary: complete, grouped, and the same as the contract where that is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from skou import vocabulary
from skou.errors import UnknownNameError

CONTRACT = Path(__file__).parents[3] / "shared" / "contracts" / "vocabulary.yaml"


def test_every_cause_stands_in_exactly_one_group() -> None:
    grouped = [c for codes in vocabulary.CAUSE_GROUPS.values() for c in codes]
    assert sorted(grouped) == sorted(vocabulary.CAUSES)
    assert len(grouped) == len(set(grouped))
    assert set(vocabulary.CAUSE_GROUPS) == {
        "intake", "extrarenal", "renal_drug", "renal_disease", "endocrine", "shift", "ion", "artefact",
        "cramp",
    }  # fmt: skip


def test_groups_of_known_causes() -> None:
    assert vocabulary.cause_group("loop_diuretic") == "renal_drug"
    assert vocabulary.cause_group("edta_contamination") == "artefact"
    assert vocabulary.cause_group("statin") == "cramp"


def test_urgency_grows_less_urgent() -> None:
    ranks = [
        vocabulary.urgency_rank(u)
        for u in ("emergency", "same_day", "within_days", "within_weeks", "routine")
    ]
    assert ranks == sorted(ranks)


def test_wrong_codes_are_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        vocabulary.check_cause("loop_diuretics")
    assert caught.value.nearest[0] == "loop_diuretic"
    with pytest.raises(UnknownNameError):
        vocabulary.urgency_rank("soon")


def test_constants_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        vocabulary.CAUSES["new"] = ""  # type: ignore[index]
    with pytest.raises(AttributeError):
        _ = vocabulary.NOTHING  # type: ignore[attr-defined]


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside this checkout")
def test_same_as_the_contract() -> None:
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    assert list(vocabulary.CAUSES) == list(contract["causes"])
    assert list(vocabulary.DISORDERS) == contract["disorders"]
    assert {a: list(v) for a, v in vocabulary.ANALYTES.items()} == contract["analytes"]
    assert list(vocabulary.URGENCY) == contract["urgency"]
    assert list(vocabulary.SPECIMENS) == contract["specimens"]
