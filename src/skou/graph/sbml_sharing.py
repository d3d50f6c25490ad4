"""What several formulas share, written in SBML once: as assignment rules, or bound as arguments of functions.

Assignment rules read best. libRoadRunner (2.10) copies a rule into every place that mentions it and, if
the document has a piecewise, a function into every call: a chain of either grows without bound. For it
a shared quantity is the argument of a function definition, computed once a formula, and nothing is piecewise,
which needs Level 3 Version 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skou.graph import mathml
from skou.graph.graph import COMPARISONS, LEAVES, Graph
from skou.graph.inlining import named_nodes

_DEEPEST_NESTING = 20
_UNLIMITED = 10**9

Texts = dict[int, str]


def shared_by_rules(
    graph: Graph, roots: Sequence[int], leaves: Mapping[int, str]
) -> tuple[Texts, list[tuple[str, str]]]:
    """Formulas of the roots, and (identifier, formula) of the assignment rules to which they refer."""
    text: Texts = {**leaves}
    rules: list[tuple[str, str]] = []
    for node, named in named_nodes(graph, roots, _DEEPEST_NESTING, mathml.REPEATING):
        text[node] = mathml.operation(graph, node, text)
        # a comparison is a truth, not a number, and no parameter can hold it
        if named and graph.ops[node] not in COMPARISONS:
            rules.append((_variable(node), text[node]))
            text[node] = mathml.name(_variable(node))
    return {root: text[root] for root in roots}, rules


def shared_by_functions(
    graph: Graph, roots: Sequence[int], leaves: Mapping[int, str]
) -> tuple[Texts, list[str]]:
    """Formulas of the roots, each complete in itself, and the function definitions that they call."""
    functions: dict[str, str] = {}
    text = {root: _nested_calls(graph, root, leaves, functions) for root in dict.fromkeys(roots)}
    definitions = [
        f'<functionDefinition id="{identifier}">{mathml.document(formula)}</functionDefinition>'
        for formula, identifier in functions.items()
    ]
    return text, definitions


def _nested_calls(graph: Graph, root: int, leaves: Mapping[int, str], functions: dict[str, str]) -> str:
    """The root as a call whose arguments are shared quantities, computed by a call in turn, and so on."""
    pieces = [
        node
        for node, named in named_nodes(graph, [root], _UNLIMITED)
        if named and graph.ops[node] not in COMPARISONS and node != root
    ]
    names = {n: text if graph.ops[n] == "const" else mathml.name(_variable(n)) for n, text in leaves.items()}
    names |= {piece: mathml.name(_variable(piece)) for piece in pieces}
    body = _written(graph, root, names)
    needed = _variables(graph, root, names)
    calls: list[tuple[str, list[int], int]] = []
    for piece in reversed(pieces):
        arguments = sorted(needed)
        bound = "".join(f"<bvar>{names[n]}</bvar>" for n in arguments)
        function = functions.setdefault(f"<lambda>{bound}{body}</lambda>", f"_f{len(functions)}")
        own = {n: t for n, t in names.items() if n != piece}
        needed = (needed - {piece}) | _variables(graph, piece, own)
        calls.append((function, arguments, piece))
        body = _call(graph, function, arguments, piece, own)
    if not calls:
        return _written(graph, root, leaves)
    function, arguments, piece = calls[-1]
    return _call(graph, function, arguments, piece, leaves)


def _call(graph: Graph, function: str, arguments: list[int], piece: int, names: Mapping[int, str]) -> str:
    given = "".join(_written(graph, n, names) if n == piece else names[n] for n in arguments)
    return f"<apply>{mathml.name(function)}{given}</apply>"


def _written(graph: Graph, node: int, names: Mapping[int, str]) -> str:
    if node in names:
        return names[node]
    arguments = graph.args[node]
    if graph.ops[node] == "select":
        arguments = (*graph.args[arguments[0]], *arguments[1:])
    text = {a: _written(graph, a, names) for a in arguments}
    return mathml.operation_without_choice(graph, node, text)


def _variables(graph: Graph, node: int, names: Mapping[int, str]) -> set[int]:
    """The named nodes that a formula mentions, constants left out."""
    if node in names:
        return set() if graph.ops[node] == "const" else {node}
    return set().union(*(_variables(graph, a, names) for a in graph.args[node]))


def leaf_texts(graph: Graph, roots: Sequence[int], names: Mapping[tuple[str, int], str]) -> Texts:
    """Constants, time, and the identifiers of states and parameters, as MathML."""
    text: Texts = {}
    for node in graph.reachable(roots):
        op = graph.ops[node]
        if op == "const":
            text[node] = mathml.number(graph.values[node])
        elif op == "time":
            text[node] = mathml.TIME
        elif op in LEAVES:
            text[node] = mathml.name(names[op, graph.args[node][0]])
    return text


def _variable(node: int) -> str:
    return f"_v{node}"
