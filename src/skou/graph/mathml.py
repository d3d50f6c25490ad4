"""Nodes as content MathML, in the subset of SBML Level 3."""

from __future__ import annotations

from collections.abc import Mapping

from skou.graph.graph import Graph

TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">time</csymbol>'
REPEATING = frozenset({"max", "min"})
"""Written as a choice between their arguments, because Version 1 has no max and min."""

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
_OPPOSITES = {"lt": "geq", "le": "gt", "gt": "leq", "ge": "lt"}


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


def operation_without_choice(graph: Graph, node: int, text: Mapping[int, str]) -> str:
    """The same for Version 2, where max and min exist and a truth counts as 0 or 1."""
    op = graph.ops[node]
    if op != "select":
        return apply(_ELEMENTS.get(op, op), *(text[a] for a in graph.args[node]))
    condition, a, b = graph.args[node]
    sides = [text[side] for side in graph.args[condition]]
    relation = graph.ops[condition]
    holds, fails = apply(_ELEMENTS[relation], *sides), apply(_OPPOSITES[relation], *sides)
    return apply("plus", apply("times", holds, text[a]), apply("times", fails, text[b]))


def _choice(condition: str, a: str, b: str) -> str:
    return f"<piecewise><piece>{a}{condition}</piece><otherwise>{b}</otherwise></piecewise>"


def document(content: str) -> str:
    """A whole formula."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{content}</math>'
