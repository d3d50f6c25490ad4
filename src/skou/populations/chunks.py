"""One chunk of a population, from its specification alone: what a worker computes, wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.engine import compile_model
from skou.errors import SkouError
from skou.evidence.experiment import read_arm
from skou.populations.drawing import Drawn, draw_chunk
from skou.populations.simulating import Fates, simulate_chunk
from skou.populations.specification import Specification
from skou.populations.store import Store


@dataclass(frozen=True)
class Chunk:
    """Columns of the two files of a chunk."""

    number: int
    courses: Mapping[str, Any]
    people: Mapping[str, Any]


def compute(specification: Specification, number: int, threads: int | None) -> Chunk:
    """Draw the people of a chunk and take them through every arm.

    Raises
    ------
    SkouError
        On a machine whose body is not that of the specification.
    """
    model = body.model()
    if model.hash != specification.model:
        raise SkouError(
            "this worker has another body than the one that asks",
            value=model.hash,
            mend="install the same version of Skou on every machine",
        )
    kernel = compile_model(model)
    drawn = draw_chunk(specification, number)
    times = np.arange(0.0, 1440.0 * specification.days + 1e-6, specification.every)
    rows = np.array(specification.rows(number))
    courses: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    for name, arm in specification.protocol["arms"].items():
        values, fates = simulate_chunk(
            kernel,
            read_arm(name, arm),
            drawn,
            times,
            specification.quantities,
            specification.rtol,
            threads,
        )
        courses.append(
            {
                "person": np.repeat(rows, times.size),
                "arm": np.full(rows.size * times.size, name),
                "time": np.tile(times, rows.size),
                **{q: v.ravel() for q, v in values.items()},
            }
        )
        people.append(_people(name, rows, drawn, fates))
    return Chunk(number, _joined(courses), _joined(people))


def keep(store: Store, specification: Specification, chunk: Chunk) -> None:
    """Write a chunk; it counts as done when its people are there, so these come last."""
    units = {o.name: o.unit for o in body.model().output_specs} | {"time": "min"}
    note = {"skou_population": specification.digest, "seed": str(specification.seed)}
    store.write("courses", chunk.number, chunk.courses, units, note)
    known = {"age": "a", "weight_kg": "kg", "height_cm": "cm", "egfr": "mL/min/{1.73_m2}"}
    store.write("people", chunk.number, chunk.people, known, note)


def _people(arm: str, rows: NDArray[np.int64], drawn: Drawn, fates: Fates) -> dict[str, Any]:
    return {
        "person": rows,
        "arm": np.full(rows.size, arm),
        **drawn.known,
        "at_rest": fates.at_rest,
        "status": np.array(fates.status),
        "message": np.array(fates.message),
    }


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
