"""Intervals of shares, for the yardsticks of this folder."""

from __future__ import annotations

from math import sqrt

NORMAL_95 = 1.959964


def wilson(hits: float, n: int, z: float = NORMAL_95) -> tuple[float, float]:
    """Wilson score interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Examples
    --------
    >>> [round(x, 3) for x in wilson(0, 100)], wilson(0, 0)
    ([0.0, 0.037], (0.0, 1.0))
    """
    if n == 0:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def share(hits: float, n: int) -> str:
    """A share with its count and 95 % interval, in words."""
    low, high = wilson(hits, n)
    return f"{hits / n if n else float('nan'):.3f} ({hits:g} of {n}; {low:.3f}-{high:.3f})"
