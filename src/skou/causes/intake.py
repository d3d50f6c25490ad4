"""Too little or too much by mouth: ions, water, vitamins, alcohol."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "intake"

CAUSES = (
    Cause(
        "low_potassium_intake",
        "diet poor in potassium, about 14 mmol/d instead of 70",
        GROUP,
        Perturbation(scale={"diet_potassium": 0.2}),
        (
            "less potassium is eaten than the colon and kidney must lose",
            "aldosterone falls and NCC rises, so urine potassium falls over 2-3 weeks",
            "the obligatory loss of 5-15 mmol/d comes out of the cells",
        ),
        "Too little potassium in the food; the body cannot stop losing some every day.",
        14.0,
        ("Squires & Huth 1959 J Clin Invest 38:1134", "Krishna 1989 N Engl J Med 320:1177"),
    ),
    Cause(
        "low_magnesium_intake",
        "diet or parenteral nutrition poor in magnesium, about 2 mmol/d instead of 13",
        GROUP,
        Perturbation(scale={"diet_magnesium": 0.1}),
        (
            "less magnesium reaches the gut",
            "the kidney cuts urine magnesium below 1 mmol/d within days",
            "bone and cells supply the remaining loss for months",
        ),
        "Too little magnesium in the food; the stores in bone and muscle slowly empty.",
        60.0,
        (
            "Fatemi 1991 J Clin Endocrinol Metab 73:1067 doi:10.1210/jcem-73-5-1067",
            "Shils 1964 Am J Clin Nutr",
        ),
        "V",
    ),
    Cause(
        "low_calcium_intake",
        "diet poor in calcium, about 5 mmol/d instead of 22",
        GROUP,
        Perturbation(scale={"diet_calcium": 0.25}),
        (
            "less calcium is absorbed",
            "parathyroid hormone and calcitriol rise",
            "absorption grows more efficient and bone gives up calcium",
        ),
        "Too little calcium in the food; the body borrows it from the bones.",
        21.0,
        ("Heaney 1990 J Bone Miner Res 5:1135",),
    ),
    Cause(
        "low_sodium_intake",
        "very low salt and solute with much dilute drink (tea and toast, beer)",
        GROUP,
        Perturbation(
            scale={"diet_sodium": 0.1, "diet_potassium": 0.5, "diet_phosphate": 0.5, "diet_acid": 0.4},
            add={"diet_water": per_day(4.0)},
        ),
        (
            "few solutes are left to carry water out in the urine",
            "low volume stimulates renin and vasopressin",
            "water is retained and plasma sodium falls",
        ),
        "Very little salt and protein with a lot to drink; the water cannot be passed.",
        14.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
    Cause(
        "potassium_load",
        "150 mmol potassium a day on top of the diet (supplement, salt substitute, blood)",
        GROUP,
        Perturbation(add={"diet_potassium": per_day(150.0)}),
        (
            "more potassium reaches the plasma with each dose",
            "aldosterone rises and NCC is switched off, so the distal nephron secretes more",
            "plasma potassium settles higher until excretion matches intake",
        ),
        "More potassium is taken in than usual; healthy kidneys pass most of it.",
        2.0,
        (
            "Cappuccio 2016 BMJ Open 6:e011716 doi:10.1136/bmjopen-2016-011716",
            "Rabelink 1990 Kidney Int 38:942",
        ),
    ),
    Cause(
        "magnesium_load",
        "60 mmol magnesium a day on top of the diet (antacid, laxative, enema, Epsom salt)",
        GROUP,
        Perturbation(add={"diet_magnesium": per_day(60.0)}),
        (
            "the gut absorbs a falling share of a large magnesium dose",
            "magnesium above the renal threshold is excreted",
            "plasma magnesium rises, more so when filtration is low",
        ),
        "A lot of magnesium from remedies; weak kidneys cannot pass it.",
        5.0,
        ("Fine 1991 J Clin Invest 88:396 doi:10.1172/JCI115317",),
    ),
    Cause(
        "calcium_alkali_load",
        "3 g calcium a day with absorbable alkali (milk-alkali syndrome)",
        GROUP,
        Perturbation(
            scale={"gfr_modifier": 0.7},
            add={"diet_calcium": per_day(75.0), "diet_acid": -per_day(75.0)},
        ),
        (
            "calcium is absorbed by the route that needs no calcitriol",
            "hypercalcaemia constricts the glomerulus and wastes sodium and water",
            "with less filtration, calcium and bicarbonate are kept",
        ),
        "Large amounts of calcium tablets or milk with antacids raise calcium and harm the kidney.",
        14.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "phosphate_load",
        "100 mmol sodium phosphate a day (enema, bowel preparation, supplement)",
        GROUP,
        Perturbation(add={"diet_phosphate": per_day(100.0), "diet_sodium": per_day(150.0)}),
        (
            "phosphate is absorbed faster than the kidney excretes it",
            "phosphate binds ionised calcium",
            "parathyroid hormone and FGF23 rise and calcitriol falls",
        ),
        "A large dose of phosphate binds calcium in the blood.",
        1.0,
        ("Scanni 2014 J Am Soc Nephrol 25:2730",),
    ),
    Cause(
        "sodium_load",
        "400 mmol sodium a day without free access to water (salt poisoning, hypertonic fluid)",
        GROUP,
        Perturbation(scale={"thirst_activity": 0.2, "diet_water": 0.7}, add={"diet_sodium": per_day(400.0)}),
        (
            "sodium enters faster than water",
            "water leaves the cells",
            "plasma sodium and vasopressin rise, aldosterone falls",
        ),
        "Too much salt without enough water.",
        1.0,
        ("Edelman 1958 J Clin Invest 37:1236",),
    ),
    Cause(
        "water_excess",
        "10 L water a day above need while vasopressin is not fully off",
        GROUP,
        Perturbation(add={"diet_water": per_day(10.0), "vasopressin_autonomous": 0.15}),
        (
            "water is drunk faster than dilute urine can carry it out",
            "body water grows while sodium stays",
            "plasma sodium and osmolality fall",
        ),
        "More water is drunk than the kidneys can pass.",
        1.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
    Cause(
        "water_deficit",
        "no access to water, or no thirst, with ordinary insensible loss",
        GROUP,
        Perturbation(scale={"diet_water": 0.35, "thirst_activity": 0.05}),
        (
            "insensible and obligatory urine losses continue",
            "vasopressin rises and the urine is concentrated",
            "plasma sodium rises and the cells shrink",
        ),
        "Not enough water is drunk.",
        3.0,
        ("Thompson & Baylis 1986 Clin Sci 71:651",),
    ),
    Cause(
        "vitamin_d_deficiency",
        "25-hydroxyvitamin D about 8-15 nmol/L",
        GROUP,
        Perturbation(scale={"vitamin_d_supply": 0.12}),
        (
            "little 25-hydroxyvitamin D is left to make calcitriol",
            "calcium and phosphate absorption fall",
            "parathyroid hormone rises and phosphate is lost in the urine",
        ),
        "Too little vitamin D; less calcium is taken up from food.",
        120.0,
        ("Hansen 2015 JAMA Intern Med 175:1612",),
    ),
    Cause(
        "vitamin_d_excess",
        "25-hydroxyvitamin D several times the upper limit (10 000 IU/d or more for months)",
        GROUP,
        Perturbation(
            scale={
                "vitamin_d_supply": 10.0,
                "calcium_absorption_activity": 2.0,
                "bone_resorption_activity": 1.5,
            },
            add={"calcitriol_autonomous": 100.0},
        ),
        (
            "25-hydroxyvitamin D itself acts on the vitamin D receptor and frees calcitriol from its carrier",
            "calcium and phosphate absorption and bone resorption rise",
            "parathyroid hormone falls",
        ),
        "Far too much vitamin D raises calcium.",
        90.0,
        ("Ekwaru 2014 PLoS One 9:e111265", "Walsh 2016 Endocr Connect 5:G9"),
    ),
    Cause(
        "vitamin_a_excess",
        "retinoid excess resorbing bone",
        GROUP,
        Perturbation(scale={"bone_resorption_activity": 2.2}),
        (
            "retinoic acid activates osteoclasts",
            "bone gives up calcium and phosphate",
            "parathyroid hormone falls",
        ),
        "Too much vitamin A draws calcium out of the bones.",
        60.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "refeeding",
        "feeding after starvation",
        GROUP,
        Perturbation(
            scale={"insulin_secretion_activity": 3.0, "diet_glucose": 1.6, "phosphate_insulin_exponent": 8.0},
            add={"cell_uptake_rate": 1.5e-5},
        ),
        (
            "carbohydrate raises insulin",
            "starved cells rebuild and take up phosphate, potassium and magnesium",
            "plasma phosphate, potassium and magnesium fall within 2-5 days",
        ),
        "Eating again after starving pulls salts into the cells.",
        3.0,
        ("NICE CG32", "ASPEN 2020 Nutr Clin Pract 35:178"),
    ),
    Cause(
        "alcohol",
        "heavy drinking with poor diet",
        GROUP,
        Perturbation(
            scale={
                "trpm6_activity": 0.4,
                "diet_magnesium": 0.5,
                "diet_potassium": 0.6,
                "diet_phosphate": 0.6,
                "vitamin_d_supply": 0.6,
                "napi_activity": 0.85,
            }
        ),
        (
            "alcohol makes the distal tubule waste magnesium",
            "poor diet brings little magnesium, potassium and phosphate",
            "low magnesium opens ROMK and blunts parathyroid hormone",
        ),
        "Alcohol makes the kidneys lose magnesium, and the diet is often poor.",
        60.0,
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
)
