"""Endocrine causes that act through parathyroid hormone, its relatives, calcitriol and bone."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause

GROUP = "endocrine"

CAUSES = (
    Cause(
        "primary_hyperparathyroidism",
        "parathyroid adenoma, calcium about 2.85 mmol/L",
        GROUP,
        Perturbation(add={"pth_autonomous": 8.0}),
        (
            "the parathyroid releases hormone that calcium does not stop",
            "bone is resorbed, calcium is kept and calcitriol made",
            "phosphate is lost; the high calcium wastes some magnesium",
        ),
        "Too much parathyroid hormone raises calcium.",
        180.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "tertiary_hyperparathyroidism",
        "autonomous parathyroids after long kidney disease",
        GROUP,
        Perturbation(scale={"nephron_fraction": 0.17}, add={"pth_autonomous": 40.0}),
        (
            "parathyroids overgrown in kidney disease no longer answer calcium",
            "bone gives up calcium and phosphate",
            "the kidney cannot excrete the phosphate",
        ),
        "Long kidney disease has left the parathyroids running on their own.",
        365.0,
        ("Ho 2017 BMC Nephrol doi:10.1186/s12882-016-0421-5",),
    ),
    Cause(
        "hypoparathyroidism",
        "parathyroid hormone almost absent",
        GROUP,
        Perturbation(scale={"pth_secretion_activity": 0.03}),
        (
            "little parathyroid hormone is released",
            "bone resorption, renal calcium reabsorption and calcitriol fall",
            "calcium falls and phosphate rises",
        ),
        "Too little parathyroid hormone lowers calcium.",
        14.0,
        ("Turner 2016 Endocr Connect 5:G7 doi:10.1530/EC-16-0056",),
    ),
    Cause(
        "pseudohypoparathyroidism",
        "bone and kidney that do not answer parathyroid hormone",
        GROUP,
        Perturbation(scale={"pth_receptor_activity": 0.08}),
        (
            "the receptor's signal does not reach the cell",
            "calcium falls, phosphate and parathyroid hormone rise",
        ),
        "The body does not answer parathyroid hormone.",
        90.0,
        ("Turner 2016 Endocr Connect 5:G7 doi:10.1530/EC-16-0056",),
    ),
    Cause(
        "hungry_bone",
        "bone refilling after parathyroidectomy or treated thyrotoxicosis",
        GROUP,
        Perturbation(scale={"bone_formation_activity": 3.0, "pth_secretion_activity": 0.2}),
        (
            "parathyroid hormone drops suddenly",
            "bone goes on forming and stops dissolving",
            "calcium, phosphate and magnesium enter bone",
        ),
        "Bones soak up calcium after an operation.",
        7.0,
        ("Ho 2017 BMC Nephrol doi:10.1186/s12882-016-0421-5",),
    ),
    Cause(
        "malignancy_hypercalcaemia",
        "PTHrP or bone destruction by a tumour",
        GROUP,
        Perturbation(scale={"bone_resorption_activity": 1.5}, add={"pthrp": 14.0}),
        (
            "the tumour imitates parathyroid hormone or dissolves bone",
            "calcium rises fast and parathyroid hormone falls",
            "the calcium-sensing receptor wastes sodium, water, magnesium and potassium",
        ),
        "A tumour raises calcium.",
        30.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "granulomatous_disease",
        "sarcoidosis, tuberculosis or lymphoma making calcitriol",
        GROUP,
        Perturbation(add={"calcitriol_autonomous": 400.0}),
        (
            "macrophages make calcitriol without control",
            "calcium and phosphate absorption rise",
            "parathyroid hormone falls and urine calcium rises",
        ),
        "Inflamed tissue makes too much active vitamin D.",
        60.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "immobilisation",
        "bed rest with high bone turnover",
        GROUP,
        Perturbation(scale={"bone_resorption_activity": 2.2, "bone_formation_activity": 0.6}),
        (
            "unloaded bone is resorbed and not rebuilt",
            "calcium and phosphate leave bone",
            "parathyroid hormone and calcitriol fall",
        ),
        "Lying still makes the bones lose calcium.",
        30.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
)
