"""``skou bench``: the speed figures, measured here, beside the peers that are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from skou.cli.options import Json, Seed
from skou.cli.output import console, print_json
from skou.cli.progress import working


def bench(
    record: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A person record whose assessment is timed too.")
    ] = None,
    peers: Annotated[bool, typer.Option(help="Compare with libRoadRunner where it is installed.")] = True,
    limit: Annotated[float, typer.Option(min=1.0, help="Seconds that a peer may take.")] = 300.0,
    as_json: Json = False,
    seed: Seed = 0,
) -> None:
    """Measure speed: start, one person, many people, and libRoadRunner on the same body.

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
    if peers:
        from skou.cli.speed.peers import peer_figures_within, peer_is_installed

        if peer_is_installed():
            with working("measuring beside libRoadRunner"):
                beside = peer_figures_within(limit, seed)
            if beside is None:
                print(
                    f"libRoadRunner was not done within {limit:g} s; --limit gives it longer", file=sys.stderr
                )
            figures += beside or []
    if as_json:
        print_json({"figures": [f.to_dict() for f in figures]})
        return
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
