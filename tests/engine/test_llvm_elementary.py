"""Elementary functions in vector code against NumPy in extended precision, and at the edges of domains."""

import ctypes

import numpy as np
import pytest

from skou.engine import elementary
from skou.engine.assembly import FunctionWriter, module
from skou.engine.host import LoadedCode, compile_module

EPSILON = 2.0**-52
LANES = 4


@pytest.fixture(scope="module")
def call():
    """Calls one compiled function on an array."""
    functions = []
    for name in ("exp", "log", "tanh", "sin", "cos", "sqrt"):
        f = FunctionWriter(LANES)
        with f.loop("%n") as i:
            f.store("%out", i, getattr(elementary, name)(f, f.load("%x", i)))
        functions.append(f.text(f"void @{name}(ptr %x, ptr %y, ptr %out, i64 %n)", "#0"))
    f = FunctionWriter(LANES)
    with f.loop("%n") as i:
        f.store("%out", i, elementary.power(f, elementary.log(f, f.load("%x", i)), f.load("%y", i)))
    functions.append(f.text("void @power(ptr %x, ptr %y, ptr %out, i64 %n)", "#0"))
    for exponent in (0, 3, -2, 11):
        f = FunctionWriter(LANES)
        with f.loop("%n") as i:
            f.store("%out", i, elementary.whole_power(f, f.load("%x", i), exponent))
        functions.append(f.text(f"void @whole{exponent + 2}(ptr %x, ptr %y, ptr %out, i64 %n)", "#0"))
    code = LoadedCode([compile_module(module(functions, functions, LANES), LANES)])

    def run(name, x, y=None):
        count = -(-len(x) // LANES)
        arrays = [_aligned(count * LANES) for _ in range(3)]
        arrays[0][: len(x)] = x
        arrays[1][: len(x)] = x if y is None else y
        signature = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, ctypes.c_int64)
        signature(code.address(name))(*(a.ctypes.data for a in arrays), count)
        return arrays[2][: len(x)].copy()

    return run


def _aligned(count):
    raw = np.ones(count + 8)
    shift = (-raw.ctypes.data % 64) // 8
    return raw[shift : shift + count]


def _spread(low, high, count=20_001):
    return np.linspace(low, high, count)


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("exp", _spread(-700.0, 700.0)),
        ("exp", _spread(-1.0, 1.0)),
        ("log", np.exp(_spread(-700.0, 700.0))),
        ("log", _spread(0.5, 2.0)),
        ("tanh", 10.0 ** _spread(-15.0, 2.0)),
        ("tanh", _spread(-3.0, 3.0)),
        ("sqrt", 10.0 ** _spread(-200.0, 200.0)),
    ],
)
def test_within_two_units_in_the_last_place(call, name, x):
    exact = getattr(np, name)(x.astype(np.longdouble))
    scale = np.where(exact == 0, 1, np.abs(exact))
    assert np.max(np.abs(call(name, x) - exact) / scale) < 2 * EPSILON


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_circular_functions_keep_their_accuracy_over_years_of_minutes(call, name):
    x = np.concatenate([_spread(-10.0, 10.0), _spread(-3e6, 3e6)])
    assert np.max(np.abs(call(name, x) - getattr(np, name)(x.astype(np.longdouble)))) < 2 * EPSILON


def test_powers(call):
    x, y = np.exp(_spread(-20.0, 20.0)), np.resize([-3.5, -1.0, 0.0, 0.3, 1.0, 2.7, 12.0], 20_001)
    assert np.allclose(call("power", x, y), x**y, rtol=1e-13, atol=0.0)
    assert call("power", np.zeros(4), np.array([2.5, 1.0, 0.0, -1.0])).tolist() == [0.0, 0.0, 1.0, np.inf]
    for exponent in (0, 3, -2, 11):
        assert np.allclose(call(f"whole{exponent + 2}", -x), (-x) ** exponent, rtol=1e-14, atol=0.0)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("exp", 800.0, np.inf),
        ("exp", -800.0, 0.0),
        ("exp", np.nan, np.nan),
        ("exp", -np.inf, 0.0),
        ("log", 0.0, -np.inf),
        ("log", -1e-300, np.nan),
        ("log", np.nan, np.nan),
        ("sqrt", -1e-9, np.nan),
        ("tanh", 1e300, 1.0),
        ("tanh", -np.inf, -1.0),
        ("tanh", np.nan, np.nan),
        ("sin", np.inf, np.nan),
        ("cos", np.nan, np.nan),
        ("power", -1.0, np.nan),
    ],
)
def test_the_edges_of_the_domains_are_not_garbage(call, name, x, expected):
    y = np.array([0.5] * 4) if name == "power" else None
    assert np.array_equal(call(name, np.full(4, x), y), np.full(4, expected), equal_nan=True)
