"""The simulation report as one self-contained page, and its summary on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from skou.report.course import (
    Course,
    course_legend,
    course_panel,
    ends,
    ledger_places,
    ledger_routes,
    quantity_name,
)
from skou.report.html import fragment, page
from skou.report.numbers import significant
from skou.report.plain_text import clean
from skou.report.wording import sentences

if TYPE_CHECKING:
    from rich.console import Console


def simulation_html(course: Course) -> str:
    """The simulation as one self-contained page: small multiples, summary, ledger."""
    return page("simulation.html.j2", course.title, _context(course))


def simulation_fragment(course: Course) -> str:
    """The simulation for a notebook cell."""
    return fragment("simulation.html.j2", _context(course))


def _context(course: Course) -> dict[str, Any]:
    from markupsafe import Markup

    return {
        "course": course,
        "panel": lambda c, q: Markup(course_panel(c, q)),
        "legend": Markup(course_legend(course)),
        "name": quantity_name,
        "ends": ends,
        "number": significant,
        "routes": ledger_routes(course),
        "places": ledger_places(course),
        "disclaimer": sentences("clinician")["disclaimer"],
    }


def print_course(course: Course, console: Console, ledger: bool = False) -> None:
    """The summary table, and the ledger where asked for."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(clean(course.title), style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("quantity", "arm"):
        table.add_column(column)
    for column in ("start", "lowest", "highest", "end"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    for quantity in course.quantities():
        for n, arm in enumerate(course.arms):
            first = quantity_name(quantity) if n == 0 else ""
            cells = (first, clean(arm.name), *ends(arm.values[quantity]), course.unit(quantity))
            table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    if ledger:
        _print_ledger(course, console)
    for note in course.notes:
        console.print(Text(clean(note), style="dim"))
    console.print(Text(sentences("clinician")["disclaimer"], style="italic"))


def _print_ledger(course: Course, console: Console) -> None:
    from rich.text import Text

    routes, places = ledger_routes(course), ledger_places(course)
    console.print()
    console.print(Text("Ledger: mmol (water in L), into the body positive", style="bold"))
    for arm in course.arms:
        rows = [row for row in course.ledger if row.arm == arm.name]
        if len(course.arms) > 1:
            console.print(Text(f"\n{clean(arm.name)}", style="italic"))
        flows = [
            (
                row.ion,
                *_amounts([row.flows.get(r) for r in routes]),
                significant(row.stored),
                significant(row.unexplained, 2),
            )
            for row in rows
        ]
        _print_rows(console, (*routes, "stored", "unexplained"), flows)
        console.print(Text("of what is stored, and what moved on the way", style="dim"))
        stores = [
            (
                row.ion,
                *_amounts([row.places.get(p) for p in places]),
                *_amounts([row.absorbed, row.shifted]),
            )
            for row in rows
        ]
        _print_rows(console, (*places, "absorbed", "into cells and bone"), stores)


def _amounts(values: Sequence[float | None]) -> list[str]:
    return ["" if v is None else significant(v) for v in values]


def _print_rows(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ion")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
