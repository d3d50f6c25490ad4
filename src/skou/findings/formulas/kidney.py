"""Glomerular filtration estimated from creatinine."""

from __future__ import annotations

import math
from typing import Literal

from skou.findings.formulas.domain import positive, within

CREATININE_UMOL_PER_MG_DL = 88.4


def egfr_ckd_epi_2021(creatinine: float, age: float, sex: Literal["F", "M"]) -> float:
    """Glomerular filtration rate of an adult, without a race term.

    eGFR = 142 min(Scr/k, 1)^a max(Scr/k, 1)^-1.200 0.9938^age [1.012 if female], Scr in mg/dL,
    k 0.7 (F) or 0.9 (M), a -0.241 (F) or -0.302 (M).

    Parameters
    ----------
    creatinine : float
        Serum creatinine [umol/L], stable for some days.
    age : float
        [years], 18 or more.
    sex : {"F", "M"}

    Returns
    -------
    float
        [mL/min/{1.73_m2}]. Not valid in acute kidney injury, pregnancy, or at extremes of muscle mass.

    Raises
    ------
    OutOfPhysiologicalRange
        Below 18 years, or creatinine not above zero.

    References
    ----------
    Inker LA et al., N Engl J Med 2021;385:1737-49, doi:10.1056/NEJMoa2102953.

    Examples
    --------
    >>> round(egfr_ckd_epi_2021(88.4, 50, "M")), round(egfr_ckd_epi_2021(88.4, 50, "F"))
    (92, 69)
    """
    within("age", age, 18, 125, "years")
    scr = positive("creatinine", creatinine, "umol/L") / CREATININE_UMOL_PER_MG_DL
    k, a, factor = (0.7, -0.241, 1.012) if sex == "F" else (0.9, -0.302, 1.0)
    return 142 * min(scr / k, 1) ** a * max(scr / k, 1) ** -1.200 * 0.9938**age * factor


def egfr_schwartz_bedside(creatinine: float, height_cm: float, age: float | None = None) -> float:
    """Glomerular filtration rate of a child: 0.413 x height [cm] / creatinine [mg/dL].

    Parameters
    ----------
    creatinine : float
        Serum creatinine [umol/L], enzymatic assay.
    height_cm : float
        [cm]
    age : float, optional
        [years], 1 to 18; checked when given.

    Returns
    -------
    float
        [mL/min/{1.73_m2}]. Derived in chronic kidney disease (15 to 75 mL/min); too low in healthy children.

    Raises
    ------
    OutOfPhysiologicalRange
        Age outside 1 to 18 years, height or creatinine not above zero.

    References
    ----------
    Schwartz GJ et al., J Am Soc Nephrol 2009;20:629-37, doi:10.1681/ASN.2008030287.

    Examples
    --------
    >>> round(egfr_schwartz_bedside(88.4, 140, 10), 1)
    57.8
    """
    if age is not None:
        within("age", age, 1, 18, "years")
    scr = positive("creatinine", creatinine, "umol/L") / CREATININE_UMOL_PER_MG_DL
    return 0.413 * positive("height", height_cm, "cm") / scr


def creatinine_clearance_cockcroft_gault(
    creatinine: float, age: float, weight_kg: float, sex: Literal["F", "M"]
) -> float:
    """Creatinine clearance for drug dosing: (140 - age) x weight x [1.04 F, 1.23 M] / creatinine.

    Parameters
    ----------
    creatinine : float
        [umol/L]
    age : float
        [years], 18 to 110
    weight_kg : float
        [kg]; which weight (actual, ideal, adjusted) matters in obesity.
    sex : {"F", "M"}

    Returns
    -------
    float
        [mL/min], not indexed to body surface.

    Raises
    ------
    OutOfPhysiologicalRange
        Age outside 18 to 110 years, weight or creatinine not above zero.

    References
    ----------
    Cockcroft DW, Gault MH, Nephron 1976;16:31-41, doi:10.1159/000180580.

    Examples
    --------
    >>> round(creatinine_clearance_cockcroft_gault(100, 60, 70, "M"), 1)
    68.9
    """
    within("age", age, 18, 110, "years")
    factor = 1.04 if sex == "F" else 1.23
    return (
        (140 - age)
        * positive("weight", weight_kg, "kg")
        * factor
        / positive("creatinine", creatinine, "umol/L")
    )


def body_surface_area(height_cm: float, weight_kg: float) -> float:
    """Body surface [m2]: sqrt(height [cm] x weight [kg] / 3600).

    References
    ----------
    Mosteller RD, N Engl J Med 1987;317:1098, doi:10.1056/NEJM198710223171717.

    Examples
    --------
    >>> round(body_surface_area(170, 70), 2)
    1.82
    """
    return math.sqrt(positive("height", height_cm, "cm") * positive("weight", weight_kg, "kg") / 3600)
