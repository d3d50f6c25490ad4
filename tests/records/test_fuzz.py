"""A short campaign of mutated records; the long one is ``fuzz_records.py``."""

from __future__ import annotations

import pytest

from .fuzz_records import run


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_records_are_read_or_refused(seed: int) -> None:
    outcome = run(1000, seed)
    assert outcome.failures == []
    assert outcome.persons > 100
    assert sum(outcome.refused.values()) > 100
