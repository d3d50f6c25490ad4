"""The people of a chunk: the same whoever asks, in whatever pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.populations.specification import BLOCK, Draw, Specification

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """Some people: parameters of their bodies, one row each, and what is known about them by name."""

    parameters: Array
    known: dict[str, NDArray[np.generic]]


def draw_chunk(specification: Specification, chunk: int) -> Drawn:
    """The people of a chunk."""
    rows = specification.rows(chunk)
    blocks = range(rows.start // BLOCK, -(-rows.stop // BLOCK))
    drawn = [_block(specification.draw, specification.seed, block) for block in blocks]
    count = len(rows)
    known = {name: np.concatenate([d.known[name] for d in drawn])[:count] for name in drawn[0].known}
    return Drawn(np.concatenate([d.parameters for d in drawn])[:count], known)


def _block(draw: Draw, seed: int, block: int) -> Drawn:
    own = int(np.random.SeedSequence((seed, block)).generate_state(1, np.uint64)[0])
    if draw == "bodies":
        from skou.body.variation import draw_bodies

        return Drawn(draw_bodies(BLOCK, own)[0], {})
    from skou.body.population import draw_people

    people = draw_people(BLOCK, own)
    known = {
        "age": people.age,
        "sex": people.sex,
        "weight_kg": people.weight_kg,
        "height_cm": people.height_cm,
        "egfr": people.egfr,
    }
    return Drawn(people.parameters, known)


def as_handles(row: Array, fixed: frozenset[str]) -> dict[str, float]:
    """One body as named parameters, without those that the protocol fixes."""
    values = zip(body.parameters(), row.tolist(), strict=True)
    return {name: value for name, value in values if name not in fixed}
