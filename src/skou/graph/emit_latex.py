"""A model's equations in LaTeX, one a state and one an output, what they share written first."""

from __future__ import annotations

from collections.abc import Mapping

from skou.graph.checked_model import Model
from skou.graph.graph import LEAVES, Graph
from skou.graph.inlining import named_nodes

_DEEPEST_NESTING = 8
_RELATIONS = {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge"}
_FUNCTIONS = {"log": r"\ln", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos", "exp": r"\exp"}
_BINDING = {"add": 1, "sub": 1, "neg": 1, "mul": 2, "pow": 3}
_ATOM = 9


def latex_equations(model: Model, outputs: bool = True) -> dict[str, str]:
    r"""Left side to right side of every equation, in order of computation.

    Shared quantities come first, named after the output that shows them where there is one, else ``x_1``,
    ``x_2``, ...; then the derivatives; then the outputs.

    Examples
    --------
    >>> from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
    >>> model = build_model(
    ...     "decay",
    ...     [StateSpec("x", "mmol", 1.0)],
    ...     [ParameterSpec("rate", "1/min", 0.1, symbol="k")],
    ...     lambda t, s, p: Equations({"x": -p.rate * s.x}),
    ... )
    >>> latex_equations(model)
    {'\\frac{d\\,\\mathrm{x}}{dt}': '-\\mathrm{x} \\, k'}
    """
    graph = model.graph
    roots = [*model.derivative_nodes, *(model.output_nodes if outputs else ())]
    shown = {n: _upright(o.name) for o, n in zip(model.output_specs, model.output_nodes, strict=True)}
    text = {n: _leaf(model, n) for n in graph.reachable(roots) if graph.ops[n] in LEAVES}
    found: dict[str, str] = {}
    for node, named in named_nodes(graph, roots, _DEEPEST_NESTING):
        text[node] = _operation(graph, node, text)
        if named and graph.ops[node] not in _RELATIONS:
            symbol = shown.get(node) if outputs else None
            symbol = symbol or f"x_{{{1 + sum(k.startswith('x_') for k in found)}}}"
            found[symbol] = text[node][0]
            text[node] = symbol, _ATOM
    for spec, node in zip(model.states, model.derivative_nodes, strict=True):
        found[rf"\frac{{d\,{_upright(spec.name)}}}{{dt}}"] = text[node][0]
    if outputs:
        for spec, node in zip(model.output_specs, model.output_nodes, strict=True):
            found.setdefault(_upright(spec.name), text[node][0])
    return found


def to_latex(model: Model, outputs: bool = True) -> str:
    """All equations as one ``align*`` environment (needs amsmath)."""
    lines = [f"{left} &= {right}" for left, right in latex_equations(model, outputs).items()]
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}\n"


def _upright(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def _leaf(model: Model, node: int) -> tuple[str, int]:
    op, args = model.graph.ops[node], model.graph.args[node]
    if op == "const":
        value = model.graph.values[node]
        return _number(value), _ATOM if value >= 0 else _BINDING["neg"]
    if op == "time":
        return "t", _ATOM
    if op == "state":
        return _upright(model.state_names[args[0]]), _ATOM
    spec = model.parameters[args[0]]
    return spec.symbol or _upright(spec.name), _ATOM


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _operation(graph: Graph, node: int, text: Mapping[int, tuple[str, int]]) -> tuple[str, int]:
    op = graph.ops[node]
    parts = [text[a] for a in graph.args[node]]
    plain = [t for t, _ in parts]
    if op == "div":
        return rf"\frac{{{plain[0]}}}{{{plain[1]}}}", _ATOM
    if op == "sqrt":
        return rf"\sqrt{{{plain[0]}}}", _ATOM
    if op == "abs":
        return rf"\left|{plain[0]}\right|", _ATOM
    if op == "pow":
        return f"{{{_wrapped(parts[0], _ATOM)}}}^{{{plain[1]}}}", _BINDING["pow"]
    if op == "select":
        condition, a, b = plain
        return rf"\begin{{cases}} {a} & {condition} \\ {b} & \text{{otherwise}} \end{{cases}}", _BINDING[
            "add"
        ]
    if op in ("max", "min"):
        return rf"\{op}\left({plain[0]}, {plain[1]}\right)", _ATOM
    if op in _RELATIONS:
        return f"{plain[0]} {_RELATIONS[op]} {plain[1]}", 0
    if op in _FUNCTIONS:
        return rf"{_FUNCTIONS[op]}\left({plain[0]}\right)", _ATOM
    level = _BINDING[op]
    if op == "neg":
        return f"-{_wrapped(parts[0], level + 1)}", level
    left, right = _wrapped(parts[0], level), _wrapped(parts[1], level + 1)
    if op == "mul":
        return rf"{left} \, {right}", level
    return f"{left} {'+' if op == 'add' else '-'} {right}", level


def _wrapped(part: tuple[str, int], level: int) -> str:
    text, binding = part
    return text if binding >= level else rf"\left({text}\right)"
