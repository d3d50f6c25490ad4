"""The QT interval set against the heart rate."""

from __future__ import annotations

from skou.findings.formulas.domain import positive


def qtc_fridericia(qt: float, heart_rate: float) -> float:
    """Corrected QT [ms]: QT / RR^(1/3), RR in seconds. Above 500 ms, or 60 above before, is high risk.

    Parameters
    ----------
    qt : float
        [ms]
    heart_rate : float
        [1/min]

    References
    ----------
    Fridericia LS, Acta Med Scand 1920;53:469-86, doi:10.1111/j.0954-6820.1920.tb18266.x.

    Examples
    --------
    >>> round(qtc_fridericia(400, 60)), round(qtc_fridericia(400, 90))
    (400, 458)
    """
    return positive("QT", qt, "ms") * (positive("heart rate", heart_rate, "1/min") / 60) ** (1 / 3)


def qtc_bazett(qt: float, heart_rate: float) -> float:
    """Corrected QT [ms]: QT / sqrt(RR); overcorrects when the heart is fast.

    References
    ----------
    Bazett HC, Heart 1920;7:353-70.

    Examples
    --------
    >>> round(qtc_bazett(400, 90))
    490
    """
    return positive("QT", qt, "ms") * (positive("heart rate", heart_rate, "1/min") / 60) ** 0.5
