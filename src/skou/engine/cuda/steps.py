"""One trial step as CUDA C++: ``begin``, ``trial``, ``error_of``, ``dense`` and ``accepted`` of a method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skou.engine.cuda.writer import number
from skou.engine.tableaux import Rosenbrock, RungeKutta

_SLOPE = "lane.slope"


def step_functions(method: Rosenbrock | RungeKutta, has_time_derivative: bool) -> str:
    """The functions of a method; the sums are those of the CPU, term by term."""
    if isinstance(method, Rosenbrock):
        return _rosenbrock(method, has_time_derivative)
    return _runge_kutta(method)


def _weighted(weights: Sequence[float], arrays: Sequence[str], first: str | None = None) -> str:
    """A sum of array elements with constant weights, from left to right."""
    terms = [] if first is None else [first]
    for weight, array in zip(weights, arrays, strict=False):
        if weight:
            terms.append(f"{array}[i]" if weight == 1.0 else f"{number(weight)} * {array}[i]")
    return " + ".join(terms)


def _increments(count: int) -> list[str]:
    return [f"(lane.increments + {s} * STATES)" for s in range(count)]


def _function(head: str, lines: Iterable[str], kind: str = "static __device__ __noinline__ void") -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f"{kind} {head} {{\n{body}\n}}\n"


def _for_all(statement: str) -> str:
    return f"for (int i = 0; i < STATES; ++i) {statement}"


def _at(node: float) -> str:
    return "step.end" if node == 1.0 else f"step.t + step.h * {number(node)}"


_ERROR = "error_of(const Lane &lane, const Step &step, int i)"
_ERROR_KIND = "static __device__ inline double"


def _rosenbrock(m: Rosenbrock, has_time_derivative: bool) -> str:
    increments = _increments(m.stages)
    lines = [
        f"factorise(step.reciprocal * {number(1.0 / m.gamma)}, lane.J, lane.L);",
        f"const double scaled_h = step.h * {number(m.gamma)};",
    ]
    for s in range(m.stages):
        source = _SLOPE
        if s > 0:
            source = "lane.stage_slope"
            lines.append(_for_all(f"lane.stage[i] = {_weighted(m.combine[s], increments, 'lane.y[i]')};"))
            lines.append(f"derivative({_at(m.nodes[s])}, lane.stage, lane.p, lane.q, {source});")
        value, coupled = f"{source}[i]", _weighted(m.couple[s], increments)
        if coupled:
            value += f" + ({coupled}) * step.reciprocal"
        if has_time_derivative and m.time_weights[s]:
            value += f" + step.h * {number(m.time_weights[s])} * lane.time_slope[i]"
        lines.append(_for_all(f"{increments[s]}[i] = {value};"))
        lines.append(f"substitute(scaled_h, lane.L, lane.J, {increments[s]});")
    lines.append(_for_all(f"lane.reached[i] = {_weighted(m.advance, increments, 'lane.y[i]')};"))
    second, third = (_weighted(w, increments) for w in m.interpolate)
    dense = [
        "const double rest = 1.0 - theta;",
        "for (int i = 0; i < STATES; ++i) {",
        f"  const double bend = ({second}) + theta * ({third});",
        "  lane.stage[i] = rest * lane.y[i] + theta * (lane.reached[i] + rest * bend);",
        "}",
    ]
    begin = ["linearise(lane.t, lane.y, lane.p, lane.q, lane.slope, lane.J, lane.time_slope);"]
    return "\n".join(
        (
            _function("begin(Lane &lane)", begin),
            _function("trial(Lane &lane, const Step &step)", lines),
            _function(_ERROR, [f"return {_weighted(m.error, increments)};"], _ERROR_KIND),
            _function("dense(Lane &lane, const Step &step, double theta)", dense),
            _function("accepted(Lane &lane)", ["lane.slope_is_old = true;"]),
        )
    )


def _runge_kutta(m: RungeKutta) -> str:
    slopes = [_SLOPE, *_increments(m.stages - 1)]
    lines = []
    for s in range(1, m.stages):
        target = "lane.reached" if s == m.stages - 1 else "lane.stage"
        lines.append(_for_all(f"{target}[i] = lane.y[i] + step.h * ({_weighted(m.combine[s], slopes)});"))
        lines.append(f"derivative({_at(m.nodes[s])}, {target}, lane.p, lane.q, {slopes[s]});")
    dense, terms = [], ["lane.y[i]"]
    for k, weights in enumerate(m.interpolate):
        first, second, third, fourth = (number(w) for w in weights)
        value = f"((({fourth} * theta + {third}) * theta + {second}) * theta + {first})"
        dense.append(f"const double w{k} = {value} * theta * step.h;")
        terms.append(f"w{k} * {slopes[k]}[i]")
    dense.append(_for_all(f"lane.stage[i] = {' + '.join(terms)};"))
    return "\n".join(
        (
            _function("begin(Lane &lane)", ["derivative(lane.t, lane.y, lane.p, lane.q, lane.slope);"]),
            _function("trial(Lane &lane, const Step &step)", lines),
            _function(_ERROR, [f"return step.h * ({_weighted(m.error, slopes)});"], _ERROR_KIND),
            _function("dense(Lane &lane, const Step &step, double theta)", dense),
            _function("accepted(Lane &lane)", [_for_all(f"lane.slope[i] = {slopes[-1]}[i];")]),
        )
    )
