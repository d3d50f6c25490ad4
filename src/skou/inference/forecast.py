"""The next days, as the record plans them and under what could be done: a sample of the posterior's bodies simulated
on, and what the laboratory would report of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skou.errors import OutOfPhysiologicalRange
from skou.inference.ahead import Ahead, CanAdvance
from skou.inference.assessment import Forecast
from skou.inference.bands import band, resample
from skou.inference.carried import carried
from skou.inference.knowledge import lab_model
from skou.inference.likelihood import student_points
from skou.inference.options import AS_IT_IS, Option
from skou.inference.past import last_day, missed
from skou.inference.plan import DAY, Plan
from skou.inference.posterior import Posterior
from skou.inference.prior import MIXED
from skou.inference.timeline import Timeline
from skou.inference.wandering import wander
from skou.progress import Progress, unheard
from skou.records.person import Person

Array = NDArray[np.float64]

DAYS = (0.0, 1.0, 2.0, 3.0, 7.0)
LONGEST = 60.0
"""The furthest day that may be asked for."""
SAMPLE = 64
POINTS = 25
"""Evenly likely samples of the laboratory around each body."""
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


@dataclass(frozen=True)
class Past:
    """What the record says of the person's values until now.

    Attributes
    ----------
    person : Person
    plan : Plan
        What is done, before and after the last value.
    line : Timeline or None
        What was followed.
    index_day : float
        Day whose values the virtual patients explain.
    measured : frozenset of str
    setting : str
        Where the person is seen: how far values wander for reasons that no record tells.
    """

    person: Person
    plan: Plan = field(default_factory=Plan)
    line: Timeline | None = None
    index_day: float = 0.0
    measured: frozenset[str] = frozenset()
    setting: str = MIXED

    @property
    def until(self) -> float:
        """Day of the last value."""
        return last_day(self.person, self.line, self.index_day)


def forecast(
    posterior: Posterior,
    simulator: CanAdvance,
    past: Past,
    rng: np.random.Generator,
    chosen: Sequence[Option] = (),
    progress: Progress = unheard,
    days: Sequence[float] = DAYS,
) -> tuple[Forecast, ...]:
    """Bands of what the laboratory would report of the ions that matter, as planned and under each option.

    Days count from the last value. Each body keeps the difference between its value now and its simulated value;
    what it missed the person's own values by fades as ``carried`` says, and samples scatter. What the record plans
    acts at its times. The same bodies and the same scatter go through every option, which begins at once and in
    full: a drug is gone when it is stopped.

    Raises
    ------
    OutOfPhysiologicalRange
        Days that do not ascend from 0, or beyond ``LONGEST``.
    """
    if len(days) == 0 or days[0] != 0.0 or any(b <= a for a, b in pairwise(days)) or not days[-1] <= LONGEST:
        raise OutOfPhysiologicalRange(
            f"days of the forecast {tuple(days)}", allowed=f"ascending from 0 to at most {LONGEST:g}"
        )
    rows = resample(rng, posterior.weight, SAMPLE)
    ahead = Ahead((past.until - past.index_day) * DAY, past.plan, past.line is not None)
    states, parameters = posterior.latest.states[rows], posterior.latest.parameters[rows]
    keys = [k for k in UNITS if k in ALWAYS or k in past.measured]
    around = {k: _around(k, posterior, rows, past, days) for k in keys}
    out: list[Forecast] = []
    start: Mapping[str, Array] = {}
    for done, option in enumerate((None, *chosen)):
        course = ahead.course(simulator, states, parameters, posterior.severity[rows], days, option)
        if option is None:
            start = {k: np.maximum(course[0][k], 1e-9) for k in keys}
        ratio = {k: posterior.latest.now[k][rows] / start[k] for k in keys}
        words = option.words if option else (AS_IT_IS if chosen else ("", ""))
        out += [replace(f, from_day=past.until) for f in _bands(course, ratio, around, days, words)]
        progress((1 + done) / (1 + len(chosen)))
    return tuple(out)


def _around(
    key: str, posterior: Posterior, rows: NDArray[np.intp], past: Past, days: Sequence[float]
) -> tuple[Array, Array]:
    """Mean and sd (n, n_days) of what the laboratory reports around each body, on the scatter scale."""
    model = lab_model()
    scale = model.analytes[key]
    found = missed(past.person, key, posterior, rows, past.line, past.index_day, past.until)
    body = scale.transform(posterior.latest.now[key][rows]) + found.moved
    away = model.proportional * np.abs(body - float(scale.transform(scale.reference)))
    lasting = scale.sd**2 - scale.noise**2 + away**2
    ahead = np.asarray(days, float)
    mean, sd = carried(found.days, found.gaps, ahead, lasting, wander(key, past.setting))
    return mean + found.moved[:, None], sd


def _bands(
    course: list[Mapping[str, Array]],
    ratio: Mapping[str, Array],
    around: Mapping[str, tuple[Array, Array]],
    days: Sequence[float],
    words: tuple[str, str],
) -> list[Forecast]:
    out = []
    for key, factor in ratio.items():
        scale = lab_model().analytes[key]
        mean, sd = around[key]
        bands = []
        for k, values in enumerate(course):
            x = scale.transform(values[key] * factor) + mean[:, k]
            spread = (x[:, None] + sd[:, k, None] * student_points(POINTS)).ravel()
            seen = np.exp(spread) if scale.is_log else spread
            good = np.isfinite(seen)
            if not good.any():
                break
            bands.append(band(seen[good], np.full(int(good.sum()), 1.0 / good.sum()), UNITS[key]))
        if len(bands) == len(days):
            out.append(Forecast(key, tuple(days), tuple(bands), *words))
    return out
