"""Which nodes get a name of their own when a model is written out, and which are written in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skou.graph.graph import LEAVES, Graph


def named_nodes(
    graph: Graph, nodes: Sequence[int], deepest: int, by_name: frozenset[str] = frozenset()
) -> Iterator[tuple[int, bool]]:
    """Every operation that ``nodes`` need, in order of computation, and whether it should get a name.

    Parameters
    ----------
    graph : Graph
    nodes : sequence of int
        The results; each counts as one use.
    deepest : int
        Nesting beyond which an operation is named though it is used once.
    by_name : frozenset of str
        Operations that repeat their arguments when written out, which must therefore have names.
    """
    order = graph.reachable(nodes)
    uses = dict.fromkeys(order, 0)
    for node in order:
        if graph.ops[node] not in LEAVES:
            for a in graph.args[node]:
                uses[a] += 2 if graph.ops[node] in by_name else 1
    for node in nodes:
        uses[node] += 1
    depth = dict.fromkeys(order, 0)
    for node in order:
        if graph.ops[node] in LEAVES:
            continue
        nesting = 1 + max(depth[a] for a in graph.args[node])
        named = uses[node] > 1 or nesting > deepest
        depth[node] = 0 if named else nesting
        yield node, named
