"""The compiled march of tangents along a path that is already known.

Along a known path the tangent equations are linear, and their matrices at all stages of all steps can be
evaluated and factorised at once, a register of time points at a time. Only the substitutions have to follow
one another; they carry a register of parameters at a time.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable

from skou.engine import cache, host
from skou.engine.assembly import FunctionWriter, module
from skou.engine.equations import factorise, substitute
from skou.engine.kernel import Kernel
from skou.engine.plan import Plan, plan_model
from skou.engine.tableaux import SDIRK4

_POINTERS = ctypes.c_void_p
_loaded: dict[str, host.LoadedCode] = {}
_loading = threading.Lock()


class TangentCode:
    """``factorise(a, J, L, count)`` and ``march(L, J, g, s, work, h, first, count, steps, groups)`` of a model.

    Points are numbered step by step and stage by stage, and lie in registers: J and L have shape
    ``(points / lanes, entries, lanes)``. Forces g ``(groups, points, n, lanes)`` and tangents s
    ``(groups, n, lanes)`` hold one parameter a lane; h is gamma times each step. The march goes through
    ``count`` of the ``steps``, from the ``first``.
    """

    def __init__(self, code: host.LoadedCode) -> None:
        self._code = code
        self.factorise: Callable[..., None] = ctypes.CFUNCTYPE(None, *[_POINTERS] * 3, ctypes.c_int64)(
            code.address("factorise_all")
        )
        self.march: Callable[..., None] = ctypes.CFUNCTYPE(None, *[_POINTERS] * 6, *[ctypes.c_int64] * 4)(
            code.address("march")
        )


def tangent_code(kernel: Kernel) -> TangentCode:
    """The march for an implicit kernel's states and lanes, from the cache if it was compiled before."""
    model, lanes = kernel.model, kernel.layout.lanes
    ledgers = "".join("q" if s.quadrature else "." for s in model.states)
    key = cache.kernel_key(model.structure_hash, ledgers, "tangent", str(lanes), host.toolchain())
    with _loading:
        if key not in _loaded:
            found = cache.read_kernel(key)
            if found is None:
                objects = [host.compile_module(_assembly(plan_model(model, implicit=True), lanes), lanes)]
                cache.write_kernel(key, kernel.layout, objects)
            else:
                objects = found[1]
            _loaded[key] = host.LoadedCode(objects)
        return TangentCode(_loaded[key])


def _assembly(plan: Plan, lanes: int) -> str:
    functions = [factorise(plan, lanes), substitute(plan, lanes, one_matrix=True)]
    functions += [_factorise_all(plan, lanes), _march(plan, lanes)]
    return module(functions, (), lanes)


def _factorise_all(plan: Plan, lanes: int) -> str:
    f = FunctionWriter(lanes)
    with f.loop("%count") as k:
        jacobian = f.address("%J", f.i64("mul", k, len(plan.jacobian)))
        factors = f.address("%L", f.i64("mul", k, len(plan.elimination.entries)))
        f.call("factorise", f"{f.vector} {f.load('%a', k)}", f"ptr {jacobian}", f"ptr {factors}")
    return f.text("void @factorise_all(ptr noalias %a, ptr noalias %J, ptr noalias %L, i64 %count)", "#0")


def _march(plan: Plan, lanes: int) -> str:
    """Z solves (1/(h gamma) - J) Z = base/(h gamma) + g; the stage's increment is (Z - base)/gamma."""
    f, n, stages = FunctionWriter(lanes), len(plan.order), len(SDIRK4.nodes)
    points = f.i64("mul", "%steps", stages)
    base, solved = "%work", f.address("%work", n)
    increments = [f.address("%work", (2 + s) * n) for s in range(stages - 1)]
    with f.loop("%groups") as group:
        tangent = f.address("%s", f.i64("mul", group, n))
        forces = f.address("%g", f.i64("mul", f.i64("mul", group, points), n))
        with f.loop("%count") as ahead:
            step = f.i64("add", ahead, "%first")
            scaled = f.load_splat("%h", step)
            reciprocal = f.div(f.constant(1.0), scaled)
            for s in range(stages):
                point = f.i64("add", f.i64("mul", step, stages), s)
                lane = f.i64("and", point, lanes - 1)
                register = f.i64("sub", point, lane)
                places = []
                for array, size in (("%L", len(plan.elimination.entries)), ("%J", len(plan.jacobian))):
                    first = f.i64("add", f.i64("mul", register, size), lane)
                    places.append(f"ptr {f.address(array, first, 'double')}")
                force = f.address(forces, f.i64("mul", point, n))
                with f.loop(n) as i:
                    value = f.load(tangent, i)
                    for weight, increment in zip(SDIRK4.combine[s], increments, strict=False):
                        value = f.add(value, f.mul(f.constant(weight), f.load(increment, i)))
                    f.store(base, i, value)
                    f.store(solved, i, f.add(f.mul(value, reciprocal), f.load(force, i)))
                f.call("substitute", f"{f.vector} {scaled}", *places, f"ptr {solved}")
                with f.loop(n) as i:
                    value = f.load(solved, i)
                    if s == stages - 1:
                        f.store(tangent, i, value)
                    else:
                        move = f.sub(value, f.load(base, i))
                        f.store(increments[s], i, f.mul(move, f.constant(1.0 / SDIRK4.gamma)))
    arrays = ", ".join(f"ptr noalias %{name}" for name in ("L", "J", "g", "s", "work", "h"))
    return f.text(f"void @march({arrays}, i64 %first, i64 %count, i64 %steps, i64 %groups)", "#0")
