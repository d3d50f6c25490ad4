"""The body's equations under the names that their authors gave them, found while the equations are traced."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

import skou.body
from skou.body.assembly import equations
from skou.body.parameter_table import parameter_specs
from skou.body.states import STATES
from skou.graph.checked_model import Model
from skou.graph.emit_latex import Equation, named_equations, symbol_latex
from skou.graph.expression import Expression
from skou.graph.graph import LEAVES
from skou.graph.model import build_model

FOLDER = Path(skou.body.__file__).parent
WRITTEN_IN_PLACE = ("kidney.saturation", "ledger")
_ACRONYMS = {
    "ecf": "ECF",
    "icf": "ICF",
    "ncc": "NCC",
    "enac": "ENaC",
    "romk": "ROMK",
    "bk": "BK",
    "trpm6": "TRPM6",
    "trpv5": "TRPV5",
    "pth": "PTH",
    "fgf23": "FGF23",
    "gfr": "GFR",
    "hk": "H,K",
    "atpase": "ATPase",
    "casr": "CaSR",
    "ph": "pH",
    "pco2": "pCO2",
    "25oh": "25-OH",
    "beta2": "beta-2",
    "nkcc2": "NKCC2",
}
_LABELS = {
    "Fluids": "plasma",
    "Gut": "gut",
    "Cells": "from cells",
    "Bone": "from bone",
    "Filtrate": "filtered",
    "ProximalTubule": "after proximal tubule",
    "ThickAscendingLimb": "after thick limb",
    "DistalConvolutedTubule": "after distal tubule",
    "CollectingDuct": "after collecting duct",
    "Urine": "urine",
    "Losses": "lost",
    "BowelLosses": "bowel loss",
    "Clamps": "clamp",
    "OrganicAcid": "organic acid",
    "AcidExcretion": "excreted",
    "HormoneEffects": "effect",
}
_CONCENTRATIONS = ("potassium", "sodium", "magnesium", "calcium", "phosphate", "glucose", "organic_anion")


@dataclass(frozen=True)
class Name:
    """What a node is called: words, where it belongs, and the function that computes it."""

    words: str
    label: str
    module: str
    function: str
    unit: str = ""


@dataclass(frozen=True)
class Body:
    """The traced body with names: one equation a named quantity and a state, each with its module."""

    model: Model
    equations: tuple[tuple[str, Equation], ...]
    """Module (empty for the balance of a state) and equation."""
    balances: dict[str, Equation]
    """Equation of the derivative by state."""
    modules: dict[int, str]
    """Module of every named quantity."""
    units: dict[int, str]
    """Its unit as it came out of the equations."""


def words(name: str) -> str:
    """A Python name in words.

    Examples
    --------
    >>> words("enac_abundance_target"), words("ecf_potassium")
    ('ENaC abundance target', 'ECF potassium')
    """
    return " ".join(_ACRONYMS.get(w, w) for w in name.strip("_").split("_"))


def traced_body() -> Body:
    """Trace the body once more, noting how every quantity is called where it is computed."""
    names: dict[int, Name] = {}
    with _watching(lambda frame, value: _note(frame, value, names)):
        model = build_model("skou_body", STATES, parameter_specs(), equations)
    wanted = {n for n in names if model.graph.ops[n] not in LEAVES}
    symbols = _symbols({n: names[n] for n in names if n in wanted})
    leaves = _leaf_symbols(model)
    derivatives: dict[int, str] = {}
    balances: dict[str, Equation] = {}
    for spec, node in zip(model.states, model.derivative_nodes, strict=True):
        left = rf"\frac{{d\,\text{{{words(spec.name)}}}}}{{dt}}"
        if node in symbols or node in derivatives or model.graph.ops[node] in LEAVES:
            right = symbols.get(node) or derivatives.get(node) or leaves[node]
            balances[spec.name] = Equation(node, left, right, frozenset({node}))
        else:
            derivatives[node] = left
    found = named_equations(model, {**leaves, **symbols, **derivatives})
    lefts = {left: spec.name for spec, left in _lefts(model, derivatives)}
    balances |= {lefts[e.left]: e for e in found if e.left in lefts}
    modules = {n: names[n].module for n in symbols}
    named = tuple((modules[e.node], e) for e in found if e.node in modules)
    return Body(model, named, balances, modules, {n: names[n].unit for n in symbols})


def _lefts(model: Model, derivatives: dict[int, str]) -> Iterator[tuple[Any, str]]:
    for spec, node in zip(model.states, model.derivative_nodes, strict=True):
        if node in derivatives:
            yield spec, derivatives[node]


def _leaf_symbols(model: Model) -> dict[int, str]:
    found: dict[int, str] = {}
    graph = model.graph
    for node, op in enumerate(graph.ops):
        if op == "state":
            found[node] = rf"\text{{{words(model.state_names[graph.args[node][0]])}}}"
        elif op == "parameter":
            found[node] = symbol_latex(model.parameters[graph.args[node][0]].symbol)
        elif op == "const":
            found[node] = f"{graph.values[node]:.6g}"
    return {n: s for n, s in found.items() if graph.ops[n] != "const"} | {
        n: s for n, s in found.items() if graph.ops[n] == "const" and n in model.derivative_nodes
    }


def _symbols(names: dict[int, Name]) -> dict[int, str]:
    """LaTeX of every named node, told apart by where it belongs."""
    plain: dict[str, list[int]] = {}
    for node, name in names.items():
        plain.setdefault(_symbol(name.words, name.label), []).append(node)
    symbols: dict[int, str] = {}
    for symbol, nodes in plain.items():
        if len(nodes) == 1:
            symbols[nodes[0]] = symbol
            continue
        taken: dict[str, int] = {}
        for node in nodes:
            name = names[node]
            told = _symbol(name.words, name.label or name.function)
            taken[told] = taken.get(told, 0) + 1
            symbols[node] = (
                told if taken[told] == 1 else _symbol(name.words, f"{name.function} {taken[told]}")
            )
    return symbols


def _symbol(text: str, label: str) -> str:
    return rf"\text{{{text}}}" + (rf"_{{\text{{{label}}}}}" if label else "")


@contextmanager
def _watching(note: Callable[[FrameType, Any], None]) -> Iterator[None]:
    """Call ``note`` with the frame and the value of every return from a function of the body."""
    folder = str(FOLDER)

    def watch(frame: FrameType, event: str, value: Any) -> None:
        if event == "return" and frame.f_code.co_filename.startswith(folder):
            note(frame, value)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


def _note(frame: FrameType, value: Any, names: dict[int, Name]) -> None:
    code = frame.f_code
    module = ".".join(Path(code.co_filename).relative_to(FOLDER).with_suffix("").parts)
    function = code.co_name
    if module in WRITTEN_IN_PLACE or function.startswith(("<", "__")):
        return
    if is_dataclass(value) and not isinstance(value, type):
        label = _LABELS.get(type(value).__name__, "")
        for f in fields(value):
            shown = label if label != "plasma" or f.name.startswith(_CONCENTRATIONS) else ""
            _give(getattr(value, f.name), Name(words(f.name), shown, module, words(function)), names)
    elif isinstance(value, Expression):
        _give(value, Name(words(function), "", module, words(function)), names)
    arguments = code.co_varnames[: code.co_argcount]
    for local, held in frame.f_locals.items():
        if local not in arguments and len(local) > 1:
            _give(held, Name(words(local), "", module, words(function)), names)


def _give(value: Any, name: Name, names: dict[int, Name]) -> None:
    if isinstance(value, Expression) and value.node not in names:
        names[value.node] = replace(name, unit=str(value.unit))
