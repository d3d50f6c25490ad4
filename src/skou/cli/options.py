"""Arguments that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RegisterChoice(StrEnum):
    """Whom the words are for."""

    clinician = "clinician"
    plain = "plain"


class SettingChoice(StrEnum):
    """Where the person is seen."""

    mixed = "mixed"
    community = "community"
    emergency = "emergency"
    ward = "ward"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="OUT", help="Write one self-contained HTML page to OUT.")
]
Seed = Annotated[
    int, typer.Option("--seed", min=0, help="Start of the random numbers; same seed, same answer.")
]
SettingOption = Annotated[
    SettingChoice,
    typer.Option("--setting", help="Where the person is seen; moves how common causes are."),
]
RegisterOption = Annotated[
    RegisterChoice, typer.Option("--register", help="Words for a clinician or in plain language.")
]
