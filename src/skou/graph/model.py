"""From equations written as plain Python to a checked model."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from skou.errors import DimensionError, ModelError
from skou.graph import algebra
from skou.graph.checked_model import Model
from skou.graph.describe import describe
from skou.graph.dimensions import MINUTE, agree, quotient, unit_of
from skou.graph.expression import Expression, lift
from skou.graph.graph import Graph
from skou.graph.namespace import Namespace, unknown_name
from skou.graph.specification import Equations, Output, OutputSpec, ParameterSpec, StateSpec
from skou.units import Unit

__all__ = ["Equations", "Model", "Output", "OutputSpec", "ParameterSpec", "StateSpec", "build_model"]


def build_model(
    name: str,
    states: Iterable[StateSpec],
    parameters: Iterable[ParameterSpec],
    equations: Callable[[Any, Any, Any], Equations],
) -> Model:
    """Trace the equations once, check every name and unit, and give the model.

    Parameters
    ----------
    name : str
    states : iterable of StateSpec
    parameters : iterable of ParameterSpec
    equations : callable
        ``equations(t, s, p)`` with time [min], states and parameters as attributes; returns `Equations`.

    Raises
    ------
    UnknownNameError
        For a state, parameter or derivative that was not declared, with the nearest names.
    DimensionError
        Where units clash, with both units, the expression and the line of the equation.
    ModelError
        For a missing derivative, a name declared twice, a default that is not finite, a ledger that is read.
    """
    states, parameters = tuple(states), tuple(parameters)
    _check_declared("state", states, [s.initial for s in states])
    _check_declared("parameter", parameters, [p.value for p in parameters])
    graph = Graph([s.name for s in states], [p.name for p in parameters])
    state_units = [unit_of(s.unit) for s in states]
    found = equations(
        Expression(graph, graph.time(), MINUTE),
        Namespace(
            "state", {s.name: Expression(graph, graph.state(i), state_units[i]) for i, s in enumerate(states)}
        ),
        Namespace(
            "parameter",
            {
                p.name: Expression(graph, graph.parameter(i), unit_of(p.unit))
                for i, p in enumerate(parameters)
            },
        ),
    )
    if not isinstance(found, Equations):
        raise ModelError(
            f"the equations of {name} returned a {type(found).__name__}", allowed="an Equations object"
        )
    derivatives = _derivatives(graph, states, state_units, found)
    _check_quadratures(graph, states, derivatives)
    specs, outputs = [], []
    for output_name, given in found.outputs.items():
        output = given if isinstance(given, Output) else Output(*given)
        specs.append(OutputSpec(output_name, output.unit, output.description))
        outputs.append(_output_node(graph, output_name, output))
    used = graph.leaf_indices((*derivatives, *outputs), "parameter")
    unused = tuple(p.name for i, p in enumerate(parameters) if i not in used)
    return Model(
        name,
        states,
        parameters,
        tuple(specs),
        graph,
        tuple(derivatives),
        tuple(outputs),
        unused_parameters=unused,
    )


def _check_declared(kind: str, specs: Sequence[Any], values: Sequence[float]) -> None:
    seen: set[str] = set()
    for spec, value in zip(specs, values, strict=True):
        if not spec.name.isidentifier() or spec.name.startswith("_"):
            raise ModelError(
                f"{kind} {spec.name!r} is no plain name", allowed="letters, digits and underscores"
            )
        if spec.name in seen:
            raise ModelError(f"{kind} {spec.name!r} is declared twice")
        seen.add(spec.name)
        if not math.isfinite(value):
            raise ModelError(f"the default of {kind} {spec.name!r} is not finite", value=value)


def _place(value: Any) -> str:
    return f" ({value.origin})" if isinstance(value, Expression) else ""


def _derivatives(
    graph: Graph, states: Sequence[StateSpec], units: Sequence[Unit], found: Equations
) -> list[int]:
    declared = {s.name: s for s in states}
    for name in found.derivatives:
        if name not in declared:
            raise unknown_name("state", name, declared)
    missing = [n for n in declared if n not in found.derivatives]
    if missing:
        raise ModelError(
            f"no derivative for {', '.join(missing)}",
            mend="give every state an entry in Equations.derivatives",
        )
    nodes = []
    for spec, unit in zip(states, units, strict=True):
        value = found.derivatives[spec.name]
        node, given = lift(graph, value)
        wanted = quotient(unit, MINUTE)
        if given is not None and not agree(given, wanted):
            raise DimensionError(
                f"the derivative of {spec.name} [{spec.unit}] must be in [{wanted}], not [{given}]: "
                f"`{describe(graph, node)}`{_place(value)}"
            )
        nodes.append(node)
    return nodes


def _output_node(graph: Graph, name: str, output: Output) -> int:
    node, given = lift(graph, output.expression)
    wanted = unit_of(output.unit)
    if given is None:
        return node
    if given.dimension != wanted.dimension:
        raise DimensionError(
            f"output {name} is declared in [{output.unit}] but computed in [{given}]: "
            f"`{describe(graph, node)}`{_place(output.expression)}"
        )
    if agree(given, wanted):
        return node
    return algebra.mul(graph, graph.constant(given.scale / wanted.scale), node)


def _check_quadratures(graph: Graph, states: Sequence[StateSpec], derivatives: Sequence[int]) -> None:
    for index in sorted(graph.leaf_indices(derivatives, "state")):
        if states[index].quadrature:
            raise ModelError(
                f"state {states[index].name!r} is declared a quadrature, but a derivative depends on it",
                mend="declare quadrature=False",
            )
