"""What a laboratory reads in drawn people: the body at rest, daily variation, the analyser, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from skou.analytes import analyte
from skou.body.assembly import model
from skou.data import read_csv

if TYPE_CHECKING:
    from skou.body.population import People

Array = NDArray[np.float64]
SERUM = ("potassium", "sodium", "bicarbonate", "calcium_total", "phosphate", "magnesium")
REPORTED_STEP: Mapping[str, float] = {
    "potassium": 0.1,
    "sodium": 1.0,
    "bicarbonate": 1.0,
    "calcium_total": 0.02495,
    "phosphate": 0.03229,
    "magnesium": 0.04114,
}
"""Last digit that the laboratories of NHANES report [mmol/L]: 0.1 mg/dL for Ca, P, Mg."""


@cache
def _solver() -> Any:
    from skou.engine import compile_model

    return compile_model(model())


def settled_serum(people: People, solver: Any | None = None) -> dict[str, Array]:
    """Plasma concentrations [mmol/L] of people at rest on their continuous diet; NaN where no rest is found.

    Parameters
    ----------
    people : People
    solver : object, optional
        Anything with ``steady_state`` as ``skou.engine`` has; default the compiled body.
    """
    body = model()
    parameters = people.parameters.copy()
    parameters[:, body.parameter_index["circadian_amplitude"]] = 0.0
    rest = (solver or _solver()).steady_state(people.states, parameters)
    outputs = np.asarray(body.outputs(0.0, rest.states, parameters))
    column = {name: k for k, name in enumerate(body.output_names)}
    return {n: np.where(rest.converged, outputs[..., column[f"plasma.{n}"]], np.nan) for n in SERUM}


def observed_serum(settled: Mapping[str, Array], seed: int = 0) -> dict[str, Array]:
    """One laboratory reading of each person.

    Observed = body x (1 + within-person variation) x (1 + analytical variation) + handling, rounded as reported;
    the coefficients of variation are those of ``data/analytes.csv``, what handling adds (carbon dioxide that leaves
    the tube) is that of ``data/population/specimen_handling.csv``.

    Examples
    --------
    >>> observed_serum({"sodium": np.array([140.2])}, seed=2)["sodium"] % 1.0
    array([0.])
    """
    random = np.random.default_rng(seed)
    handling = _handling()
    found = {}
    for name, values in settled.items():
        what = analyte(name)
        within = random.standard_normal(values.shape) * (what.cv_within or 0.0) / 100.0
        analytical = random.standard_normal(values.shape) * (what.cv_analytical or 0.0) / 100.0
        read = values * (1.0 + within) * (1.0 + analytical)
        if name in handling:
            read = read + handling[name] * random.standard_normal(values.shape)
        step = REPORTED_STEP[name]
        found[name] = np.round(read / step) * step
    return found


@cache
def _handling() -> Mapping[str, float]:
    """Standard deviation [mmol/L] that collection, standing and processing add, by analyte."""
    return {row["analyte"]: float(row["sd"]) for row in read_csv("population/specimen_handling.csv")}


@cache
def survey_shifts(survey: str, name: str) -> tuple[Array, Array]:
    """Share of each cycle of a survey, and what its laboratory reads less that of 2021-2023 [mmol/L].

    From data alone; one cycle without a shift where nothing is known.

    Examples
    --------
    >>> shares, shifts = survey_shifts("2011-2018", "sodium")
    >>> round(float(shares.sum()), 2), float(np.ptp(shifts)) > 1.0
    (1.0, True)
    """
    rows = [
        row
        for row in read_csv("population/nhanes_surveys.csv")
        if row["survey"] == survey and row["analyte"] == name
    ]
    if not rows:
        return np.ones(1), np.zeros(1)
    shares = np.array([float(row["share"]) for row in rows])
    return shares / shares.sum(), np.array([float(row["shift"]) for row in rows])


def as_surveyed(values: Array, survey: str, name: str, seed: int = 0) -> Array:
    """Readings of one laboratory as a survey has them: each person was in one of its cycles.

    Examples
    --------
    >>> as_surveyed(np.full(3, 140.0), "2021-2023", "sodium").tolist()
    [140.0, 140.0, 140.0]
    """
    shares, shifts = survey_shifts(survey, name)
    return values + shifts[np.random.default_rng(seed).choice(shares.size, size=values.shape, p=shares)]
