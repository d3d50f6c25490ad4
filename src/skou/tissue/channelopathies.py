"""Muscle channel defects: causes whose mark is on the fibre rather than on the plasma."""

from __future__ import annotations

from collections.abc import Iterable

_DEFECTS = {
    "hypokalaemic_periodic_paralysis": "gating_pore",
    "hyperkalaemic_periodic_paralysis": "persistent_sodium",
}


def channel_defects(causes: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Inputs of the muscle read-outs for (cause, severity) pairs; causes without a channel defect give none.

    Examples
    --------
    >>> channel_defects([("hypokalaemic_periodic_paralysis", 1.0), ("diarrhoea", 1.0)])
    {'gating_pore': 1.0}
    """
    return {_DEFECTS[cause]: severity for cause, severity in causes if cause in _DEFECTS}
