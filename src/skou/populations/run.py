"""``skou.population``: drawn people under a protocol, chunk after chunk, with constant memory."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from skou import body
from skou.engine import compile_model
from skou.engine.kernel import Kernel
from skou.evidence.experiment import Arm, read_arm
from skou.populations.drawing import Drawn, draw_chunk
from skou.populations.progress import Listener, Progress, listening
from skou.populations.protocol_source import plain_arms
from skou.populations.simulating import Fates, simulate_chunk
from skou.populations.specification import Draw, Specification, specify
from skou.populations.store import Store, pyarrow

if TYPE_CHECKING:
    import pandas

Array = NDArray[np.float64]
USUAL = {"arms": {"usual": {"subject": {}, "run_in": "1 d"}}}
QUANTITIES = (
    "plasma.sodium",
    "plasma.potassium",
    "plasma.magnesium",
    "plasma.calcium_ionised",
    "plasma.phosphate",
    "plasma.bicarbonate",
)


@dataclass(frozen=True)
class PopulationRun:
    """A population run on disk.

    Attributes
    ----------
    directory : Path
    specification : Specification
    """

    directory: Path
    specification: Specification

    @property
    def complete(self) -> bool:
        """Whether every chunk is there."""
        store = Store(self.directory)
        return all(store.done(k) for k in range(self.specification.chunks))

    def courses(self) -> pandas.DataFrame:
        """A row a person, arm and time; read `files` piece by piece where this is too large."""
        return self._table("courses").to_pandas()

    def people(self) -> pandas.DataFrame:
        """A row a person and arm: what is known, whether a rest was found, status and message."""
        return self._table("people").to_pandas()

    def failures(self) -> pandas.DataFrame:
        """The rows of `people` whose simulation did not reach the end, with the reason."""
        return self.people().query("status != 'ok'").reset_index(drop=True)

    def counts(self) -> dict[str, int]:
        """How many simulations ended in which way."""
        statuses = self._table("people", ["status"]).column("status").to_pylist()
        return dict(Counter(statuses))

    def files(self, kind: str = "courses") -> Sequence[Path]:
        """The Parquet parts, in order."""
        return Store(self.directory).parts(kind)

    def _table(self, kind: str, columns: Sequence[str] | None = None) -> Any:
        pa, parquet = pyarrow(""), pyarrow("parquet")
        return pa.concat_tables([parquet.read_table(f, columns=columns) for f in self.files(kind)])


def population(
    patients: int,
    to: str | PathLike[str],
    protocol: Mapping[str, Any] | str | PathLike[str] | None = None,
    *,
    days: float = 1.0,
    every: float = 60.0,
    quantities: Sequence[str] = QUANTITIES,
    draw: Draw = "people",
    seed: int = 0,
    rtol: float = 1e-3,
    chunk: int = 4096,
    threads: int | None = None,
    progress: Listener | None = None,
) -> PopulationRun:
    """Simulate drawn people under a protocol and stream what they do to Parquet files.

    Called again with the same directory it goes on where it was stopped, however it was stopped; a finished
    run is only read. The numbers depend on the arguments and the seed, and not on ``chunk`` or ``threads``.

    Parameters
    ----------
    patients : int
        How many people.
    to : path
        Directory of the run.
    protocol : mapping or path, optional
        ``arms`` as in an experiment file; every person goes through every arm, with an own body in place of
        the arm's subject. By default a day of usual meals comes before the days that are kept.
    days, every : float
        How long from t = 0 [d], and how often values are kept [min].
    quantities : sequence of str
        Outputs of the body.
    draw : {"people", "bodies"}
        Adults as NHANES found them, or one usual adult within what is not known about a body.
    seed : int
    rtol : float
        Relative tolerance of the solver.
    chunk : int
        People to a file; bounds memory.
    threads : int, optional
    progress : callable, optional
        Called after each chunk; by default a bar where standard error is a terminal.

    Returns
    -------
    PopulationRun
        Nobody who fails stops it; `PopulationRun.failures` says who and why.

    Raises
    ------
    SkouError
        For arguments that make no sense, a directory with another run, or without pyarrow.
    """
    pyarrow("parquet")
    written = plain_arms(USUAL if protocol is None else protocol)
    arms = {name: read_arm(name, arm) for name, arm in written.items()}
    asked = specify(patients, seed, draw, {"arms": written}, days, every, quantities, rtol, chunk)
    store = Store(Path(to))
    specification = store.open(asked)
    kernel = compile_model(body.model())
    run = PopulationRun(Path(to), specification)
    done = sum(len(specification.rows(k)) for k in range(specification.chunks) if store.done(k))
    began, now = time.monotonic(), 0
    with listening(progress) as tell:
        for k in range(specification.chunks):
            if store.done(k):
                continue
            _run_chunk(store, specification, kernel, arms, k, threads)
            now += len(specification.rows(k))
            tell(Progress(done + now, specification.patients, now, time.monotonic() - began))
    return run


def _run_chunk(
    store: Store,
    specification: Specification,
    kernel: Kernel,
    arms: Mapping[str, Arm],
    chunk: int,
    threads: int | None,
) -> None:
    drawn = draw_chunk(specification, chunk)
    times = np.arange(0.0, 1440.0 * specification.days + 1e-6, specification.every)
    rows = np.array(specification.rows(chunk))
    courses: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    for name, arm in arms.items():
        values, fates = simulate_chunk(
            kernel, arm, drawn, times, specification.quantities, specification.rtol, threads
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
    units = {o.name: o.unit for o in kernel.model.output_specs} | {"time": "min"}
    note = {"skou_population": specification.digest, "seed": str(specification.seed)}
    store.write("courses", chunk, _joined(courses), units, note)
    known = {"age": "a", "weight_kg": "kg", "height_cm": "cm", "egfr": "mL/min/{1.73_m2}"}
    store.write("people", chunk, _joined(people), known, note)


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
