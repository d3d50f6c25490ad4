"""Total calcium set against albumin, and ionised calcium against pH."""

from __future__ import annotations

from skou.findings.formulas.domain import positive, within


def adjusted_calcium(calcium_total: float, albumin: float, slope: float = 0.02) -> float:
    """Total calcium at an albumin of 40 g/L: Ca + 0.02 x (40 - albumin).

    Parameters
    ----------
    calcium_total : float
        [mmol/L], not already adjusted by the laboratory.
    albumin : float
        [g/L]
    slope : float
        [mmol/g]; laboratories use 0.017 to 0.025, the older Payne rule 0.02.

    Returns
    -------
    float
        [mmol/L]. See `adjusted_calcium_caveats`; ionised calcium decides.

    References
    ----------
    Payne RB et al., Br Med J 1973;4:643-6, doi:10.1136/bmj.4.5893.643; limits: Lian IA, Asberg A,
    BMJ Open 2018;8:e017703, doi:10.1136/bmjopen-2017-017703.

    Examples
    --------
    >>> round(adjusted_calcium(2.00, 30), 2)
    2.2
    """
    return positive("calcium", calcium_total, "mmol/L") + slope * (40 - positive("albumin", albumin, "g/L"))


def adjusted_calcium_caveats(
    albumin: float, *, egfr: float | None = None, ph: float | None = None, paraprotein: bool = False
) -> tuple[str, ...]:
    """Why an adjusted calcium may mislead in this person; empty where none of the known reasons holds.

    Parameters
    ----------
    albumin : float
        [g/L]
    egfr : float, optional
        [mL/min/{1.73_m2}]
    ph : float, optional
    paraprotein : bool

    References
    ----------
    Lian IA, Asberg A, BMJ Open 2018;8:e017703, doi:10.1136/bmjopen-2017-017703.

    Examples
    --------
    >>> adjusted_calcium_caveats(38, egfr=25)
    ('kidney function below 60 mL/min: the adjustment tends to overcorrect, measure ionised calcium',)
    """
    said = []
    if not 20 <= albumin <= 50:
        said.append(f"albumin {albumin:g} g/L is outside 20 to 50, where no adjustment holds")
    if egfr is not None and egfr < 60:
        said.append(
            "kidney function below 60 mL/min: the adjustment tends to overcorrect, measure ionised calcium"
        )
    if ph is not None and not 7.35 <= ph <= 7.45:
        side = "higher" if ph < 7.35 else "lower"
        said.append(f"pH {ph:g}: the ionised part is {side} than the total suggests")
    if paraprotein:
        said.append("paraprotein may bind calcium: measure ionised calcium")
    return tuple(said)


def adjusted_calcium_ckd(calcium_total: float, albumin: float, ph: float, phosphate: float) -> float:
    """Corrected calcium for chronic kidney disease.

    In mg/dL and g/dL: Ca + 0.25 (4 - albumin) + 4 (7.4 - pH) + 0.1 (6 - P) + 0.3.

    Parameters
    ----------
    calcium_total, phosphate : float
        [mmol/L]
    albumin : float
        [g/L]
    ph : float

    Returns
    -------
    float
        [mmol/L]; derived in 942 people with chronic kidney disease.

    References
    ----------
    Kaku Y et al., Ther Apher Dial 2016 (abstract read; new method in 942 patients).

    Examples
    --------
    >>> round(adjusted_calcium_ckd(2.0, 35, 7.40, 1.6), 2)
    2.13
    """
    within("pH", ph, 6.5, 8.0, "")
    calcium_mg_dl = positive("calcium", calcium_total, "mmol/L") / 0.2495
    phosphate_mg_dl = positive("phosphate", phosphate, "mmol/L") / 0.3229
    albumin_g_dl = positive("albumin", albumin, "g/L") / 10
    corrected = calcium_mg_dl + 0.25 * (4 - albumin_g_dl) + 4 * (7.4 - ph) + 0.1 * (6 - phosphate_mg_dl) + 0.3
    return corrected * 0.2495


def ionised_calcium_at_ph_7_4(calcium_ionised: float, ph: float) -> float:
    """Measured ionised calcium carried to pH 7.40: iCa x (1 - 0.53 x (7.40 - pH)).

    Parameters
    ----------
    calcium_ionised : float
        [mmol/L]
    ph : float
        7.2 to 7.6; outside it the slope is not known.

    References
    ----------
    Laboratory convention; the primary source was not read.

    Examples
    --------
    >>> round(ionised_calcium_at_ph_7_4(1.20, 7.30), 3)
    1.136
    """
    within("pH", ph, 7.2, 7.6, "")
    return positive("ionised calcium", calcium_ionised, "mmol/L") * (1 - 0.53 * (7.40 - ph))
