"""Dialysis that a protocol shows only the last week of."""

from __future__ import annotations

from itertools import pairwise

import pytest

from skou.evidence.experiment import Step
from skou.evidence.steps.habit import HABIT, with_habitual_dialysis

HOUR = 60.0


def session(hours: float) -> Step:
    return Step(
        kind="dialysis", at=hours * HOUR, duration=4 * HOUR, details={"dialysis": {"potassium": "2 mmol/L"}}
    )


def test_regular_sessions_have_gone_on_before() -> None:
    listed = [session(h) for h in (-144, -88, -32, 24)]
    steps = with_habitual_dialysis(listed)
    times = sorted(s.at for s in steps)
    assert {later - earlier for earlier, later in pairwise(times)} == {56 * HOUR}
    assert times[0] == pytest.approx(-144 * HOUR - (HABIT // (56 * HOUR)) * 56 * HOUR)
    assert all(s in steps for s in listed)


@pytest.mark.parametrize("hours", [(0,), (-48, 0), (-96, -48, 24), (24, 80, 136)])
def test_single_irregular_or_later_sessions_are_as_written(hours: tuple[float, ...]) -> None:
    listed = tuple(session(h) for h in hours)
    assert with_habitual_dialysis(listed) == listed
