"""The proximal tubule: NHE3, SGLT2, sodium-phosphate cotransport, carbonic anhydrase; two thirds of the filtrate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.body.kidney.glomerulus import Filtrate
from skou.body.kidney.saturation import soft_threshold
from skou.graph.functions import maximum, power


@dataclass(frozen=True)
class ProximalTubule:
    """What leaves the proximal tubule [mmol/min], and what it gives up to the urine for good."""

    sodium: Any
    potassium: Any
    calcium: Any
    magnesium: Any
    urine_phosphate: Any
    urine_glucose: Any
    urine_bicarbonate: Any
    escape_ratio: Any
    osmotic_flow: Any


def proximal_tubule(
    p: Any,
    f: Fluids,
    filtrate: Filtrate,
    angiotensin: Any,
    pth_effect: Any,
    fgf23: Any,
    mineralocorticoid: Any,
) -> ProximalTubule:
    """Isosmotic reabsorption: sodium, and with it potassium and calcium; thresholds of phosphate and bicarbonate.

    The share that escapes has odds e / (1 - e) that rise with effective volume and unreabsorbed solute and
    fall with NHE3 and angiotensin II. The threshold form of phosphate is that of Bijvoet (TmP/GFR).
    """
    urine_glucose = filtrate.gfr * soft_threshold(f.glucose - p.glucose_threshold, p.glucose_splay)
    blocked = (1.0 - p.sglt2_activity) * p.sglt2_share * (filtrate.glucose - urine_glucose)
    urine_glucose = urine_glucose + blocked
    osmotic_flow = urine_glucose + p.osmotic_load

    odds = (
        p.proximal_sodium_escape
        / (1.0 - p.proximal_sodium_escape)
        * power(f.filling, p.proximal_volume_exponent)
        * power(maximum(f.expansion, 1.0), p.proximal_expansion_exponent)
        * power(angiotensin, -1.0 * p.proximal_angiotensin_exponent)
        * power(pth_effect, p.proximal_pth_exponent)
        / (p.nhe3_activity * p.proximal_reabsorption)
        * (1.0 + p.osmotic_sodium_gain * osmotic_flow / (osmotic_flow + p.osmotic_load_half))
    )
    escape = odds / (1.0 + odds)
    escape = escape + p.nephron_recovery_diuresis * (1.0 - escape)
    ratio = escape / p.proximal_sodium_escape

    threshold = (
        p.phosphate_threshold
        * p.napi_activity
        * p.proximal_reabsorption
        * power(pth_effect, -1.0 * p.napi_pth_exponent)
        * power(fgf23, -1.0 * p.napi_fgf23_exponent)
    )
    urine_phosphate = filtrate.gfr * soft_threshold(f.phosphate - threshold, p.phosphate_threshold_width)

    bicarbonate_threshold = (
        p.bicarbonate_threshold
        * p.carbonic_anhydrase_activity
        * p.proximal_reabsorption
        * power(f.filling, -1.0 * p.bicarbonate_threshold_volume_exponent)
        * power(f.potassium_ratio, -1.0 * p.bicarbonate_threshold_potassium_exponent)
        * power(f.acid.pco2 / p.pco2_reference, p.bicarbonate_threshold_pco2_exponent)
        * power(mineralocorticoid, p.bicarbonate_threshold_mr_exponent)
    )
    urine_bicarbonate = filtrate.gfr * (
        soft_threshold(f.acid.bicarbonate - bicarbonate_threshold, p.bicarbonate_threshold_width)
        + p.bicarbonate_leak * f.acid.bicarbonate
    )
    return ProximalTubule(
        sodium=filtrate.sodium * escape,
        potassium=filtrate.potassium * escape,
        calcium=filtrate.calcium * escape * power(f.filling, p.proximal_calcium_volume_exponent),
        magnesium=(1.0 - p.magnesium_obligatory_leak)
        * filtrate.magnesium
        * (1.0 - (1.0 - p.proximal_magnesium_escape) * (1.0 - escape) / (1.0 - p.proximal_sodium_escape)),
        urine_phosphate=urine_phosphate,
        urine_glucose=urine_glucose,
        urine_bicarbonate=urine_bicarbonate,
        escape_ratio=ratio,
        osmotic_flow=osmotic_flow,
    )
