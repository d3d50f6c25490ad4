"""Losses through the gut, the skin and the dialyser."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "extrarenal"

CAUSES = (
    Cause(
        "vomiting",
        "vomiting or gastric drainage of about 1.5 L/d",
        GROUP,
        Perturbation(
            scale={"diet_potassium": 0.6, "diet_sodium": 0.6, "diet_magnesium": 0.6},
            add={"vomiting_rate": per_day(1.5)},
        ),
        (
            "gastric acid and chloride are lost, bicarbonate stays",
            "volume falls, so renin and aldosterone rise",
            "bicarbonate and aldosterone drive potassium into the urine: most of it leaves by the kidney",
        ),
        "Vomiting loses acid and salt; the kidneys then lose potassium.",
        3.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "diarrhoea",
        "diarrhoea, ileostomy or fistula of about 1.5 L/d",
        GROUP,
        Perturbation(scale={"magnesium_absorption_activity": 0.7}, add={"diarrhoea_rate": per_day(1.8)}),
        (
            "stool carries off potassium, bicarbonate, sodium and magnesium",
            "volume falls, so aldosterone rises",
            "the kidney keeps sodium and, when it can, potassium",
        ),
        "Watery stools lose potassium, magnesium and base.",
        7.0,
        ("Agarwal 1994 Gastroenterology 107:548",),
    ),
    Cause(
        "laxative",
        "laxative abuse: about 1 L stool a day and colonic potassium secretion",
        GROUP,
        Perturbation(
            scale={"colon_potassium_secretion_activity": 4.5, "magnesium_absorption_activity": 0.7},
            add={"diarrhoea_rate": per_day(1.1)},
        ),
        (
            "stimulant laxatives make the colon secrete potassium and water",
            "volume loss raises aldosterone",
            "potassium falls over weeks",
        ),
        "Laxatives make the bowel lose potassium.",
        21.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "malabsorption",
        "coeliac disease, short bowel, bariatric surgery or pancreatic insufficiency",
        GROUP,
        Perturbation(
            scale={
                "magnesium_absorption_activity": 0.3,
                "calcium_absorption_activity": 0.4,
                "phosphate_absorption_activity": 0.7,
                "vitamin_d_supply": 0.3,
            },
            add={"diarrhoea_rate": per_day(0.4)},
        ),
        (
            "less magnesium, calcium and vitamin D are absorbed",
            "fat soaps bind calcium and magnesium in the stool",
            "urine magnesium and calcium fall, parathyroid hormone rises unless magnesium is very low",
        ),
        "The bowel takes up too little magnesium, calcium and vitamin D.",
        120.0,
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
    Cause(
        "sweat_loss",
        "2.5 L sweat a day with less than half of it drunk back (heat, endurance exercise)",
        GROUP,
        Perturbation(add={"sweat_rate": per_day(2.5), "diet_water": per_day(1.0)}),
        (
            "sweat carries sodium, some potassium and much water",
            "aldosterone and vasopressin rise",
            "the kidney keeps sodium while it goes on losing potassium",
        ),
        "Heavy sweating loses salt and water.",
        3.0,
        ("Baker 2017 Sports Med 47:111",),
    ),
    Cause(
        "potassium_binder",
        "potassium trapped in the gut (zirconium, patiromer, resin)",
        GROUP,
        Perturbation(add={"potassium_binding": 0.45}),
        (
            "the binder exchanges another cation for potassium in the gut",
            "less potassium is absorbed and more colonic potassium is trapped",
            "plasma potassium falls over hours to days",
        ),
        "A medicine traps potassium in the bowel.",
        3.0,
        ("HARMONIZE 2014 JAMA 312:2223 doi:10.1001/jama.2014.15688",),
    ),
    Cause(
        "haemodialysis",
        "haemodialysis three times a week as its weekly mean (12 of 168 h)",
        GROUP,
        Perturbation(add={"dialysis_on": 0.07}),
        (
            "potassium, phosphate and magnesium diffuse into the dialysate",
            "bicarbonate and, with the usual bath, calcium diffuse into the plasma",
            "the level is lowest after a session and rebounds from the cells",
        ),
        "Dialysis washes potassium and phosphate out of the blood.",
        1.0,
        ("Blumberg 1988 Am J Med 85:507 doi:10.1016/s0002-9343(88)80086-x",),
        severity_cap=14.0,
    ),
    Cause(
        "burns",
        "burns over about a third of the skin",
        GROUP,
        Perturbation(
            scale={"albumin": 0.6, "magnesium_absorption_activity": 0.7},
            add={
                "blood_loss_rate": per_day(0.5),
                "sweat_rate": per_day(1.5),
                "beta2_stimulation": 0.2,
                "cell_lysis_rate": 5e-6,
            },
        ),
        (
            "fluid of plasma's composition and evaporating water leave through the wound",
            "damaged cells release potassium at first, catecholamines pull it back later",
            "magnesium, calcium and phosphate are lost with the exudate",
        ),
        "Burnt skin leaks fluid and salts.",
        2.0,
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
)
