"""What the body remembers: amounts that obey mass balance, slow adaptations, hormones, and the ledger."""

from __future__ import annotations

from skou.graph.specification import StateSpec

IONS = ("potassium", "sodium", "magnesium", "calcium", "phosphate")
LEDGER = (*IONS, "water")


def _amount(name: str, unit: str, initial: float, description: str, scale: float | None = None) -> StateSpec:
    return StateSpec(name, unit, initial, description, positive=True, scale=scale)


def _relative(name: str, description: str) -> StateSpec:
    return StateSpec(name, "1", 1.0, description, positive=True, scale=1.0)


GUT = (
    _amount("gut_potassium", "mmol", 2.0, "Dissolved potassium in the gut", 10.0),
    _amount("gut_potassium_slow", "mmol", 0.0, "Potassium in slow-release tablets", 10.0),
    _amount("gut_sodium", "mmol", 5.2, "Sodium in the gut", 20.0),
    _amount("gut_magnesium", "mmol", 1.3, "Magnesium in the absorbing bowel", 3.0),
    _amount("gut_calcium", "mmol", 2.0, "Calcium in the absorbing bowel", 5.0),
    _amount("gut_phosphate", "mmol", 2.0, "Phosphate in the absorbing bowel", 5.0),
    _amount("gut_glucose", "mmol", 70.0, "Carbohydrate in the gut, as glucose", 100.0),
    _amount("gut_water", "L", 0.05, "Water in the gut", 0.2),
    _amount("gut_alkali", "mmol", 0.0, "Absorbable base in the gut", 10.0),
)
EXTRACELLULAR = (
    _amount("ecf_potassium", "mmol", 71.4, "Extracellular potassium"),
    _amount("ecf_sodium", "mmol", 2380.0, "Extracellular sodium"),
    _amount("ecf_magnesium", "mmol", 14.45, "Extracellular magnesium"),
    _amount("ecf_calcium", "mmol", 29.3, "Extracellular calcium, bound calcium included"),
    _amount("ecf_phosphate", "mmol", 19.55, "Extracellular phosphate"),
    _amount("ecf_bicarbonate", "mmol", 661.5, "Bicarbonate and what buffers with it"),
    _amount("ecf_glucose", "mmol", 85.0, "Extracellular glucose"),
    _amount("ecf_organic_anion", "mmol", 1.0, "Lactate and ketone anions above their resting level", 20.0),
    _amount("ecf_chelator", "mmol", 0.0, "Citrate or EDTA, in calcium that it can bind", 5.0),
    _amount("total_body_water", "L", 42.0, "Body water"),
)
CELLS = (
    _amount("cell_potassium_fast", "mmol", 570.0, "Potassium of fast exchanging cells"),
    _amount("cell_potassium_slow", "mmol", 3230.0, "Potassium of muscle"),
    _amount("cell_sodium", "mmol", 300.0, "Cell sodium"),
    _amount("cell_magnesium_fast", "mmol", 25.0, "Fast exchanging magnesium of soft tissue"),
    _amount("cell_magnesium_slow", "mmol", 270.0, "Magnesium of muscle"),
    _amount("cell_phosphate", "mmol", 1200.0, "Exchangeable cell phosphate"),
    _relative("tubule_free_magnesium", "Free magnesium of tubule cells, relative"),
    StateSpec("exercise_pump", "1", 0.0, "Pump activation by exercise", positive=False, scale=1.0),
    _relative("pump_number", "Number of Na,K pumps, relative"),
)
BONE = (
    _amount("bone_calcium_fast", "mmol", 100.0, "Exchangeable calcium of bone surface"),
    StateSpec("bone_calcium_deep", "mmol", 26000.0, "Deep bone calcium", quadrature=True, scale=100.0),
    StateSpec("bone_phosphate", "mmol", 13000.0, "Bone phosphate", quadrature=True, scale=100.0),
    _amount("bone_magnesium_surface", "mmol", 85.0, "Exchangeable magnesium of bone surface"),
    _amount("bone_magnesium_deep", "mmol", 420.0, "Deep bone magnesium"),
    _relative("bone_resorption_drive", "Drive of bone resorption, relative"),
    _relative("bone_formation_coupled", "Formation coupled to past resorption, relative"),
    _relative("pth_response", "Response of bone and kidney to parathyroid hormone, relative"),
)
KIDNEY = (
    _relative("gut_signal", "Gut-to-kidney potassium signal, relative"),
    _relative("gut_signal_habit", "Gut-to-kidney signal to which the body is used, relative"),
    _relative("ncc_phosphorylation", "Active sodium-chloride cotransporter, relative"),
    _relative("enac_abundance", "Abundance of the epithelial sodium channel, relative"),
    _relative("secretory_abundance", "Abundance of potassium secretory channels, relative"),
    _relative("trpm6_abundance", "Abundance of TRPM6, relative"),
    _relative("hk_atpase_abundance", "Abundance of H,K-ATPase, relative"),
    _relative("ammoniagenesis", "Adapted renal ammonia production, relative"),
    _relative("colon_adaptation", "Colonic potassium secretion, relative"),
)
HORMONES = (
    _relative("renin", "Plasma renin, relative"),
    _relative("aldosterone", "Plasma aldosterone, relative"),
    _relative("vasopressin", "Plasma vasopressin, relative"),
    _amount("plasma_insulin_amount", "pmol", 500.0, "Insulin in its volume of distribution"),
    _amount("insulin_action", "pmol/L", 50.0, "Insulin where it acts on cells"),
    _amount("plasma_pth_amount", "pmol", 48.0, "Parathyroid hormone in its volume of distribution"),
    _relative("parathyroid_gland_mass", "Parathyroid gland mass, relative"),
    _amount("plasma_calcitriol_amount", "pmol", 1785.0, "Calcitriol in its volume of distribution"),
    _amount("vitamin_d_25oh_amount", "nmol", 260.0, "25-hydroxyvitamin D in its volume of distribution"),
    _relative("fgf23", "Plasma FGF23, relative"),
)
DYNAMIC = (*GUT, *EXTRACELLULAR, *CELLS, *BONE, *KIDNEY, *HORMONES)


def _ledger(prefix: str, items: tuple[str, ...], what: str) -> tuple[StateSpec, ...]:
    return tuple(
        StateSpec(
            f"{prefix}_{item}",
            "L" if item == "water" else "mmol",
            0.0,
            f"{what} {item}",
            positive=False,
            quadrature=True,
            scale=1.0 if item == "water" else 10.0,
        )
        for item in items
    )


LEDGERS = (
    *_ledger("intake", LEDGER, "Eaten or drunk"),
    *_ledger("infused", LEDGER, "Given by vein or clamp:"),
    *_ledger("urine", (*LEDGER, "bicarbonate", "ammonium"), "Excreted in urine:"),
    *_ledger("stool", LEDGER, "Lost in stool, diarrhoea and ileostomy:"),
    *_ledger("lost", LEDGER, "Lost by skin, vomit, drain, bleeding or dialysis:"),
    *_ledger("sweat", ("potassium", "sodium", "magnesium", "calcium", "water"), "Of the losses, in sweat:"),
    *_ledger("absorbed", ("potassium", "sodium", "magnesium", "calcium", "phosphate"), "Absorbed from food:"),
    *_ledger("deposited", ("calcium", "phosphate"), "Laid down in soft tissue:"),
)
STATES = (*DYNAMIC, *LEDGERS)
