"""What a population run is: everything that its numbers depend on, kept beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from skou import body
from skou.errors import OutOfPhysiologicalRange, UnknownNameError, nearest_names

BLOCK = 64
"""People are drawn in blocks of this size, each with a random stream of its own, whatever the chunks."""
LARGEST = 1_000_000_000
Draw = Literal["people", "bodies"]


@dataclass(frozen=True)
class Specification:
    """Who is simulated, under what, and what is kept.

    Attributes
    ----------
    patients, seed : int
    draw : {"people", "bodies"}
        As NHANES found adults (`skou.body.population.draw_people`), or within what is not known about one
        (`skou.body.variation.draw_bodies`).
    protocol : mapping
        Plain data with ``arms`` as in an experiment; every person goes through every arm.
    days, every : float
        How long [d] from t = 0 and how often [min] the quantities are kept.
    quantities : tuple of str
        Outputs of the body.
    rtol : float
    chunk : int
        People to a file, a multiple of `BLOCK`; the numbers do not depend on it.
    """

    patients: int
    seed: int
    draw: Draw
    protocol: Mapping[str, Any]
    days: float
    every: float
    quantities: tuple[str, ...]
    rtol: float
    chunk: int
    model: str

    @property
    def chunks(self) -> int:
        """How many files there will be of each kind."""
        return -(-self.patients // self.chunk)

    def rows(self, chunk: int) -> range:
        """The people of a chunk."""
        return range(chunk * self.chunk, min((chunk + 1) * self.chunk, self.patients))

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "quantities": list(self.quantities)}

    @property
    def digest(self) -> str:
        """A name for what is computed; the chunks do not change it."""
        content = {k: v for k, v in self.to_dict().items() if k != "chunk"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def specify(
    patients: int,
    seed: int,
    draw: Draw,
    protocol: Mapping[str, Any],
    days: float,
    every: float,
    quantities: Sequence[str],
    rtol: float,
    chunk: int,
) -> Specification:
    """A checked `Specification`.

    Raises
    ------
    OutOfPhysiologicalRange
        For a number outside what makes sense.
    UnknownNameError
        For a quantity that the body does not put out.
    """
    for name, value, low, high in (
        ("patients", patients, 1, LARGEST),
        ("days", days, 1e-3, 36_500.0),
        ("every", every, 0.01, days * 1440.0),
        ("rtol", rtol, 1e-10, 0.1),
        ("chunk", chunk, 1, 1_000_000),
    ):
        if not low <= value <= high:
            raise OutOfPhysiologicalRange(f"{name} {value:g}", value=value, allowed=f"{low:g} to {high:g}")
    if draw not in ("people", "bodies"):
        raise UnknownNameError(f"no way to draw {draw!r}", value=draw, allowed="people, bodies")
    model = body.model()
    for name in quantities:
        if name not in model.output_index:
            raise UnknownNameError(
                f"no quantity {name!r}", value=name, nearest=nearest_names(name, model.output_names)
            )
    return Specification(
        int(patients),
        int(seed),
        draw,
        dict(protocol),
        float(days),
        float(every),
        tuple(quantities),
        float(rtol),
        -(-int(chunk) // BLOCK) * BLOCK,
        model.hash,
    )
