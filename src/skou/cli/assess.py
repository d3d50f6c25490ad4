"""``skou assess``: a person's record to an answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skou.cli.options import Html, Json, RegisterChoice, RegisterOption, Seed, SettingChoice, SettingOption
from skou.cli.output import check_writable, console, print_json, write_file
from skou.cli.progress import counting
from skou.errors import RecordError

if TYPE_CHECKING:
    from skou.records.person import Person


def assess(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="Person record: JSON, YAML, CSV of labs or FHIR R4 Bundle; - is standard input.",
        ),
    ],
    as_json: Json = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="FILE holds a person a line; print an assessment a line.")
    ] = False,
    html: Html = None,
    register: RegisterOption = RegisterChoice.clinician,
    setting: SettingOption = SettingChoice.mixed,
    seed: Seed = 0,
) -> None:
    """Assess a person's record: dangers, findings, causes, hidden stores, next tests.

    Example: skou assess examples/omeprazole_low_magnesium.yaml --html report.html
    """
    if json_lines:
        if as_json or html:
            raise typer.BadParameter("--json-lines goes with neither --json nor --html")
        from skou.cli.assess_lines import assess_lines

        assess_lines(file, seed, setting.value)
        return
    check_writable(html)
    from skou.api import assess as answer_for

    if file != "-":
        Path(file).stat()
    record = _standard_input() if file == "-" else file
    with counting("simulating bodies that could explain this") as tell:
        done = answer_for(record, seed=seed, progress=tell, setting=setting.value)
    answer, person = done.to_dict(), done.person
    if as_json:
        print_json(answer)
    if html is None and as_json:
        return
    from skou.report.view import assessment_view

    view = assessment_view(answer, person, register.value)
    if html is not None:
        from skou.report.html import assessment_html

        write_file(Path(html), assessment_html(view))
        return
    from skou.report.text import print_assessment

    print_assessment(view, console())


def _standard_input() -> Person:
    from skou.records.sources import MAX_BYTES, read_text

    try:
        return read_text(sys.stdin.buffer.read(MAX_BYTES + 1).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RecordError("standard input is not text", allowed="UTF-8 text") from None
