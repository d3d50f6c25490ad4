"""The assessment on a terminal, in the order in which it matters, dangers first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from skou.report.plain_text import clean
from skou.report.view import AssessmentView, Cause, Item

if TYPE_CHECKING:
    from rich.console import Console

_URGENCY_STYLE = {
    "emergency": "bold white on red",
    "same_day": "bold black on yellow",
    "within_days": "bold yellow",
    "within_weeks": "bold cyan",
    "routine": "bold green",
}
_LEVEL_STYLE = {
    "emergency": "bold red",
    "same_day": "bold yellow",
    "severe": "bold red",
    "moderate": "bold yellow",
}
_SIDE_STYLE = {"low": "bold blue", "high": "bold red", "inside": "green", "unknown": "dim"}
_SIDE_SIGN = {"low": "low", "high": "high", "inside": "", "unknown": ""}


def print_assessment(view: AssessmentView, console: Console) -> None:
    """Print ``view``; every word of the record is printed as text, never as markup or control codes."""
    from rich.text import Text

    words = view.words
    if view.subject:
        console.print(Text(clean(view.subject), style="dim"))
    console.print(Text(f" {view.urgency_words} ", style=_URGENCY_STYLE.get(view.urgency, "bold")))
    _heading(console, words["dangers"])
    if not view.dangers:
        console.print(Text(f"  {words['no_dangers']}", style="dim"))
    _items(console, view.dangers)
    _heading(console, words["findings"])
    _items(console, view.findings)
    if view.labs:
        _heading(console, words["labs"])
        _labs(console, view)
    _heading(console, words["causes"])
    _causes(console, view)
    shown = (("follow_up", view.follow_up), ("stores", view.stores), ("next_tests", view.next_tests))
    for key, items in shown:
        if items:
            _heading(console, words[key])
            _items(console, items)
    if view.forecast:
        _heading(console, words["forecast"])
        for panel in view.forecast:
            told = panel.summary()
            if len(told) == 1:
                _line(console, f"{panel.title}: {told[0]}")
            else:
                _line(console, panel.title)
                for sentence in told:
                    _line(console, sentence, indent=4)
    for key, lines in (("unmapped", view.unmapped), ("warnings", view.warnings)):
        if lines:
            _heading(console, words[key])
            for entry in lines:
                _line(console, entry)
    console.print()
    console.print(Text(view.caution, style="italic"))
    console.print(Text(words["disclaimer"], style="italic"))
    if view.provenance:
        console.print(Text(clean(view.provenance), style="dim"))


def _heading(console: Console, title: str) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(title, style="bold underline"))


def _line(console: Console, words: str, style: str = "", indent: int = 2) -> None:
    from rich.text import Text

    margin = " " * indent
    filled = textwrap.fill(
        clean(words), console.width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    )
    console.print(Text(filled, style=style), soft_wrap=True)


def _items(console: Console, items: Iterable[Item]) -> None:
    for item in items:
        title = f"{item.title}: {item.detail}" if item.detail else item.title
        _line(console, title, _LEVEL_STYLE.get(item.level, "bold"))
        for point in item.points:
            _line(console, point, indent=6)


def _labs(console: Console, view: AssessmentView) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    for row in view.labs:
        where = ", ".join(x for x in (row.specimen, row.when) if x)
        table.add_row(
            Text(f"  {clean(row.name)}"),
            Text(clean(row.shown), style=_SIDE_STYLE[row.side], justify="right"),
            Text(_SIDE_SIGN[row.side], style=_SIDE_STYLE[row.side]),
            Text(row.interval, style="dim"),
            Text(where, style="dim"),
            Text(clean(row.original), style="dim"),
        )
    console.print(table)


def _causes(console: Console, view: AssessmentView) -> None:
    from rich.text import Text

    words = view.words
    if not view.causes:
        console.print(Text(f"  {words['no_causes']}", style="dim"))
        return
    leading = view.leading_causes()
    for cause in view.causes:
        filled = round(cause.probability * 20)
        line = Text("  ")
        line.append("█" * filled, style="cyan").append("░" * (20 - filled), style="dim")
        line.append(f" {cause.chance:>6}  ").append(
            clean(cause.name), style="bold" if cause in leading else ""
        )
        console.print(line)
        if cause in leading:
            _evidence(console, view, cause)
    console.print(Text(f"  {words['causes_note']}", style="dim"))


def _evidence(console: Console, view: AssessmentView, cause: Cause) -> None:
    if cause.role:
        _line(console, cause.role, indent=6)
    for key, sides in (("evidence_for", cause.supporting), ("evidence_against", cause.opposing)):
        if sides:
            _line(console, f"{view.words[key]}: {'; '.join(sides)}", indent=6)
    if cause.mechanism:
        _line(console, " → ".join(cause.mechanism), "dim", indent=6)
