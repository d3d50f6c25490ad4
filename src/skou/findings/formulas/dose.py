"""Amounts: grams, equivalents, collections, and what may be missing from the body."""

from __future__ import annotations

from itertools import pairwise

from skou.errors import UnknownNameError, nearest_names
from skou.findings.formulas.domain import positive, within

MOLAR_MASS = {"sodium": 22.99, "potassium": 39.10, "magnesium": 24.305, "calcium": 40.08, "phosphate": 30.97}
"""Grams a mole; phosphate as phosphorus."""

VALENCE = {"sodium": 1, "potassium": 1, "chloride": 1, "bicarbonate": 1, "magnesium": 2, "calcium": 2}


def _of(ion: str, table: dict[str, float] | dict[str, int], what: str) -> float:
    if ion not in table:
        raise UnknownNameError(
            f"no {what} is kept for {ion!r}",
            value=ion,
            allowed=", ".join(table),
            nearest=nearest_names(ion, table),
        )
    return table[ion]


def grams_to_millimoles(grams: float, ion: str) -> float:
    """Millimoles in a mass of the element.

    Examples
    --------
    >>> round(grams_to_millimoles(2.3, "sodium"))
    100
    """
    return 1000 * grams / _of(ion, MOLAR_MASS, "molar mass")


def equivalents_to_moles(equivalents: float, ion: str) -> float:
    """Moles in an amount of charge; phosphate has no fixed charge and is refused.

    Examples
    --------
    >>> equivalents_to_moles(2.0, "magnesium")
    1.0
    """
    return equivalents / _of(ion, VALENCE, "charge")


def salt_to_sodium(salt_grams: float) -> float:
    """Sodium [mmol] in table salt [g]: 17.1 mmol a gram.

    Examples
    --------
    >>> round(salt_to_sodium(5))
    86
    """
    return salt_grams * 1000 / 58.44


def excretion_per_day(concentration: float, volume: float, hours: float = 24.0) -> float:
    """Excretion a day in a timed collection.

    Parameters
    ----------
    concentration : float
        [mmol/L]
    volume : float
        [L]
    hours : float
        Length of the collection [h], 2 to 48.

    Returns
    -------
    float
        [mmol/d]. A complete 24-h collection holds 177 to 221 (men) or 133 to 177 umol/kg of creatinine
        (women).

    Examples
    --------
    >>> excretion_per_day(40, 0.75, 12)
    60.0
    """
    within("length of collection", hours, 2, 48, "h")
    return concentration * volume * 24 / hours


def potassium_deficit(potassium: float) -> tuple[float, float]:
    """Potassium that an adult has probably lost, by the bedside rule.

    About 100 to 200 mmol at 3.0 mmol/L, 300 to 600 at 2.5, 600 to 800 and more below 2.0. Only where
    nothing shifts potassium (alkalosis, insulin, beta-agonists, refeeding, thyrotoxicosis).

    Parameters
    ----------
    potassium : float
        [mmol/L]

    Returns
    -------
    tuple of float
        Low and high estimate [mmol]; zero at 3.5 mmol/L and above.

    References
    ----------
    Sterns RH et al., Medicine 1981;60:339-54, doi:10.1097/00005792-198109000-00002.

    Examples
    --------
    >>> potassium_deficit(3.0)
    (100.0, 200.0)
    >>> potassium_deficit(2.75)
    (200.0, 400.0)
    """
    positive("potassium", potassium, "mmol/L")
    points = ((3.5, 0.0, 0.0), (3.0, 100.0, 200.0), (2.5, 300.0, 600.0), (2.0, 600.0, 800.0))
    for (k_high, low_high, high_high), (k_low, low_low, high_low) in pairwise(points):
        if potassium >= k_low:
            share = min(max((k_high - potassium) / (k_high - k_low), 0.0), 1.0)
            return low_high + share * (low_low - low_high), high_high + share * (high_low - high_high)
    return points[-1][1:]


def magnesium_deficit(weight_kg: float) -> tuple[float, float]:
    """Magnesium missing in symptomatic depletion [mmol]: 0.5 to 1.0 mmol/kg.

    About half of an intravenous dose leaves in the urine.

    References
    ----------
    Agus ZS, J Am Soc Nephrol 1999;10:1616-22, doi:10.1681/ASN.V1071616.

    Examples
    --------
    >>> magnesium_deficit(70)
    (35.0, 70.0)
    """
    positive("weight", weight_kg, "kg")
    return 0.5 * weight_kg, 1.0 * weight_kg
