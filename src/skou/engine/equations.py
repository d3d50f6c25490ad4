"""The model's own functions as LLVM assembly: hoisted terms, right-hand side, derivatives, elimination."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from skou.engine import elementary
from skou.engine.assembly import FunctionWriter
from skou.engine.plan import Plan
from skou.graph.graph import COMPARISONS, LEAVES

_LARGEST_WHOLE_POWER = 32
_BINARY = {"add": "add", "sub": "sub", "mul": "mul", "div": "div", "max": "maximum", "min": "minimum"}
_ORDERED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}
_FUNCTIONS = ("exp", "log", "tanh", "sin", "cos", "sqrt")


class Elementary(Protocol):
    """Where `NodeWriter` takes exp, log, tanh, sin, cos and sqrt from: by default the module `elementary`."""

    def log(self, f: FunctionWriter, x: str) -> str: ...

    def power(self, f: FunctionWriter, logarithm: str, exponent: str) -> str: ...

    def whole_power(self, f: FunctionWriter, base: str, exponent: int) -> str: ...


class NodeWriter:
    """Writes graph nodes into a function; a value is stored as soon as it is known, to free its register."""

    def __init__(
        self, f: FunctionWriter, plan: Plan, hoisted: Sequence[int] = (), functions: Elementary = elementary
    ) -> None:
        self.f = f
        self.functions = functions
        self.graph = plan.graph
        self.place = {node: k for k, node in enumerate(hoisted)}
        self.position = {index: k for k, index in enumerate(plan.order)}
        self.names: dict[int, str] = {}
        self.masks: dict[int, str] = {}
        self.logarithms: dict[int, str] = {}

    def write(self, roots: Iterable[tuple[int, str, int]]) -> None:
        """Compute every root node and store it: (node, array, index)."""
        targets: dict[int, list[tuple[str, int]]] = {}
        for node, array, index in roots:
            targets.setdefault(node, []).append((array, index))
        for node in self.graph.reachable(targets, stop=self.place):
            op = self.graph.ops[node]
            if op in COMPARISONS:
                a, b = (self.names[x] for x in self.graph.args[node])
                self.masks[node] = self.f.compare(_ORDERED[op], a, b)
                continue
            self.names[node] = self._value(node, op)
            for array, index in targets.get(node, ()):
                self.f.store(array, index, self.names[node])

    def _value(self, node: int, op: str) -> str:
        f, args = self.f, self.graph.args[node]
        if node in self.place:
            return f.load("%q", self.place[node])
        if op in LEAVES:
            return self._leaf(node, op)
        if op in _BINARY:
            return getattr(f, _BINARY[op])(self.names[args[0]], self.names[args[1]])
        if op in _FUNCTIONS:
            return getattr(self.functions, op)(f, self.names[args[0]])
        if op == "neg":
            return f.neg(self.names[args[0]])
        if op == "abs":
            return f.absolute(self.names[args[0]])
        if op == "select":
            return f.select(self._mask(args[0]), self.names[args[1]], self.names[args[2]])
        exponent = self.graph.values[args[1]] if self.graph.ops[args[1]] == "const" else 0.5
        if exponent == int(exponent) and abs(exponent) <= _LARGEST_WHOLE_POWER:
            return self.functions.whole_power(f, self.names[args[0]], int(exponent))
        if args[0] not in self.logarithms:
            self.logarithms[args[0]] = self.functions.log(f, self.names[args[0]])
        return self.functions.power(f, self.logarithms[args[0]], self.names[args[1]])

    def _leaf(self, node: int, op: str) -> str:
        if op == "const":
            return self.f.constant(self.graph.values[node])
        if op == "time":
            return "%t"
        index = self.graph.args[node][0]
        return self.f.load("%y", self.position[index]) if op == "state" else self.f.load("%p", index)

    def _mask(self, condition: int) -> str:
        if condition in self.masks:
            return self.masks[condition]
        return self.f.compare("une", self.names[condition], self.f.constant(0.0))


def model_functions(plan: Plan, lanes: int) -> dict[str, str]:
    """``prepare``, ``derivative`` and, for an implicit method, ``linearise``, ``factorise``, ``substitute``.

    Arrays hold one vector an entry: t time, y states, p parameters, q hoisted terms, d derivatives, J their
    derivatives by the states, g by time, L factors, b right-hand side and solution.
    """
    vector = f"<{lanes} x double>"
    arrays = "ptr noalias %y, ptr noalias %p, ptr noalias %q, ptr noalias %d"
    parts: dict[str, str] = {}

    f = FunctionWriter(lanes)
    NodeWriter(f, plan).write((node, "%q", k) for k, node in enumerate(plan.hoisted))
    parts["prepare"] = f.text("hidden void @prepare(ptr noalias %p, ptr noalias %q)", "noinline #0")

    f = FunctionWriter(lanes)
    right_hand_side = [(node, "%d", k) for k, node in enumerate(plan.derivatives)]
    NodeWriter(f, plan, plan.hoisted).write(right_hand_side)
    parts["derivative"] = f.text(f"hidden void @derivative({vector} %t, {arrays})", "noinline #0")

    if plan.implicit:
        f = FunctionWriter(lanes)
        entries = [(node, "%J", k) for k, (_, _, node) in enumerate(plan.jacobian)]
        by_time = [(node, "%g", row) for row, node in plan.time_derivatives]
        NodeWriter(f, plan, plan.hoisted).write([*right_hand_side, *entries, *by_time])
        signature = f"hidden void @linearise({vector} %t, {arrays}, ptr noalias %J, ptr noalias %g)"
        parts["linearise"] = f.text(signature, "noinline #0")
        parts["factorise"] = factorise(plan, lanes)
        parts["substitute"] = substitute(plan, lanes)
    return parts


def factorise(plan: Plan, lanes: int) -> str:
    """L from J: the factors of (a I - J) over the dynamic states, pivots stored as reciprocals."""
    f = FunctionWriter(lanes)
    write_factors(f, plan)
    return f.text(f"hidden void @factorise({f.vector} %a, ptr noalias %J, ptr noalias %L)", "noinline #0")


def write_factors(f: FunctionWriter, plan: Plan) -> None:
    """The body of `factorise`."""
    elimination = plan.elimination
    where = {(i, j): k for k, (i, j, _) in enumerate(plan.jacobian)}
    slot = {entry: k for k, entry in enumerate(elimination.entries)}
    zero = f.constant(0.0)
    for i in elimination.order:
        row: dict[int, str] = {}
        for j in (*elimination.lower[i], i, *elimination.upper[i]):
            if (i, j) not in where:
                row[j] = "%a" if i == j else zero
            else:
                entry = f.load("%J", where[(i, j)])
                row[j] = f.sub("%a", entry) if i == j else f.neg(entry)
        for k in elimination.lower[i]:
            row[k] = f.mul(row[k], f.load("%L", slot[(k, k)]))
            f.store("%L", slot[(i, k)], row[k])
            for j in elimination.upper[k]:
                row[j] = f.sub(row[j], f.mul(row[k], f.load("%L", slot[(k, j)])))
        f.store("%L", slot[(i, i)], f.div(f.constant(1.0), row[i]))
        for j in elimination.upper[i]:
            f.store("%L", slot[(i, j)], row[j])


def substitute(plan: Plan, lanes: int, one_matrix: bool = False) -> str:
    """Solve in place; a quadrature follows from the dynamic states by its row of J (%c is 1 / a).

    With ``one_matrix`` all lanes are right-hand sides of the same matrix, which is one lane of L and J.
    """
    f = FunctionWriter(lanes)
    write_substitution(f, plan, one_matrix)
    arrays = "ptr noalias %L, ptr noalias %J, ptr noalias %b"
    return f.text(f"hidden void @substitute({f.vector} %c, {arrays})", "noinline #0")


def write_substitution(f: FunctionWriter, plan: Plan, one_matrix: bool = False) -> None:
    """The body of `substitute`."""

    def entry(array: str, k: int) -> str:
        return f.load_splat(array, k * f.lanes) if one_matrix else f.load(array, k)

    elimination = plan.elimination
    slot = {entry: k for k, entry in enumerate(elimination.entries)}
    for i in elimination.order:
        if elimination.lower[i]:
            value = f.load("%b", i)
            for j in elimination.lower[i]:
                value = f.sub(value, f.mul(entry("%L", slot[(i, j)]), f.load("%b", j)))
            f.store("%b", i, value)
    for i in reversed(elimination.order):
        value = f.load("%b", i)
        for j in elimination.upper[i]:
            value = f.sub(value, f.mul(entry("%L", slot[(i, j)]), f.load("%b", j)))
        f.store("%b", i, f.mul(value, entry("%L", slot[(i, i)])))
    ledger: dict[int, list[tuple[int, int]]] = {i: [] for i in range(plan.dynamic, len(plan.order))}
    for k, (i, j, _) in enumerate(plan.jacobian):
        if i >= plan.dynamic:
            ledger[i].append((k, j))
    for i, terms in ledger.items():
        value = f.load("%b", i)
        for k, j in terms:
            value = f.add(value, f.mul(entry("%J", k), f.load("%b", j)))
        f.store("%b", i, f.mul(value, "%c"))
