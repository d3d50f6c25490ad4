"""The nephron from glomerulus to urine, and the whole kidney's output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.acid_base import OrganicAcid
from skou.body.fluids import Fluids
from skou.body.kidney.acid_excretion import AcidExcretion, acid_excretion
from skou.body.kidney.collecting_duct import CollectingDuct, collecting_duct
from skou.body.kidney.distal_convoluted_tubule import DistalConvolutedTubule, distal_convoluted_tubule
from skou.body.kidney.glomerulus import Filtrate, glomerulus
from skou.body.kidney.proximal_tubule import ProximalTubule, proximal_tubule
from skou.body.kidney.thick_ascending_limb import ThickAscendingLimb, thick_ascending_limb
from skou.body.kidney.water import urine_water


@dataclass(frozen=True)
class Urine:
    """Excretion [mmol/min; water L/min]."""

    potassium: Any
    sodium: Any
    magnesium: Any
    calcium: Any
    phosphate: Any
    bicarbonate: Any
    ammonium: Any
    glucose: Any
    water: Any


@dataclass(frozen=True)
class Kidney:
    """Every segment's flows."""

    filtrate: Filtrate
    proximal: ProximalTubule
    thick_limb: ThickAscendingLimb
    distal: DistalConvolutedTubule
    collecting: CollectingDuct
    acid: AcidExcretion
    urine: Urine


@dataclass(frozen=True)
class HormoneEffects:
    """Hormones as the kidney feels them, relative to rest."""

    angiotensin: Any
    mineralocorticoid: Any
    pth: Any
    calcitriol: Any
    fgf23: Any
    vasopressin: Any


def kidney(t: Any, s: Any, p: Any, f: Fluids, h: HormoneEffects, organic: OrganicAcid) -> Kidney:
    """Run the filtrate through the segments in order."""
    filtrate = glomerulus(p, f)
    proximal = proximal_tubule(p, f, filtrate, h.angiotensin, h.pth, h.fgf23, h.mineralocorticoid)
    limb = thick_ascending_limb(s, p, f, proximal, h.pth)
    resting_sodium = p.gfr_reference * p.nephron_fraction * p.sodium_reference * p.proximal_sodium_escape
    resting_to_distal = resting_sodium * p.tal_sodium_escape
    distal = distal_convoluted_tubule(
        s, p, f, limb, h.pth, h.calcitriol, resting_to_distal, filtrate.magnesium
    )
    anions = organic.excreted + p.nonreabsorbable_anion_load + proximal.urine_bicarbonate
    duct = collecting_duct(
        t,
        s,
        p,
        f,
        distal,
        h.angiotensin,
        resting_to_distal * p.dct_sodium_escape,
        anions,
        proximal.osmotic_flow,
    )
    acid = acid_excretion(s, p, f, h.mineralocorticoid, duct.voltage)
    solute = (
        2.0 * (duct.sodium + duct.potassium + acid.ammonium)
        + p.urea_osmolar_share * p.urea_production
        + proximal.urine_glucose
        + p.osmotic_load
        + proximal.urine_phosphate
    )
    water = urine_water(p, f, h.vasopressin, solute)
    chelated = p.chelator_renal_fraction * s.ecf_chelator / p.chelator_clearance_time
    urine = Urine(
        potassium=duct.potassium,
        sodium=duct.sodium,
        magnesium=distal.magnesium,
        calcium=distal.calcium + chelated,
        phosphate=proximal.urine_phosphate,
        bicarbonate=proximal.urine_bicarbonate,
        ammonium=acid.ammonium,
        glucose=proximal.urine_glucose,
        water=water,
    )
    return Kidney(filtrate, proximal, limb, distal, duct, acid, urine)
