"""What the kidney does with an ion, read from a spot urine beside a blood sample."""

from __future__ import annotations

from skou.findings.formulas.domain import positive


def fractional_excretion(
    urine: float, serum: float, urine_creatinine: float, serum_creatinine: float, ultrafilterable: float = 1.0
) -> float:
    """Share of the filtered amount that is excreted: (U x SCr) / (f x S x UCr).

    Sodium below 0.01 points to low perfusion (useless on diuretics; urea below 0.35 instead). Potassium is
    normally 0.04 to 0.16; in low potassium below 0.093 the loss is not renal (sensitivity 81 %, specificity
    86 % for renal loss above). Phosphate above 0.05 with low serum phosphate is renal wasting. Chronic
    kidney disease raises all.

    Parameters
    ----------
    urine, serum : float
        The ion in urine and blood, same unit.
    urine_creatinine, serum_creatinine : float
        Same unit.
    ultrafilterable : float
        Share of the serum concentration that is filtered, 0 to 1.

    Returns
    -------
    float
        Fraction [1].

    Raises
    ------
    OutOfPhysiologicalRange
        Where a divisor is not above zero.

    References
    ----------
    Espinel CH, JAMA 1976;236:579-81, doi:10.1001/jama.1976.03270060029022; potassium cut-off: Clin Chim Acta
    2020;511:221, doi:10.1016/j.cca.2020.10.024.

    Examples
    --------
    >>> fractional_excretion(20, 140, 10_000, 100) < 0.01
    True
    """
    filtered = positive("serum concentration", serum, "mmol/L") * positive(
        "filtered share", ultrafilterable, "1"
    )
    return (urine / filtered) * (
        positive("serum creatinine", serum_creatinine, "umol/L")
        / positive("urine creatinine", urine_creatinine, "umol/L")
    )


def fractional_excretion_magnesium(
    urine: float, serum: float, urine_creatinine: float, serum_creatinine: float
) -> float:
    """Share of the filtered magnesium (0.7 of serum) that is excreted [1].

    In low magnesium above 0.04 the kidney wastes, below 0.02 it conserves; valid at eGFR above 60.

    References
    ----------
    Elisaf M et al., Magnes Res 1997;10:315-20, PMID 9513928.

    Examples
    --------
    >>> round(fractional_excretion_magnesium(1.0, 0.5, 10_000, 100), 4)
    0.0286
    """
    return fractional_excretion(urine, serum, urine_creatinine, serum_creatinine, ultrafilterable=0.7)


def calcium_creatinine_clearance_ratio(
    urine_calcium: float, serum_calcium: float, urine_creatinine: float, serum_creatinine: float
) -> float:
    """Calcium clearance over creatinine clearance [1], with total calcium.

    Below 0.01 familial hypocalciuric hypercalcaemia is likely, above 0.02 hardly (98 % of it lie below).
    Needs enough dietary calcium and vitamin D, no thiazide or lithium, eGFR above 45.

    References
    ----------
    Christensen SE et al., Clin Endocrinol 2008;69:713-20, doi:10.1111/j.1365-2265.2008.03259.x.

    Examples
    --------
    >>> round(calcium_creatinine_clearance_ratio(2.0, 2.7, 10_000, 70), 4)
    0.0052
    """
    return fractional_excretion(urine_calcium, serum_calcium, urine_creatinine, serum_creatinine)


def renal_phosphate_threshold(
    urine_phosphate: float, serum_phosphate: float, urine_creatinine: float, serum_creatinine: float
) -> float:
    """Tubular maximum of phosphate per glomerular filtrate, TmP/GFR [mmol/L].

    TRP = 1 - fractional excretion; TmP/GFR = TRP x P up to TRP 0.86, above it 0.3 TRP / (1 - 0.8 TRP) x P.
    Adults 0.8 to 1.35; second-void fasting urine.

    References
    ----------
    Kenny AP, Glen AC, Lancet 1973;2:158; Payne RB, Ann Clin Biochem 1998;35:201-6,
    doi:10.1177/000456329803500203.

    Examples
    --------
    >>> round(renal_phosphate_threshold(10, 1.0, 10_000, 80), 2)
    1.05
    """
    reabsorbed = 1 - fractional_excretion(
        urine_phosphate, serum_phosphate, urine_creatinine, serum_creatinine
    )
    share = reabsorbed if reabsorbed <= 0.86 else 0.3 * reabsorbed / (1 - 0.8 * reabsorbed)
    return share * serum_phosphate


