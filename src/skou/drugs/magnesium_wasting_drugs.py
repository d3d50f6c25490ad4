"""Drugs that lower TRPM6 or stimulate the calcium-sensing receptor of the thick ascending limb."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "platinum",
        "platinum",
        Perturbation(scale={"trpm6_activity": 0.01, "nephron_fraction": 0.75, "proximal_reabsorption": 0.97}),
        "trpm6_activity",
        "injures the distal convoluted tubule, EGF and TRPM6 fall",
        ("Lam 1986 doi:10.1016/s0272-6386(86)80020-8",),
    ),
    DrugClass(
        "egfr_antibody",
        "egfr_antibody",
        Perturbation(scale={"trpm6_activity": 0.05}),
        "trpm6_activity",
        "blocks the EGF receptor that brings TRPM6 to the membrane",
        ("Chen 2013 doi:10.3892/ol.2013.1301",),
    ),
    DrugClass(
        "aminoglycoside",
        "aminoglycoside",
        Perturbation(
            scale={
                "nkcc2_activity": 0.5,
                "paracellular_permeability": 0.5,
                "trpm6_activity": 0.2,
                "gfr_modifier": 0.8,
            }
        ),
        "trpm6_activity",
        "stimulates the calcium-sensing receptor of the thick ascending limb, where it gathers, and injures the tubule",
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
    DrugClass(
        "calcineurin_inhibitor",
        "calcineurin_inhibitor",
        Perturbation(
            scale={
                "ncc_activity": 2.2,
                "romk_activity": 0.35,
                "trpm6_activity": 0.12,
                "paracellular_permeability": 0.85,
                "gfr_modifier": 0.8,
                "h_atpase_activity": 0.7,
            }
        ),
        "trpm6_activity",
        "activates NCC, lowers ROMK, TRPM6 and claudin-16",
        ("Hoorn 2011 doi:10.1038/nm.2497", "Chang 2007 Nephrol Dial Transplant 22:1033 (claudin-16)"),
    ),
)
