"""Drugs that act in the gut: acid blockers, laxatives, binders, appetite."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import per_day
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "proton_pump_inhibitor",
        "proton_pump_inhibitor",
        Perturbation(scale={"magnesium_absorption_activity": 0.3, "magnesium_passive_rate": 0.6}),
        "magnesium_absorption_activity",
        "higher gut pH lowers active magnesium absorption",
        ("Srinutta 2019 doi:10.1097/MD.0000000000017788",),
    ),
    DrugClass(
        "stimulant_laxative",
        "laxative",
        Perturbation(scale={"colon_potassium_secretion_activity": 4.0}, add={"diarrhoea_rate": per_day(0.8)}),
        "diarrhoea_rate",
        "colon secretes potassium and water",
        ("Mathialahan & Sandle 2003 (bisacodyl)",),
    ),
    DrugClass(
        "osmotic_laxative",
        "laxative",
        Perturbation(add={"diarrhoea_rate": per_day(2.0)}),
        "diarrhoea_rate",
        "holds water in the gut",
        ("clinical teaching on lactulose",),
    ),
    DrugClass(
        "bowel_preparation",
        "laxative",
        Perturbation(add={"diarrhoea_rate": per_day(6.0)}),
        "diarrhoea_rate",
        "empties the bowel",
        ("clinical teaching on picosulfate",),
    ),
    DrugClass(
        "potassium_binder",
        "potassium_binder",
        Perturbation(add={"potassium_binding": 0.95}),
        "potassium_binding",
        "traps potassium in the gut",
        ("HARMONIZE 2014 doi:10.1001/jama.2014.15688", "Weir 2015 N Engl J Med 372:211"),
    ),
    DrugClass(
        "polymer_binder",
        "potassium_binder",
        Perturbation(scale={"magnesium_absorption_activity": 0.75}, add={"potassium_binding": 0.95}),
        "potassium_binding",
        "exchanges another cation for potassium in the colon and binds some magnesium",
        ("Weir 2015 N Engl J Med 372:211",),
    ),
    DrugClass(
        "phosphate_binder",
        None,
        Perturbation(scale={"phosphate_absorption_activity": 0.3, "vitamin_d_supply": 0.9}),
        None,
        "binds phosphate in the gut",
        ("clinical teaching on sevelamer",),
    ),
    DrugClass(
        "bile_acid_resin",
        None,
        Perturbation(scale={"magnesium_absorption_activity": 0.75, "vitamin_d_supply": 0.7}),
        None,
        "binds bile acids; less vitamin D and magnesium are absorbed",
        ("clinical teaching",),
    ),
    DrugClass(
        "lipase_inhibitor",
        "malabsorption",
        Perturbation(scale={"vitamin_d_supply": 0.5, "calcium_absorption_activity": 0.8}),
        "vitamin_d_supply",
        "unabsorbed fat holds vitamin D and calcium",
        ("clinical teaching on orlistat",),
    ),
    DrugClass(
        "appetite_lowering",
        None,
        Perturbation(
            scale={
                "diet_potassium": 0.65,
                "diet_sodium": 0.65,
                "diet_magnesium": 0.65,
                "diet_phosphate": 0.65,
            }
        ),
        None,
        "less is eaten",
        ("clinical teaching on GLP-1 agonists",),
    ),
    DrugClass(
        "biguanide",
        None,
        Perturbation(scale={"magnesium_absorption_activity": 0.8}),
        None,
        "loose stools and less magnesium absorbed",
        ("clinical teaching on metformin",),
    ),
)
