"""Anion gap, the blood-gas equation, and what compensation is to be expected."""

from __future__ import annotations

import math
from typing import Literal

from skou.findings.formulas.domain import positive, within


def anion_gap(sodium: float, chloride: float, bicarbonate: float, potassium: float | None = None) -> float:
    """Unmeasured anions: Na - (Cl + HCO3), with K added when it is given.

    Parameters
    ----------
    sodium, chloride, bicarbonate, potassium : float
        Serum [mmol/L].

    Returns
    -------
    float
        [mmol/L]; usually 8 to 12 (3 to 11 on ion-selective electrodes), 12 to 16 with potassium. Bromide,
        lithium and paraprotein lower it.

    References
    ----------
    Kraut JA, Madias NE, Clin J Am Soc Nephrol 2007;2:162-74, doi:10.2215/CJN.03020906.

    Examples
    --------
    >>> anion_gap(140, 104, 24)
    12
    """
    return sodium + (potassium or 0) - chloride - bicarbonate


def albumin_corrected_anion_gap(gap: float, albumin: float) -> float:
    """Anion gap with the missing charge of albumin added: gap + 0.25 x (40 - albumin).

    Parameters
    ----------
    gap : float
        [mmol/L]
    albumin : float
        [g/L]

    References
    ----------
    Figge J et al., Crit Care Med 1998;26:1807-10, doi:10.1097/00003246-199811000-00019.

    Examples
    --------
    >>> albumin_corrected_anion_gap(12, 20)
    17.0
    """
    return gap + 0.25 * (40 - positive("albumin", albumin, "g/L"))


def delta_ratio(
    gap: float, bicarbonate: float, normal_gap: float = 12.0, normal_bicarbonate: float = 24.0
) -> float:
    """Rise of the anion gap for each mmol of bicarbonate lost: (gap - 12) / (24 - HCO3).

    Below 0.4 a normal-gap acidosis, 1 to 2 a high-gap acidosis, above 2 a metabolic alkalosis beside it.

    Parameters
    ----------
    gap, bicarbonate, normal_gap, normal_bicarbonate : float
        [mmol/L]; bicarbonate below the normal one.

    Raises
    ------
    OutOfPhysiologicalRange
        Where bicarbonate is not below normal, so that there is no acidosis to apportion.

    References
    ----------
    Rastegar A, J Am Soc Nephrol 2007;18:2429-31, doi:10.1681/ASN.2006121408.

    Examples
    --------
    >>> delta_ratio(24, 12)
    1.0
    """
    lost = positive("bicarbonate below normal", normal_bicarbonate - bicarbonate, "mmol/L")
    return (gap - normal_gap) / lost


def pco2_from_gas(ph: float, bicarbonate: float) -> float:
    """Carbon dioxide tension [mm[Hg]] that belongs to a pH and a bicarbonate [mmol/L] of the same blood.

    Henderson-Hasselbalch, pK 6.1 and solubility 0.0307 mmol/L/mmHg at 37 degrees.

    Raises
    ------
    OutOfPhysiologicalRange
        pH outside 6.5 to 8.0, bicarbonate not above zero.

    References
    ----------
    Kellum JA, Crit Care 2000;4:6-14, doi:10.1186/cc644.

    Examples
    --------
    >>> round(pco2_from_gas(7.40, 24.0))
    39
    """
    within("pH", ph, 6.5, 8.0, "")
    return positive("bicarbonate", bicarbonate, "mmol/L") / (0.0307 * 10 ** (ph - 6.1))


def bicarbonate_from_gas(ph: float, pco2: float) -> float:
    """Bicarbonate [mmol/L] that belongs to a pH and a carbon dioxide tension [mm[Hg]].

    See Also
    --------
    pco2_from_gas : the same equation, with its source.

    Examples
    --------
    >>> round(bicarbonate_from_gas(7.40, 40.0), 1)
    24.5
    """
    within("pH", ph, 6.5, 8.0, "")
    return 0.0307 * positive("pCO2", pco2, "mm[Hg]") * 10 ** (ph - 6.1)


def expected_pco2_winters(bicarbonate: float) -> tuple[float, float]:
    """Carbon dioxide tension that a metabolic acidosis brings with it: 1.5 x HCO3 + 8, give or take 2.

    Parameters
    ----------
    bicarbonate : float
        [mmol/L], below about 22; the acidosis older than 12 to 24 h.

    Returns
    -------
    tuple of float
        Lowest and highest expected pCO2 [mm[Hg]]; above it a respiratory acidosis is added, below it an
        alkalosis.

    References
    ----------
    Albert MS, Dell RB, Winters RW, Ann Intern Med 1967;66:312-22, doi:10.7326/0003-4819-66-2-312.

    Examples
    --------
    >>> expected_pco2_winters(12)
    (24.0, 28.0)
    """
    centre = 1.5 * positive("bicarbonate", bicarbonate, "mmol/L") + 8
    return centre - 2, centre + 2


