"""Whether two results differ, and how fast."""

from __future__ import annotations

import math

from skou.findings.formulas.domain import positive


def reference_change_value(cv_analytical: float, cv_within_person: float) -> float:
    """Smallest change [%] that is not analytical and within-person noise: 2.77 x sqrt(CVa^2 + CVi^2).

    Parameters
    ----------
    cv_analytical, cv_within_person : float
        Coefficients of variation [%].

    References
    ----------
    Fraser CG, Harris EK, Crit Rev Clin Lab Sci 1989;27:409-37, doi:10.3109/10408368909106595.

    Examples
    --------
    >>> round(reference_change_value(1.5, 4.1), 1)
    12.1
    """
    return 2.77 * math.hypot(cv_analytical, cv_within_person)


def is_significant_change(before: float, after: float, cv_analytical: float, cv_within_person: float) -> bool:
    """True where ``after`` differs from ``before`` by more than the reference change value.

    Examples
    --------
    >>> is_significant_change(4.0, 3.6, 1.5, 4.1), is_significant_change(4.0, 3.4, 1.5, 4.1)
    (False, True)
    """
    change = 100 * abs(after - before) / positive("first value", before, "")
    return change > reference_change_value(cv_analytical, cv_within_person)


def correction_rate(first: float, last: float, days: float) -> float:
    """Change a day between two sodium values [mmol/L/d]; above 10 in 24 h myelin is at risk.

    References
    ----------
    Spasovski G et al., Eur J Endocrinol 2014;170:G1-47, doi:10.1530/EJE-13-1020.

    Examples
    --------
    >>> correction_rate(110, 122, 1.0)
    12.0
    """
    return (last - first) / positive("time between", days, "d")
