"""Neuromuscular junction: calcium and magnesium compete for transmitter release."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import log, logistic, power
from skou.tissue.parameters import values

_LEAST_RELEASE = 1e-6


def relative_release(calcium: Any, magnesium: Any) -> Any:
    """Transmitter release as a multiple of normal.

    Parameters
    ----------
    calcium, magnesium : value
        Ionised, outside [mmol/L]; valid 0-20.

    Notes
    -----
    Dodge and Rahamimoff 1967 (doi 10.1113/jphysiol.1967.sp008367), competition after Jenkinson
    1957: release goes with the fourth power of (Ca/K1) / (1 + Ca/K1 + Mg/K2). Brisk reflexes in hypocalcaemia
    say that calcium acts less steeply at the human junction, so calcium at normal magnesium has its own
    exponent.

    Examples
    --------
    >>> round(relative_release(1.2, 3.25), 2)
    0.26
    """
    p, n = values("neuromuscular_junction"), values("ions")

    def bound(ca: Any, mg: Any) -> Any:
        return (ca / p.calcium_constant) / (1.0 + ca / p.calcium_constant + mg / p.magnesium_constant)

    normal_magnesium = bound(calcium, n.magnesium_ionised)
    by_calcium = normal_magnesium / bound(n.calcium_ionised, n.magnesium_ionised)
    room = 1.0 + calcium / p.calcium_constant
    by_magnesium = (room + n.magnesium_ionised / p.magnesium_constant) / (
        room + magnesium / p.magnesium_constant
    )
    return power(by_calcium + _LEAST_RELEASE, p.calcium_exponent) * power(by_magnesium, p.magnesium_exponent)


def transmitting_fraction(release: Any) -> Any:
    """Fraction of muscle fibres whose endplate potential still reaches threshold (0-1).

    The safety factor (normally about 3.5) is spread log-logistically over the fibres.
    """
    p = values("neuromuscular_junction")
    return logistic(log(p.safety_factor * release + _LEAST_RELEASE) / p.safety_spread)