def expected_pco2_in_metabolic_alkalosis(bicarbonate: float) -> tuple[float, float]:
    """Carbon dioxide tension that a metabolic alkalosis brings: 40 + 0.7 x (HCO3 - 24), give or take 5.

    Parameters
    ----------
    bicarbonate : float
        [mmol/L], above about 28. Hypoxia limits the rise to about 55 to 60 mm[Hg].

    Returns
    -------
    tuple of float
        Lowest and highest expected pCO2 [mm[Hg]].

    References
    ----------
    Berend K et al., N Engl J Med 2014;371:1434-45, doi:10.1056/NEJMra1003327.

    Examples
    --------
    >>> expected_pco2_in_metabolic_alkalosis(34)
    (42.0, 52.0)
    """
    centre = 40 + 0.7 * (positive("bicarbonate", bicarbonate, "mmol/L") - 24)
    return centre - 5, centre + 5


def expected_bicarbonate_in_respiratory_disorder(pco2: float, course: Literal["acute", "chronic"]) -> float:
    """Bicarbonate [mmol/L] expected from the carbon dioxide alone.

    Per 10 mm[Hg] above 40: +1 acute, +4 chronic (days); per 10 below 40: -2 acute, -4 chronic.

    References
    ----------
    Berend K et al., N Engl J Med 2014;371:1434-45, doi:10.1056/NEJMra1003327.

    Examples
    --------
    >>> expected_bicarbonate_in_respiratory_disorder(60, "acute")
    26.0
    >>> expected_bicarbonate_in_respiratory_disorder(25, "chronic")
    18.0
    """
    above = (positive("pCO2", pco2, "mm[Hg]") - 40) / 10
    per_ten = 4.0 if course == "chronic" else (1.0 if above > 0 else 2.0)
    return 24 + per_ten * above


def potassium_shift_per_ph(
    ph: float, kind: Literal["mineral_acidosis", "organic_or_respiratory_acidosis", "alkalosis"]
) -> tuple[float, float]:
    """How far a pH may have moved potassium; a caveat to say aloud, never a number to subtract.

    Parameters
    ----------
    ph : float
        6.5 to 8.0
    kind : str
        Mineral acid moves potassium +0.2 to +1.7 mmol/L per -0.1 pH; organic acid and carbon dioxide hardly;
        alkalosis -0.1 to -0.4 per +0.1.

    Returns
    -------
    tuple of float
        Smallest and largest likely shift of plasma potassium [mmol/L].

    References
    ----------
    Adrogue HJ, Madias NE, Am J Med 1981;71:456-67, doi:10.1016/0002-9343(81)90182-0.

    Examples
    --------
    >>> low, high = potassium_shift_per_ph(7.2, "mineral_acidosis")
    >>> round(low, 2), round(high, 2)
    (0.4, 3.4)
    """
    tenths = (7.40 - within("pH", ph, 6.5, 8.0, "")) / 0.1
    if kind == "alkalosis":
        shifts = (0.1 * min(tenths, 0), 0.4 * min(tenths, 0))
    elif kind == "mineral_acidosis":
        shifts = (0.2 * max(tenths, 0), 1.7 * max(tenths, 0))
    else:
        shifts = (0.0, 0.1 * max(tenths, 0))
    return min(shifts), max(shifts)


def urine_anion_gap(sodium: float, potassium: float, chloride: float) -> float:
    """Na + K - Cl of a spot urine [mmol/L]; negative where the kidney excretes ammonium.

    Positive in renal tubular acidosis, negative when bicarbonate is lost through the gut. Unreliable at
    urine pH above 6.5, with other anions (ketones, hippurate) or urine sodium below about 20.

    References
    ----------
    Batlle DC et al., N Engl J Med 1988;318:594-9, doi:10.1056/NEJM198803103181002.

    Examples
    --------
    >>> urine_anion_gap(40, 30, 100)
    -30
    """
    for name, value in (("sodium", sodium), ("potassium", potassium), ("chloride", chloride)):
        if not math.isfinite(value) or value < 0:
            positive(f"urine {name}", value, "mmol/L")
    return sodium + potassium - chloride
