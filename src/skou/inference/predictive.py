"""Disorders that no value shows but that the posterior makes nearly certain."""

from __future__ import annotations

from collections.abc import Iterable

from skou.inference.disorders import DIRECTIONS, is_measured
from skou.inference.observations import Observations
from skou.inference.posterior import Posterior

CERTAIN = 0.92
"""Posterior probability from which an unmeasured disorder is named; high, as a wrong one misleads."""
_NAMED = frozenset(
    {
        "hypokalaemia",
        "hyperkalaemia",
        "hyponatraemia",
        "hypernatraemia",
        "hypomagnesaemia",
        "hypermagnesaemia",
        "hypocalcaemia",
        "hypercalcaemia",
        "hypophosphataemia",
        "hyperphosphataemia",
        "metabolic_acidosis",
        "metabolic_alkalosis",
        "vitamin_d_deficiency",
    }
)


def inferred_disorders(
    posterior: Posterior, observations: Observations, found: Iterable[str]
) -> dict[str, float]:
    """Unmeasured disorders with a posterior probability of at least ``CERTAIN``, and that probability."""
    found = set(found)
    measured = observations.measured()
    out: dict[str, float] = {}
    for disorder, direction in DIRECTIONS.items():
        if disorder not in _NAMED or disorder in found or is_measured(direction.key, measured):
            continue
        values = posterior.simulated.now.get(direction.key)
        if values is None:
            continue
        beyond = direction.sign * (values - direction.limit) > 0
        probability = float(posterior.weight @ beyond)
        if probability >= CERTAIN:
            out[disorder] = probability
    return out
