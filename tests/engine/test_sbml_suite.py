"""Cases of the SBML Test Suite (https://github.com/sbmlteam/sbml-test-suite, LGPL 2.1) that a graph can express.

They are not part of this repository: ``SKOU_SBML_SUITE`` names a folder that holds the suite's
``cases/semantic``.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from skou.engine import compile_model
from skou.errors import SkouError
from skou.graph.emit_sbml import to_sbml
from tests.engine.classics import driven, hires, robertson
from tests.engine.sbml_import import Outside, read

FOLDER = os.environ.get("SKOU_SBML_SUITE", "")


def run(folder: Path) -> None:
    """Compare a case's outputs with its published results by its own tolerances."""
    case = folder.name
    lines = (folder / f"{case}-settings.txt").read_text().splitlines()
    settings = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    variables, amounts = (
        [v.strip() for v in settings[k].split(",") if v.strip()] for k in ("variables", "amount")
    )
    source = folder / f"{case}-sbml-l3v1.xml"
    if not source.exists():
        raise Outside("no Level 3 Version 1")
    model = read(source.read_text(encoding="utf-8"), set(amounts), variables)
    with (folder / f"{case}-results.csv").open() as file:
        rows = list(csv.reader(file))
    header = [h.strip() for h in rows[0]]
    table = np.array([[float(x) for x in row] for row in rows[1:] if row])
    absolute, relative = float(settings["absolute"]), float(settings["relative"])
    found = compile_model(model, cache_code=False).solve(
        table[:, 0], rtol=min(1e-3 * relative, 1e-7), atol=min(1e-3 * absolute, 1e-7), max_steps=200_000
    )
    for name in variables:
        exact = table[:, header.index(name)]
        ours = found.require_ok().output(f"out_{name}")[0]
        assert (np.abs(ours - exact) <= absolute + relative * np.abs(exact)).all(), name


def test_the_subset_of_the_suite():
    if not FOLDER:
        pytest.skip("SKOU_SBML_SUITE names no folder with the suite's cases/semantic")
    passed, wrong = 0, {}
    for folder in sorted(Path(FOLDER).iterdir()):
        try:
            run(folder)
            passed += 1
        except Outside:
            continue
        except (AssertionError, SkouError) as error:
            wrong[folder.name] = repr(error)[:200]
    print(f"{passed} cases agree")
    assert not wrong
    assert passed > 0


@pytest.mark.parametrize("made", [driven, robertson, hires], ids=lambda m: m.__name__)
def test_what_is_exported_is_read_back(made):
    model = made()
    states = [n.replace(".", "_") for n in model.state_names]
    back = read(to_sbml(model), set(), states)
    times = [0.0, 0.5, 30.0]
    first = compile_model(model).solve(times, rtol=1e-8).require_ok()
    again = compile_model(back, cache_code=False).solve(times, rtol=1e-8, atol=1e-10 * model.scales().min())
    for name, own in zip(states, model.state_names, strict=True):
        scale = model.scales()[model.find_state(own)]
        assert np.allclose(
            again.require_ok().output(f"out_{name}"), first.state(own), rtol=1e-5, atol=1e-5 * scale
        )
