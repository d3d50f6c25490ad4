"""What `FunctionWriter` writes as LLVM assembly, written as CUDA C++: one lane, the same operations in order.

So the equations, the elimination and the elementary functions come from the same code on both sides.
"""

from __future__ import annotations

import math

from skou.engine.assembly import FunctionWriter, double_literal

_SIGNS = {"fadd": "+", "fsub": "-", "fmul": "*", "fdiv": "/"}
_COMPARE = {"olt": "<", "ole": "<=", "ogt": ">", "oge": ">=", "oeq": "==", "une": "!="}
_INTRINSICS = {
    "fabs": "fabs",
    "sqrt": "sqrt",
    "copysign": "copysign",
    "maximum": "larger_of",
    "minimum": "smaller_of",
}
_WHOLE = {"add": "+", "sub": "-", "and": "&", "xor": "^"}


def number(value: float) -> str:
    """A double, exactly."""
    if math.isfinite(value):
        return f"({value.hex()})" if value < 0.0 else value.hex()
    return f"as_double({double_literal(value)}LL)"


class CudaWriter(FunctionWriter):
    """The body of one C++ function; names begin with ``%`` until the text is finished."""

    def __init__(self) -> None:
        super().__init__(1)

    def _define(self, kind: str, value: str) -> str:
        name = self.name()
        self.lines.append(f"  const {kind} {name} = {value};")
        return name

    def text(self, signature: str, attributes: str = "", result: str = "") -> str:
        """The finished function; with a ``result`` it returns that."""
        ending = [f"  return {result};"] if result else []
        body = "\n".join([*self.lines, *ending]).replace("%", "")
        return f"{attributes} {signature} {{\n{body}\n}}\n"

    def constant(self, value: float) -> str:
        return number(value)

    def integer_constant(self, value: int) -> str:
        return f"(long long)0x{value % 2**64:x}ULL"

    def _binary(self, instruction: str, a: str, b: str) -> str:
        return self._define("double", f"{a} {_SIGNS[instruction]} {b}")

    def neg(self, a: str) -> str:
        return self._define("double", f"-{a}")

    def intrinsic(self, name: str, *arguments: str) -> str:
        return self._define("double", f"{_INTRINSICS[name]}({', '.join(arguments)})")

    def compare(self, condition: str, a: str, b: str) -> str:
        return self._define("bool", f"{a} {_COMPARE[condition]} {b}")

    def select(self, mask: str, a: str, b: str) -> str:
        return self._define("double", f"{mask} ? {a} : {b}")

    def not_zero(self, a: str) -> str:
        return self._define("bool", f"{a} != 0")

    def integer_op(self, instruction: str, a: str, b: str) -> str:
        if instruction == "ashr":
            return self._define("long long", f"{a} >> {b}")
        sign = "<<" if instruction == "shl" else _WHOLE[instruction]
        return self._define(
            "long long", f"(long long)((unsigned long long){a} {sign} (unsigned long long){b})"
        )

    def as_integers(self, a: str) -> str:
        return self._define("long long", f"as_integer({a})")

    def as_doubles(self, a: str) -> str:
        return self._define("double", f"as_double({a})")

    def load(self, pointer: str, index: str | int = 0) -> str:
        return self._define("double", f"{pointer}[{index}]")

    def store(self, pointer: str, index: str | int, value: str) -> None:
        self.lines.append(f"  {pointer}[{index}] = {value};")

    def call_value(self, function: str, *arguments: str) -> str:
        """A call that gives a double."""
        return self._define("double", f"{function}({', '.join(arguments)})")
