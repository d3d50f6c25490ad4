"""A model's equations in LaTeX, one a state and one an output, what they share written first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from skou.graph.checked_model import Model
from skou.graph.graph import LEAVES, Graph
from skou.graph.inlining import named_nodes

_DEEPEST_NESTING = 8
_RELATIONS = {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge"}
_FUNCTIONS = {"log": r"\ln", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos", "exp": r"\exp"}
_BINDING = {"add": 1, "sub": 1, "neg": 1, "mul": 2, "pow": 3}
_ATOM = 9
_GREEK = frozenset(
    {"alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu"}
    | {"rho", "sigma", "tau", "phi", "chi", "psi", "omega"}
)


@dataclass(frozen=True)
class Equation:
    """One named quantity: its node, both sides, and the nodes of what its right side names."""

    node: int
    left: str
    right: str
    uses: frozenset[int]
    """Named quantities, states and parameters on the right side."""


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


def named_equations(model: Model, names: Mapping[int, str]) -> list[Equation]:
    r"""One equation for every operation in ``names``, in order of computation, the rest in place.

    Parameters
    ----------
    model : Model
    names : mapping of int to str
        LaTeX of the nodes that have a name; states may be among them, and are renamed.

    Examples
    --------
    >>> from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
    >>> model = build_model(
    ...     "decay",
    ...     [StateSpec("x", "mmol", 1.0)],
    ...     [ParameterSpec("rate", "1/min", 0.1, symbol="k_out")],
    ...     lambda t, s, p: Equations({"x": -p.rate * s.x}),
    ... )
    >>> named_equations(model, {model.derivative_nodes[0]: "loss"})[0].right
    '-\\mathrm{x} \\, k_{out}'
    """
    graph = model.graph
    text: dict[int, tuple[str, int]] = {}
    used: dict[int, frozenset[int]] = {}
    found: list[Equation] = []
    for node in graph.reachable([*model.derivative_nodes, *names]):
        if graph.ops[node] in LEAVES:
            text[node] = (names[node], _ATOM) if node in names else _leaf(model, node)
            used[node] = frozenset({node})
            continue
        text[node] = _operation(graph, node, text)
        used[node] = frozenset().union(*(used[a] for a in graph.args[node]))
        if node in names:
            found.append(Equation(node, names[node], text[node][0], used[node]))
            text[node], used[node] = (names[node], _ATOM), frozenset({node})
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
    return symbol_latex(spec.symbol) if spec.symbol else _upright(spec.name), _ATOM


def symbol_latex(symbol: str) -> str:
    r"""A symbol as typed in a parameter table, in LaTeX.

    Examples
    --------
    >>> symbol_latex("V_e"), symbol_latex("n_NCCK"), symbol_latex("tau_R"), symbol_latex("GFR_0")
    ('V_e', 'n_{NCCK}', '\\tau_R', '\\mathrm{GFR}_0')
    """
    base, _, below = symbol.partition("_")
    if base in _GREEK:
        base = f"\\{base}"
    elif len(base) > 1 and re.fullmatch(r"[A-Za-z]+", base):
        base = rf"\mathrm{{{base}}}"
    if not below:
        return base
    below = below.replace("_", r"\_")
    return f"{base}_{below}" if len(below) == 1 else f"{base}_{{{below}}}"


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
        return f"{{{_base(parts[0])}}}^{{{plain[1]}}}", _BINDING["pow"]
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
    left, right = _wrapped(parts[0], level), _wrapped(parts[1], level + (op == "sub"))
    if op == "mul":
        factor, times = _repeated(graph, graph.args[node], text)
        if times > 1:
            return f"{{{_base(text[factor])}}}^{{{times}}}", _BINDING["pow"]
        return rf"{left} \, {right}", level
    return f"{left} {'+' if op == 'add' else '-'} {right}", level


def _repeated(graph: Graph, args: tuple[int, ...], text: Mapping[int, tuple[str, int]]) -> tuple[int, int]:
    """The one factor of a product and how often it is there; 0 times where there are several."""
    factors: set[int] = set()
    count, waiting = 0, list(args)
    while waiting:
        node = waiting.pop()
        if graph.ops[node] == "mul" and text[node][1] != _ATOM:
            waiting += graph.args[node]
        else:
            factors.add(node)
            count += 1
    return (factors.pop(), count) if len(factors) == 1 else (-1, 0)


def _base(part: tuple[str, int]) -> str:
    """What a power is taken of: in parentheses unless it is one symbol."""
    text, binding = part
    plain = binding == _ATOM and not text.startswith((r"\frac", r"\exp", r"\ln", r"\tanh", r"\sqrt"))
    return text if plain else rf"\left({text}\right)"


def _wrapped(part: tuple[str, int], level: int) -> str:
    text, binding = part
    return text if binding >= level else rf"\left({text}\right)"
