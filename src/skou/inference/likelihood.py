"""How well each virtual patient explains each observation: one column of log-likelihood an observation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import lgamma, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from skou.inference.disorders import FALSE_BY
from skou.inference.knowledge import IonEffect, Marker, Scatter, Symptom, cause_index, lab_model, symptoms
from skou.inference.observations import Observations, Value

Array = NDArray[np.float64]
Predictions = Mapping[str, Array]
FLOOR = -12.0
"""No single observation speaks more strongly than this against a patient [nat]: records hold errors."""
LEAST_PROBABILITY = 1e-4
CALLED_FALSE_RIGHTLY, CALLED_FALSE_WRONGLY = 0.8, 0.02
"""Share of false numbers that the rules call false, and of true ones (status D: the rules ask for strong
signs)."""


def log_likelihood(
    observations: Observations,
    reported: Predictions,
    without_acute: Predictions,
    true: Predictions,
    severity: Array,
) -> Array:
    """Log-likelihood of every observation for every virtual patient.

    Parameters
    ----------
    observations : Observations
    reported : mapping of key to array (n,)
        What the laboratory would report at the index day (artefacts included) [analyte's unit].
    without_acute : mapping of key to array (n,)
        The same of the patient without the acute causes, for other days.
    true : mapping of key to array (n,)
        What the body has; symptoms follow this.
    severity : array (n, n_causes)
        0 where a cause is absent.

    Returns
    -------
    array (n, n_observations)
        In the order of ``observations.words`` [nat].
    """
    n = severity.shape[0]
    columns = [_value(v, reported, severity) for v in observations.values]
    model = lab_model()
    share = model.without_acute_share
    for day in observations.other_days:
        same = np.zeros(n)
        other = np.zeros(n)
        for v in day.values:
            same += model.other_day_weight * _value(v, reported, severity)
            other += model.other_day_weight * _value(v, without_acute, severity)
        columns.append(np.logaddexp(np.log1p(-share) + same, np.log(share) + other))
    columns += [_told(symptoms()[s.code], true, severity, present=s.present) for s in observations.signs]
    columns += [_called_false(disorder, severity) for disorder in observations.false_numbers]
    return np.column_stack(columns) if columns else np.zeros((n, 0))


def _value(value: Value, predicted: Predictions, severity: Array) -> Array:
    model = lab_model()
    n = severity.shape[0]
    if value.key in model.markers:
        mean, sd = marker_moments(model.markers[value.key], severity, predicted)
        scatter = Scatter(True, 1.0, 1.0)
    elif value.key in predicted:
        scatter = model.analytes[value.key]
        mean = scatter.transform(predicted[value.key])
        away = model.proportional * np.abs(mean - float(scatter.transform(scatter.reference)))
        sd = np.sqrt(scatter.sd**2 + value.extra_sd**2 + away**2)
    else:
        return np.zeros(n)
    low, high = float(scatter.transform(value.low)), float(scatter.transform(value.high))
    if value.exact:
        found = log_density((low - mean) / sd) - np.log(sd / scatter.sd)
    else:
        found = log_interval(value, low, high, mean, sd)
    found = np.where(np.isfinite(found), found, -np.inf)
    best = float(found.max(initial=-np.inf))
    return np.maximum(found, best + FLOOR) if np.isfinite(best) else np.zeros(n)


def log_interval(value: Value, low: float, high: float, mean: Array, sd: Array) -> Array:
    """Log-probability that a value lies between ``low`` and ``high`` on the scatter scale (Student's t)."""
    upper = np.ones_like(mean) if np.isinf(value.high) else cumulative((high - mean) / sd)
    lower = np.zeros_like(mean) if value.low <= 0 else cumulative((low - mean) / sd)
    return np.log(np.maximum(upper - lower, 1e-6))


def marker_moments(
    marker: Marker, severity: Array, predicted: Predictions | None = None
) -> tuple[Array, Array]:
    """Mean and sd of the logarithm: the present cause or ion that moves the marker furthest decides."""
    mean = np.full(severity.shape[0], marker.usual)
    sd = np.full(severity.shape[0], marker.sd)
    index = cause_index()
    shifts = [(severity[:, index[c]] > 0, centre, spread) for c, (centre, spread) in marker.causes.items()]
    for ion in marker.ions:
        if predicted is not None and ion.analyte in predicted:
            beyond = (predicted[ion.analyte] < ion.at) == ion.below
            shifts.append((beyond, ion.centre, ion.spread))
    for present, centre, spread in shifts:
        further = present & (abs(centre - marker.usual) > np.abs(mean - marker.usual))
        mean[further] = centre
        sd[further] = spread
    return mean, sd


def _told(symptom: Symptom, true: Predictions, severity: Array, *, present: bool) -> Array:
    """Log-probability that the symptom is told (or denied)."""
    p = np.clip(symptom_probability(symptom, true, severity), LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY)
    return np.log(p) if present else np.log1p(-p)


def symptom_probability(symptom: Symptom, true: Predictions, severity: Array) -> Array:
    """Leaky noisy-or of ion states and present causes.

    P = 1 - (1 - background) * prod_ions(1 - p_ion) * prod_causes(1 - p_cause * min(1, severity))
    """
    absent = np.full(severity.shape[0], 1.0 - symptom.background)
    for ion in symptom.ions:
        if ion.analyte in true:
            absent *= 1.0 - _ion_probability(ion, true[ion.analyte])
    index = cause_index()
    for cause, probability in symptom.causes.items():
        if cause in index:
            absent *= 1.0 - probability * np.minimum(severity[:, index[cause]], 1.0)
    return 1.0 - absent


def responsibility(symptom: Symptom, cause: str, true: Predictions, severity: Array) -> Array:
    """Share of a told symptom that one cause answers for, beside the background, the ions and the other
    causes."""
    n = severity.shape[0]
    total = np.full(n, symptom.background)
    for ion in symptom.ions:
        if ion.analyte in true:
            total += _ion_probability(ion, true[ion.analyte])
    index = cause_index()
    own = np.zeros(n)
    for code, probability in symptom.causes.items():
        if code in index:
            part = probability * np.minimum(severity[:, index[code]], 1.0)
            total += part
            if code == cause:
                own = part
    return own / total


def _ion_probability(ion: IonEffect, value: Array) -> Array:
    z = (ion.at - value) / ion.width
    return ion.top / (1.0 + np.exp(np.clip(-z if ion.below else z, -50.0, 50.0)))


def _called_false(disorder: str, severity: Array) -> Array:
    """Log-probability that a rule calls the number false: seldom wrong when an artefact is there, seldom
    without."""
    index = cause_index()
    artefact = np.any([severity[:, index[c]] > 0 for c in FALSE_BY[disorder]], axis=0)
    return np.where(artefact, np.log(CALLED_FALSE_RIGHTLY), np.log(CALLED_FALSE_WRONGLY))


def log_density(z: Array) -> Array:
    """Logarithm of Student's t density (unit scale)."""
    nu = lab_model().degrees_of_freedom
    norm = lgamma((nu + 1.0) / 2.0) - lgamma(nu / 2.0) - 0.5 * log(nu * pi)
    return norm - 0.5 * (nu + 1.0) * np.log1p(z * z / nu)


def cumulative(z: Array) -> Array:
    """Student's t distribution function for odd degrees of freedom (Abramowitz and Stegun 26.7.3)."""
    nu = int(lab_model().degrees_of_freedom)
    angle = np.arctan(np.clip(z, -1e8, 1e8) / sqrt(nu))
    cosine = np.cos(angle)
    term = cosine.copy()
    series = term.copy()
    for k in range(1, (nu - 1) // 2):
        term = term * cosine * cosine * (2.0 * k) / (2.0 * k + 1.0)
        series += term
    return 0.5 + (angle + np.sin(angle) * series) / pi


def student_quantiles(shares: Array) -> Array:
    """The values below which these shares of the likelihood's Student t lie (unit scale)."""
    wide = np.linspace(-30.0, 30.0, 60001)
    return np.interp(shares, cumulative(wide), wide)


@lru_cache(maxsize=8)
def student_points(count: int) -> Array:
    """So many evenly likely values of the likelihood's Student t (unit scale)."""
    return student_quantiles((np.arange(count) + 0.5) / count)


@lru_cache(maxsize=1)
def student_edge() -> float:
    """The 95 % point of the likelihood's Student t (unit scale)."""
    return float(student_quantiles(np.array(0.95)))
