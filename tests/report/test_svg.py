"""Drawings: well-formed, honest at the edges, readable without eyes."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skou.report.svg import Axis, Line, probability_bar, range_bar, time_course

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.floats(allow_nan=True, allow_infinity=True)


def parse(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@given(
    st.lists(st.tuples(st.floats(0, 1e5), numbers), min_size=1, max_size=20).map(
        lambda pairs: sorted(pairs, key=lambda p: p[0])
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z"))),
)
@example([(0.0, 0.0), (5e-324, 0.0)], "")
@example([(0.0, 0.0), (3e-308, 0.0)], "")
def test_any_curve_and_any_title_is_well_formed(points, title):
    line = Line([x for x, _ in points], [y for _, y in points], label=title)
    root = parse(time_course([line, line], Axis("time", "h"), Axis(title, "mmol/L"), title))
    assert root.get("role") == "img"
    assert "nan" not in "".join(p.get("d", "") for p in root.iter(f"{SVG}path"))


def test_a_higher_value_is_drawn_higher_and_later_is_further_right():
    root = parse(time_course([Line([0, 1], [1.0, 2.0])], Axis("time", "h"), Axis("K"), "K"))
    words = next(p for p in root.iter(f"{SVG}path") if p.get("class") == "line s0").get("d", "").split()
    (x0, y0), (x1, y1) = [(float(words[i][1:]), float(words[i + 1])) for i in (0, 2)]
    assert x1 > x0
    assert y1 < y0


def test_a_gap_in_the_values_is_a_gap_in_the_line():
    root = parse(time_course([Line([0, 1, 2], [1.0, math.nan, 2.0])], Axis("time"), Axis("K"), "K"))
    path = next(p for p in root.iter(f"{SVG}path") if p.get("class") == "line s0").get("d", "")
    assert path.count("M") == 2


def test_the_title_tells_what_the_curve_shows():
    root = parse(
        time_course([Line([0, 1, 2], [4.0, 5.0, 4.2])], Axis("time"), Axis("K", "mmol/L"), "Potassium")
    )
    assert root.get("aria-label") == "Potassium: from 4 to 4.2 mmol/L, lowest 4, highest 5"


@pytest.mark.parametrize(
    ("value", "side"), [(3.4, "below"), (3.5, "inside"), (5.0, "inside"), (5.1, "above"), (9.0, "above")]
)
def test_the_mark_says_on_which_side_the_value_is(value, side):
    root = parse(range_bar(value, 3.5, 5.0, "potassium"))
    assert any(e.get("class") == f"mark {side}" for e in root)


def test_a_value_far_outside_is_an_arrow_inside_the_bar():
    root = parse(range_bar(0.2, 3.5, 5.0, "potassium"))
    assert root.find(f"{SVG}circle") is None
    assert root.find(f"{SVG}path[@class='mark below']") is not None


def test_no_interval_no_bar():
    assert range_bar(52, None, None, "urine potassium") == ""


@pytest.mark.parametrize(("probability", "width"), [(0.0, 0.0), (0.5, 80.0), (1.0, 160.0), (1.7, 160.0)])
def test_the_probability_bar_is_as_long_as_the_probability(probability, width):
    root = parse(probability_bar(probability, "cause"))
    bar = next(e for e in root if e.get("class") == "fill")
    assert float(bar.get("width", "nan")) == width
