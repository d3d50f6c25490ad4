"""``skou simulate``: a protocol to time courses, summary and ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skou.cli.options import Html
from skou.cli.output import check_writable, console, write_file
from skou.cli.progress import counting
from skou.errors import SkouError


def simulate(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Protocol with arms, or person record with steps; JSON or YAML."),
    ],
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="[OUT]", help="Time course as CSV; without OUT printed.")
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="[OUT]", help="The same as Parquet (needs pyarrow).")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="OUT", help="Picture, .svg or .png (needs matplotlib).")
    ] = None,
    html: Html = None,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Also print where every ion came from and went.")
    ] = False,
    start: Annotated[
        str, typer.Option("--from", metavar="TIME", help="First time shown, such as '-1 d'.")
    ] = "0 h",
    end: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="Last time shown; default a day after the last step."),
    ] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="Time between shown values, such as '1 h'.")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Accepted for every command; a simulation draws nothing.")
    ] = 0,
) -> None:
    """Run the body under a protocol and print a summary.

    Example: skou simulate examples/potassium_by_mouth.yaml --until "6 h" --html course.html
    """
    for out in (csv, parquet, plot, html):
        check_writable(out)
    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise SkouError(f"{plot.name} is neither .svg nor .png", value=plot.suffix, allowed=".svg, .png")
    from skou.api import simulate as run
    from skou.cli.tables import csv_table, parquet_table

    first, last, step = (None if x is None else _minutes(x) for x in (start, end, every))
    with counting("simulating") as tell:
        done = run(file, start=first or 0.0, end=last, every=step, progress=tell)
    if csv is not None:
        write_file(csv, csv_table(done))
    if parquet is not None:
        write_file(parquet, parquet_table(done))
    course = done.course()
    if plot is not None:
        write_file(plot, _picture(plot, course))
    if html is not None:
        from skou.report.simulation import simulation_html

        write_file(html, simulation_html(course))
    if ledger or not (csv or parquet or plot or html):
        from skou.report.simulation import print_course

        print_course(course, console(), ledger)


def _minutes(text: str) -> float:
    from skou.evidence.experiment import minutes

    return minutes(text)


def _picture(plot: Path, course) -> str | bytes:  # type: ignore[no-untyped-def]
    if plot.suffix == ".png":
        from skou.report.bitmap import course_png

        return course_png(course)
    from skou.report.sheet import course_sheet

    return course_sheet(course)
