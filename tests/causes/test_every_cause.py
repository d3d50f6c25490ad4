"""Every cause with a published direction: more of it does more, in bodies that differ."""

import pytest

from skou.causes import all_causes, perturbation, typical
from tests.dose_response import responses

SEVERITIES = (0.0, 0.25, 0.5, 0.75, 1.0)
PICTURE = {c: c for c, entry in sorted(all_causes().items()) if entry.acts_on_body and typical(c)}
TURNS = {
    (
        "tertiary_hyperparathyroidism",
        "calcium_total",
    ): "what high calcium and phosphate lay down in tissue limits it",
    ("gitelman_syndrome", "magnesium"): "lost volume lowers filtration and saves magnesium",
}
"""Responses that turn or level off with severity in more bodies than ``SHARE`` allows, and why."""
MISSED = {
    (
        "chronic_kidney_disease",
        "calcium_total",
    ): "bone gives what the gut no longer absorbs: its resistance is too weak",
    ("diarrhoea", "potassium"): "in the severest filtration falls and saves potassium (2 of 16 bodies)",
    (
        "nonreabsorbable_anion",
        "potassium",
    ): "in the largest loads the volume lost saves potassium (2 of 16 bodies)",
    (
        "hungry_bone",
        "phosphate",
    ): "the hormone that falling calcium calls for takes phosphate out of bone again (2 of 16 bodies)",
}
"""Where the body is wrong about the direction, in the mean or in more bodies than ``SHARE`` allows, and why."""


@pytest.fixture(scope="module")
def found():
    return responses(PICTURE, lambda code, severity: (perturbation(code), severity), SEVERITIES)


def test_every_cause_moves_every_ion_the_published_way(found):
    wrong = {key: r.effect.tolist() for key, r in found.items() if key not in MISSED and not r.in_direction()}
    assert wrong == {}


def test_more_of_every_cause_does_more(found):
    spared = TURNS | MISSED
    wrong = {key: r.effect.tolist() for key, r in found.items() if key not in spared and not r.is_monotone()}
    assert wrong == {}


def test_what_is_listed_is_still_so(found):
    assert [key for key in MISSED if found[key].in_direction()] == []
    assert [key for key in TURNS if found[key].is_monotone()] == []
