"""``skou score``: a stored forecast held against the results that came since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skou.cli.options import Json
from skou.cli.output import console, print_json
from skou.errors import RecordError

if TYPE_CHECKING:
    from skou.inference.scoring import Score


def score(
    stored: Annotated[
        Path, typer.Argument(metavar="STORED", help="What `skou assess --json` printed for the person then.")
    ],
    record: Annotated[
        str,
        typer.Argument(
            metavar="RECORD", help="The person's record with the later results, days counted as then."
        ),
    ],
    option: Annotated[
        str | None,
        typer.Option("--option", metavar="WORDS", help="The option that was followed; else as planned."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Score a stored forecast: was each later result inside the 90 % band, and how far off the median.

    Example: skou score answer.json record.yaml
    """
    from skou.api import read_person
    from skou.inference.scoring import score as scored
    from skou.inference.scoring import summary

    found = scored(_stored(stored), read_person(record), option)
    if as_json:
        print_json({"schema": "score/1", "scores": [s.to_dict() for s in found], "summary": summary(found)})
        return
    _print(found, summary(found))


def _stored(path: Path) -> dict[str, Any]:
    from skou.records.sources import MAX_BYTES

    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    try:
        if len(raw) > MAX_BYTES:
            raise ValueError
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise RecordError(f"{path.name} is no stored answer", allowed="what `skou assess --json` printed")
    return answer


def _print(found: Sequence[Score], totals: dict[str, dict[str, Any]]) -> None:
    from rich.table import Table

    if not found:
        console().print("No later result falls on a forecast.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("day", "analyte", "found", "forecast", "90 % band", "", "percentile"):
        table.add_column(column)
    for s in found:
        band = s.expected
        table.add_row(
            f"{s.day:.3g}",
            s.analyte.replace("_", " "),
            f"{s.found:.3g} {band.unit}",
            f"{band.median:.3g}",
            f"{band.low:.3g} to {band.high:.3g}",
            "inside" if s.inside else "outside",
            f"{100 * s.below:.0f}",
        )
    console().print(table)
    for analyte, total in totals.items():
        console().print(
            f"{analyte.replace('_', ' ')}: {100 * total['inside']:.0f} % of {total['results']} inside; mean absolute "
            f"error {total['mean_absolute_error']:.3g}, CRPS {total['crps']:.3g} {total['unit']}"
        )
