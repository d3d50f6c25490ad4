"""Round tick values and the map from data to drawing coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_SMALLEST = 1e-300
"""Steps below this lose their digits: nothing is marked on such an axis."""


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers inside ``low`` .. ``high``, about so many, in steps of 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> ticks(0, 10)
    (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
    >>> ticks(3.3, 4.1, 4)
    (3.4, 3.6, 3.8, 4.0)
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return ()
    raw = (high - low) / max(about, 1)
    if raw < _SMALLEST:
        return ()
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(n * step, 12) for n in range(first, last + 1))


@dataclass(frozen=True)
class Scale:
    """A linear map from data (``low`` .. ``high``) to drawing coordinates (``start`` .. ``end``)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where ``value`` is drawn; values outside are held at the edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)


def padded(values: Sequence[float], margin: float = 0.06) -> tuple[float, float]:
    """The finite extent of ``values`` with a margin; a flat line gets room on both sides.

    Examples
    --------
    >>> padded([4.0, 4.0])
    (3.8, 4.2)
    """
    finite = [v for v in values if math.isfinite(v)]
    if not finite:
        return (0.0, 1.0)
    low, high = min(finite), max(finite)
    room = (high - low) * margin or abs(high) * 0.05 or 1.0
    return (low - room, high + room)
