"""libRoadRunner's CVODE from the exported SBML.

With its default single absolute tolerance CVODE gives up on some patients, whose states differ in size by
many powers of ten; with one tolerance a state, the same as ours, it does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from skou.cli.speed.engines import Final
from skou.cli.speed.workload import Array, Workload
from skou.engine.tables import ABSOLUTE_SHARE
from skou.graph.emit_sbml import sbml_identifiers, to_sbml


def prepare(load: Workload, count: int) -> Final:
    """Every patient's document loaded."""
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_CRITICAL)
    model = load.kernel.model
    names = sbml_identifiers(model)
    states = [names["state", n] for n in model.state_names]
    runners: list[Any] = []
    for y, p in zip(load.states[:count], load.fed[:count], strict=True):
        document = to_sbml(model, y, p, load.meals, outputs=False, sharing="functions")
        runner = roadrunner.RoadRunner(document)
        runner.selections = states
        runners.append(runner)
    scales = model.scales()

    def once(runner: Any, rtol: float) -> Array:
        runner.resetAll()
        runner.integrator.relative_tolerance = rtol
        runner.integrator.maximum_num_steps = 10_000_000
        for state, scale in zip(states, scales, strict=True):
            runner.integrator.setIndividualTolerance(state, ABSOLUTE_SHARE * rtol * float(scale))
        return np.asarray(runner.simulate(0.0, load.end, 2))[-1]

    return lambda rtol: np.stack([once(runner, rtol) for runner in runners])
