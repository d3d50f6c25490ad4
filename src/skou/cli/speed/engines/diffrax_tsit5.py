"""diffrax's Tsit5 on all patients at once by vmap, compiled by XLA for this CPU on one thread."""

from __future__ import annotations

import importlib
import os
from typing import Any

import numpy as np

from skou.cli.speed.engines import Final
from skou.cli.speed.engines.segments import segments
from skou.cli.speed.workload import Workload
from skou.engine.tables import ABSOLUTE_SHARE
from skou.graph.emit_numpy import python_source


def prepare(load: Workload, count: int) -> Final:
    """The traced equations as a JAX function; the meals as a scan over solves."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    modules: list[Any] = [importlib.import_module(n) for n in ("diffrax", "jax", "jax.numpy")]
    diffrax, jax, jnp = modules
    jax.config.update("jax_enable_x64", True)
    model = load.kernel.model
    scope: dict[str, Any] = {n: getattr(jnp, n) for n in ("exp", "log", "sqrt", "tanh", "sin", "cos")}
    scope |= {n: getattr(jnp, n) for n in ("power", "absolute", "maximum", "minimum")} | {"select": jnp.where}
    exec(python_source(model.graph, model.derivative_nodes), scope)
    evaluate = scope["evaluate"]
    term = diffrax.ODETerm(lambda t, y, p: jnp.stack(evaluate(t, y, p)))
    clock, amounts = segments(load)
    stretches = jnp.array(clock[:-1]), jnp.array(clock[1:]), jnp.array(amounts)
    scales = jnp.array(model.scales())

    @jax.jit
    def solve(states: Any, parameters: Any, rtol: Any) -> Any:
        controller = diffrax.PIDController(rtol=rtol, atol=ABSOLUTE_SHARE * rtol * scales)

        def one(y: Any, p: Any) -> Any:
            def stretch(now: Any, piece: Any) -> tuple[Any, None]:
                begin, end, added = piece
                found = diffrax.diffeqsolve(
                    term,
                    diffrax.Tsit5(),
                    begin,
                    end,
                    None,
                    now + added,
                    args=p,
                    saveat=diffrax.SaveAt(t1=True),
                    stepsize_controller=controller,
                    max_steps=100_000,
                )
                ys: Any = found.ys
                return ys[0], None

            return jax.lax.scan(stretch, y, stretches)[0]

        return jax.vmap(one)(states, parameters)

    y, p = jnp.array(load.states[:count]), jnp.array(load.fed[:count])
    return lambda rtol: np.asarray(solve(y, p, rtol))
