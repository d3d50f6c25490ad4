"""Heart: what the ions do to the electrocardiogram and the ventricular action potential."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import log, maximum, power, quantity, smooth_positive
from skou.tissue.parameters import values


def _lengthening(value: Any, threshold: Any, normal: Any) -> Any:
    """How far ``value`` is above ``threshold``, rounded, zero at ``normal`` [mmol/L]."""
    width = values("heart").conduction_width
    usual = smooth_positive((normal - threshold) / width, 1.0)
    return width * (smooth_positive((value - threshold) / width, 1.0) - usual)


def qtc(ions: dict[str, Any]) -> Any:
    """Corrected QT interval, to the end of T [ms].

    Hyperbola in ionised calcium (Rumancik 1978) with the slope of the acute citrate clamp (Davis 1995,
    doi 10.1136/hrt.73.6.523), logarithm of potassium, small saturating effect of magnesium (Noordam 2019,
    doi 10.1016/j.jacc.2019.03.519). Population slopes for calcium and potassium are several times flatter.

    Examples
    --------
    >>> from skou.tissue.ions import complete
    >>> low, high = (complete({"plasma.calcium_ionised": c}) for c in (0.98, 1.18))
    >>> round(qtc(low) - qtc(high))
    23
    """
    p, n = values("heart"), values("ions")
    calcium = maximum(ions["plasma.calcium_ionised"], p.calcium_floor)
    magnesium = ions["plasma.magnesium_ionised"]
    return (
        p.qtc_normal
        + p.qtc_calcium / calcium
        - quantity(p.qtc_calcium / n.calcium_ionised, "ms")
        + p.qtc_potassium * log(ions["plasma.potassium"] / n.potassium)
        + p.qtc_magnesium * (magnesium - n.magnesium_ionised) / (magnesium + n.magnesium_ionised)
    )


def apd90(ions: dict[str, Any]) -> Any:
    """Ventricular action potential duration at 90 % repolarisation [ms], logarithm of potassium."""
    p, n = values("heart"), values("ions")
    return p.apd90_normal + p.apd90_potassium * log(ions["plasma.potassium"] / n.potassium)


def t_amplitude(ions: dict[str, Any]) -> Any:
    """T-wave amplitude as a multiple of that at normal potassium (Corsi 2017, doi 10.1038/srep42492)."""
    return power(ions["plasma.potassium"] / values("ions").potassium, values("heart").t_exponent)


def pr(ions: dict[str, Any]) -> Any:
    """PR interval [ms]: lengthens above a potassium of about 6.5 and with magnesium."""
    p, n = values("heart"), values("ions")
    potassium = _lengthening(ions["plasma.potassium"], p.pr_potassium_threshold, n.potassium)
    magnesium = _lengthening(ions["plasma.magnesium_ionised"], p.pr_magnesium_threshold, n.magnesium_ionised)
    return p.pr_normal + p.pr_potassium_slope * potassium + p.pr_magnesium_slope * magnesium


def qrs(ions: dict[str, Any]) -> Any:
    """QRS duration [ms]: widens above a potassium of about 7 and an ionised magnesium of about 4.5."""
    p, n = values("heart"), values("ions")
    potassium = _lengthening(ions["plasma.potassium"], p.qrs_potassium_threshold, n.potassium)
    magnesium = _lengthening(ions["plasma.magnesium_ionised"], p.qrs_magnesium_threshold, n.magnesium_ionised)
    return p.qrs_normal + p.qrs_potassium_slope * potassium + p.qrs_magnesium_slope * magnesium
