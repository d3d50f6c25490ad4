"""Numbers and words of the reports."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou import vocabulary
from skou.report.axes import Scale, padded, ticks
from skou.report.links import pieces
from skou.report.numbers import percent, significant
from skou.report.plain_text import clean
from skou.report.wording import sentences
from skou.report.words import codes, word

finite = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        ("causes", vocabulary.CAUSES),
        ("disorders", vocabulary.DISORDERS),
        ("analytes", vocabulary.ANALYTES),
        ("specimens", vocabulary.SPECIMENS),
        ("urgency", vocabulary.URGENCY),
        ("severity", vocabulary.SEVERITY),
    ],
)
def test_every_code_of_the_vocabulary_has_a_name_in_both_registers(kind, listed):
    assert set(codes(kind)) == set(listed)
    for code in listed:
        assert word(kind, code, "clinician")
        assert "_" not in word(kind, code, "plain")


def test_both_registers_have_every_sentence():
    clinician, plain = sentences("clinician"), sentences("plain")
    assert clinician.keys() == plain.keys()
    assert all(clinician.values())
    assert all(plain.values())


@given(finite)
def test_three_figures_lose_less_than_half_a_per_cent(value):
    shown = float(significant(value).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.005001, abs=1e-12)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_said_to_be_unknown(value):
    assert significant(value) == "not known"


@given(st.floats(0, 1))
def test_a_probability_is_never_shown_as_certain(probability):
    assert percent(probability) not in ("0 %", "100 %")


@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e6), st.integers(2, 8))
def test_ticks_are_inside_rising_and_few(low, span, about):
    found = ticks(low, low + span, about)
    assert len(found) <= 2 * about + 2
    assert all(low - span * 1e-6 <= t <= low + span * (1 + 1e-6) for t in found)
    assert list(found) == sorted(found)


@given(st.lists(st.floats(), max_size=8))
def test_padding_always_gives_an_extent_to_draw_in(values):
    low, high = padded(values)
    assert low < high or not math.isfinite(high - low)


@given(finite)
def test_the_scale_never_leaves_the_drawing(value):
    assert 10 <= Scale(3.5, 5.0, 10, 90)(value) <= 90


def test_only_dois_become_links():
    found = pieces("See http://example.org and doi:10.1038/ki.2015.243. Also javascript:alert(1)")
    assert [p.href for p in found if p.href] == ["https://doi.org/10.1038/ki.2015.243"]
    assert "".join(p.text for p in found).startswith("See http://example.org and doi:10.1038")


@given(st.text())
def test_nothing_that_steers_a_terminal_survives_cleaning(text):
    cleaned = clean(text)
    assert "\x1b" not in cleaned
    assert "\x9b" not in cleaned
    cleaned.encode("utf-8")
