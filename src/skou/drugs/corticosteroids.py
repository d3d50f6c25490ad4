"""Steroids at the mineralocorticoid and glucocorticoid receptors, and drugs that raise such steroids."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "mineralocorticoid",
        "apparent_mineralocorticoid_excess",
        Perturbation(add={"mineralocorticoid_agonist": 5.0}),
        "mineralocorticoid_agonist",
        "acts on the mineralocorticoid receptor",
        ("Penninkilampi 2017 doi:10.1038/jhh.2017.45",),
    ),
    DrugClass(
        "glucocorticoid",
        "glucocorticoid",
        Perturbation(
            scale={
                "insulin_sensitivity": 0.5,
                "calcium_absorption_activity": 0.6,
                "bone_formation_activity": 0.65,
            },
            add={"mineralocorticoid_agonist": 1.5},
        ),
        "mineralocorticoid_agonist",
        "reaches the mineralocorticoid receptor in high dose; less calcium absorption and bone formation",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "pure_glucocorticoid",
        None,
        Perturbation(
            scale={
                "insulin_sensitivity": 0.5,
                "calcium_absorption_activity": 0.6,
                "bone_formation_activity": 0.65,
            }
        ),
        None,
        "glucocorticoid receptor only",
        ("clinical teaching on dexamethasone",),
    ),
    DrugClass(
        "steroid_precursor_excess",
        "apparent_mineralocorticoid_excess",
        Perturbation(add={"mineralocorticoid_agonist": 4.0}),
        "mineralocorticoid_agonist",
        "blocked synthesis or 11beta-HSD2 leaves precursors or cortisol on the mineralocorticoid receptor",
        ("Penninkilampi 2017 doi:10.1038/jhh.2017.45",),
    ),
)
