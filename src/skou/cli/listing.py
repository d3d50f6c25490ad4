"""``skou causes`` and ``skou drugs``: what Skou knows by name."""

from __future__ import annotations

from typing import Annotated

import typer

from skou.cli.options import Json
from skou.cli.output import console, print_json

Search = Annotated[
    list[str] | None, typer.Argument(metavar="[WORD]...", help="Words that all occur in the row.")
]


def _matching(rows: list[dict[str, str]], search: list[str] | None, what: str) -> list[dict[str, str]]:
    from skou.errors import UnknownNameError, nearest_names

    wanted = [w.lower() for w in search or ()]
    found = [r for r in rows if all(w in " ".join(r.values()).lower() for w in wanted)]
    if not found:
        words = " ".join(search or ())
        raise UnknownNameError(
            f"no {what} matches {words!r}",
            value=words,
            nearest=nearest_names(words.replace(" ", "_"), [next(iter(r.values())) for r in rows]),
        )
    return found


def _show(rows: list[dict[str, str]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in rows[0]:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row.values()))
    console().print(table)


def causes(search: Search = None, as_json: Json = False) -> None:
    """List or search the causes that Skou weighs.

    Example: skou causes renal_drug
    """
    from skou.report.words import word
    from skou.vocabulary import CAUSES, cause_group

    rows = [
        {
            "cause": code,
            "group": cause_group(code),
            "name": word("causes", code),
            "plain": word("causes", code, "plain"),
        }
        for code in CAUSES
    ]
    _show(_matching(rows, search, "cause"), as_json)


def drugs(search: Search = None, as_json: Json = False) -> None:
    """List or search the drugs that Skou knows, with their class and effect on the electrolytes.

    Example: skou drugs magnesium
    """
    from skou.data import read_csv

    rows = [dict(row) for row in read_csv("drugs.csv")]
    found = _matching(rows, search, "drug")
    if not as_json:
        shown = {"name": "drug", "class": "class", "direction_as_written": "effect", "mechanism": "mechanism"}
        found = [{label: row[column] for column, label in shown.items()} for row in found]
    _show(found, as_json)
