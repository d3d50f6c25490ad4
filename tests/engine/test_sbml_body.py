"""The whole body, exported, runs in libRoadRunner to the same trajectory."""

import numpy as np
import pytest

from skou.body.assembly import model as body_model
from skou.engine.reference import ReferenceSolver
from skou.graph.emit_sbml import sbml_identifiers, to_sbml


def test_two_days_of_the_body():
    roadrunner = pytest.importorskip("roadrunner", reason="needs libRoadRunner")
    model = body_model()
    document = to_sbml(model, outputs=False, sharing="functions")
    assert "piecewise" not in document
    runner = roadrunner.RoadRunner(document)
    runner.integrator.relative_tolerance = 1e-8
    runner.integrator.absolute_tolerance = 1e-10
    runner.integrator.maximum_time_step = 60.0
    names = sbml_identifiers(model)
    runner.selections = [names["state", n] for n in model.state_names]
    times = np.linspace(0.0, 2880.0, 13)
    theirs = np.array(runner.simulate(times=list(times)))
    ours = ReferenceSolver(model, max_step=60.0).solve(times, rtol=1e-8).require_ok().states[0]
    error = np.abs(theirs - ours) / (np.abs(ours) + 0.01 * model.scales())
    assert error.max() < 1e-4
