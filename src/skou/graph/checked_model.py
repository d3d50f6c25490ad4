"""A checked model: names, defaults, and functions of time, states and parameters."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.graph.algebra import sub
from skou.graph.differentiate import differentiate
from skou.graph.emit_numpy import Compiled, compile_nodes
from skou.graph.graph import COMPARISONS, Graph
from skou.graph.namespace import unknown_name
from skou.graph.specification import OutputSpec, ParameterSpec, StateSpec

Array = NDArray[np.float64]
Slope = Literal["state", "parameter"]
Entries = tuple[tuple[int, int, int], ...]
_growing = threading.RLock()


class Functions(NamedTuple):
    """Graph nodes of what a model computes."""

    derivatives: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """A model that can be evaluated, differentiated, compiled and exported.

    Values run over the last axis of arrays: states ``(..., n_states)``, parameters ``(..., n_parameters)``;
    leading axes are patients or times and broadcast against each other and against ``t``.
    """

    name: str
    states: tuple[StateSpec, ...]
    parameters: tuple[ParameterSpec, ...]
    output_specs: tuple[OutputSpec, ...]
    graph: Graph = field(repr=False)
    derivative_nodes: tuple[int, ...] = field(repr=False)
    output_nodes: tuple[int, ...] = field(repr=False)
    unused_parameters: tuple[str, ...] = ()
    _compiled: dict[Any, tuple[Compiled, Compiled]] = field(default_factory=dict, init=False, repr=False)
    _read: dict[Any, frozenset[int]] = field(default_factory=dict, init=False, repr=False)

    _slopes: dict[Any, Entries] = field(default_factory=dict, init=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_compiled": {}}

    @cached_property
    def state_names(self) -> tuple[str, ...]:
        """Names of the states in order."""
        return tuple(s.name for s in self.states)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the parameters in order."""
        return tuple(p.name for p in self.parameters)

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """Names of the outputs in order."""
        return tuple(o.name for o in self.output_specs)

    @cached_property
    def state_index(self) -> dict[str, int]:
        """Position of each state by name."""
        return {n: i for i, n in enumerate(self.state_names)}

    @cached_property
    def parameter_index(self) -> dict[str, int]:
        """Position of each parameter by name."""
        return {n: i for i, n in enumerate(self.parameter_names)}

    @cached_property
    def output_index(self) -> dict[str, int]:
        """Position of each output by name."""
        return {n: i for i, n in enumerate(self.output_names)}

    def find_state(self, name: str) -> int:
        """Position of a state; an `UnknownNameError` with the nearest names where there is none."""
        return _find("state", name, self.state_index)

    def find_parameter(self, name: str) -> int:
        """Position of a parameter; an `UnknownNameError` with the nearest names where there is none."""
        return _find("parameter", name, self.parameter_index)

    def find_output(self, name: str) -> int:
        """Position of an output; an `UnknownNameError` with the nearest names where there is none."""
        return _find("output", name, self.output_index)

    def initial(self, changes: Mapping[str, ArrayLike] | None = None) -> Array:
        """Default initial states with some changed; values per patient give one row a patient."""
        return _vector([s.initial for s in self.states], changes or {}, self.find_state)

    def defaults(self, changes: Mapping[str, ArrayLike] | None = None) -> Array:
        """Default parameters with some changed; values per patient give one row a patient."""
        return _vector([p.value for p in self.parameters], changes or {}, self.find_parameter)

    def scales(self) -> Array:
        """A typical magnitude of every state, above zero."""
        return np.array([s.magnitude for s in self.states])

    @cached_property
    def quadrature(self) -> NDArray[np.bool_]:
        """True for the states that are cumulative ledgers."""
        return np.array([s.quadrature for s in self.states], dtype=bool)

    @property
    def functions(self) -> Functions:
        """Graph nodes of the derivatives and of the outputs, in order."""
        return Functions(self.derivative_nodes, self.output_nodes)

    @cached_property
    def jacobian_entries(self) -> tuple[tuple[int, int, int], ...]:
        """Nonzero derivatives of derivative i by state j: (i, j, node), ordered by i then j."""
        with _growing:
            rows = differentiate(self.graph, self.derivative_nodes, "state")
        return tuple((i, j, node) for i, row in enumerate(rows) for j, node in row.items())

    @cached_property
    def time_derivative_entries(self) -> tuple[tuple[int, int], ...]:
        """Nonzero partial derivatives of derivative i by time: (i, node)."""
        with _growing:
            rows = differentiate(self.graph, self.derivative_nodes, "time")
        return tuple((i, row[0]) for i, row in enumerate(rows) if row)

    def slopes(self, outputs: Sequence[str], by: Slope, names: Sequence[str] | None = None) -> Entries:
        """Nonzero derivatives of the outputs (no names: of the state derivatives) by states or parameters.

        Kept, because it is often asked for again: (row, column, node), by index of the model.
        """
        key = (tuple(outputs), by, None if names is None else tuple(names))
        if key not in self._slopes:
            find = self.find_state if by == "state" else self.find_parameter
            nodes = [self.output_nodes[self.find_output(n)] for n in outputs] or self.derivative_nodes
            indices = None if names is None else [find(n) for n in names]
            with _growing:
                rows = differentiate(self.graph, nodes, by, indices)
            self._slopes[key] = tuple((i, j, node) for i, row in enumerate(rows) for j, node in row.items())
        return self._slopes[key]

    def columns(self, nodes: Sequence[int], t: Any, y: Sequence[Any], p: Sequence[Any]) -> tuple[Any, ...]:
        """One array (or number) a node, from one a state and a parameter, which broadcast."""
        with np.errstate(all="ignore"):
            return self._functions(("columns", *nodes), nodes)[1](t, y, p)

    @cached_property
    def switches(self) -> tuple[int, ...]:
        """Nodes at whose change of sign the equations have a kink or a jump (max, min, abs, comparisons)."""
        graph = self.graph
        with _growing:
            deciding = {
                args[0] if op == "abs" else sub(graph, *args)
                for op, args in (
                    (graph.ops[n], graph.args[n]) for n in graph.reachable(self.derivative_nodes)
                )
                if op in COMPARISONS or op in ("max", "min", "abs")
            }
        moving = ("state", "time")
        reach = {n: [graph.ops[k] for k in graph.reachable([n])] for n in deciding}
        return tuple(n for n in sorted(deciding) if any(op in moving for op in reach[n]))

    def grown(self, grow: Callable[[Graph], list[int]]) -> list[int]:
        """Nodes that ``grow`` adds to the graph, one thread at a time."""
        with _growing:
            return grow(self.graph)

    @cached_property
    def structure_hash(self) -> str:
        """Hash of the equations alone, for compiled code; default values take no part."""
        return self.graph.digest((*self.derivative_nodes, *self.output_nodes))

    @cached_property
    def hash(self) -> str:
        """Hash of everything declared and computed, for stored results."""
        declared = repr((self.name, self.states, self.parameters, self.output_specs))
        return hashlib.sha256((declared + self.structure_hash).encode()).hexdigest()

    def derivative(self, t: ArrayLike, y: ArrayLike, p: ArrayLike) -> Array:
        """Derivatives of the states [state unit per min], shape ``(..., n_states)``."""
        return self._stacked("derivative", self.derivative_nodes, t, y, p)

    def outputs(self, t: ArrayLike, y: ArrayLike, p: ArrayLike, names: Sequence[str] | None = None) -> Array:
        """Outputs in their declared units, shape ``(..., n_outputs)``; all of them, or those named."""
        return self._stacked(*self._named_outputs(names), t, y, p)

    def jacobian(self, t: ArrayLike, y: ArrayLike, p: ArrayLike) -> Array:
        """Dense derivatives of the derivatives by the states, shape ``(..., n_states, n_states)``."""
        entries = self.jacobian_entries
        values = self._stacked("jacobian", [node for _, _, node in entries], t, y, p)
        count = len(self.states)
        dense = np.zeros((*values.shape[:-1], count, count))
        dense[..., [i for i, _, _ in entries], [j for _, j, _ in entries]] = values
        return dense

    def time_derivative(self, t: ArrayLike, y: ArrayLike, p: ArrayLike) -> Array:
        """Partial derivatives of the derivatives by time, shape ``(..., n_states)``."""
        entries = self.time_derivative_entries
        values = self._stacked("time", [node for _, node in entries], t, y, p)
        dense = np.zeros((*values.shape[:-1], len(self.states)))
        dense[..., [i for i, _ in entries]] = values
        return dense

    def output_columns(
        self, t: Any, y: Sequence[Any], p: Sequence[Any], names: Sequence[str] | None = None
    ) -> tuple[Any, ...]:
        """One array an output, from one array (or number) a state and a parameter, which broadcast."""
        key, nodes = self._named_outputs(names)
        with np.errstate(all="ignore"):
            return self._functions(key, nodes)[1](t, y, p)

    def output_parameters(self, names: Sequence[str] | None = None) -> frozenset[int]:
        """Indices of the parameters that outputs read directly: all outputs, or those named."""
        key, nodes = self._named_outputs(names)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = frozenset(self.graph.leaf_indices(nodes, "parameter"))
        return found

    def _named_outputs(self, names: Sequence[str] | None) -> tuple[Any, Sequence[int]]:
        if names is None:
            return "outputs", self.output_nodes
        return ("outputs", *names), [self.output_nodes[self.find_output(n)] for n in names]

    def _functions(self, key: Any, nodes: Sequence[int]) -> tuple[Compiled, Compiled]:
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = compile_nodes(self.graph, nodes)
        return found

    def _stacked(self, key: Any, nodes: Sequence[int], t: ArrayLike, y: ArrayLike, p: ArrayLike) -> Array:
        on_floats, on_arrays = self._functions(key, nodes)
        t, y, p = np.asarray(t, float), np.asarray(y, float), np.asarray(p, float)
        shape = np.broadcast_shapes(t.shape, y.shape[:-1], p.shape[:-1])
        if not shape:
            try:
                return np.array(on_floats(float(t), y.tolist(), p.tolist()), dtype=float)
            except (ArithmeticError, ValueError):
                pass  # no finite value somewhere: the arrays below put infinities and NaN in their places
        width = len(shape)
        with np.errstate(all="ignore"):
            values = on_arrays(t, list(_first(y, width)), list(_first(p, width)))
        result = np.empty((*shape, len(nodes)))
        for k, value in enumerate(values):
            result[..., k] = value
        return result


def _first(values: Array, width: int) -> Array:
    """The last axis brought to the front, the leading axes padded to ``width`` so that they broadcast."""
    front = np.moveaxis(values, -1, 0)
    return front.reshape(front.shape[0], *(1,) * (width + 1 - front.ndim), *front.shape[1:])


def _find(kind: str, name: str, index: Mapping[str, int]) -> int:
    try:
        return index[name]
    except KeyError:
        raise unknown_name(kind, name, index) from None


def _vector(values: Sequence[float], changes: Mapping[str, ArrayLike], find: Callable[[str], int]) -> Array:
    given = {find(name): np.asarray(value, float) for name, value in changes.items()}
    shape = np.broadcast_shapes(*(v.shape for v in given.values())) if given else ()
    vector = np.empty((*shape, len(values)))
    vector[...] = values
    for index, value in given.items():
        vector[..., index] = value
    return vector
