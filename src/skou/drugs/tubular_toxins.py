"""Drugs that injure the tubule or load it with anions."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import per_day
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "amphotericin",
        "amphotericin_b",
        Perturbation(
            scale={
                "romk_activity": 6.0,
                "h_atpase_activity": 0.3,
                "trpm6_activity": 0.2,
                "paracellular_permeability": 0.6,
                "gfr_modifier": 0.8,
            }
        ),
        "romk_activity",
        "pores in distal membranes leak potassium and acid; the injured thick limb and distal tubule lose magnesium",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "proximal_tubule_toxin",
        "tubular_toxin",
        Perturbation(
            scale={
                "proximal_reabsorption": 0.86,
                "napi_activity": 0.3,
                "sglt2_activity": 0.5,
                "bicarbonate_threshold": 0.65,
                "trpm6_activity": 0.5,
            }
        ),
        "napi_activity",
        "injures proximal tubule cells (Fanconi syndrome)",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "nonreabsorbable_anion",
        "nonreabsorbable_anion",
        Perturbation(add={"nonreabsorbable_anion_load": per_day(800.0)}),
        "nonreabsorbable_anion_load",
        "reaches the collecting duct as an anion that cannot be reabsorbed and draws potassium out",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "chelating_antiviral",
        "chelation",
        Perturbation(scale={"trpm6_activity": 0.6}, add={"infusion_chelator": 0.08}),
        "infusion_chelator",
        "binds ionised calcium while infused and injures the tubule",
        ("clinical teaching on foscarnet",),
    ),
    DrugClass(
        "mtor_inhibitor",
        "tubular_toxin",
        Perturbation(scale={"napi_activity": 0.75, "trpm6_activity": 0.75, "romk_activity": 1.2}),
        None,
        "inhibits mTOR of the tubule",
        ("clinical teaching on everolimus",),
    ),
)
