"""A model and its solver as one self-contained CUDA C++ source: one thread is one virtual patient."""

from __future__ import annotations

from pathlib import Path

from skou.engine import control, judgement, solver
from skou.engine.control import Layout
from skou.engine.cuda.model_code import elementary_functions, model_functions
from skou.engine.cuda.steps import step_functions
from skou.engine.cuda.writer import number
from skou.engine.plan import plan_model
from skou.engine.solution import Status
from skou.engine.solver import layout_of
from skou.engine.tableaux import METHODS, Rosenbrock
from skou.errors import UnknownNameError, nearest_names
from skou.graph.checked_model import Model

BLOCK = 64
"""Threads a block."""
SLOTS = (
    "patients",
    "initial",
    "initial_row",
    "initial_patient",
    "parameters",
    "parameters_row",
    "parameters_patient",
    "times",
    "n_times",
    "kept",
    "final",
    "state_order",
    "n_events",
    "event_times",
    "event_time_offset",
    "event_time_stride",
    "event_changes",
    "change_kind",
    "change_index",
    "change_values",
    "change_value_offset",
    "change_value_stride",
    "absolute_tolerance",
    "lower_limit",
    "upper_limit",
    "status",
    "fault_state",
    "final_time",
    "steps",
    "rejected",
    "max_steps",
)
"""64-bit integers and device addresses handed to the solver, in order; see `skou.engine.control`."""
KNOBS = ("relative_tolerance", "max_step")
"""Doubles handed to the solver."""


def cuda_source(model: Model, method: str = "rodas4") -> str:
    """The program of a model; its kernel is ``solve(const long long *slots, const double *knobs)``.

    Raises
    ------
    UnknownNameError
        For a method that is not there.
    """
    return source_and_layout(model, method)[0]


def source_and_layout(model: Model, method: str) -> tuple[str, Layout]:
    """The program and the sizes in it."""
    if method not in METHODS:
        raise UnknownNameError(
            f"unknown method {method!r}", nearest=nearest_names(method, METHODS), allowed=", ".join(METHODS)
        )
    tableau = METHODS[method]
    plan = plan_model(model, implicit=isinstance(tableau, Rosenbrock))
    layout = layout_of(plan, method, 1)
    calling = "\n".join(
        (
            model_functions(plan),
            _file("lane"),
            step_functions(tableau, bool(plan.time_derivatives)),
            _file("service"),
            _file("solver"),
        )
    )
    constants = _constants(layout, tableau.error_order + 1)
    return "\n".join((_file("prelude"), constants, elementary_functions(calling), calling)), layout


def _file(name: str) -> str:
    return Path(__file__).with_name(f"{name}.cu").read_text()


def _constants(layout: Layout, error_power: int) -> str:
    sizes = {
        "STATES": len(layout.order),
        "DYNAMIC": layout.dynamic,
        "STAGES": layout.n_stages,
        "GIVEN_PARAMETERS": layout.n_parameters,
        "PARAMETERS": max(layout.n_parameters, 1),
        "HOISTED": max(layout.n_hoisted, 1),
        "JACOBIAN": max(layout.n_jacobian, 1),
        "FACTORS": max(layout.n_factors, 1),
        "BLOCK": BLOCK,
        "CHANGE_SET": control.CHANGE_SET,
        "CHANGE_SCALE": control.CHANGE_SCALE,
        "CHANGE_ADD": control.CHANGE_ADD,
        "NEW_PATIENT": control.NEW_PATIENT,
        "AFTER_EVENT": control.AFTER_EVENT,
        **{f"STATUS_{status.name}": int(status) for status in Status},
        **{f"SLOT_{name}": k for k, name in enumerate(SLOTS)},
        **{f"KNOB_{name}": k for k, name in enumerate(KNOBS)},
    }
    numbers = {
        "SHARE": 1.0 / max(layout.dynamic, 1),
        "ERROR_POWER": float(error_power),
        "FIRST_STEP_CHANGE": solver.FIRST_STEP_CHANGE,
        "SAFETY": judgement.SAFETY,
        "LEAST_FACTOR": judgement.LEAST_FACTOR,
        "LARGEST_FACTOR": judgement.LARGEST_FACTOR,
        "FACTOR_AFTER_FAILURE": judgement.FACTOR_AFTER_FAILURE,
        "SHORTEST_RELATIVE_STEP": judgement.SHORTEST_RELATIVE_STEP,
        "SHORTEST_STEP": judgement.SHORTEST_STEP,
        "INFINITE": float("inf"),
        "NOT_A_NUMBER": float("nan"),
    }
    listed = ",\n  ".join(f"{name} = {value}" for name, value in sizes.items())
    defined = "\n".join(f"#define {name} {number(value)}" for name, value in numbers.items())
    return f"enum {{\n  {listed}\n}};\n{defined}\n"
