"""A model as SBML Level 3: states, parameters and outputs are SBML parameters with rules.

Systems Biology Markup Language Level 3 Core, Version 1 doi:10.1515/jib-2017-0080, Version 2
doi:10.1515/jib-2017-0081. Time is in minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import ArrayLike

from skou.errors import ProtocolError
from skou.graph import mathml
from skou.graph.checked_model import Model
from skou.graph.sbml_sharing import leaf_texts, shared_by_functions, shared_by_rules
from skou.graph.sbml_units import UnitDefinitions


class TimedChanges(Protocol):
    """What is written as an SBML event; `skou.engine.events.Event` is one."""

    @property
    def time(self) -> ArrayLike: ...
    @property
    def set(self) -> Mapping[str, ArrayLike]: ...
    @property
    def add(self) -> Mapping[str, ArrayLike]: ...
    @property
    def scale(self) -> Mapping[str, ArrayLike]: ...


def sbml_identifiers(model: Model) -> dict[tuple[str, str], str]:
    """Identifier of every (kind, name), kind being state, parameter or output: the name, free of clashes."""
    taken: set[str] = set()
    found: dict[tuple[str, str], str] = {}
    for kind, names in (
        ("state", model.state_names),
        ("parameter", model.parameter_names),
        ("output", model.output_names),
    ):
        for name in names:
            identifier = _plain(name)
            while identifier in taken:
                identifier = f"{identifier}_{kind}"
            taken.add(identifier)
            found[kind, name] = identifier
    return found


def to_sbml(
    model: Model,
    initial: ArrayLike | None = None,
    parameters: ArrayLike | None = None,
    events: Iterable[TimedChanges] = (),
    outputs: bool = True,
    sharing: Literal["rules", "functions"] = "rules",
) -> str:
    """The model as an SBML document for one patient.

    Parameters
    ----------
    model : Model
    initial, parameters : array, optional
        Values instead of the defaults.
    events : iterable of Event, optional
        Written as SBML events with fixed times.
    outputs : bool
        Write the outputs as assignment rules.
    sharing : {"rules", "functions"}
        How quantities that several equations use are written: as assignment rules (Version 1), the readable
        way; or bound by function definitions (Version 2), without which libRoadRunner cannot load the body.

    Returns
    -------
    str
        XML. Units are declared where SBML has them; names that stand for two things get their kind appended.

    Raises
    ------
    ProtocolError
        For events with one value a patient.
    """
    names = sbml_identifiers(model)
    units = UnitDefinitions()
    events = list(events)
    changing = {p for e in events for p in (*e.set, *e.scale)}
    y0 = np.asarray(model.initial() if initial is None else initial, float)
    p0 = np.asarray(model.defaults() if parameters is None else parameters, float)
    symbols = [
        _symbol(names["state", s.name], float(v), units.attribute(s.unit), s.description, constant=False)
        for s, v in zip(model.states, y0, strict=True)
    ]
    symbols += [
        _symbol(
            names["parameter", p.name],
            float(v),
            units.attribute(p.unit),
            p.description,
            p.name not in changing,
        )
        for p, v in zip(model.parameters, p0, strict=True)
    ]
    roots = [*model.derivative_nodes, *(model.output_nodes if outputs else ())]
    leaves = leaf_texts(
        model.graph,
        roots,
        {("state", i): names["state", n] for i, n in enumerate(model.state_names)}
        | {("parameter", i): names["parameter", n] for i, n in enumerate(model.parameter_names)},
    )
    functions: list[str] = []
    rules: list[str] = []
    if sharing == "functions":
        text, functions = shared_by_functions(model.graph, roots, leaves)
    else:
        text, shared = shared_by_rules(model.graph, roots, leaves)
        symbols += [f'<parameter id="{identifier}" constant="false"/>' for identifier, _ in shared]
        rules += [_assignment(identifier, formula) for identifier, formula in shared]
    if outputs:
        for spec, node in zip(model.output_specs, model.output_nodes, strict=True):
            identifier = names["output", spec.name]
            symbols.append(_symbol(identifier, None, units.attribute(spec.unit), spec.description, False))
            rules.append(_assignment(identifier, text[node]))
    for spec, node in zip(model.states, model.derivative_nodes, strict=True):
        rules.append(
            f'<rateRule variable="{names["state", spec.name]}">{mathml.document(text[node])}</rateRule>'
        )
    time_unit = units.attribute("min").replace(" units=", " timeUnits=")
    body = (
        _list("listOfFunctionDefinitions", functions)
        + _list("listOfUnitDefinitions", units.lines())
        + _list("listOfParameters", symbols)
        + _list("listOfRules", rules)
        + _list("listOfEvents", [_event(model, names, e, k) for k, e in enumerate(events)])
    )
    version = 2 if sharing == "functions" else 1
    namespace = f"http://www.sbml.org/sbml/level3/version{version}/core"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<sbml xmlns="{namespace}" level="3" version="{version}">',
            f'<model id="{_plain(model.name)}" name={quoteattr(model.name)}{time_unit}>',
            *body,
            "</model>",
            "</sbml>",
            "",
        ]
    )


def _symbol(identifier: str, value: float | None, unit: str, description: str, constant: bool) -> str:
    label = f" name={quoteattr(description)}" if description else ""
    amount = "" if value is None else f' value="{value!r}"'
    return f'<parameter id="{identifier}"{label}{amount}{unit} constant="{str(constant).lower()}"/>'


def _assignment(identifier: str, formula: str) -> str:
    return f'<assignmentRule variable="{identifier}">{mathml.document(formula)}</assignmentRule>'


def _event(model: Model, names: Mapping[tuple[str, str], str], event: TimedChanges, rank: int) -> str:
    formulas: dict[str, str] = {}
    for name, value in event.set.items():
        model.find_parameter(name)
        formulas[names["parameter", name]] = mathml.number(_one(value))
    for name, value in event.scale.items():
        model.find_parameter(name)
        identifier = names["parameter", name]
        before = formulas.get(identifier, mathml.name(identifier))
        formulas[identifier] = mathml.apply("times", before, mathml.number(_one(value)))
    for name, value in event.add.items():
        model.find_state(name)
        identifier = names["state", name]
        formulas[identifier] = mathml.apply("plus", mathml.name(identifier), mathml.number(_one(value)))
    trigger = mathml.apply("geq", mathml.TIME, mathml.number(_one(event.time)))
    assignments = "".join(
        f'<eventAssignment variable="{k}">{mathml.document(v)}</eventAssignment>' for k, v in formulas.items()
    )
    return (
        f'<event id="_event{rank + 1}" useValuesFromTriggerTime="false">'
        f'<trigger initialValue="false" persistent="true">{mathml.document(trigger)}</trigger>'
        f"<priority>{mathml.document(mathml.number(-rank))}</priority>"
        f"<listOfEventAssignments>{assignments}</listOfEventAssignments></event>"
    )


def _one(value: ArrayLike) -> float:
    array = np.asarray(value, float)
    if array.size != 1:
        raise ProtocolError(
            f"an event with {array.size} values", allowed="one value: the document is for one patient"
        )
    return float(array.reshape(()))


def _plain(name: str) -> str:
    cleaned = "".join(c if c.isalnum() and c.isascii() else "_" for c in name)
    return cleaned if cleaned and not cleaned[0].isdigit() else f"_{cleaned}"


def _list(element: str, items: list[str]) -> list[str]:
    return [f"<{element}>", *items, f"</{element}>"] if items else []
