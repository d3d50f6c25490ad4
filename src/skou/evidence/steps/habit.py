"""What a protocol shows only the last week of: dialysis that has gone on for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from skou.evidence.experiment import Step

HABIT = 84 * 1440.0
"""For how long regular sessions that begin in the run-in have gone on before [min]."""
_FEWEST = 3


def with_habitual_dialysis(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Steps with the sessions before those of the run-in, where these come at regular times.

    A person who is dialysed at regular times before t = 0 did not begin with the first session that the protocol
    lists: potassium, acid and fluid have found their weekly course. The same sessions are given for `HABIT` before.

    Parameters
    ----------
    steps : sequence of Step

    Returns
    -------
    tuple of Step
    """
    sessions = sorted((s for s in steps if s.kind == "dialysis" and s.every is None), key=lambda s: s.at)
    before = [s for s in sessions if s.at < 0.0]
    gaps = {later.at - earlier.at for earlier, later in pairwise(sessions)}
    if len(before) < _FEWEST or len(gaps) != 1:
        return tuple(steps)
    gap = gaps.pop()
    first = before[0]
    count = int(HABIT // gap)
    return (*(replace(first, at=first.at - k * gap) for k in range(count, 0, -1)), *steps)
