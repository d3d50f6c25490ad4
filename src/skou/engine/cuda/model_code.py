"""The model's own functions as CUDA C++: elementary functions, hoisted terms, equations, elimination."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from skou.engine import elementary
from skou.engine.assembly import FunctionWriter
from skou.engine.cuda.writer import CudaWriter
from skou.engine.equations import NodeWriter, write_factors, write_substitution
from skou.engine.plan import Plan

_INLINE, _APART = "static __device__ inline", "static __device__ __noinline__"
_ARRAYS = "const double *y, const double *p, const double *q, double *d"
_CALLED: dict[str, Callable[..., str]] = {
    "exp": elementary.exp,
    "log": elementary.log,
    "tanh": elementary.tanh,
    "sin": elementary.sin,
    "cos": elementary.cos,
    "power": elementary.power,
}


class _Calls:
    """The elementary functions as calls of those that `elementary_functions` defines."""

    def exp(self, f: FunctionWriter, x: str) -> str:
        return _called(f, "exp_", x)

    def log(self, f: FunctionWriter, x: str) -> str:
        return _called(f, "log_", x)

    def tanh(self, f: FunctionWriter, x: str) -> str:
        return _called(f, "tanh_", x)

    def sin(self, f: FunctionWriter, x: str) -> str:
        return _called(f, "sin_", x)

    def cos(self, f: FunctionWriter, x: str) -> str:
        return _called(f, "cos_", x)

    def sqrt(self, f: FunctionWriter, x: str) -> str:
        return elementary.sqrt(f, x)

    def power(self, f: FunctionWriter, logarithm: str, exponent: str) -> str:
        return _called(f, "power_", logarithm, exponent)

    def whole_power(self, f: FunctionWriter, base: str, exponent: int) -> str:
        return elementary.whole_power(f, base, exponent)


def _called(f: FunctionWriter, function: str, *arguments: str) -> str:
    if not isinstance(f, CudaWriter):
        raise TypeError("calls of device functions belong into device code")
    return f.call_value(function, *arguments)


def elementary_functions(calling: str) -> str:
    """Those of ``exp_``, ``log_``, ``tanh_``, ``sin_``, ``cos_`` and ``power_`` that a text calls.

    The formulas are those of the CPU.
    """
    parts = []
    for name, write in _CALLED.items():
        if f"{name}_(" in calling:
            f = CudaWriter()
            arguments = ("%a", "%b") if name == "power" else ("%x",)
            listed = ", ".join(f"double {a[1:]}" for a in arguments)
            parts.append(f.text(f"double {name}_({listed})", _INLINE, write(f, *arguments)))
    return "\n".join(parts)


def model_functions(plan: Plan) -> str:
    """``prepare``, ``derivative`` and, for an implicit method, ``linearise``, ``factorise``, ``substitute``."""
    slopes = [(node, "%d", k) for k, node in enumerate(plan.derivatives)]
    hoisted = [(node, "%q", k) for k, node in enumerate(plan.hoisted)]
    parts = [
        _nodes(plan, "void prepare(const double *p, double *q)", hoisted, False),
        _nodes(plan, f"void derivative(double t, {_ARRAYS})", slopes, True),
    ]
    if plan.implicit:
        entries = [(node, "%J", k) for k, (_, _, node) in enumerate(plan.jacobian)]
        by_time = [(node, "%g", row) for row, node in plan.time_derivatives]
        signature = f"void linearise(double t, {_ARRAYS}, double *J, double *g)"
        parts.append(_nodes(plan, signature, [*slopes, *entries, *by_time], True))
        f = CudaWriter()
        write_factors(f, plan)
        parts.append(f.text("void factorise(double a, const double *J, double *L)", _APART))
        f = CudaWriter()
        write_substitution(f, plan)
        parts.append(f.text("void substitute(double c, const double *L, const double *J, double *b)", _APART))
    return "\n".join(parts)


def _nodes(plan: Plan, signature: str, roots: Iterable[tuple[int, str, int]], hoisted_known: bool) -> str:
    f = CudaWriter()
    NodeWriter(f, plan, plan.hoisted if hoisted_known else (), _Calls()).write(roots)
    return f.text(signature, _APART)
