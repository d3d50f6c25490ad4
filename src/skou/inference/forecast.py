"""The next days if nothing is changed: a sample of the posterior's bodies simulated on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skou.inference.assessment import Forecast
from skou.inference.bands import band, resample
from skou.inference.posterior import Posterior
from skou.inference.simulator import Simulated

Array = NDArray[np.float64]

DAYS = (0.0, 1.0, 2.0, 3.0, 7.0)
SAMPLE = 64
ALWAYS = ("potassium", "magnesium", "sodium", "calcium_ionised")
UNITS: Mapping[str, str] = {
    "potassium": "mmol/L",
    "magnesium": "mmol/L",
    "sodium": "mmol/L",
    "calcium_ionised": "mmol/L",
    "calcium_total": "mmol/L",
    "phosphate": "mmol/L",
    "bicarbonate": "mmol/L",
    "creatinine": "umol/L",
}


class CanAdvance(Protocol):
    """A simulator that can go on from where its bodies stand."""

    def advance(
        self, simulated: Simulated, rows: NDArray[np.intp], days: Iterable[float]
    ) -> list[Mapping[str, Array]]:
        """True values of the chosen bodies after each number of days."""
        ...


def forecast(
    posterior: Posterior, simulator: CanAdvance, measured: frozenset[str], rng: np.random.Generator
) -> tuple[Forecast, ...]:
    """Bands of the ions that matter over ``DAYS`` after the last value, under the present causes, intake and drugs.

    Each body keeps the difference between its value now and its simulated value, so that the course
    starts where the posterior stands.
    """
    rows = resample(rng, posterior.weight, SAMPLE)
    course = simulator.advance(posterior.latest, rows, DAYS)
    keys = [k for k in UNITS if k in ALWAYS or k in measured]
    even = np.full(rows.size, 1.0 / rows.size)
    out = []
    for key in keys:
        ratio = posterior.latest.now[key][rows] / np.maximum(course[0][key], 1e-9)
        bands = []
        for values in course:
            x = values[key] * ratio
            good = np.isfinite(x)
            if not good.any():
                break
            bands.append(band(x[good], even[good], UNITS[key]))
        if len(bands) == len(DAYS):
            out.append(Forecast(key, DAYS, tuple(bands)))
    return tuple(out)
