"""Drugs of the renal group whose first target is the brain, bone, vitamin D, calcium or the whole tubule."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "renal_drug"

CAUSES = (
    Cause(
        "antidiuretic_drug",
        "drug with vasopressin effect (SSRI, carbamazepine, desmopressin and others)",
        GROUP,
        Perturbation(add={"vasopressin_autonomous": 1.5, "diet_water": per_day(0.5)}),
        (
            "vasopressin is released or imitated whatever the osmolality",
            "aquaporin-2 keeps water",
            "plasma sodium falls; the slight volume expansion makes the kidney lose sodium",
        ),
        "The medicine makes the kidneys hold water.",
        14.0,
        ("Gheysens 2024 Eur Psychiatry",),
    ),
    Cause(
        "antiresorptive",
        "denosumab, bisphosphonate or calcimimetic",
        GROUP,
        Perturbation(scale={"bone_resorption_activity": 0.3}),
        (
            "osteoclasts stop dissolving bone",
            "the skeleton takes calcium and phosphate without giving any back",
            "parathyroid hormone rises to compensate, which fails when the kidney or vitamin D is poor",
        ),
        "The bone medicine stops bone from giving calcium to the blood.",
        10.0,
        ("Block 2012 J Bone Miner Res doi:10.1002/jbmr.1613",),
        "V",
    ),
    Cause(
        "enzyme_inducer",
        "phenytoin, phenobarbital or another inducer for months",
        GROUP,
        Perturbation(scale={"vitamin_d_clearance": 3.5}),
        (
            "liver enzymes break down vitamin D faster",
            "25-hydroxyvitamin D falls",
            "calcium absorption falls and parathyroid hormone rises",
        ),
        "The medicine makes the liver break down vitamin D.",
        180.0,
        ("Turner 2016 Endocr Connect 5:G7 doi:10.1530/EC-16-0056",),
    ),
    Cause(
        "chelation",
        "citrate, EDTA, foscarnet, oxalate or fluoride binding calcium",
        GROUP,
        Perturbation(add={"infusion_chelator": 0.04, "chelator_renal_fraction": 0.25}),
        (
            "the chelator binds ionised calcium and some magnesium",
            "ionised calcium falls",
            "parathyroid hormone rises within minutes",
        ),
        "The substance binds calcium in the blood.",
        0.2,
        ("Brent 1988 J Clin Endocrinol Metab 67:944",),
    ),
    Cause(
        "tubular_toxin",
        "ifosfamide, tenofovir, toluene or another toxin of the proximal tubule",
        GROUP,
        Perturbation(
            scale={
                "nhe3_activity": 0.8,
                "napi_activity": 0.5,
                "sglt2_activity": 0.7,
                "bicarbonate_threshold": 0.82,
                "trpm6_activity": 0.7,
            }
        ),
        (
            "proximal tubule cells reabsorb less phosphate, bicarbonate, glucose and sodium",
            "the load reaching the collecting duct drives potassium secretion",
            "phosphate, potassium and bicarbonate fall",
        ),
        "The substance damages the kidney's first stretch, so salts are lost.",
        30.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
)
