"""The graph: every distinct operation of a model once, in an order in which it can be computed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

LEAVES = frozenset({"const", "time", "state", "parameter"})
COMPARISONS = frozenset({"lt", "le", "gt", "ge"})
UNARY = frozenset({"neg", "exp", "log", "sqrt", "tanh", "sin", "cos", "abs"})
BINARY = frozenset({"add", "sub", "mul", "div", "pow", "max", "min"}) | COMPARISONS
OPERATIONS = LEAVES | UNARY | BINARY | {"select"}


class Graph:
    """Hash-consed operations: equal operations on equal arguments are one node.

    Nodes are numbered in order of creation, which is an order of computation: arguments come first.

    Attributes
    ----------
    ops : list of str
        What each node does: ``const``, ``time``, ``state``, ``parameter`` (leaves), ``add``, ``sub``,
        ``mul``, ``div``, ``neg``, ``exp``, ``log``, ``sqrt``, ``tanh``, ``sin``, ``cos``, ``pow``, ``abs``,
        ``max``, ``min``, ``lt``, ``le``, ``gt``, ``ge``, ``select`` (condition, if true, if false).
    args : list of tuple of int
        Argument nodes; for a state or a parameter its index.
    values : list of float
        The value of a constant; 0.0 for every other node.
    state_names, parameter_names : tuple of str
        Names of the leaves, for messages and for export.
    """

    def __init__(self, state_names: Sequence[str] = (), parameter_names: Sequence[str] = ()) -> None:
        self.ops: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.values: list[float] = []
        self.state_names = tuple(state_names)
        self.parameter_names = tuple(parameter_names)
        self._index: dict[tuple[object, ...], int] = {}

    def __len__(self) -> int:
        return len(self.ops)

    def node(self, op: str, *args: int) -> int:
        """The node of an operation on existing nodes, unsimplified."""
        key = (op, *args)
        found = self._index.get(key)
        if found is None:
            found = len(self.ops)
            self._index[key] = found
            self.ops.append(op)
            self.args.append(args)
            self.values.append(0.0)
        return found

    def constant(self, value: float) -> int:
        """The node of a constant."""
        key = ("const", value)
        found = self._index.get(key)
        if found is None:
            found = len(self.ops)
            self._index[key] = found
            self.ops.append("const")
            self.args.append(())
            self.values.append(value)
        return found

    def time(self) -> int:
        """The node of time [min]."""
        return self.node("time")

    def state(self, index: int) -> int:
        """The node of a state by its index."""
        return self.node("state", index)

    def parameter(self, index: int) -> int:
        """The node of a parameter by its index."""
        return self.node("parameter", index)

    def reachable(self, roots: Iterable[int], stop: Iterable[int] = ()) -> list[int]:
        """All nodes that the roots need, in order of computation; nodes in ``stop`` are not entered."""
        ops, args = self.ops, self.args
        halted = frozenset(stop)
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if ops[node] not in LEAVES and node not in halted:
                waiting.extend(args[node])
        return sorted(seen)

    def leaf_indices(self, roots: Iterable[int], kind: str) -> set[int]:
        """Indices of the states or parameters (``kind``) that the roots depend on."""
        return {self.args[n][0] for n in self.reachable(roots) if self.ops[n] == kind}

    def digest(self, roots: Sequence[int]) -> str:
        """A hash of what the roots compute, independent of how the nodes are numbered elsewhere."""
        order = self.reachable(roots)
        number = {node: k for k, node in enumerate(order)}
        lines = []
        for node in order:
            op = self.ops[node]
            if op == "const":
                lines.append(self.values[node].hex())
            elif op in LEAVES:
                lines.append(f"{op}{self.args[node]}")
            else:
                lines.append(f"{op}{[number[a] for a in self.args[node]]}")
        lines.append(str([number[r] for r in roots]))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()
