"""Equations in LaTeX: every operation, balanced, with symbols."""

import pytest

from skou.graph import functions as f
from skou.graph.emit_latex import latex_equations, to_latex
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model

from .toy import toy


def written(formula):
    model = build_model(
        "m",
        [StateSpec("x", "1", 1.0), StateSpec("y", "1", 1.0)],
        [ParameterSpec("n", "1", 2.0, symbol="n"), ParameterSpec("half_life", "1", 2.0)],
        lambda t, s, p: Equations(
            {"x": formula(s.x, s.y, p) / f.quantity(1.0, "min"), "y": 0.0},
        ),
    )
    return (
        latex_equations(model)[r"\frac{d\,\mathrm{x}}{dt}"]
        .replace(r"\mathrm{x}", "x")
        .replace(r"\mathrm{y}", "y")
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (lambda x, y, p: x - (y + 2.0), r"x - \left(y + 2\right)"),
        (lambda x, y, p: x * (y - 1.0), r"x \, \left(y - 1\right)"),
        (lambda x, y, p: (x + y) / y, r"\frac{x + y}{y}"),
        (lambda x, y, p: x**p.n, r"{x}^{n}"),
        (lambda x, y, p: (x + y) ** p.n, r"{\left(x + y\right)}^{n}"),
        (lambda x, y, p: f.exp(-x), r"\exp\left(-x\right)"),
        (lambda x, y, p: f.log(x) + f.sqrt(y), r"\ln\left(x\right) + \sqrt{y}"),
        (lambda x, y, p: f.maximum(x, y), r"\max\left(x, y\right)"),
        (lambda x, y, p: f.absolute(x), r"\left|x\right|"),
        (lambda x, y, p: p.half_life * x, r"x \, \mathrm{half\_life}"),
        (lambda x, y, p: 2.5e-9 * x, r"2.5 \cdot 10^{-9} \, x"),
        (
            lambda x, y, p: f.where(x <= y, x, 0.0),
            r"\begin{cases} x & x \le y \\ 0 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_operations(formula, expected):
    assert written(formula) == expected


def test_a_whole_model():
    model = toy()
    equations = latex_equations(model)
    for name in model.state_names:
        escaped = name.replace("_", r"\_")
        assert rf"\frac{{d\,\mathrm{{{escaped}}}}}{{dt}}" in equations
    for name in model.output_names:
        escaped = name.replace("_", r"\_")
        assert rf"\mathrm{{{escaped}}}" in equations
    document = to_latex(model)
    assert document.count("{") == document.count("}")
    assert document.count(r"\left") == document.count(r"\right")
    assert "V_e" in document
    # the shared concentration is written once, under its output's name, and used by that name
    concentration = r"\mathrm{plasma\_potassium\_concentration}"
    assert equations[concentration] == r"\frac{\mathrm{plasma\_potassium}}{V_e}"
    assert document.count(r"\frac{\mathrm{plasma\_potassium}}{V_e}") == 1


def test_outputs_can_be_left_out():
    equations = latex_equations(toy(), outputs=False)
    assert not any("excretion" in left and "frac" not in left for left in equations)
    assert any(left.startswith("x_") for left in equations)
