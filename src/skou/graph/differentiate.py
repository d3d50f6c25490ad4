"""Sparse exact derivatives of nodes, as new nodes of the same graph.

The chain rule is carried out by vertex elimination: every intermediate node is removed from the network of
partial derivatives in turn, the one with the fewest products first (Griewank & Walther, Evaluating
Derivatives, 2nd ed. 2008, chapter 9, doi:10.1137/1.9780898717761). On the body this takes half the operations
of propagating derivatives forward.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Literal

from skou.graph.algebra import add, mul
from skou.graph.graph import LEAVES, Graph
from skou.graph.partials import partial_derivatives

Row = dict[int, int]


def differentiate(
    graph: Graph,
    nodes: Sequence[int],
    by: Literal["state", "parameter", "time"],
    indices: Iterable[int] | None = None,
) -> list[Row]:
    """Nonzero derivatives of each node.

    Parameters
    ----------
    graph : Graph
        Holds the nodes and receives the derivatives.
    nodes : sequence of int
        What to differentiate.
    by : {"state", "parameter", "time"}
        With respect to which leaves; time has the single index 0.
    indices : iterable of int, optional
        Only these states or parameters.

    Returns
    -------
    list of dict
        For each node: index of the leaf to node of the derivative; zero entries are absent.
    """
    network = _Network(graph)
    wanted = None if indices is None else frozenset(indices)
    for node in graph.reachable(nodes):
        if graph.ops[node] not in LEAVES:
            network.add_operation(node)
        elif graph.ops[node] == by and (wanted is None or graph.args[node][0] in wanted):
            network.following[node] = {}
    for k, node in enumerate(nodes):
        network.add_result(k, node)
    network.eliminate()
    zero = graph.constant(0.0)
    rows = []
    for k in range(len(nodes)):
        entries = network.preceding.get(_result(k), {}).items()
        row = {(graph.args[leaf] or (0,))[0]: slope for leaf, slope in entries if slope != zero}
        rows.append(dict(sorted(row.items())))
    return rows


def _result(k: int) -> int:
    """Results are vertices of their own, numbered below zero, so that the nodes they show can be removed."""
    return -1 - k


class _Network:
    """Edges from what something depends on to what depends on it, each with its partial derivative."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.preceding: dict[int, Row] = {}
        self.following: dict[int, Row] = {}

    def add_operation(self, node: int) -> None:
        """Add a node whose arguments have been considered before."""
        active = tuple(a in self.following for a in self.graph.args[node])
        if not any(active):
            return
        edges: Row = {}
        for argument, slope in partial_derivatives(self.graph, node, active):
            edges[argument] = add(self.graph, edges[argument], slope) if argument in edges else slope
        if edges:
            self.preceding[node] = edges
            self.following[node] = {}
            for argument, slope in edges.items():
                self.following[argument][node] = slope

    def add_result(self, k: int, node: int) -> None:
        """Mark the ``k``-th result."""
        if node in self.following:
            one = self.graph.constant(1.0)
            self.preceding[_result(k)] = {node: one}
            self.following[node][_result(k)] = one

    def eliminate(self) -> None:
        """Remove all vertices between leaves and results, fewest products first."""
        waiting = [(self._products(v), -v) for v in self.preceding if v >= 0]
        heapq.heapify(waiting)
        while waiting:
            products, vertex = heapq.heappop(waiting)
            if -vertex not in self.preceding or products != self._products(-vertex):
                continue  # gone, or listed again with its present count
            for near in self._remove(-vertex):
                heapq.heappush(waiting, (self._products(near), -near))

    def _products(self, vertex: int) -> int:
        return len(self.preceding[vertex]) * len(self.following[vertex])

    def _remove(self, vertex: int) -> list[int]:
        """Join what is before a vertex with what is after it; gives the neighbours whose count changed."""
        graph = self.graph
        before, after = self.preceding.pop(vertex), self.following.pop(vertex)
        for u in before:
            del self.following[u][vertex]
        for w, outer in after.items():
            edges = self.preceding[w]
            del edges[vertex]
            for u, inner in before.items():
                product = mul(graph, inner, outer)
                edges[u] = add(graph, edges[u], product) if u in edges else product
                self.following[u][w] = edges[u]
        return [v for v in (*before, *after) if v >= 0 and v in self.preceding]
