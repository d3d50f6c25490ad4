"""``skou.simulate``: a protocol to time courses and a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skou.api.protocol_file import load_protocol, read_protocol
from skou.errors import UnknownNameError, nearest_names
from skou.evidence.simulation import Trajectory, require, simulate_arms
from skou.progress import Progress, unheard
from skou.report.course import Course, CourseArm, LedgerRow

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG text; notebooks show it, ``save`` writes it."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg.partition("?>\n")[2]

    def save(self, path: str | PathLike[str]) -> None:
        """Write the SVG file."""
        Path(path).write_text(self.svg, encoding="utf-8")


@dataclass(frozen=True)
class Simulation:
    """Arms simulated under a protocol.

    Attributes
    ----------
    trajectories : mapping of str to Trajectory
        Times [min from t = 0], values by quantity with their units, and the ledger, by arm.
    """

    title: str
    trajectories: Mapping[str, Trajectory]
    notes: tuple[str, ...] = ()

    @property
    def units(self) -> Mapping[str, str]:
        """Unit of every quantity."""
        return next(iter(self.trajectories.values())).units

    def course(self) -> Course:
        """The simulation ready for a report."""
        from skou import __version__

        arms = tuple(
            CourseArm(name, (t.times / 60.0).tolist(), {q: v.tolist() for q, v in t.values.items()})
            for name, t in self.trajectories.items()
        )
        ledger = tuple(
            LedgerRow(name, row.ion, dict(row.flows), row.stored, dict(row.places), row.absorbed, row.shifted)
            for name, t in self.trajectories.items()
            for row in t.ledger
        )
        return Course(self.title, arms, self.units, ledger, self.notes, {"version": __version__})

    def to_frame(self) -> pandas.DataFrame:
        """A row a time and arm, a column a quantity; needs pandas (``pip install "skou[frames]"``).

        ``frame.attrs["units"]`` holds the unit of every column.
        """
        import pandas

        parts = [
            pandas.DataFrame({"arm": name, "time": t.times, **t.values})
            for name, t in self.trajectories.items()
        ]
        frame = pandas.concat(parts, ignore_index=True)
        frame.attrs["units"] = {"time": "min", **self.units}
        return frame

    def plot(self, *quantities: str) -> Picture:
        """Time courses as one picture that shows itself in a notebook, as reports draw them.

        Parameters
        ----------
        *quantities : str
            Outputs of the body, such as ``"plasma.potassium"``; those of the summary by default.

        Raises
        ------
        UnknownNameError
            For a quantity that the body does not put out.
        """
        from skou.report.sheet import course_sheet

        for name in quantities:
            if name not in self.units:
                raise UnknownNameError(
                    f"no quantity {name!r}", value=name, nearest=nearest_names(name, self.units)
                )
        return Picture(course_sheet(self.course(), quantities or None))

    def html(self) -> str:
        """One self-contained HTML page."""
        from skou.report.simulation import simulation_html

        return simulation_html(self.course())

    def _repr_html_(self) -> str:
        from skou.report.simulation import simulation_fragment

        return simulation_fragment(self.course())


def simulate(
    protocol: Mapping[str, Any] | str | PathLike[str],
    *,
    start: float = 0.0,
    end: float | None = None,
    every: float | None = None,
    progress: Progress = unheard,
) -> Simulation:
    """Run the body under a protocol.

    Parameters
    ----------
    protocol : mapping or path
        ``arms`` as in an experiment file, or a person record with ``steps``.
    start, end : float
        Times that are shown [min from t = 0]; by default until a day after the last step has ended.
    every : float, optional
        Time between shown values [min].
    progress : callable, optional
        Is told the share that is done, from 0 to 1; `skou.progress.Stopped` raised by it ends the work.

    Raises
    ------
    SkouError
        The protocol cannot be read, or an arm cannot be run.
    """
    read = read_protocol(protocol) if isinstance(protocol, Mapping) else load_protocol(protocol)
    trajectories = require(simulate_arms(read.arms, start, end, every=every, progress=progress))
    return Simulation(read.title, trajectories, read.notes)
