"""The contestants: each engine as its own users would drive it, on the same patients and meals.

A module has ``prepare(load, count)``: it gets ready for the first ``count`` patients and returns a function
from a relative tolerance to their final states.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from skou.cli.speed.workload import Array, Workload

Final = Callable[[float], Array]


@dataclass(frozen=True)
class Contestant:
    """One engine: where it is, what it needs, how many patients it runs, and how its users write it."""

    name: str
    module: str
    needs: tuple[str, ...]
    patients: int
    how: str

    @property
    def installed(self) -> bool:
        """Whether all that it needs can be imported."""
        return all(importlib.util.find_spec(package) for package in self.needs)

    def prepare(self, load: Workload) -> Final:
        """Compile and load whatever the engine has to."""
        home, _, variant = self.module.partition(":")
        module = importlib.import_module(f"{__name__}.{home}")
        return module.prepare(load, self.patients, *([variant] if variant else []))


OWN = (
    Contestant("Skou Rodas4", "own:rodas4", ("llvmlite",), 64, "compiled lanes, all patients in one call"),
    Contestant("Skou Tsit5", "own:tsit5", ("llvmlite",), 64, "compiled lanes, all patients in one call"),
)
ONE_PERSON = Contestant("Skou Rodas4, one person", "own:rodas4", ("llvmlite",), 1, "one lane of eight used")
PEERS = (
    Contestant(
        "libRoadRunner",
        "road_runner",
        ("roadrunner",),
        2,
        "CVODE from exported SBML (shared terms bound by function definitions, the only form that loads), "
        "one tolerance a state, loaded once for each patient beforehand",
    ),
    Contestant(
        "SciPy LSODA, compiled",
        "scipy_lsoda:compiled",
        ("scipy", "llvmlite"),
        2,
        "odeint restarted at meals, compiled right-hand side and exact Jacobian",
    ),
    Contestant(
        "SciPy LSODA, Python",
        "scipy_lsoda:python",
        ("scipy",),
        1,
        "odeint restarted at meals, right-hand side in plain Python",
    ),
    Contestant(
        "CasADi CVODES",
        "casadi_cvodes",
        ("casadi",),
        2,
        "integrator to each meal in turn, equations compiled by gcc where it is there",
    ),
    Contestant(
        "diffrax Tsit5",
        "diffrax_tsit5",
        ("jax", "diffrax"),
        16,
        "vmap over patients, meals as a scan of solves, double precision",
    ),
)
ALL = {c.name: c for c in (*OWN, ONE_PERSON, *PEERS)}
