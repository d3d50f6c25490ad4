"""Hormones of salt, water and pressure: aldosterone, cortisol, vasopressin, thyroid; the sensed volume."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "endocrine"

CAUSES = (
    Cause(
        "primary_aldosteronism",
        "aldosterone made without renin; severity 1 is the hypokalaemic case",
        GROUP,
        Perturbation(add={"aldosterone_autonomous": 3.0}),
        (
            "the adrenal makes aldosterone on its own",
            "sodium is kept until escape, pressure rises, renin falls",
            "ENaC and ROMK drive potassium and acid out",
        ),
        "Too much aldosterone keeps salt and loses potassium.",
        30.0,
        ("Gruber & Beuschlein 2020 doi:10.1055/a-1134-4980",),
    ),
    Cause(
        "secondary_aldosteronism",
        "renin and aldosterone high without primary adrenal disease (renovascular, renin-secreting)",
        GROUP,
        Perturbation(scale={"renin_release_activity": 15.0, "aldosterone_synthesis_activity": 2.5}),
        (
            "the kidney releases renin",
            "angiotensin II and aldosterone rise",
            "sodium is kept, pressure rises, potassium and acid are lost",
        ),
        "Too much renin raises aldosterone.",
        30.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "cushing_syndrome",
        "cortisol excess; severity 1 is the hypokalaemic, often ectopic, case",
        GROUP,
        Perturbation(
            scale={
                "insulin_sensitivity": 0.6,
                "bone_formation_activity": 0.75,
                "calcium_absorption_activity": 0.8,
            },
            add={"mineralocorticoid_agonist": 3.0, "acth_drive": 0.2},
        ),
        (
            "cortisol overwhelms the enzyme that protects the mineralocorticoid receptor",
            "sodium is kept, renin and aldosterone fall",
            "potassium and acid are lost; glucose rises",
        ),
        "Too much cortisol acts like aldosterone.",
        30.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "apparent_mineralocorticoid_excess",
        "liquorice, 11beta-HSD2 deficiency, azole, abiraterone or fludrocortisone excess",
        GROUP,
        Perturbation(add={"mineralocorticoid_agonist": 3.5}),
        (
            "cortisol, deoxycorticosterone or the drug reaches the mineralocorticoid receptor",
            "sodium is kept, pressure rises, renin and aldosterone fall",
            "potassium and acid are lost",
        ),
        "Something acts like aldosterone, for example liquorice.",
        14.0,
        ("Penninkilampi 2017 J Hum Hypertens doi:10.1038/jhh.2017.45",),
    ),
    Cause(
        "congenital_adrenal_hyperplasia",
        "21-hydroxylase deficiency, salt-losing",
        GROUP,
        Perturbation(scale={"aldosterone_synthesis_activity": 0.08}, add={"vasopressin_autonomous": 0.3}),
        (
            "the enzyme block leaves too little aldosterone and cortisol",
            "sodium is lost, renin rises",
            "potassium is kept",
        ),
        "The adrenal cannot make aldosterone.",
        14.0,
        ("reviews of congenital adrenal hyperplasia",),
    ),
    Cause(
        "adrenal_insufficiency",
        "untreated Addison disease",
        GROUP,
        Perturbation(
            scale={"aldosterone_synthesis_activity": 0.02, "gfr_modifier": 0.9, "insulin_sensitivity": 1.2},
            add={"vasopressin_autonomous": 0.5},
        ),
        (
            "aldosterone and cortisol are missing",
            "sodium is lost and renin is very high; without cortisol vasopressin stays on",
            "potassium and water are kept",
        ),
        "The adrenals make too little hormone, so salt is lost and potassium kept.",
        30.0,
        ("reviews of Addison disease",),
    ),
    Cause(
        "siadh",
        "vasopressin release that osmolality does not stop",
        GROUP,
        Perturbation(add={"vasopressin_autonomous": 2.0, "diet_water": per_day(0.5)}),
        (
            "vasopressin stays high although the plasma is dilute",
            "aquaporin-2 keeps water",
            "plasma sodium falls; the slight expansion makes the kidney lose sodium",
        ),
        "The body holds water because of too much vasopressin.",
        7.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
    Cause(
        "diabetes_insipidus",
        "vasopressin lacking or without effect, with drinking somewhat behind the loss",
        GROUP,
        Perturbation(
            scale={"vasopressin_release_activity": 0.15, "aquaporin2_activity": 0.3, "thirst_activity": 0.6}
        ),
        (
            "aquaporin-2 is missing from the collecting duct",
            "litres of dilute urine are passed",
            "plasma sodium rises unless drinking keeps up",
        ),
        "The kidneys cannot hold water.",
        3.0,
        ("Thompson & Baylis 1986 Clin Sci 71:651",),
    ),
    Cause(
        "hypothyroidism",
        "severe hypothyroidism",
        GROUP,
        Perturbation(
            scale={"thyroid_activity": 0.3, "gfr_modifier": 0.8}, add={"vasopressin_autonomous": 0.4}
        ),
        (
            "filtration and heart output fall",
            "vasopressin is not shut off",
            "water is kept and plasma sodium falls a little",
        ),
        "Too little thyroid hormone; the body holds some water.",
        60.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
    Cause(
        "thyrotoxicosis",
        "thyroid hormone excess",
        GROUP,
        Perturbation(scale={"thyroid_activity": 2.0, "bone_resorption_activity": 1.8}),
        (
            "Na,K-ATPase number and activity rise",
            "cells hold more potassium",
            "bone resorption releases calcium and parathyroid hormone falls",
        ),
        "Too much thyroid hormone.",
        30.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "heart_failure",
        "heart failure with low effective volume",
        GROUP,
        Perturbation(
            scale={"effective_volume_fraction": 0.8, "gfr_modifier": 0.85, "renin_release_activity": 2.0},
            add={"vasopressin_autonomous": 0.7},
        ),
        (
            "the arterial side senses too little volume",
            "renin, aldosterone and vasopressin rise",
            "sodium and, more so, water are kept",
        ),
        "A weak heart makes the kidneys hold salt and water.",
        30.0,
        ("Pitt 1999 N Engl J Med 341:709",),
    ),
    Cause(
        "cirrhosis",
        "cirrhosis with ascites",
        GROUP,
        Perturbation(
            scale={
                "effective_volume_fraction": 0.8,
                "renin_release_activity": 2.5,
                "albumin": 0.65,
                "vitamin_d_supply": 0.6,
                "diet_magnesium": 0.8,
                "diet_potassium": 0.85,
            },
            add={"vasopressin_autonomous": 0.9},
        ),
        (
            "widened vessels leave the arterial side underfilled",
            "renin, aldosterone and vasopressin are high",
            "sodium and water are kept, potassium is lost; albumin and total calcium are low",
        ),
        "Liver disease makes the kidneys hold water and lose potassium.",
        60.0,
        ("Stergiou 1993 (spironolactone, urine potassium and magnesium in cirrhosis)",),
    ),
    Cause(
        "cerebral_salt_wasting",
        "renal salt loss after brain injury",
        GROUP,
        Perturbation(scale={"proximal_reabsorption": 0.93}, add={"vasopressin_autonomous": 0.5}),
        (
            "natriuretic peptides and lost sympathetic tone make the kidney lose sodium",
            "volume falls and vasopressin rises",
            "water is kept and plasma sodium falls",
        ),
        "After a brain injury the kidneys lose salt.",
        5.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
    Cause(
        "volume_depletion",
        "low volume from poor intake, bleeding or loss already past",
        GROUP,
        Perturbation(
            scale={
                "effective_volume_fraction": 0.85,
                "diet_sodium": 0.4,
                "diet_potassium": 0.6,
                "gfr_modifier": 0.85,
            }
        ),
        (
            "the body senses too little volume",
            "renin, aldosterone and vasopressin rise",
            "sodium, bicarbonate and water are kept, urea rises",
        ),
        "The body has too little fluid.",
        3.0,
        ("Spasovski 2014 Eur J Endocrinol 170:G1 doi:10.1530/EJE-13-1020",),
    ),
)
