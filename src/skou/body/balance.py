"""The mass balance of everything: each flow leaves one place and arrives in another, and the ledger notes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.acid_base import OrganicAcid, organic_acid
from skou.body.bone import Bone, bone, bone_pth_effect
from skou.body.cells import Cells, cells
from skou.body.clamps import Clamps, clamps
from skou.body.fluids import Fluids, fluids
from skou.body.gut import Gut, colon_adaptation_target, gut, gut_feed_forward
from skou.body.hormones.aldosterone import (
    aldosterone_target,
    effective_aldosterone,
    mineralocorticoid_drive,
)
from skou.body.hormones.calcitriol import calcitriol_ratio, calcitriol_synthesis, vitamin_d_supply
from skou.body.hormones.fgf23 import fgf23_target
from skou.body.hormones.insulin import Glucose, glucose_and_insulin
from skou.body.hormones.parathyroid_hormone import gland_mass_target, pth_clearance, pth_effect, pth_secretion
from skou.body.hormones.renin_angiotensin import angiotensin_effect, renin_target
from skou.body.hormones.vasopressin import drinking, vasopressin_target
from skou.body.kidney import HormoneEffects, Kidney, kidney
from skou.body.kidney.acid_excretion import ammoniagenesis_target
from skou.body.kidney.collecting_duct import (
    enac_abundance_target,
    hk_atpase_target,
    secretory_abundance_target,
)
from skou.body.kidney.distal_convoluted_tubule import ncc_target, trpm6_target
from skou.body.losses import Losses, losses


@dataclass(frozen=True)
class Flows:
    """Everything that the equations compute on their way from amounts to derivatives."""

    fluids: Fluids
    gut: Gut
    cells: Cells
    bone: Bone
    kidney: Kidney
    losses: Losses
    clamps: Clamps
    glucose: Glucose
    organic: OrganicAcid
    effects: HormoneEffects
    aldosterone: Any
    calcitriol_ratio: Any
    drinking: Any


def flows(t: Any, s: Any, p: Any) -> Flows:
    """All flows of the body at one moment."""
    f = fluids(s, p)
    aldosterone = effective_aldosterone(s, p)
    calcitriol = calcitriol_ratio(s, p)
    effects = HormoneEffects(
        angiotensin=angiotensin_effect(s, p),
        mineralocorticoid=mineralocorticoid_drive(p, aldosterone),
        pth=pth_effect(s, p),
        calcitriol=calcitriol,
        fgf23=s.fgf23,
        vasopressin=s.vasopressin,
    )
    g = gut(s, p, calcitriol, f.magnesium_ratio)
    organic = organic_acid(s, p, f.organic_anion)
    return Flows(
        fluids=f,
        gut=g,
        cells=cells(s, p, f, effects.mineralocorticoid, g.glucose_absorbed),
        bone=bone(s, p, f, bone_pth_effect(p, effects.pth), calcitriol),
        kidney=kidney(t, s, p, f, effects, organic),
        losses=losses(p, f),
        clamps=clamps(s, p, f),
        glucose=glucose_and_insulin(s, p, f),
        organic=organic,
        effects=effects,
        aldosterone=aldosterone,
        calcitriol_ratio=calcitriol,
        drinking=drinking(p, f),
    )


def gut_balance(s: Any, p: Any, x: Flows) -> dict[str, Any]:
    """Amounts in the gut."""
    g = x.gut
    return {
        "gut_potassium": p.diet_potassium + g.potassium_released - g.potassium_leaving,
        "gut_potassium_slow": -1.0 * g.potassium_released,
        "gut_sodium": p.diet_sodium - g.sodium_absorbed - g.sodium_stool,
        "gut_magnesium": p.diet_magnesium - g.magnesium_absorbed - g.magnesium_transit,
        "gut_calcium": p.diet_calcium - g.calcium_absorbed - g.calcium_transit,
        "gut_phosphate": p.diet_phosphate - g.phosphate_absorbed - g.phosphate_transit,
        "gut_glucose": p.diet_glucose - g.glucose_absorbed,
        "gut_water": p.diet_water + x.drinking - g.water_absorbed,
        "gut_alkali": -1.0 * g.alkali_absorbed,
    }


def extracellular_balance(s: Any, p: Any, x: Flows) -> dict[str, Any]:
    """Amounts in extracellular fluid, and body water."""
    g, c, b, u, loss, hold = x.gut, x.cells, x.bone, x.kidney.urine, x.losses, x.clamps
    return {
        "ecf_potassium": g.potassium_absorbed
        - g.colonic_potassium
        + p.infusion_potassium
        + hold.potassium
        + c.potassium_fast
        + c.potassium_slow
        - u.potassium
        - loss.potassium
        - loss.bowel.potassium,
        "ecf_sodium": g.sodium_absorbed
        + p.infusion_sodium
        + c.sodium
        - u.sodium
        - loss.sodium
        - loss.bowel.sodium,
        "ecf_magnesium": g.magnesium_absorbed
        - g.magnesium_secreted
        + p.infusion_magnesium
        + hold.magnesium
        + c.magnesium_fast
        + c.magnesium_slow
        + b.magnesium_surface
        + b.magnesium_deep
        - u.magnesium
        - loss.magnesium
        - loss.bowel.magnesium,
        "ecf_calcium": g.calcium_absorbed
        - g.calcium_secreted
        + p.infusion_calcium
        + hold.calcium
        + b.calcium_fast
        + b.resorption
        + b.calcium_of_base
        - b.deposition
        - u.calcium
        - loss.calcium
        - loss.bowel.calcium,
        "ecf_phosphate": g.phosphate_absorbed
        + p.infusion_phosphate
        + c.phosphate
        + b.phosphate
        - p.bone_phosphate_ratio * b.deposition
        - u.phosphate
        - loss.phosphate,
        "ecf_bicarbonate": g.alkali_absorbed
        + p.infusion_bicarbonate
        + hold.bicarbonate
        + c.bicarbonate
        + b.base
        + x.kidney.acid.acid
        - p.diet_acid
        - x.organic.produced
        + x.organic.metabolised
        - u.bicarbonate
        - loss.bicarbonate
        - loss.bowel.bicarbonate,
        "ecf_organic_anion": x.organic.produced - x.organic.metabolised - x.organic.excreted,
        "ecf_glucose": g.glucose_absorbed
        + p.infusion_glucose
        + hold.glucose
        + x.glucose.production
        - x.glucose.uptake
        - u.glucose
        - loss.glucose,
        "ecf_chelator": p.infusion_chelator - s.ecf_chelator / p.chelator_clearance_time,
        "total_body_water": g.water_absorbed + p.infusion_water - u.water - loss.water - loss.bowel.water,
    }


def store_balance(s: Any, p: Any, x: Flows) -> dict[str, Any]:
    """Amounts in cells and bone, and the slow adaptations of both."""
    c, b = x.cells, x.bone
    return {
        "cell_potassium_fast": -1.0 * c.potassium_fast,
        "cell_potassium_slow": -1.0 * c.potassium_slow,
        "cell_sodium": -1.0 * c.sodium,
        "cell_magnesium_fast": -1.0 * c.magnesium_fast,
        "cell_magnesium_slow": -1.0 * c.magnesium_slow,
        "cell_phosphate": -1.0 * c.phosphate,
        "tubule_free_magnesium": (x.fluids.magnesium_ratio - s.tubule_free_magnesium) / p.free_magnesium_time,
        "exercise_pump": (p.exercise_intensity - s.exercise_pump) / p.exercise_pump_time,
        "pump_number": (c.pump_number_target - s.pump_number) / p.pump_number_time,
        "bone_calcium_fast": -1.0 * b.calcium_fast - b.formation,
        "bone_calcium_deep": b.formation - b.resorption - b.calcium_of_base,
        "bone_phosphate": -1.0 * b.phosphate,
        "bone_magnesium_surface": -1.0 * b.magnesium_surface,
        "bone_magnesium_deep": -1.0 * b.magnesium_deep,
        "bone_resorption_drive": (b.resorption_target - s.bone_resorption_drive) / p.bone_resorption_time,
        "bone_formation_coupled": (b.formation_target - s.bone_formation_coupled) / p.bone_coupling_time,
        "pth_response": (b.response_target - s.pth_response) / p.pth_resistance_time,
    }


def regulation(s: Any, p: Any, x: Flows) -> dict[str, Any]:
    """Adaptations of the tubule and the colon, and hormones."""
    f, e = x.fluids, x.effects
    mr = e.mineralocorticoid
    signal = gut_feed_forward(s)
    return {
        "gut_signal": (x.gut.potassium_signal - s.gut_signal) / p.gut_signal_time,
        "gut_signal_habit": (s.gut_signal - s.gut_signal_habit) / p.gut_signal_habit_time,
        "ncc_phosphorylation": (ncc_target(s, p, f, e.angiotensin, mr, signal) - s.ncc_phosphorylation)
        / p.ncc_time,
        "enac_abundance": (enac_abundance_target(p, mr) - s.enac_abundance) / p.enac_time,
        "secretory_abundance": (
            secretory_abundance_target(p, f, mr, x.kidney.collecting.current) - s.secretory_abundance
        )
        / p.secretory_adaptation_time,
        "trpm6_abundance": (trpm6_target(p, f) - s.trpm6_abundance) / p.trpm6_time,
        "hk_atpase_abundance": (hk_atpase_target(p, f) - s.hk_atpase_abundance) / p.hk_atpase_time,
        "ammoniagenesis": (ammoniagenesis_target(p, f) - s.ammoniagenesis) / p.ammoniagenesis_time,
        "colon_adaptation": (colon_adaptation_target(p, f.potassium_ratio) - s.colon_adaptation)
        / p.colon_adaptation_time,
        "renin": (renin_target(s, p, f, e.angiotensin) - s.renin) / p.renin_time,
        "aldosterone": (aldosterone_target(s, p, f, e.angiotensin) - s.aldosterone) / p.aldosterone_time
        + p.infusion_aldosterone,
        "vasopressin": (vasopressin_target(p, f) - s.vasopressin) / p.vasopressin_time
        + p.infusion_vasopressin,
        "plasma_insulin_amount": x.glucose.secretion
        - x.glucose.clearance
        + p.infusion_insulin
        + x.clamps.insulin,
        "insulin_action": (x.glucose.insulin - s.insulin_action) / p.insulin_action_time,
        "plasma_pth_amount": pth_secretion(s, p, f) - pth_clearance(s, p) + p.infusion_pth,
        "parathyroid_gland_mass": (gland_mass_target(p, f, x.calcitriol_ratio) - s.parathyroid_gland_mass)
        / p.parathyroid_gland_time,
        "plasma_calcitriol_amount": calcitriol_synthesis(s, p, f, e.pth)
        - s.plasma_calcitriol_amount / p.calcitriol_time
        + p.infusion_calcitriol,
        "vitamin_d_25oh_amount": vitamin_d_supply(p)
        - s.vitamin_d_25oh_amount * p.vitamin_d_clearance / p.vitamin_d_25oh_time,
        "fgf23": (fgf23_target(p, f, x.calcitriol_ratio) - s.fgf23) / p.fgf23_time,
    }
