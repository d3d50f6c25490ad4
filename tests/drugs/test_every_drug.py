"""Every drug with a published direction: more of it does more, in bodies that differ."""

import pytest

from skou.causes import all_causes, typical
from skou.drugs import all_drugs, steady_effect
from tests.dose_response import responses

DOSES = (0.0, 0.5, 1.0, 2.0)
"""Parts of the usual dose."""
NOT_FOR_WEEKS = {"sodium_picosulfate": "a bowel preparation of one day"}
PICTURE = {
    name: drug.cause
    for name, drug in sorted(all_drugs().items())
    if drug.cause
    and drug.cause in all_causes()
    and all_causes()[drug.cause].acts_on_body
    and typical(drug.cause)
    and name not in NOT_FOR_WEEKS
}
OWN_WAY = {
    ("penicillin_g", "potassium"): "comes as its potassium salt, 1.7 mmol with a million units",
    (
        "everolimus",
        "bicarbonate",
    ): "injures the tubule less than the other drugs of its cause, without acidosis",
    ("sirolimus", "bicarbonate"): "as everolimus",
    ("orlistat", "magnesium"): "takes fat and vitamin D only; magnesium is absorbed as before",
}
"""What differs from the picture of the drug's cause, and why."""
TURNS = {
    ("piperacillin", "potassium"): "in the largest loads the volume lost saves potassium",
    ("ticarcillin", "potassium"): "as piperacillin",
}
"""Responses that turn or level off with the dose in more bodies than ``SHARE`` allows, and why."""
MISSED = {
    ("ticarcillin", "potassium"): "in the largest loads the volume lost saves potassium (2 of 16 bodies)"
}
"""Where more bodies than ``SHARE`` allows go the other way, and why."""


@pytest.fixture(scope="module")
def found():
    def given(name, part):
        drug = all_drugs()[name]
        return steady_effect(name, drug.usual_dose * part, drug.interval_h * 60.0), 1.0

    return {key: r for key, r in responses(PICTURE, given, DOSES).items() if key not in OWN_WAY}


def test_most_drugs_are_looked_at(found):
    assert len({name for name, _ in found}) > 120


def test_every_drug_moves_every_ion_the_published_way(found):
    wrong = {key: r.effect.tolist() for key, r in found.items() if key not in MISSED and not r.in_direction()}
    assert wrong == {}


def test_what_is_listed_is_still_so(found):
    assert [key for key in MISSED if found[key].in_direction()] == []
    assert [key for key in TURNS if found[key].is_monotone()] == []


def test_more_of_every_drug_does_more(found):
    wrong = {key: r.effect.tolist() for key, r in found.items() if key not in TURNS and not r.is_monotone()}
    assert wrong == {}
