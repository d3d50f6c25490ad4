"""Net acid excretion: ammonium and titratable acid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import exp, power, where


@dataclass(frozen=True)
class AcidExcretion:
    """Acid excreted, which is bicarbonate made anew, and its ammonium [mmol/min]."""

    acid: Any
    ammonium: Any


def ammoniagenesis_target(p: Any, f: Fluids) -> Any:
    """Renal ammonia production towards which the proximal tubule adapts over days, relative to rest.

    Acidosis calls for much more of it, alkalosis for little less; low potassium calls for it, high potassium
    silences it.
    """
    lacking = p.bicarbonate_reference - f.acid.bicarbonate
    slope = where(lacking > 0.0, p.ammoniagenesis_slope, p.ammoniagenesis_slope_alkalosis)
    return exp(slope * lacking) * power(f.potassium_ratio, -1.0 * p.acid_excretion_potassium_exponent)


def acid_excretion(s: Any, p: Any, f: Fluids, mineralocorticoid: Any, voltage: Any) -> AcidExcretion:
    """Acid excretion rises in acidosis, with low potassium, aldosterone and contraction; falls with nephrons.

    The sodium that the collecting duct takes up makes its lumen negative and so helps the H-ATPase: a block of ENaC
    acidifies the body, open channels make it alkaline (Liddle syndrome).
    """
    called_for = (
        exp(p.acid_excretion_slope * (p.bicarbonate_reference - f.acid.bicarbonate))
        * s.ammoniagenesis
        * power(mineralocorticoid, p.acid_excretion_mr_exponent)
        * power(voltage, p.acid_excretion_voltage_exponent)
        * power(f.filling, -1.0 * p.acid_excretion_volume_exponent)
        * exp(p.acid_excretion_pco2_slope * p.pco2_shift)
    )
    ceiling = p.acid_excretion_maximum
    acid = (
        p.acid_excretion_reference
        * p.h_atpase_activity
        * p.ammoniagenesis_activity
        * power(p.nephron_fraction, p.acid_excretion_nephron_exponent)
        * called_for
        * ceiling
        / (ceiling - 1.0 + called_for)
    )
    return AcidExcretion(acid=acid, ammonium=p.ammonium_share * acid)
