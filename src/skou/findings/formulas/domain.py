"""The two checks that every formula makes before it divides or extrapolates."""

from __future__ import annotations

import math

from skou.errors import OutOfPhysiologicalRange


def positive(name: str, value: float, unit: str) -> float:
    """Return ``value`` if it is a finite number above zero.

    Raises
    ------
    OutOfPhysiologicalRange
        If it is zero, negative, infinite or not a number.

    Examples
    --------
    >>> positive("creatinine", 80.0, "umol/L")
    80.0
    """
    if not math.isfinite(value) or value <= 0:
        raise OutOfPhysiologicalRange(
            f"{name} is {value} {unit}", value=value, allowed=f"a number above 0 {unit}"
        )
    return value


def within(name: str, value: float, low: float, high: float, unit: str) -> float:
    """Return ``value`` if it lies in the range in which the formula was derived or makes sense.

    Raises
    ------
    OutOfPhysiologicalRange
        If it lies outside, or is not a number.

    Examples
    --------
    >>> within("age", 40, 18, 120, "years")
    40
    """
    if not low <= value <= high:
        raise OutOfPhysiologicalRange(
            f"{name} is {value:g} {unit}", value=value, allowed=f"{low:g} to {high:g} {unit} for this formula"
        )
    return value
