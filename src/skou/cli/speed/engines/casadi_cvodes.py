"""CasADi's interface to SUNDIALS CVODES, equations compiled by gcc where there is one."""

from __future__ import annotations

import contextlib
import importlib
import shutil
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from skou.cli.speed.engines import Final
from skou.cli.speed.engines.segments import segments
from skou.cli.speed.workload import Array, Workload
from skou.engine.tables import ABSOLUTE_SHARE
from skou.graph.emit_numpy import python_source


def prepare(load: Workload, count: int) -> Final:
    """The traced equations as CasADi symbols, states in units of their magnitude, each stretch from 0 to 1."""
    casadi: Any = importlib.import_module("casadi")
    model = load.kernel.model
    functions = {n: getattr(casadi, n) for n in ("exp", "log", "sqrt", "tanh", "sin", "cos")}
    functions |= {"power": casadi.power, "absolute": casadi.fabs, "maximum": casadi.fmax}
    functions |= {"minimum": casadi.fmin, "select": casadi.if_else}
    scope: dict[str, Any] = dict(functions)
    exec(python_source(model.graph, model.derivative_nodes), scope)
    n_states, n_parameters = len(model.states), len(model.parameters)
    share, y, p = casadi.SX.sym("t"), casadi.SX.sym("y", n_states), casadi.SX.sym("p", n_parameters + 2)
    begin, length = p[n_parameters], p[n_parameters + 1]
    scales = model.scales()
    slopes = scope["evaluate"](
        begin + share * length, casadi.vertsplit(y * scales), casadi.vertsplit(p[:n_parameters])
    )
    problem = {"t": share, "x": y, "p": p, "ode": length * casadi.vertcat(*slopes) / scales}
    clock, amounts = segments(load)
    made: dict[float, Any] = {}

    def integrator(rtol: float) -> Any:
        if rtol not in made:
            options: dict[str, Any] = {
                "reltol": rtol,
                "abstol": ABSOLUTE_SHARE * rtol,
                "max_num_steps": 1_000_000,
            }
            if shutil.which("gcc"):
                compiling = {"flags": ["-O1"], "cleanup": False}
                options |= {"jit": True, "compiler": "shell", "jit_cleanup": False, "jit_options": compiling}
            # CasADi leaves what its compiler writes in the working directory
            with TemporaryDirectory() as folder, contextlib.chdir(folder):
                made[rtol] = casadi.integrator("body", "cvodes", problem, 0.0, 1.0, options)
        return made[rtol]

    def once(start: Array, parameters: Array, rtol: float) -> Array:
        run, now = integrator(rtol), start
        for begin, end, added in zip(clock[:-1], clock[1:], amounts, strict=True):
            if end > begin:
                given = np.concatenate([parameters, [begin, end - begin]])
                now = scales * np.asarray(run(x0=(now + added) / scales, p=given)["xf"]).ravel()
        return now

    chosen = list(zip(load.states[:count], load.fed[:count], strict=True))
    return lambda rtol: np.stack([once(y, p, rtol) for y, p in chosen])
