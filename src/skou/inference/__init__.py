"""Why: which causes, at which severity, in which kind of body, make what was observed likely.

Names are imported when first used, as the body and the engine are heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.inference.assess import assess, assess_many
    from skou.inference.assessment import Assessment, Band, CauseBelief, Evidence, Forecast, NextTest
    from skou.inference.observations import Observations, observe
    from skou.inference.prior import Prior, condition
    from skou.inference.scoring import Score, score

_HOMES = {
    "assess": ".assess",
    "assess_many": ".assess",
    "Assessment": ".assessment",
    "Band": ".assessment",
    "CauseBelief": ".assessment",
    "Evidence": ".assessment",
    "Forecast": ".assessment",
    "NextTest": ".assessment",
    "Observations": ".observations",
    "observe": ".observations",
    "Prior": ".prior",
    "condition": ".prior",
    "Score": ".scoring",
    "score": ".scoring",
}

__all__ = [
    "Assessment",
    "Band",
    "CauseBelief",
    "Evidence",
    "Forecast",
    "NextTest",
    "Observations",
    "Prior",
    "Score",
    "assess",
    "assess_many",
    "condition",
    "observe",
    "score",
]

__getattr__, __dir__ = lazy(__name__, _HOMES)
