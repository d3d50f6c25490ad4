"""Drugs that move potassium between cells and plasma."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "beta_agonist",
        "beta_agonist",
        Perturbation(add={"beta2_stimulation": 2.0}),
        "beta2_stimulation",
        "beta-2 receptors activate Na,K-ATPase: potassium, phosphate and magnesium enter cells",
        ("Allon 1989 Ann Intern Med 110:426",),
    ),
    DrugClass(
        "methylxanthine",
        "beta_agonist",
        Perturbation(scale={"nhe3_activity": 0.96}, add={"beta2_stimulation": 1.2}),
        "beta2_stimulation",
        "phosphodiesterase and adenosine receptors are blocked, catecholamines rise",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "caffeine",
        "caffeine",
        Perturbation(scale={"nhe3_activity": 0.96}, add={"beta2_stimulation": 1.0}),
        "beta2_stimulation",
        "adenosine receptors are blocked, catecholamines rise; some diuresis",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "cardiac_glycoside",
        "digoxin_toxicity",
        Perturbation(scale={"na_k_atpase_activity": 0.6}),
        "na_k_atpase_activity",
        "blocks Na,K-ATPase; felt in plasma potassium only in poisoning",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "depolarising_relaxant",
        "suxamethonium",
        Perturbation(scale={"cell_potassium_permeability": 2.0}),
        "cell_potassium_permeability",
        "holds muscle depolarised so that potassium flows out",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "potassium_channel_blocker",
        "cell_uptake",
        Perturbation(scale={"cell_potassium_permeability": 0.45}),
        "cell_potassium_permeability",
        "blocks potassium channels so that less leaves the cells (overdose)",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "calcium_channel_blocker_overdose",
        None,
        Perturbation(scale={"cell_potassium_permeability": 0.8}),
        None,
        "shifts potassium into cells in overdose",
        ("clinical teaching",),
    ),
)
