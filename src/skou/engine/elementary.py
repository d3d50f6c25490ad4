"""exp, log, tanh, sin, cos and pow for vectors, as LLVM assembly; within a few units in the last place.

At the edge of a domain they say so: a logarithm or power of a negative number is not a number, of zero it is
what IEEE arithmetic gives, an overflow is infinite. The solver then fails that lane and no other.

The approximations are the classical ones: Taylor polynomial with exponent scaling (exp), the minimax forms of
Sun's fdlibm (log, sin, cos) and of Moshier's Cephes (tanh).
"""

from __future__ import annotations

import math

from skou.engine.assembly import FunctionWriter

_ROUNDING_MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to the nearest whole number
_MAGIC_BITS = 0x4338000000000000
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_PI_2 = (1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21)
_SMALLEST_NORMAL = 2.2250738585072014e-308
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_LOG = (
    1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
    2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01,
)  # fmt: skip
_SIN = (
    1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
    -1.98412698298579493134e-04, 8.33333333332248946124e-03, -1.66666666666666324348e-01,
)  # fmt: skip
_COS = (
    -1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
    2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02,
)  # fmt: skip
_TANH_TOP = (-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3)
_TANH_BOTTOM = (1.0, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3)


def _nearest_whole(f: FunctionWriter, x: str) -> tuple[str, str]:
    """The nearest whole number as a double, and shifted so that its lowest bits are the integer."""
    shifted = f.add(x, f.constant(_ROUNDING_MAGIC))
    return f.sub(shifted, f.constant(_ROUNDING_MAGIC)), shifted


def exp(f: FunctionWriter, x: str) -> str:
    """e to the x; infinite above 709.4, zero below -708."""
    k, shifted = _nearest_whole(f, f.mul(x, f.constant(1.4426950408889634)))
    r = f.sub(x, f.mul(k, f.constant(_LN2_HIGH)))
    r = f.sub(r, f.mul(k, f.constant(_LN2_LOW)))
    p = f.polynomial(r, [1.0 / math.factorial(i) for i in range(12, -1, -1)])
    biased = f.integer_op("add", f.as_integers(shifted), f.integer_constant(1023))
    power = f.as_doubles(f.integer_op("shl", biased, f.integer_constant(52)))
    result = f.mul(p, power)
    result = f.select(f.compare("ogt", x, f.constant(709.4)), f.constant(math.inf), result)
    return f.select(f.compare("olt", x, f.constant(-708.0)), f.constant(0.0), result)


def log(f: FunctionWriter, x: str) -> str:
    """Natural logarithm; minus infinity at zero, not a number below."""
    bits = f.as_integers(x)
    e = f.integer_op("sub", bits, f.integer_constant(_SQRT_HALF_BITS))
    e = f.integer_op("ashr", e, f.integer_constant(52))
    mantissa = f.as_doubles(f.integer_op("sub", bits, f.integer_op("shl", e, f.integer_constant(52))))
    k = f.as_doubles(f.integer_op("add", e, f.integer_constant(_MAGIC_BITS)))
    k = f.sub(k, f.constant(_ROUNDING_MAGIC))
    u = f.sub(mantissa, f.constant(1.0))
    s = f.div(u, f.add(u, f.constant(2.0)))
    z = f.mul(s, s)
    tail = f.mul(z, f.polynomial(z, _LOG))
    half = f.mul(f.mul(u, u), f.constant(0.5))
    low = f.add(f.mul(s, f.add(half, tail)), f.mul(k, f.constant(_LN2_LOW)))
    result = f.sub(f.mul(k, f.constant(_LN2_HIGH)), f.sub(f.sub(half, low), u))
    result = f.add(result, f.sub(x, x))
    edge = f.select(f.compare("oge", x, f.constant(0.0)), f.constant(-math.inf), f.constant(math.nan))
    return f.select(f.compare("olt", x, f.constant(_SMALLEST_NORMAL)), edge, result)


def tanh(f: FunctionWriter, x: str) -> str:
    """Hyperbolic tangent, with full relative accuracy near zero."""
    size = f.absolute(x)
    z = f.mul(x, x)
    ratio = f.div(f.polynomial(z, _TANH_TOP), f.polynomial(z, _TANH_BOTTOM))
    near = f.add(x, f.mul(f.mul(x, z), ratio))
    far = f.add(exp(f, f.mul(size, f.constant(2.0))), f.constant(1.0))
    far = f.sub(f.constant(1.0), f.div(f.constant(2.0), far))
    far = f.intrinsic("copysign", far, x)
    return f.select(f.compare("ogt", size, f.constant(0.625)), far, near)


def _sine_and_cosine(f: FunctionWriter, x: str) -> tuple[str, str, str]:
    """sin and cos of x reduced to a quarter turn either side, and which quarter turn it was (integers)."""
    k, shifted = _nearest_whole(f, f.mul(x, f.constant(2.0 / math.pi)))
    r = x
    for part in _PI_2:
        r = f.sub(r, f.mul(k, f.constant(part)))
    z = f.mul(r, r)
    sine = f.add(r, f.mul(f.mul(r, z), f.polynomial(z, _SIN)))
    half = f.sub(f.constant(1.0), f.mul(z, f.constant(0.5)))
    cosine = f.add(half, f.mul(f.mul(z, z), f.polynomial(z, _COS)))
    return sine, cosine, f.as_integers(shifted)


def _turned(f: FunctionWriter, x: str, quarter_turns: int) -> str:
    """sin of (x + a number of quarter turns)."""
    sine, cosine, quarter = _sine_and_cosine(f, x)
    quarter = f.integer_op("add", quarter, f.integer_constant(quarter_turns))
    odd = f.integer_op("and", quarter, f.integer_constant(1))
    value = f.select(f.not_zero(odd), cosine, sine)
    sign = f.integer_op(
        "and", f.integer_op("shl", quarter, f.integer_constant(62)), f.integer_constant(-(2**63))
    )
    return f.as_doubles(f.integer_op("xor", f.as_integers(value), sign))


def sin(f: FunctionWriter, x: str) -> str:
    """Sine, for |x| up to about 1e8."""
    return _turned(f, x, 0)


def cos(f: FunctionWriter, x: str) -> str:
    """Cosine, for |x| up to about 1e8."""
    return _turned(f, x, 1)


def sqrt(f: FunctionWriter, x: str) -> str:
    """Square root; not a number below zero."""
    return f.intrinsic("sqrt", x)


def power(f: FunctionWriter, logarithm: str, exponent: str) -> str:
    """A base of zero or more, given by its logarithm, to the exponent; not a number for a negative base."""
    result = exp(f, f.mul(exponent, logarithm))
    return f.select(f.compare("oeq", exponent, f.constant(0.0)), f.constant(1.0), result)


def whole_power(f: FunctionWriter, base: str, exponent: int) -> str:
    """base to a whole number, by repeated squaring; any base."""
    result: str | None = None
    square, left = base, abs(exponent)
    while left:
        if left & 1:
            result = square if result is None else f.mul(result, square)
        left >>= 1
        if left:
            square = f.mul(square, square)
    if result is None:
        return f.constant(1.0)
    return result if exponent > 0 else f.div(f.constant(1.0), result)
