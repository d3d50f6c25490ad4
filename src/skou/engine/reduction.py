"""Cheaper operations with the same value: what is divided by twice is inverted once.

Done for the compiler alone; the model's own graph keeps the equations as they were written, for reading and
for export. A product with a reciprocal differs from the quotient in the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from skou.graph.graph import LEAVES, Graph


def reduce_strength(graph: Graph, roots: Sequence[int]) -> list[int]:
    """Nodes that compute what ``roots`` do, with fewer divisions and powers; new ones join the graph.

    A quotient whose divisor depends on parameters alone, or divides more than once, becomes a product with
    its reciprocal; a power with a negated exponent becomes the reciprocal of the power.
    """
    order = graph.reachable(roots)
    varying = _varying(graph, order)
    uses = Counter(graph.args[n][1] for n in order if graph.ops[n] == "div" and n in varying)
    one = graph.constant(1.0)
    new: dict[int, int] = {}
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        if op in LEAVES or node not in varying:
            new[node] = node
        elif op == "div" and (args[1] not in varying or uses[args[1]] > 1):
            reciprocal = graph.node("div", one, new[args[1]])
            new[node] = reciprocal if args[0] == one else graph.node("mul", new[args[0]], reciprocal)
        elif op == "pow" and graph.ops[args[1]] == "neg":
            power = graph.node("pow", new[args[0]], graph.args[args[1]][0])
            new[node] = graph.node("div", one, power)
        else:
            new[node] = graph.node(op, *(new[a] for a in args))
    return [new[r] for r in roots]


def _varying(graph: Graph, order: Sequence[int]) -> set[int]:
    """The nodes that depend on time or on a state."""
    varying: set[int] = set()
    for node in order:
        op = graph.ops[node]
        if op in ("time", "state") or (op not in LEAVES and any(a in varying for a in graph.args[node])):
            varying.add(node)
    return varying
