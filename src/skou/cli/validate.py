"""``skou validate``: published experiments against their simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skou.cli.options import Json
from skou.cli.output import print_json
from skou.cli.progress import working
from skou.errors import ProtocolError


def validate(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Experiment files, or folders of them.")
    ],
    as_json: Json = False,
) -> None:
    """Run published experiments; a line a measurement, then the share inside the accepted bands.

    Example: skou validate experiments/potassium
    """
    from skou.evidence import validate as run
    from skou.evidence.experiment import experiment_files

    found = [Path(p) for p in paths]
    for path in found:
        path.stat()
    files = experiment_files(found)
    if not files:
        raise ProtocolError(f"no experiment in {', '.join(paths)}", allowed="files ending in .yaml or .yml")
    with working(f"simulating {len(files)} experiments"):
        report = run(files)
    if as_json:
        print_json(report.to_dict())
    else:
        print(report.text())
