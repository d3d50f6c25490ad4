"""Effects that overlap, and the events that come of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skou.evidence.steps.timeline import Effect, Timeline, to_events


def test_set_scale_and_add_combine_and_end():
    line = Timeline()
    line.effect("x", "scale", 0.5, 0, 100)
    line.effect("x", "add", 3.0, 50, 150)
    line.effect("x", "set", 10.0, 20, 120)
    course = line.courses({"x": 4.0})["x"]
    assert [course.at(t) for t in (-1, 0, 19, 20, 50, 100, 120, 150)] == [4, 2, 2, 5, 8, 13, 7, 4]


def test_what_has_always_been_is_before():
    line = Timeline()
    line.effect("x", "scale", 2.0, -math.inf)
    line.effect("x", "scale", 3.0, 10, 20)
    course = line.courses({"x": 1.0})["x"]
    assert (course.before, course.at(15), course.at(25)) == (2.0, 6.0, 2.0)


def test_events_start_with_the_value_of_their_beginning():
    line = Timeline()
    line.effect("x", "set", 2.0, -5, 30)
    line.add(10, "gut", 1.5)
    line.add(10, "gut", 0.5)
    line.add(-10, "gut", 99)
    initial, events = to_events(line.courses({"x": 0.0}), line.additions, 0.0, 60.0)
    assert initial == {"x": 2.0}
    assert [(e.time, dict(e.set), dict(e.add)) for e in events] == [
        (10, {}, {"gut": 2.0}),
        (30, {"x": 0.0}, {}),
    ]


effects = st.builds(
    lambda kind, value, start, length: Effect("x", kind, value, start, start + length),
    st.sampled_from(["set", "scale", "add"]),
    st.floats(0.25, 4.0),
    st.integers(0, 50),
    st.integers(1, 50),
)


@given(st.lists(effects, max_size=12), st.floats(0, 110))
def test_course_is_what_the_active_effects_say(found, time):
    course = Timeline(effects=list(found)).courses({"x": 1.5}).get("x")
    active = [e for e in found if e.start <= time < e.end]
    latest = max((e.start for e in active if e.kind == "set"), default=None)
    bases = {e.value for e in active if e.kind == "set" and e.start == latest} or {1.5}
    scale = math.prod(e.value for e in active if e.kind == "scale")
    added = sum(e.value for e in active if e.kind == "add")
    value = course.at(time) if course else 1.5
    assert any(value == pytest.approx(base * scale + added, rel=1e-12) for base in bases)


@given(st.lists(effects, max_size=12), st.integers(0, 60), st.integers(1, 60))
def test_events_replay_the_course(found, start, length):
    courses = Timeline(effects=list(found)).courses({"x": 1.5})
    initial, events = to_events(courses, [], start, start + length)
    value = initial.get("x", 1.5)
    assert [e.time for e in events] == sorted({e.time for e in events})
    for event in events:
        value = event.set.get("x", value)
    assert value == (courses["x"].at(start + length) if courses else 1.5)
