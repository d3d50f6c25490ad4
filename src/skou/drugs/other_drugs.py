"""Drugs of other classes with a known effect on an ion."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "pi3k_inhibitor",
        None,
        Perturbation(scale={"insulin_sensitivity": 0.25, "napi_activity": 0.85}),
        None,
        "blocks insulin signalling",
        ("clinical teaching on alpelisib",),
    ),
    DrugClass(
        "fgfr_inhibitor",
        None,
        Perturbation(scale={"napi_activity": 2.0}),
        None,
        "blocks FGF23 in the tubule, phosphate is kept",
        ("clinical teaching on erdafitinib",),
    ),
    DrugClass(
        "multikinase_inhibitor",
        None,
        Perturbation(scale={"trpm6_activity": 0.6, "bone_resorption_activity": 0.6, "romk_activity": 1.2}),
        None,
        "lowers distal magnesium and calcium reabsorption",
        ("clinical teaching on vandetanib",),
    ),
    DrugClass(
        "bcr_abl_inhibitor",
        None,
        Perturbation(scale={"bone_resorption_activity": 0.6, "napi_activity": 0.75}),
        None,
        "lowers bone resorption and phosphate reabsorption",
        ("clinical teaching on imatinib",),
    ),
    DrugClass(
        "thyroid_hormone",
        "thyrotoxicosis",
        Perturbation(scale={"thyroid_activity": 3.5, "bone_resorption_activity": 1.5}),
        "thyroid_activity",
        "raises Na,K-ATPase and bone turnover when in excess",
        ("clinical teaching",),
    ),
    DrugClass(
        "ethanol",
        "alcohol",
        Perturbation(
            scale={
                "trpm6_activity": 0.4,
                "diet_magnesium": 0.5,
                "diet_potassium": 0.5,
                "diet_phosphate": 0.5,
                "vitamin_d_supply": 0.5,
            }
        ),
        "trpm6_activity",
        "makes the distal tubule waste magnesium; poor diet",
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
)
