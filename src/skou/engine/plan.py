"""What is to be compiled of a model: the order of its states, what is hoisted, its sparse elimination."""

from __future__ import annotations

from dataclasses import dataclass

from skou.engine.elimination import Elimination, plan_elimination
from skou.engine.reduction import reduce_strength
from skou.graph.checked_model import Model
from skou.graph.graph import COMPARISONS, LEAVES, Graph


@dataclass(frozen=True)
class Plan:
    """A model arranged for compiling.

    States are renumbered: the dynamic ones first, the quadratures (ledgers that nothing depends on) last.

    Attributes
    ----------
    graph : Graph
    order : tuple of int
        The model's index of each state, in the order of the kernel.
    dynamic : int
        How many states are not quadratures.
    n_parameters : int
    derivatives : tuple of int
        Nodes of the right-hand side, in kernel order.
    jacobian : tuple of (int, int, int)
        Row, column and node of its nonzero derivatives, in kernel order.
    time_derivatives : tuple of (int, int)
        Row and node of its derivatives by time.
    hoisted : tuple of int
        Nodes that depend on parameters alone and are computed once for as long as these do not change.
    elimination : Elimination
        Of the dynamic states.
    implicit : bool
        Whether the method needs derivatives.
    """

    graph: Graph
    order: tuple[int, ...]
    dynamic: int
    n_parameters: int
    derivatives: tuple[int, ...]
    jacobian: tuple[tuple[int, int, int], ...]
    time_derivatives: tuple[tuple[int, int], ...]
    hoisted: tuple[int, ...]
    elimination: Elimination
    implicit: bool


def plan_model(model: Model, implicit: bool) -> Plan:
    """Arrange a model for an implicit method (with derivatives) or an explicit one."""
    dynamic = [i for i, s in enumerate(model.states) if not s.quadrature]
    order = (*dynamic, *(i for i, s in enumerate(model.states) if s.quadrature))
    position = {i: k for k, i in enumerate(order)}
    derivatives = tuple(model.derivative_nodes[i] for i in order)
    jacobian: tuple[tuple[int, int, int], ...] = ()
    by_time: tuple[tuple[int, int], ...] = ()
    if implicit:
        jacobian = tuple(sorted((position[i], position[j], node) for i, j, node in model.jacobian_entries))
        by_time = tuple(sorted((position[i], node) for i, node in model.time_derivative_entries))
    count = len(dynamic)
    roots = [*derivatives, *(node for _, _, node in jacobian), *(node for _, node in by_time)]
    roots = model.grown(lambda graph: reduce_strength(graph, roots))
    derivatives, rest = tuple(roots[: len(order)]), roots[len(order) :]
    jacobian = tuple((i, j, node) for (i, j, _), node in zip(jacobian, rest, strict=False))
    by_time = tuple((i, node) for (i, _), node in zip(by_time, rest[len(jacobian) :], strict=True))
    hoisted = _hoisted(model.graph, roots)
    return Plan(
        graph=model.graph,
        order=order,
        dynamic=count,
        n_parameters=len(model.parameters),
        derivatives=derivatives,
        jacobian=jacobian,
        time_derivatives=by_time,
        hoisted=hoisted,
        elimination=plan_elimination(count, [(i, j) for i, j, _ in jacobian if i < count]),
        implicit=implicit,
    )


def _hoisted(graph: Graph, roots: list[int]) -> tuple[int, ...]:
    """Parameter-only operations that something else, or nothing but the caller, reads."""
    varying: set[int] = set()
    fixed: set[int] = set()
    used: set[int] = set()
    for node in graph.reachable(roots):
        op = graph.ops[node]
        if op in ("time", "state"):
            varying.add(node)
        elif op not in LEAVES:
            arguments = graph.args[node]
            if any(a in varying for a in arguments):
                varying.add(node)
                used.update(_storable(graph, [a for a in arguments if a in fixed], fixed))
            else:
                fixed.add(node)
    used.update(r for r in roots if r in fixed)
    return tuple(sorted(used))


def _storable(graph: Graph, nodes: list[int], fixed: set[int]) -> list[int]:
    """The nodes, comparisons replaced by what they compare: only numbers can be stored."""
    result: list[int] = []
    for node in nodes:
        compared = graph.ops[node] in COMPARISONS
        result.extend((a for a in graph.args[node] if a in fixed) if compared else (node,))
    return result
