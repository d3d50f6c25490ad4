"""Osmolality, sodium and water."""

from __future__ import annotations

from typing import Literal

from skou.findings.formulas.domain import positive


def calculated_osmolality(sodium: float, glucose: float, urea: float, ethanol: float = 0.0) -> float:
    """Serum osmolality [mosm/kg]: 2 Na + glucose + urea + ethanol, all [mmol/L].

    References
    ----------
    Purssell RA et al., Ann Emerg Med 2001;38:653-9, doi:10.1067/mem.2001.119455 (ethanol term up to x1.25).

    Examples
    --------
    >>> calculated_osmolality(140, 5, 5)
    290.0
    """
    return 2 * positive("sodium", sodium, "mmol/L") + glucose + urea + ethanol


def calculated_osmolality_khajuria_krahn(
    sodium: float, potassium: float, glucose: float, urea: float
) -> float:
    """Serum osmolality [mosm/kg] by the equation that screens best for dehydration in older people.

    1.86 (Na + K) + 1.15 glucose + urea + 14 [mmol/L]; above 295 impending, above 300 current dehydration.

    References
    ----------
    Hooper L et al., BMJ Open 2015;5:e008846, doi:10.1136/bmjopen-2015-008846.

    Examples
    --------
    >>> round(calculated_osmolality_khajuria_krahn(140, 4.0, 5.0, 5.0), 1)
    292.6
    """
    return 1.86 * (positive("sodium", sodium, "mmol/L") + potassium) + 1.15 * glucose + urea + 14


def effective_osmolality(sodium: float, glucose: float) -> float:
    """Tonicity [mosm/kg], what moves water between cells and plasma: 2 Na + glucose [mmol/L].

    References
    ----------
    Kitabchi AE et al., Diabetes Care 2009;32:1335-43, doi:10.2337/dc09-9032.

    Examples
    --------
    >>> effective_osmolality(140, 30)
    310
    """
    return 2 * sodium + glucose


def osmolal_gap(measured: float, calculated: float) -> float:
    """Measured less calculated osmolality [mosm/kg]; above 10 an unmeasured solute is likely.

    References
    ----------
    Kraut JA, Kurtz I, Clin J Am Soc Nephrol 2008;3:208-25, doi:10.2215/CJN.03220807.

    Examples
    --------
    >>> osmolal_gap(310, 290)
    20
    """
    return measured - calculated


def glucose_corrected_sodium(sodium: float, glucose: float, per_mmol: float = 0.4) -> float:
    """Sodium that would be seen at a normal glucose: Na + 0.4 x (glucose - 5.5).

    Parameters
    ----------
    sodium, glucose : float
        [mmol/L]; below 5.5 mmol/L glucose the sodium is returned unchanged.
    per_mmol : float
        0.4 (Hillier, 2.4 per 5.5 mmol/L) or 0.288 (Katz 1973, 1.6 per 100 mg/dL).

    References
    ----------
    Hillier TA et al., Am J Med 1999;106:399-403, doi:10.1016/S0002-9343(99)00055-8.

    Examples
    --------
    >>> round(glucose_corrected_sodium(128, 46.4), 1)
    144.4
    """
    return positive("sodium", sodium, "mmol/L") + per_mmol * max(glucose - 5.5, 0)


def total_body_water(weight_kg: float, age: float, sex: Literal["F", "M"]) -> float:
    """Total body water [L]: 0.6 of weight in men under 65, 0.5 in women and older men, 0.45 in older women.

    References
    ----------
    Adrogue HJ, Madias NE, N Engl J Med 2000;342:1493-9, doi:10.1056/NEJM200005183422006.

    Examples
    --------
    >>> total_body_water(70, 40, "M")
    42.0
    """
    older = age >= 65
    share = (0.45 if older else 0.5) if sex == "F" else (0.5 if older else 0.6)
    return share * positive("weight", weight_kg, "kg")


def water_deficit(sodium: float, body_water: float, target: float = 140.0) -> float:
    """Pure water that is missing [L]: body water x (Na / 140 - 1); losses still going on come on top.

    References
    ----------
    Adrogue HJ, Madias NE, N Engl J Med 2000;342:1493-9, doi:10.1056/NEJM200005183422006.

    Examples
    --------
    >>> round(water_deficit(160, 40), 1)
    5.7
    """
    return positive("body water", body_water, "L") * (positive("sodium", sodium, "mmol/L") / target - 1)


def sodium_change_per_litre(
    infusate_sodium: float, infusate_potassium: float, sodium: float, body_water: float
) -> float:
    """Change of serum sodium [mmol/L] by one litre of fluid: (Na + K of the fluid - serum Na) / (water + 1).

    Losses in urine and gut are left out, so the true change is often larger.

    References
    ----------
    Adrogue HJ, Madias NE, N Engl J Med 2000;342:1581-9, doi:10.1056/NEJM200005253422107.

    Examples
    --------
    >>> round(sodium_change_per_litre(513, 0, 110, 40), 1)
    9.8
    """
    return (infusate_sodium + infusate_potassium - sodium) / (positive("body water", body_water, "L") + 1)


def electrolyte_free_water_clearance(
    volume: float, urine_sodium: float, urine_potassium: float, sodium: float
) -> float:
    """Electrolyte-free water in a urine volume, in the unit of the volume: V x (1 - (UNa + UK) / Na).

    (UNa + UK) / Na above 1 predicts that fluid restriction will not do.

    References
    ----------
    Furst H et al., Am J Med Sci 2000;319:240-4, doi:10.1097/00000441-200004000-00007.

    Examples
    --------
    >>> electrolyte_free_water_clearance(2.0, 40, 25, 130)
    1.0
    """
    return volume * (1 - (urine_sodium + urine_potassium) / positive("sodium", sodium, "mmol/L"))
