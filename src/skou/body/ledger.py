"""The flux ledger: what came in and went out, ion by ion, summed as the body runs."""

from __future__ import annotations

from typing import Any

from skou.body.balance import Flows


def ledger(p: Any, x: Flows) -> dict[str, Any]:
    """Derivatives of the cumulative flows [mmol/min; water L/min]."""
    g, u, loss, hold = x.gut, x.kidney.urine, x.losses, x.clamps
    return {
        "intake_potassium": p.diet_potassium,
        "intake_sodium": p.diet_sodium,
        "intake_magnesium": p.diet_magnesium,
        "intake_calcium": p.diet_calcium,
        "intake_phosphate": p.diet_phosphate,
        "intake_water": p.diet_water + x.drinking,
        "infused_potassium": p.infusion_potassium + hold.potassium,
        "infused_sodium": p.infusion_sodium,
        "infused_magnesium": p.infusion_magnesium + hold.magnesium,
        "infused_calcium": p.infusion_calcium + hold.calcium,
        "infused_phosphate": p.infusion_phosphate,
        "infused_water": p.infusion_water,
        "urine_potassium": u.potassium,
        "urine_sodium": u.sodium,
        "urine_magnesium": u.magnesium,
        "urine_calcium": u.calcium,
        "urine_phosphate": u.phosphate,
        "urine_water": u.water,
        "urine_bicarbonate": u.bicarbonate,
        "urine_ammonium": u.ammonium,
        "stool_potassium": g.potassium_stool + loss.bowel.potassium,
        "stool_sodium": g.sodium_stool + loss.bowel.sodium,
        "stool_magnesium": g.magnesium_transit + g.magnesium_secreted + loss.bowel.magnesium,
        "stool_calcium": g.calcium_transit + g.calcium_secreted + loss.bowel.calcium,
        "stool_phosphate": g.phosphate_transit,
        "stool_water": loss.bowel.water,
        "lost_potassium": loss.potassium,
        "lost_sodium": loss.sodium,
        "lost_magnesium": loss.magnesium,
        "lost_calcium": loss.calcium,
        "lost_phosphate": loss.phosphate,
        "lost_water": loss.water,
        "sweat_potassium": loss.sweat_potassium,
        "sweat_sodium": loss.sweat_sodium,
        "sweat_magnesium": loss.sweat_magnesium,
        "sweat_calcium": loss.sweat_calcium,
        "sweat_water": p.sweat_rate,
        "absorbed_potassium": g.potassium_absorbed,
        "absorbed_sodium": g.sodium_absorbed,
        "absorbed_magnesium": g.magnesium_absorbed,
        "absorbed_calcium": g.calcium_absorbed,
        "absorbed_phosphate": g.phosphate_absorbed,
        "deposited_calcium": x.bone.deposition,
        "deposited_phosphate": p.bone_phosphate_ratio * x.bone.deposition,
    }


STORES: dict[str, tuple[str, ...]] = {
    "potassium": (
        "gut_potassium",
        "gut_potassium_slow",
        "ecf_potassium",
        "cell_potassium_fast",
        "cell_potassium_slow",
    ),
    "sodium": ("gut_sodium", "ecf_sodium", "cell_sodium"),
    "magnesium": (
        "gut_magnesium",
        "ecf_magnesium",
        "cell_magnesium_fast",
        "cell_magnesium_slow",
        "bone_magnesium_surface",
        "bone_magnesium_deep",
    ),
    "calcium": ("gut_calcium", "ecf_calcium", "bone_calcium_fast", "bone_calcium_deep"),
    "phosphate": ("gut_phosphate", "ecf_phosphate", "cell_phosphate", "bone_phosphate"),
    "water": ("gut_water", "total_body_water"),
}
"""Where each ion is; the change of their sum is what came in less what went out."""

INFLOWS = ("intake", "infused")
OUTFLOWS = ("urine", "stool", "lost", "deposited")
