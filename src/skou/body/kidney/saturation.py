"""A transport maximum with splay, and a threshold with splay."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import exp, log, minimum, power, where


def saturating_reabsorption(delivered: Any, capacity: Any, largest_share: Any, sharpness: Any) -> Any:
    """Reabsorption [mmol/min] of a segment with a capacity.

    Equation: x / (1 + (x / T)^m)^(1/m) with x = largest share of what is delivered, T the capacity.

    Examples
    --------
    >>> round(saturating_reabsorption(1.0, 100.0, 0.9, 4.0), 3)
    0.9
    >>> round(saturating_reabsorption(100.0, 1.0, 0.9, 4.0), 3)
    1.0
    """
    offered = largest_share * delivered
    return offered / power(1.0 + power(offered / capacity, sharpness), 1.0 / sharpness)


def soft_threshold(excess: Any, width: Any) -> Any:
    """What spills over a threshold: ``excess`` when well above, vanishing exponentially below.

    Equation: width x ln(1 + exp(excess / width)).

    Examples
    --------
    >>> round(soft_threshold(5.0, 0.5), 4)
    5.0
    """
    ratio = excess / width
    return where(ratio > 30.0, excess, width * log(1.0 + exp(minimum(ratio, 30.0))))
