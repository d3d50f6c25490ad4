"""``skou.population``: drawn people under a protocol, chunk after chunk, with constant memory."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from skou.errors import UnknownNameError
from skou.evidence.experiment import read_arm
from skou.populations.chunks import Chunk, compute, keep
from skou.populations.progress import Listener, Progress, listening
from skou.populations.protocol_source import plain_arms
from skou.populations.specification import Draw, Specification, specify
from skou.populations.store import Store, pyarrow

if TYPE_CHECKING:
    import pandas

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
    workers: Literal["here", "ray"] = "here",
    progress: Listener | None = None,
) -> PopulationRun:
    """Simulate drawn people under a protocol and stream what they do to Parquet files.

    Called again with the same directory it goes on where it was stopped, however it was stopped; a finished
    run is only read. The numbers depend on the arguments and the seed, and not on ``chunk``, ``threads`` or
    ``workers``.

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
        On this machine all processors by default, on a cluster one to a chunk.
    workers : {"here", "ray"}
        Compute on this machine, or on a Ray cluster (extra ``ray``), which keeps the files here.
    progress : callable, optional
        Called after each chunk; by default a bar where standard error is a terminal.

    Returns
    -------
    PopulationRun
        Nobody who fails stops it; `PopulationRun.failures` says who and why.

    Raises
    ------
    SkouError
        For arguments that make no sense, a directory with another run, or without pyarrow (or Ray).
    """
    pyarrow("parquet")
    if workers not in ("here", "ray"):
        raise UnknownNameError(f"no workers {workers!r}", value=workers, allowed="here, ray")
    written = plain_arms(USUAL if protocol is None else protocol)
    for name, arm in written.items():
        read_arm(name, arm)
    asked = specify(patients, seed, draw, {"arms": written}, days, every, quantities, rtol, chunk)
    store = Store(Path(to))
    specification = store.open(asked)
    with store.held():
        _go_on(store, specification, threads, workers, progress)
    return PopulationRun(Path(to), specification)


def _go_on(
    store: Store,
    specification: Specification,
    threads: int | None,
    workers: str,
    progress: Listener | None,
) -> None:
    missing = [k for k in range(specification.chunks) if not store.done(k)]
    done = specification.patients - sum(len(specification.rows(k)) for k in missing)
    began, now = time.monotonic(), 0
    chunks = _here(specification, missing, threads)
    if workers == "ray":
        from skou.populations.cluster import on_ray

        chunks = on_ray(specification, missing, threads)
    with listening(progress) as tell:
        for computed in chunks:
            keep(store, specification, computed)
            now += len(specification.rows(computed.number))
            tell(Progress(done + now, specification.patients, now, time.monotonic() - began))


def _here(specification: Specification, numbers: Sequence[int], threads: int | None) -> Iterator[Chunk]:
    for number in numbers:
        yield compute(specification, number, threads)
