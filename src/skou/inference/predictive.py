"""Disorders that no value shows but that the posterior makes likely, where no blood was looked at.

Once some ions are measured, the others are left to a test: on published cases the posterior of a single
unmeasured ion was right too seldom to be named as a finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from skou.inference.disorders import DIRECTIONS
from skou.inference.observations import Observations
from skou.inference.posterior import Posterior

LIKELY = 2 / 3
"""Posterior probability from which an unmeasured disorder is named. Where nothing was measured the name leads to a
test, so to miss one is held twice as bad as to name one wrongly (status D)."""
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
    """Unmeasured disorders with a posterior probability of at least ``LIKELY``, and that probability."""
    found = set(found)
    measured = observations.measured()
    if measured & posterior.simulated.now.keys():
        return {}
    out: dict[str, float] = {}
    for disorder, direction in DIRECTIONS.items():
        if disorder not in _NAMED or disorder in found:
            continue
        values = posterior.simulated.now.get(direction.key)
        if values is None:
            continue
        beyond = direction.sign * (values - direction.limit) > 0
        probability = float(posterior.weight @ beyond)
        if probability >= LIKELY:
            out[disorder] = probability
    return out
