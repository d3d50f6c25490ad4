"""The next days, as it is and under what could be done: a sample of the posterior's bodies simulated on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skou.inference.assessment import Forecast
from skou.inference.bands import band, resample
from skou.inference.options import AS_IT_IS, Option
from skou.inference.posterior import Posterior
from skou.inference.simulator import Simulated
from skou.progress import Progress, unheard

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

    def under(self, parameters: Array, severity: Array, option: Option) -> Array:
        """Parameters of the bodies from when the option begins."""
        ...


def forecast(
    posterior: Posterior,
    simulator: CanAdvance,
    measured: frozenset[str],
    rng: np.random.Generator,
    chosen: Sequence[Option] = (),
    progress: Progress = unheard,
) -> tuple[Forecast, ...]:
    """Bands of the ions that matter over ``DAYS`` after the last value: as it is, and under each option.

    Each body keeps the difference between its value now and its simulated value, so that the course
    starts where the posterior stands. The same bodies go through every option, which begins at once and
    in full: a drug is gone when it is stopped.
    """
    rows = resample(rng, posterior.weight, SAMPLE)
    course = simulator.advance(posterior.latest, rows, DAYS)
    keys = [k for k in UNITS if k in ALWAYS or k in measured]
    ratio = {k: posterior.latest.now[k][rows] / np.maximum(course[0][k], 1e-9) for k in keys}
    out = _bands(course, ratio, AS_IT_IS if chosen else ("", ""))
    for done, option in enumerate(chosen, start=1):
        progress(done / (1 + len(chosen)))
        parameters = simulator.under(posterior.latest.parameters, posterior.severity, option)
        other = simulator.advance(replace(posterior.latest, parameters=parameters), rows, DAYS)
        out += _bands(other, ratio, option.words)
    progress(1.0)
    return tuple(out)


def _bands(
    course: list[Mapping[str, Array]], ratio: Mapping[str, Array], words: tuple[str, str]
) -> list[Forecast]:
    out = []
    for key, factor in ratio.items():
        bands = []
        for values in course:
            x = values[key] * factor
            good = np.isfinite(x)
            if not good.any():
                break
            bands.append(band(x[good], np.full(int(good.sum()), 1.0 / good.sum()), UNITS[key]))
        if len(bands) == len(DAYS):
            out.append(Forecast(key, DAYS, tuple(bands), *words))
    return out
