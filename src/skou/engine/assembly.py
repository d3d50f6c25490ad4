"""Writing LLVM assembly: one function at a time, vector arithmetic, counted loops and branches.

Every vector holds one number of several virtual patients (the lanes). The text is compiled without
optimisation passes, so what is written here is what runs: values are kept in registers by naming them once.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

ARITHMETIC_FLAGS = "nsz contract"


def double_literal(value: float) -> str:
    """A double as exact LLVM hexadecimal."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', float(value)))[0]:016X}"


class FunctionWriter:
    """The body of one LLVM function over vectors of ``lanes`` doubles."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.vector = f"<{lanes} x double>"
        self.integers = f"<{lanes} x i64>"
        self.mask = f"<{lanes} x i1>"
        self.bytes_per_vector = 8 * lanes
        self.lines: list[str] = []
        self._names = 0
        self._block = "entry"

    # names and raw instructions

    def name(self) -> str:
        """A fresh local name."""
        self._names += 1
        return f"%v{self._names}"

    def op(self, text: str) -> str:
        """One instruction with a result."""
        result = self.name()
        self.lines.append(f"  {result} = {text}")
        return result

    def do(self, text: str) -> None:
        """One instruction without a result."""
        self.lines.append(f"  {text}")

    def text(self, signature: str, attributes: str = "", result: str = "void") -> str:
        """The finished function."""
        body = "\n".join(self.lines)
        return f"define {signature} {attributes} {{\nentry:\n{body}\n  ret {result}\n}}\n"

    # vector arithmetic

    def constant(self, value: float) -> str:
        """The same double in every lane."""
        literal = f"double {double_literal(value)}"
        return f"<{', '.join([literal] * self.lanes)}>"

    def integer_constant(self, value: int) -> str:
        """The same 64-bit integer in every lane."""
        return f"<{', '.join([f'i64 {value}'] * self.lanes)}>"

    def _binary(self, instruction: str, a: str, b: str) -> str:
        return self.op(f"{instruction} {ARITHMETIC_FLAGS} {self.vector} {a}, {b}")

    def add(self, a: str, b: str) -> str:
        return self._binary("fadd", a, b)

    def sub(self, a: str, b: str) -> str:
        return self._binary("fsub", a, b)

    def mul(self, a: str, b: str) -> str:
        return self._binary("fmul", a, b)

    def div(self, a: str, b: str) -> str:
        return self._binary("fdiv", a, b)

    def neg(self, a: str) -> str:
        return self.op(f"fneg {self.vector} {a}")

    def intrinsic(self, name: str, *arguments: str) -> str:
        """A lane-wise LLVM intrinsic such as ``fabs`` or ``sqrt``."""
        listed = ", ".join(f"{self.vector} {a}" for a in arguments)
        return self.op(f"call {self.vector} @llvm.{name}.v{self.lanes}f64({listed})")

    def absolute(self, a: str) -> str:
        return self.intrinsic("fabs", a)

    def maximum(self, a: str, b: str) -> str:
        """The larger; not a number if either is not."""
        return self.intrinsic("maximum", a, b)

    def minimum(self, a: str, b: str) -> str:
        """The smaller; not a number if either is not."""
        return self.intrinsic("minimum", a, b)

    def compare(self, condition: str, a: str, b: str) -> str:
        """A mask; ``condition`` as in LLVM (``olt``, ``oge``, ``uno``, ...)."""
        return self.op(f"fcmp {condition} {self.vector} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        return self.op(f"and {self.mask} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        return self.op(f"or {self.mask} {a}, {b}")

    def inverse(self, a: str) -> str:
        """The opposite mask."""
        return self.op(f"xor {self.mask} {a}, <{', '.join(['i1 true'] * self.lanes)}>")

    def select(self, mask: str, a: str, b: str) -> str:
        return self.op(f"select {self.mask} {mask}, {self.vector} {a}, {self.vector} {b}")

    def any(self, mask: str) -> str:
        """Whether any lane of a mask is set."""
        return self.op(f"call i1 @llvm.vector.reduce.or.v{self.lanes}i1({self.mask} {mask})")

    def largest(self, a: str) -> str:
        """The largest of all lanes, in every lane; none may be not a number."""
        name = f"llvm.vector.reduce.fmax.v{self.lanes}f64"
        return self.splat(self.op(f"call double @{name}({self.vector} {a})"))

    def splat(self, scalar: str) -> str:
        """A scalar double in every lane."""
        first = self.op(f"insertelement {self.vector} poison, double {scalar}, i64 0")
        return self.op(
            f"shufflevector {self.vector} {first}, {self.vector} poison, <{self.lanes} x i32> zeroinitializer"
        )

    def polynomial(self, z: str, coefficients: Sequence[float]) -> str:
        """Horner's rule, highest power first."""
        value = self.constant(coefficients[0])
        for c in coefficients[1:]:
            value = self.add(self.mul(value, z), self.constant(c))
        return value

    def integer_op(self, instruction: str, a: str, b: str) -> str:
        """Lane-wise integer arithmetic."""
        return self.op(f"{instruction} {self.integers} {a}, {b}")

    def as_integers(self, a: str) -> str:
        return self.op(f"bitcast {self.vector} {a} to {self.integers}")

    def as_doubles(self, a: str) -> str:
        return self.op(f"bitcast {self.integers} {a} to {self.vector}")

    # memory

    def address(self, pointer: str, index: str | int, element: str | None = None) -> str:
        """The address of an element (by default a vector) of an array."""
        return self.op(f"getelementptr {element or self.vector}, ptr {pointer}, i64 {index}")

    def load(self, pointer: str, index: str | int = 0) -> str:
        """A vector of an array of vectors."""
        at = self.address(pointer, index)
        return self.op(f"load {self.vector}, ptr {at}, align {self.bytes_per_vector}")

    def store(self, pointer: str, index: str | int, value: str) -> None:
        at = self.address(pointer, index)
        self.do(f"store {self.vector} {value}, ptr {at}, align {self.bytes_per_vector}")

    def load_scalar(self, pointer: str, index: str | int = 0, kind: str = "double") -> str:
        at = self.address(pointer, index, kind)
        return self.op(f"load {kind}, ptr {at}, align 8")

    def store_scalar(self, pointer: str, index: str | int, value: str, kind: str = "double") -> None:
        at = self.address(pointer, index, kind)
        self.do(f"store {kind} {value}, ptr {at}, align 8")

    def load_splat(self, pointer: str, index: str | int) -> str:
        """One double of an array of doubles, in every lane."""
        return self.splat(self.load_scalar(pointer, index))

    def load_mask(self, pointer: str, index: str | int = 0) -> str:
        """A mask kept in memory as a vector of 64-bit integers, set where not zero."""
        at = self.address(pointer, index)
        held = self.op(f"load {self.integers}, ptr {at}, align {self.bytes_per_vector}")
        return self.not_zero(held)

    def not_zero(self, a: str) -> str:
        """A mask of the integers that are not zero."""
        return self.op(f"icmp ne {self.integers} {a}, {self.integer_constant(0)}")

    def store_mask(self, pointer: str, index: str | int, mask: str) -> None:
        wide = self.op(f"zext {self.mask} {mask} to {self.integers}")
        at = self.address(pointer, index)
        self.do(f"store {self.integers} {wide}, ptr {at}, align {self.bytes_per_vector}")

    # control

    def i64(self, instruction: str, a: str | int, b: str | int) -> str:
        """Scalar integer arithmetic."""
        return self.op(f"{instruction} i64 {a}, {b}")

    def call(self, function: str, *arguments: str) -> None:
        """A call without a result; arguments carry their types."""
        self.do(f"call void @{function}({', '.join(arguments)})")

    def label(self, hint: str) -> str:
        self._names += 1
        return f"{hint}{self._names}"

    def start_block(self, label: str) -> None:
        """Begin a block; the previous one must have ended with a branch."""
        self.lines.append(f"{label}:")
        self._block = label

    def go_to(self, label: str) -> None:
        self.do(f"br label %{label}")

    @contextmanager
    def loop(self, count: str | int) -> Iterator[str]:
        """Repeat the body with an index from 0 to ``count`` - 1; ``count`` must be at least 1."""
        body, after = self.label("loop"), self.label("after")
        index, following = self.name(), self.name()
        entered_from = self._block
        self.go_to(body)
        self.start_block(body)
        place = len(self.lines)
        self.lines.append("")
        yield index
        self.lines[place] = f"  {index} = phi i64 [ 0, %{entered_from} ], [ {following}, %{self._block} ]"
        self.lines.append(f"  {following} = add i64 {index}, 1")
        more = self.op(f"icmp slt i64 {following}, {count}")
        self.do(f"br i1 {more}, label %{body}, label %{after}")
        self.start_block(after)

    def accumulate(
        self, count: int, initial: Sequence[str], body: Callable[[str, Sequence[str]], Sequence[str]]
    ) -> list[str]:
        """A counted loop that carries vectors; ``body`` gets index and values, returns the next values."""
        label, after = self.label("loop"), self.label("after")
        index, following = self.name(), self.name()
        carried = [self.name() for _ in initial]
        entered_from = self._block
        self.go_to(label)
        self.start_block(label)
        place = len(self.lines)
        self.lines.extend([""] * (1 + len(initial)))
        results = body(index, carried)
        latch = self._block
        self.lines[place] = f"  {index} = phi i64 [ 0, %{entered_from} ], [ {following}, %{latch} ]"
        for k, (name, first, result) in enumerate(zip(carried, initial, results, strict=True)):
            self.lines[place + 1 + k] = (
                f"  {name} = phi {self.vector} [ {first}, %{entered_from} ], [ {result}, %{latch} ]"
            )
        self.lines.append(f"  {following} = add i64 {index}, 1")
        more = self.op(f"icmp slt i64 {following}, {count}")
        self.do(f"br i1 {more}, label %{label}, label %{after}")
        self.start_block(after)
        return list(results)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Run the body only if a scalar condition (``i1``) holds."""
        then, after = self.label("then"), self.label("after")
        self.do(f"br i1 {condition}, label %{then}, label %{after}")
        self.start_block(then)
        yield
        self.go_to(after)
        self.start_block(after)

    @contextmanager
    def while_true(self) -> Iterator[str]:
        """Repeat the body until it branches to the yielded label."""
        body, after = self.label("repeat"), self.label("after")
        self.go_to(body)
        self.start_block(body)
        yield after
        self.go_to(body)
        self.start_block(after)


def module(functions: Sequence[str], others: Sequence[str], lanes: int) -> str:
    """Assembly of some functions, with declarations of the ``others`` that they call."""
    defined = "\n".join(functions)
    called = set(re.findall(r"call void @(\w+)\(", defined))
    declared = []
    for other in others:
        signature = other[: other.index(")") + 1].removeprefix("define ")
        if other not in functions and signature[signature.index("@") + 1 : signature.index("(")] in called:
            declared.append(f"declare {signature}\n")
    return _intrinsics(lanes) + "".join(declared) + defined


def _intrinsics(lanes: int) -> str:
    """Declarations of the LLVM intrinsics that the writers use."""
    vector, mask = f"<{lanes} x double>", f"<{lanes} x i1>"
    one = [f"declare {vector} @llvm.{name}.v{lanes}f64({vector})" for name in ("fabs", "sqrt")]
    two = [
        f"declare {vector} @llvm.{n}.v{lanes}f64({vector}, {vector})"
        for n in ("maximum", "minimum", "copysign")
    ]
    across = [
        f"declare i1 @llvm.vector.reduce.or.v{lanes}i1({mask})",
        f"declare double @llvm.vector.reduce.fmax.v{lanes}f64({vector})",
    ]
    return "\n".join([*one, *two, *across]) + "\n"
