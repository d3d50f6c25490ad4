"""``skou bench``: the speed figures, measured here, beside the peers that are installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skou.cli.options import Json, Seed
from skou.cli.output import console, print_json
from skou.cli.progress import working

if TYPE_CHECKING:
    from skou.cli.speed.clocks import Figure

TARGET_ERROR = 1e-4


def bench(
    record: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A person record whose assessment is timed too.")
    ] = None,
    peers: Annotated[bool, typer.Option(help="Compare with the other engines that are installed.")] = True,
    limit: Annotated[float, typer.Option(min=1.0, help="Seconds that a peer may take to get ready.")] = 60.0,
    days: Annotated[int, typer.Option(min=1, max=365, help="Simulated days of the comparison.")] = 28,
    rounds: Annotated[int, typer.Option(min=1, max=99, help="Rounds in which the engines take turns.")] = 3,
    as_json: Json = False,
    seed: Seed = 0,
) -> None:
    """Measure speed: start, one person, many people, and other engines on the same body.

    Example: skou bench examples/omeprazole_low_magnesium.yaml
    """
    from skou.cli.speed.own import assess_figure, body_figures, start_figures

    if record is not None:
        record.stat()
    with working("measuring starts"):
        figures = start_figures()
    with working("measuring the body"):
        figures += body_figures(seed)
    if record is not None:
        with working("measuring assess"):
            figures.append(assess_figure(record))
    outcome = None
    if peers:
        from skou.cli.speed.beside import contest_figures
        from skou.cli.speed.contest import contest
        from skou.cli.speed.contestant import Task
        from skou.cli.speed.engines import ONE_PERSON, OWN, PEERS

        with working("measuring beside other engines"):
            outcome = contest((*OWN, ONE_PERSON, *PEERS), Task(seed, days, TARGET_ERROR), rounds, limit)
        figures += contest_figures(outcome)
    if as_json:
        load = {"load_average": os.getloadavg()[0]} if hasattr(os, "getloadavg") else {}
        beside = {"contest": outcome.to_dict()} if outcome else {}
        print_json({"figures": [f.to_dict() for f in figures], **load, **beside})
        return
    _show(figures)
    if outcome is not None:
        print(f"Compared at an error of at most {TARGET_ERROR:g} against a run at 1e-9, one thread each:")
        for t in outcome.timings.values():
            print(f"  {t.engine}: {t.patients} patients x {t.days:.1f} days; {t.how}")
        for name, reason in outcome.left_out.items():
            print(f"  {name}: left out, {reason}")
    if hasattr(os, "getloadavg"):
        print(f"Load of this machine over the last minute: {os.getloadavg()[0]:.1f}")


def _show(figures: Sequence[Figure]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("figure", "value", "unit", "budget", "kept"):
        table.add_column(name, justify="right" if name in ("value", "budget") else "left")
    for f in figures:
        budget = "" if f.budget is None else f"{f.budget:g}"
        kept = {None: "", True: "yes", False: "no"}[f.kept]
        table.add_row(*(Text(x) for x in (f.name, f"{f.value:.3g}", f.unit, budget, kept)))
    console().print(table)
