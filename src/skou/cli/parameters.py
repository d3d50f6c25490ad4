"""``skou parameters``: the constants of the body with unit, value, source and how they were got."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from skou.cli.options import Json
from skou.cli.output import console, print_json


def parameters(
    search: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="Words that all occur in name, description or organ."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List or search the constants of the body.

    Example: skou parameters magnesium absorption
    """
    from skou.body import parameters as table
    from skou.errors import UnknownNameError, nearest_names

    wanted = [w.lower() for w in search or ()]
    found = [
        p for p in table().values() if all(w in f"{p.name} {p.description} {p.organ}".lower() for w in wanted)
    ]
    if not found:
        words = " ".join(search or ())
        raise UnknownNameError(
            f"no parameter has {words!r} in its name, description or organ",
            value=words,
            nearest=nearest_names(words.replace(" ", "_"), table()),
        )
    if as_json:
        print_json([asdict(p) for p in found])
        return
    out = console()
    for p in found:
        out.print(f"{p.name} = {p.value:g} {p.unit}", style="bold", soft_wrap=True)
        out.print(f"    {p.description} [{p.organ}]", soft_wrap=True)
        spread = f"spread {p.spread:g} (log), " if p.spread else ""
        out.print(f"    {spread}{p.how}, {p.status}: {p.source}", style="dim", soft_wrap=True)
