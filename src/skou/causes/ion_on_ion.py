"""One ion as the cause of another's disorder.

These act through the body itself: the perturbation produces the state of the first ion (low magnesium,
high calcium) by the plainest route, and what follows for the other ions is the body's own answer.
"""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "ion"

CAUSES = (
    Cause(
        "hypomagnesaemia",
        "magnesium depletion, plasma about 0.4-0.5 mmol/L (made by low gut and renal uptake)",
        GROUP,
        Perturbation(
            scale={
                "magnesium_absorption_activity": 0.03,
                "magnesium_passive_rate": 0.6,
                "trpm6_activity": 0.025,
            }
        ),
        (
            "low cell magnesium takes the block off ROMK, so potassium is secreted",
            "parathyroid hormone is neither released nor answered",
            "potassium and calcium stay low until magnesium is given",
        ),
        "Low magnesium makes the body lose potassium and calcium.",
        60.0,
        (
            "Huang & Kuo 2007 J Am Soc Nephrol 18:2649 doi:10.1681/ASN.2007070792",
            "Rude 1978 J Clin Endocrinol Metab 47:800",
        ),
    ),
    Cause(
        "hypermagnesaemia",
        "plasma magnesium about 2-2.7 mmol/L (made by an infusion of 6 mmol/h)",
        GROUP,
        Perturbation(add={"infusion_magnesium": 0.1}),
        (
            "magnesium stimulates the calcium-sensing receptor",
            "parathyroid hormone falls and the kidney loses calcium",
            "cell magnesium blocks ROMK and potassium may rise",
        ),
        "High magnesium lowers calcium.",
        0.5,
        ("Cholst 1984 N Engl J Med 310:1221",),
        "V",
    ),
    Cause(
        "hypercalcaemia",
        "high calcium of whatever origin (made by a peptide like parathyroid hormone)",
        GROUP,
        Perturbation(add={"pthrp": 9.0}),
        (
            "calcium stimulates the calcium-sensing receptor of the thick ascending limb",
            "sodium, potassium, magnesium and water are lost",
            "vasopressin works less and volume falls",
        ),
        "High calcium makes the kidneys lose water and magnesium.",
        14.0,
        ("Barker 1959 J Clin Invest doi:10.1172/JCI103952",),
    ),
    Cause(
        "hyperphosphataemia",
        "high phosphate of whatever origin (made by an infusion of 80 mmol/d)",
        GROUP,
        Perturbation(add={"infusion_phosphate": per_day(80.0), "infusion_sodium": per_day(140.0)}),
        (
            "phosphate binds calcium in plasma, soft tissue and bone",
            "parathyroid hormone and FGF23 rise, calcitriol falls",
        ),
        "High phosphate binds calcium.",
        1.0,
        ("Scanni 2014 J Am Soc Nephrol 25:2730",),
    ),
    Cause(
        "hyperglycaemia",
        "glucose of 25-30 mmol/L without ketoacidosis",
        GROUP,
        Perturbation(
            scale={"insulin_secretion_activity": 0.05, "insulin_sensitivity": 0.4},
            add={"infusion_glucose": per_day(2600.0)},
        ),
        (
            "glucose draws water out of the cells and dilutes sodium",
            "glucose in the urine carries water, sodium, potassium and magnesium away",
        ),
        "High sugar dilutes the sodium in the blood.",
        2.0,
        ("Hillier 1999 Am J Med 106:399",),
        severity_cap=1.5,
    ),
    Cause(
        "hypokalaemia",
        "potassium depletion of whatever origin (made by low intake and an open ROMK)",
        GROUP,
        Perturbation(scale={"diet_potassium": 0.15, "romk_activity": 1.5, "aquaporin2_activity": 0.6}),
        (
            "low cell potassium lowers aquaporin-2, so water is lost",
            "ammonium rises and bicarbonate is kept",
            "thick limb and distal magnesium transport fall",
        ),
        "Low potassium makes the kidneys lose water.",
        21.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
)
