"""Drugs of bone, parathyroid, vitamin D and the calcium-sensing receptor."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "antiresorptive",
        "antiresorptive",
        Perturbation(scale={"bone_resorption_activity": 0.25}),
        "bone_resorption_activity",
        "osteoclasts stop dissolving bone",
        ("Block 2012 doi:10.1002/jbmr.1613",),
    ),
    DrugClass(
        "calcimimetic",
        "antiresorptive",
        Perturbation(scale={"casr_activity": 1.8}),
        None,
        "makes the calcium-sensing receptor more sensitive",
        ("clinical teaching on cinacalcet",),
    ),
    DrugClass(
        "lithium",
        "lithium",
        Perturbation(scale={"casr_activity": 0.5, "aquaporin2_activity": 0.15}),
        "aquaporin2_activity",
        "blunts the calcium-sensing receptor and aquaporin-2",
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    DrugClass(
        "enzyme_inducer",
        "enzyme_inducer",
        Perturbation(scale={"vitamin_d_clearance": 5.0}),
        "vitamin_d_clearance",
        "liver enzymes break down vitamin D faster",
        ("Turner 2016 doi:10.1530/EC-16-0056",),
    ),
    DrugClass(
        "parathyroid_hormone_analogue",
        None,
        Perturbation(add={"pthrp": 40.0}),
        None,
        "acts on the parathyroid hormone receptor",
        ("REPLACE 2013 (parathyroid hormone)",),
    ),
    DrugClass(
        "intravenous_iron",
        None,
        Perturbation(add={"fgf23_autonomous": 8.0}),
        None,
        "intact FGF23 rises and phosphate is lost",
        ("clinical teaching: ferric carboxymaltose, phosphate -0.40 mmol/L",),
    ),
)
