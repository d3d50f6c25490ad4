"""Nodes as content MathML, in the subset of SBML Level 3 Version 1."""

from __future__ import annotations

from collections.abc import Mapping

from skou.graph.graph import Graph

TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">time</csymbol>'
REPEATING = frozenset({"max", "min"})
"""Written as a choice between their arguments, because this version of SBML has no max and min."""

_ELEMENTS = {
    "add": "plus",
    "sub": "minus",
    "neg": "minus",
    "mul": "times",
    "div": "divide",
    "pow": "power",
    "log": "ln",
    "sqrt": "root",
    "lt": "lt",
    "le": "leq",
    "gt": "gt",
    "ge": "geq",
}


def number(value: float) -> str:
    """A literal."""
    mantissa, _, exponent = repr(float(value)).partition("e")
    if exponent:
        return f'<cn type="e-notation">{mantissa}<sep/>{int(exponent)}</cn>'
    return f"<cn>{mantissa}</cn>"


def name(identifier: str) -> str:
    """A reference to a declared identifier."""
    return f"<ci>{identifier}</ci>"


def apply(element: str, *arguments: str) -> str:
    """An operator on arguments that are already written."""
    return f"<apply><{element}/>{''.join(arguments)}</apply>"


def operation(graph: Graph, node: int, text: Mapping[int, str]) -> str:
    """One operation, its arguments already written in ``text``."""
    op = graph.ops[node]
    arguments = [text[a] for a in graph.args[node]]
    if op == "select":
        return _choice(arguments[0], arguments[1], arguments[2])
    if op in REPEATING:
        a, b = arguments
        return _choice(apply("geq" if op == "max" else "leq", a, b), a, b)
    return apply(_ELEMENTS.get(op, op), *arguments)


def _choice(condition: str, a: str, b: str) -> str:
    return f"<piecewise><piece>{a}{condition}</piece><otherwise>{b}</otherwise></piecewise>"


def document(content: str) -> str:
    """A whole formula."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{content}</math>'
