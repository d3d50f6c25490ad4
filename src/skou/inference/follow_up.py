"""What later values say: how well each virtual patient foresaw them, given what it missed by before.

A patient's value and the body's answer differ partly by what lasts (the person's own set point, what the model is wrong
by) and partly by what is new at each measurement. The lasting part of the earlier difference is carried over, fading
with ``FADES`` days; only the rest is held against the patient again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.assessment import FollowUp
from skou.inference.bands import band
from skou.inference.following import Followed
from skou.inference.knowledge import cause_index, lab_model
from skou.inference.likelihood import FLOOR, log_density, log_interval
from skou.inference.observations import Observations, Value
from skou.inference.plan import DAY
from skou.inference.timeline import Timeline

Array = NDArray[np.float64]

FADES = 10.0
"""Time over which a lasting difference is forgotten [d] (status D)."""
UNRECORDED = 0.10
"""Probability that something not on record (a dose, a meal, another loss) moved a later value."""
UNRECORDED_WIDER = 3.0
ONE_SAMPLE = ("haemolysed_sample", "sampling_artefact", "edta_contamination")
"""Artefacts of one sample, not of the next."""


@dataclass(frozen=True)
class Foreseen:
    """Mean and sd [on the scatter scale] of each value of each visit, for every followed patient, and ``own``: what
    the body alone foresaw, nothing carried over from earlier differences."""

    mean: tuple[Array, ...]
    sd: tuple[Array, ...]
    own: tuple[Array, ...]


def foresee(
    line: Timeline, observations: Observations, now: Mapping[str, Array], followed: Followed
) -> tuple[Array, Foreseen]:
    """Log-likelihood of each visit (m, n_visits) and what was foreseen.

    Parameters
    ----------
    line : Timeline
    observations : Observations
        Of the index day.
    now : mapping of key to array (m,)
        What the laboratory would have reported at the index day.
    followed : Followed
    """
    missed: dict[str, tuple[float, Array]] = {}
    for v in observations.values:
        if v.exact and v.key in now:
            mean, sd, _ = _moments(v, now[v.key])
            missed[v.key] = (0.0, (_scaled(v) - mean) / sd)
    columns, means, sds, owns = [], [], [], []
    for visit, true, severity in zip(line.visits, followed.values, followed.severity, strict=True):
        sample = severity.copy()
        sample[:, [cause_index()[c] for c in ONE_SAMPLE]] = 0.0
        seen = reported(true, sample)
        column = np.zeros(severity.shape[0])
        for v in visit.values:
            own, sd, lasting = _moments(v, seen[v.key])
            mean, inner = own, sd
            if v.key in missed:
                earlier, gap = missed[v.key]
                carried = lasting * np.exp(-(visit.minutes - earlier) / (DAY * FADES))
                mean = own + carried * gap * sd
                inner = sd * np.sqrt(1.0 - carried**2)
            if v.exact:
                missed[v.key] = (visit.minutes, (_scaled(v) - own) / sd)
            means.append(mean)
            sds.append(inner)
            owns.append(own)
            column += _mixed(v, mean, inner)
        columns.append(column)
    return np.column_stack(columns), Foreseen(tuple(means), tuple(sds), tuple(owns))


def expectations(
    line: Timeline, foreseen: Foreseen, weight: Array, rng: np.random.Generator
) -> tuple[FollowUp, ...]:
    """What the earlier values and the treatments led to expect of each later value, and what was found.

    ``weight`` is that of the index day's values alone.
    """
    out = []
    values = [(visit, v) for visit in line.visits for v in visit.values]
    nu = lab_model().degrees_of_freedom
    for (visit, v), mean, sd in zip(values, foreseen.mean, foreseen.sd, strict=True):
        use = weight > 0
        x = mean[use] + sd[use] * rng.standard_t(nu, int(use.sum()))
        w = weight[use] / weight[use].sum()
        back = np.exp(x) if lab_model().analytes[v.key].is_log else x
        below = float(w @ (back < v.low))
        found = v.low if v.exact else (v.high if v.low <= 0 else v.low)
        out.append(
            FollowUp(
                v.key, visit.day, found, band(back, w, v.unit), below, visit.words.partition(" after ")[2]
            )
        )
    return tuple(out)


def _moments(value: Value, predicted: Array) -> tuple[Array, Array, Array]:
    """Mean, sd and the correlation of the difference with that of another day, fading apart."""
    model = lab_model()
    scatter = model.analytes[value.key]
    mean = np.asarray(scatter.transform(predicted), float)
    away = model.proportional * np.abs(mean - float(scatter.transform(scatter.reference)))
    variance = scatter.sd**2 + value.extra_sd**2 + away**2
    return mean, np.sqrt(variance), 1.0 - scatter.noise**2 / variance


def _scaled(value: Value) -> float:
    return float(lab_model().analytes[value.key].transform(value.low))


def _mixed(value: Value, mean: Array, sd: Array) -> Array:
    plain = np.log1p(-UNRECORDED) + _density(value, mean, sd)
    moved = np.log(UNRECORDED) + _density(value, mean, UNRECORDED_WIDER * sd)
    found = np.where(np.isfinite(mean), np.logaddexp(plain, moved), -np.inf)
    best = float(found.max(initial=-np.inf))
    return np.maximum(found, best + FLOOR) if np.isfinite(best) else np.zeros(mean.size)


def _density(value: Value, mean: Array, sd: Array) -> Array:
    if value.exact:
        return log_density((_scaled(value) - mean) / sd) - np.log(sd)
    scatter = lab_model().analytes[value.key]
    bounds: Sequence[float] = (float(scatter.transform(value.low)), float(scatter.transform(value.high)))
    return log_interval(value, bounds[0], bounds[1], mean, sd)
