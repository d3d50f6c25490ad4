"""Bodies that suit the person: bodily traits drawn near what the values ask for, with honest weights.

Traits act nearly linearly on the logarithms of the measurements, so for each set of causes their
posterior under the cheap response is Gaussian. Drawing from it, widened and mixed with the prior, and
dividing by the mixture's density keeps the weights exact while few simulations are wasted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.inference.artefacts import reported
from skou.inference.knowledge import lab_model
from skou.inference.observations import Observations
from skou.inference.response import Response, scale_of

Array = NDArray[np.float64]

NOISE_WIDENED = 1.5
"""Factor on the scatter, as the real likelihood has heavier tails than the Gaussian used here."""
COVARIANCE_WIDENED = 1.15
PRIOR_SHARE = 0.15


@dataclass(frozen=True)
class TraitDraw:
    """Traits (n, n_traits) and log(prior / proposal) of each row."""

    traits: Array
    log_weight: Array


def draw_traits(
    rng: np.random.Generator, observations: Observations, response: Response, severity: Array
) -> TraitDraw:
    """One set of traits for each row of ``severity``."""
    n = severity.shape[0]
    n_traits = response.traits.shape[0]
    standard = rng.standard_normal((n, n_traits))
    exact = [v for v in observations.values if v.exact and v.key in response.keys]
    if not exact:
        return TraitDraw(standard, np.zeros(n))
    now, _ = response.predict(severity)
    seen = reported(now, severity)
    model = lab_model()
    slopes = np.array([response.traits[:, response.column(v.key)] for v in exact])
    gaps, precision = np.zeros((n, len(exact))), np.zeros((n, len(exact)))
    for j, v in enumerate(exact):
        scale = scale_of(v.key)
        mean = scale.transform(seen[v.key])
        away = model.proportional * np.abs(mean - float(scale.transform(scale.reference)))
        sd = NOISE_WIDENED * np.sqrt(scale.sd**2 + v.extra_sd**2 + away**2)
        gaps[:, j] = np.clip(float(scale.transform(v.low)) - mean, -4.0 * sd, 4.0 * sd)
        precision[:, j] = 1.0 / sd**2
    information = np.einsum("ot,no,ou->ntu", slopes, precision, slopes) + np.eye(n_traits)
    covariance = np.linalg.inv(information)
    mean = np.einsum("ntu,ou,no,no->nt", covariance, slopes, precision, gaps)
    factor = np.linalg.cholesky(covariance * COVARIANCE_WIDENED)
    near = mean + np.einsum("ntu,nu->nt", factor, standard)
    from_prior = rng.random(n) < PRIOR_SHARE
    traits = np.where(from_prior[:, None], standard, near)
    return TraitDraw(traits, _log_ratio(traits, mean, information))


def _log_ratio(traits: Array, mean: Array, information: Array) -> Array:
    """log(standard normal / mixture of the widened Gaussian and the standard normal)."""
    n_traits = traits.shape[1]
    prior = -0.5 * np.sum(traits**2, axis=1)
    away = traits - mean
    quadratic = np.einsum("nt,ntu,nu->n", away, information, away) / COVARIANCE_WIDENED
    log_determinant = np.linalg.slogdet(information)[1] - n_traits * np.log(COVARIANCE_WIDENED)
    near = -0.5 * quadratic + 0.5 * log_determinant
    return prior - np.logaddexp(np.log(1.0 - PRIOR_SHARE) + near, np.log(PRIOR_SHARE) + prior)
