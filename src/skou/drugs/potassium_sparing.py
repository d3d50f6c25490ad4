"""Potassium-sparing drugs: mineralocorticoid antagonists and blockers of ENaC."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "mineralocorticoid_antagonist",
        "mineralocorticoid_antagonist",
        Perturbation(scale={"mineralocorticoid_receptor_activity": 0.1}),
        "mineralocorticoid_receptor_activity",
        "blocks the mineralocorticoid receptor of the collecting duct",
        ("RALES 1999 N Engl J Med 341:709", "RALES 1996 doi:10.1016/s0002-9149(96)00465-1"),
    ),
    DrugClass(
        "enac_blocker",
        "enac_blocker",
        Perturbation(scale={"enac_activity": 0.15}),
        "enac_activity",
        "blocks ENaC; the lumen voltage that drives potassium out falls",
        ("Alappan 1996 Ann Intern Med 124:316",),
    ),
    DrugClass(
        "enac_blocker_with_tubular_injury",
        "enac_blocker",
        Perturbation(scale={"enac_activity": 0.15, "trpm6_activity": 0.4}),
        "enac_activity",
        "blocks ENaC and injures the tubule, so magnesium is lost",
        ("clinical teaching on pentamidine",),
    ),
)
