"""A reader of SBML Level 3, for tests: the models whose equations a graph can express, in dimensionless units.

One unit of SBML's time is one minute. What is outside the subset raises `Outside` with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import libsbml

from skou.graph import functions as f
from skou.graph.model import Equations, Model, Output, ParameterSpec, StateSpec, build_model


class Outside(Exception):
    """The model uses something that is not read."""


_MINUTE = f.quantity(1.0, "min")
_UNARY: dict[int, Callable[[Any], Any]] = {
    libsbml.AST_FUNCTION_EXP: f.exp,
    libsbml.AST_FUNCTION_LN: f.log,
    libsbml.AST_FUNCTION_ABS: f.absolute,
    libsbml.AST_FUNCTION_SIN: f.sin,
    libsbml.AST_FUNCTION_COS: f.cos,
    libsbml.AST_FUNCTION_TAN: lambda x: f.sin(x) / f.cos(x),
    libsbml.AST_FUNCTION_TANH: f.tanh,
    libsbml.AST_FUNCTION_SINH: lambda x: 0.5 * (f.exp(x) - f.exp(-1.0 * x)),
    libsbml.AST_FUNCTION_COSH: lambda x: 0.5 * (f.exp(x) + f.exp(-1.0 * x)),
}
_RELATIONS: dict[int, Callable[[Any, Any], Any]] = {
    libsbml.AST_RELATIONAL_LT: lambda a, b: a < b,
    libsbml.AST_RELATIONAL_LEQ: lambda a, b: a <= b,
    libsbml.AST_RELATIONAL_GT: lambda a, b: a > b,
    libsbml.AST_RELATIONAL_GEQ: lambda a, b: a >= b,
}
_BINARY: dict[int, Callable[[Any, Any], Any]] = {
    libsbml.AST_DIVIDE: lambda a, b: a / b,
    libsbml.AST_POWER: f.power,
    libsbml.AST_FUNCTION_POWER: f.power,
    libsbml.AST_FUNCTION_LOG: lambda base, x: f.log(x) / f.log(base),
    libsbml.AST_FUNCTION_ROOT: lambda degree, x: f.power(x, 1.0 / degree),
}


def formula(node: Any, values: Mapping[str, Any]) -> Any:
    """The value of MathML in terms of traced symbols."""
    kind, count = node.getType(), node.getNumChildren()
    children = [node.getChild(k) for k in range(count)]
    if kind == libsbml.AST_NAME_AVOGADRO:
        return 6.02214179e23  # the value that Level 3 Version 1 fixes
    if node.isName():
        name = "time" if kind == libsbml.AST_NAME_TIME else node.getName()
        if name not in values:
            raise Outside(f"symbol {name}")
        return values[name]
    if node.isNumber():
        return float(node.getValue())
    if kind in (libsbml.AST_CONSTANT_PI, libsbml.AST_CONSTANT_E):
        return math.pi if kind == libsbml.AST_CONSTANT_PI else math.e
    if kind == libsbml.AST_FUNCTION_PIECEWISE and count % 2:
        result = formula(children[-1], values)
        for k in range(count - 3, -1, -2):
            test = children[k + 1]
            if test.getType() not in _RELATIONS or test.getNumChildren() != 2:
                raise Outside("a condition that is no comparison")
            sides = [formula(test.getChild(i), values) for i in range(2)]
            result = f.where(_RELATIONS[test.getType()](*sides), formula(children[k], values), result)
        return result
    arguments = [formula(c, values) for c in children]
    if kind == libsbml.AST_PLUS:
        return sum(arguments[1:], arguments[0]) if arguments else 0.0
    if kind == libsbml.AST_TIMES:
        return math.prod(arguments[1:], start=arguments[0]) if arguments else 1.0
    if kind == libsbml.AST_MINUS:
        return -1.0 * arguments[0] if count == 1 else arguments[0] - arguments[1]
    if kind in _UNARY and count == 1:
        return _UNARY[kind](arguments[0])
    if kind in _BINARY and count == 2:
        return _BINARY[kind](*arguments)
    raise Outside(f"operation {node.getName() or kind}")


def read(text: str, amounts: set[str], variables: list[str]) -> Model:
    """A model with one output a variable; species as amounts where named so, else as concentrations."""
    document = libsbml.readSBMLFromString(text)
    if (
        document.getLevel() != 3
        or document.getNumPlugins()
        or document.getNumErrors(libsbml.LIBSBML_SEV_ERROR)
    ):
        raise Outside("not plain Level 3")
    for option in ("expandFunctionDefinitions", "expandInitialAssignments", "promoteLocalParameters"):
        properties = libsbml.ConversionProperties()
        properties.addOption(option, True)
        if document.convert(properties) != libsbml.LIBSBML_OPERATION_SUCCESS:
            raise Outside(option)
    model = document.getModel()
    for what in ("Events", "InitialAssignments", "FunctionDefinitions"):
        if getattr(model, f"getNum{what}")():
            raise Outside(what)
    return _Reader(model).build(amounts, variables)


class _Reader:
    def __init__(self, model: Any) -> None:
        if model.isSetConversionFactor():
            raise Outside("conversion factor")
        self.model = model
        self.size = {c.getId(): c.getSize() for c in model.getListOfCompartments()}
        self.species = {s.getId(): s for s in model.getListOfSpecies()}
        self.rates = {r.getVariable(): r.getMath() for r in model.getListOfRules() if r.isRate()}
        self.assigned = {r.getVariable(): r.getMath() for r in model.getListOfRules() if r.isAssignment()}
        if len(self.rates) + len(self.assigned) != model.getNumRules():
            raise Outside("algebraic rule")
        if any(c in self.rates or c in self.assigned for c in self.size):
            raise Outside("a compartment that changes")
        self.start = {p.getId(): p.getValue() for p in model.getListOfParameters()}
        self.start.update(self.size)
        for name, one in self.species.items():
            if one.isSetConversionFactor():
                raise Outside("conversion factor")
            value = one.getInitialAmount()
            if one.isSetInitialConcentration():
                value = one.getInitialConcentration() * self.size[one.getCompartment()]
            self.start[name] = value / self.volume(name)
        self.flows: dict[str, list[tuple[float, Any]]] = {}
        for reaction in model.getListOfReactions():
            self._add(reaction)
        self.moving = [n for n in self.start if n in self.rates or n in self.flows]
        self.fixed = [n for n in self.start if n not in self.moving and n not in self.assigned]
        self.ordered = {n: math for n, math in self.assigned.items() if n in self.start}
        if len(self.ordered) != len(self.assigned):
            raise Outside("a stoichiometry that changes")
        for name in (*self.moving, *self.fixed):
            if not math.isfinite(self.start[name]):
                raise Outside(f"{name} has no value")

    def volume(self, name: str) -> float:
        """By what an amount is divided to give the symbol of a species."""
        one = self.species.get(name)
        return 1.0 if one is None or one.getHasOnlySubstanceUnits() else self.size[one.getCompartment()]

    def _add(self, reaction: Any) -> None:
        if not reaction.isSetKineticLaw() or (reaction.isSetFast() and reaction.getFast()):
            raise Outside("a reaction without law, or fast")
        law = reaction.getKineticLaw().getMath()
        self.start.pop(reaction.getId(), None)
        for sign, references in ((-1.0, reaction.getListOfReactants()), (1.0, reaction.getListOfProducts())):
            for reference in references:
                if reference.getId() or not reference.getConstant() or not reference.isSetStoichiometry():
                    raise Outside("a stoichiometry that changes")
                one = self.species[reference.getSpecies()]
                if not (one.getBoundaryCondition() or one.getConstant()):
                    self.flows.setdefault(one.getId(), []).append((sign * reference.getStoichiometry(), law))

    def _values(self, t: Any, s: Any, p: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"time": t / _MINUTE}
        values.update({n: s[n] for n in self.moving}, **{n: p[n] for n in self.fixed})
        waiting = dict(self.ordered)
        while waiting:
            for name, node in list(waiting.items()):
                try:
                    values[name] = formula(node, values)
                except Outside:
                    continue
                del waiting[name]
                break
            else:
                formula(next(iter(waiting.values())), values)
        return values

    def build(self, amounts: set[str], variables: list[str]) -> Model:
        def equations(t: Any, s: Any, p: Any) -> Equations:
            values = self._values(t, s, p)
            slopes = {}
            for name in self.moving:
                if name in self.rates:
                    total = formula(self.rates[name], values)
                else:
                    flows = [weight * formula(law, values) for weight, law in self.flows[name]]
                    total = sum(flows[1:], flows[0]) / self.volume(name)
                slopes[name] = (total + 0.0 * s[name]) / _MINUTE
            outputs = {}
            for name in variables:
                value = values[name]
                if name in self.species:
                    size = self.size[self.species[name].getCompartment()]
                    value = value * self.volume(name) / (1.0 if name in amounts else size)
                outputs[f"out_{name}"] = Output(value + 0.0 * s[self.moving[0]], "1")
            return Equations(slopes, outputs)

        if not self.moving or any(v not in self.start for v in variables):
            raise Outside("nothing moves, or no such variable")
        largest = max((abs(self.start[n]) for n in self.moving), default=0.0) or 1.0
        return build_model(
            self.model.getId() or "model",
            [StateSpec(n, "1", self.start[n], positive=False, scale=largest) for n in self.moving],
            [ParameterSpec(n, "1", self.start[n]) for n in self.fixed],
            equations,
        )
