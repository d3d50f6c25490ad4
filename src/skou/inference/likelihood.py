"""How well each virtual patient explains each observation: one column of log-likelihood an observation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import Marker, Scatter, Symptom, cause_index, lab_model, symptoms
from skou.inference.observations import Observations, Value

Array = NDArray[np.float64]
Predictions = Mapping[str, Array]
FLOOR = -12.0
"""No single observation speaks more strongly than this against a patient [nat]: records hold errors."""
LEAST_PROBABILITY = 1e-4


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
    return np.column_stack(columns) if columns else np.zeros((n, 0))


def _value(value: Value, predicted: Predictions, severity: Array) -> Array:
    model = lab_model()
    n = severity.shape[0]
    if value.key in model.markers:
        mean, sd = marker_moments(model.markers[value.key], severity)
        scatter = Scatter(True, 1.0, 1.0)
    elif value.key in predicted:
        scatter = model.analytes[value.key]
        mean = scatter.transform(predicted[value.key])
        away = model.proportional * np.abs(mean - float(scatter.transform(scatter.reference)))
        sd = np.sqrt(scatter.sd**2 + away**2)
    else:
        return np.zeros(n)
    low, high = float(scatter.transform(value.low)), float(scatter.transform(value.high))
    if value.exact:
        found = _log_density((low - mean) / sd) - np.log(sd / scatter_unit(scatter))
    else:
        upper = np.ones(n) if np.isinf(value.high) else _cumulative((high - mean) / sd)
        lower = np.zeros(n) if value.low <= 0 else _cumulative((low - mean) / sd)
        found = np.log(np.maximum(upper - lower, 1e-6))
    found = np.where(np.isfinite(found), found, -np.inf)
    best = float(found.max(initial=-np.inf))
    return np.maximum(found, best + FLOOR) if np.isfinite(best) else np.zeros(n)


def scatter_unit(scatter: Scatter) -> float:
    """The standard deviation against which densities are expressed, so that they are comparable numbers."""
    return scatter.sd


def marker_moments(marker: Marker, severity: Array) -> tuple[Array, Array]:
    """Mean and sd of the logarithm: the present cause that moves the marker furthest decides."""
    mean = np.full(severity.shape[0], marker.usual)
    sd = np.full(severity.shape[0], marker.sd)
    index = cause_index()
    for cause, (centre, spread) in marker.causes.items():
        further = (severity[:, index[cause]] > 0) & (abs(centre - marker.usual) > np.abs(mean - marker.usual))
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
            z = (ion.at - true[ion.analyte]) / ion.width
            absent *= 1.0 - ion.top / (1.0 + np.exp(np.clip(-z if ion.below else z, -50.0, 50.0)))
    index = cause_index()
    for cause, probability in symptom.causes.items():
        if cause in index:
            absent *= 1.0 - probability * np.minimum(severity[:, index[cause]], 1.0)
    return 1.0 - absent


def _log_density(z: Array) -> Array:
    """Logarithm of Student's t density (unit scale), 4 degrees of freedom."""
    nu = lab_model().degrees_of_freedom
    return -0.5 * (nu + 1.0) * np.log1p(z * z / nu) - 0.98082925
    # -0.98... = log gamma(5/2) - log gamma(2) - log(4 pi)/2


def _cumulative(z: Array) -> Array:
    """Student's t distribution function with 4 degrees of freedom, closed form."""
    s = np.clip(z, -1e6, 1e6)
    w = s * s / 4.0
    return 0.5 + 0.375 * s / np.sqrt(1.0 + w) * (1.0 - w / (3.0 * (1.0 + w)))
