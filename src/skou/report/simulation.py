"""The simulation report as one self-contained page, and its summary on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skou.report.course import Course, course_legend, course_panel, ends, ledger_routes, quantity_name
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
    from rich.table import Table
    from rich.text import Text

    routes = ledger_routes(course)
    console.print()
    console.print(Text("Ledger: mmol (water in L), into the body positive", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("ion", "arm"):
        table.add_column(column)
    for column in (*routes, "stored", "unexplained"):
        table.add_column(column, justify="right")
    for row in course.ledger:
        flows = (significant(row.flows[r]) if r in row.flows else "" for r in routes)
        cells = (row.ion, clean(row.arm), *flows, significant(row.stored), significant(row.unexplained, 2))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