def transtubular_potassium_gradient(
    urine_potassium: float, serum_potassium: float, urine_osmolality: float, serum_osmolality: float
) -> float:
    """Transtubular potassium gradient [1]: (UK / SK) / (Uosm / Sosm). Weak evidence.

    In low potassium below 2 to 3 the loss is not renal; in high potassium below 5 to 7 aldosterone acts too
    little. Only where urine is more concentrated than plasma and urine sodium above 25 mmol/L. Its author
    withdrew the theory (urea recycling).

    Raises
    ------
    OutOfPhysiologicalRange
        Where urine is not more concentrated than plasma.

    References
    ----------
    Ethier JH et al., Am J Kidney Dis 1990;15:309-15, doi:10.1016/S0272-6386(12)80076-X; Kamel KS, Halperin
    ML, Curr Opin Nephrol Hypertens 2011;20:547-54.

    Examples
    --------
    >>> round(transtubular_potassium_gradient(40, 4.0, 580, 290), 1)
    5.0
    """
    positive("urine osmolality above that of plasma", urine_osmolality - serum_osmolality, "mosm/kg")
    gradient = urine_potassium / positive("serum potassium", serum_potassium, "mmol/L")
    return gradient / (urine_osmolality / positive("serum osmolality", serum_osmolality, "mosm/kg"))


def urine_ratio_to_creatinine(urine: float, urine_creatinine_umol_l: float) -> float:
    """An ion per creatinine in a spot urine [mmol/mmol].

    Potassium: below 1.5 the loss is outside the kidney or a shift, above 2.0 to 2.5 renal; best published
    cut-off 3.4 with sensitivity and specificity of only 68 %. Calcium: below 0.57 usual, below 0.2 in
    Gitelman syndrome and on thiazides. Low muscle mass inflates the ratio.

    References
    ----------
    Sun Y et al., J Sichuan Univ Med Sci 2023;54:620, doi:10.12182/20230560201.

    Examples
    --------
    >>> urine_ratio_to_creatinine(30, 10_000)
    3.0
    """
    return urine / (positive("urine creatinine", urine_creatinine_umol_l, "umol/L") / 1000)


def urine_sodium_chloride_ratio(sodium: float, chloride: float) -> float:
    """Sodium over chloride in a spot urine [1], for chronic low potassium with normal blood pressure.

    High in vomiting (chloride very low), below about 0.7 with laxatives, near 1 with both high on diuretics
    and in tubulopathies. Several samples.

    References
    ----------
    Wu KL et al., Am J Med 2017;130:846-55.

    Examples
    --------
    >>> urine_sodium_chloride_ratio(60, 10)
    6.0
    """
    return sodium / positive("urine chloride", chloride, "mmol/L")


def aldosterone_renin_ratio(aldosterone: float, renin: float) -> float:
    """Aldosterone [pmol/L] over direct renin [mU/L]; above about 70 pmol/mU suggests primary aldosteronism.

    Correct potassium first (low potassium lowers aldosterone and hides it); beta-blockers raise it falsely,
    mineralocorticoid antagonists lower it.

    References
    ----------
    Adler GK et al., J Clin Endocrinol Metab 2025;110:2453-95, doi:10.1210/clinem/dgaf284.

    Examples
    --------
    >>> aldosterone_renin_ratio(600, 4)
    150.0
    """
    return aldosterone / positive("renin", renin, "mU/L")
