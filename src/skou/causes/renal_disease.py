"""Diseases of the kidney: lost nephrons and lost or overactive transporters."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause

GROUP = "renal_disease"

CAUSES = (
    Cause(
        "chronic_kidney_disease",
        "chronic loss of nephrons; severity 1 is an eGFR of about 15-20",
        GROUP,
        Perturbation(scale={"nephron_fraction": 0.17}),
        (
            "fewer nephrons filter potassium, phosphate, magnesium and acid",
            "each remaining nephron and the colon excrete more",
            "phosphate and FGF23 rise, calcitriol and calcium fall, parathyroid hormone rises",
        ),
        "The kidneys filter too little.",
        365.0,
        ("Wang 2021 (potassium by CKD stage)", "Levin 2007 Kidney Int 71:31 doi:10.1038/sj.ki.5002009"),
        severity_cap=2.0,
    ),
    Cause(
        "acute_kidney_injury",
        "filtration lost within days",
        GROUP,
        Perturbation(scale={"nephron_fraction": 0.15, "pth_receptor_activity": 0.8}),
        (
            "filtration falls before nephrons and colon can adapt",
            "potassium, phosphate, magnesium and acid are kept",
            "phosphate binds calcium",
        ),
        "The kidneys have suddenly stopped filtering enough.",
        3.0,
        ("Gumz 2015 N Engl J Med 373:60",),
    ),
    Cause(
        "urinary_obstruction",
        "obstructed urine flow",
        GROUP,
        Perturbation(
            scale={
                "gfr_modifier": 0.35,
                "enac_activity": 0.6,
                "h_atpase_activity": 0.5,
                "aquaporin2_activity": 0.4,
            }
        ),
        (
            "back pressure lowers filtration",
            "the collecting duct answers aldosterone and vasopressin poorly",
            "potassium and acid are kept",
        ),
        "The urine cannot flow out, so the kidneys keep potassium and acid.",
        7.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
    Cause(
        "gitelman_syndrome",
        "loss of the thiazide-sensitive cotransporter NCC",
        GROUP,
        Perturbation(scale={"ncc_activity": 0.04, "trpm6_activity": 0.025, "romk_activity": 6.0}),
        (
            "NCC of the distal convoluted tubule does not work",
            "sodium reaches the collecting duct and aldosterone rises, so potassium and acid are lost",
            "the distal convoluted tubule shrinks and TRPM6 with it, so magnesium is lost",
            "the collecting duct grows with its load and secretes more potassium (Loffing 2004)",
            "contracted volume makes the proximal tubule keep calcium",
        ),
        "An inherited salt-losing kidney that loses potassium and magnesium.",
        365.0,
        ("Blanchard 2019 J Am Soc Nephrol 30:1534", "Berry 2013 Nephrol Dial Transplant 28:1533"),
    ),
    Cause(
        "bartter_syndrome",
        "loss of salt transport in the thick ascending limb",
        GROUP,
        Perturbation(
            scale={
                "nkcc2_activity": 0.15,
                "romk_activity": 5.0,
                "trpm6_activity": 2.0,
                "h_atpase_activity": 1.8,
            }
        ),
        (
            "NKCC2, ROMK or the chloride channel of the thick ascending limb does not work",
            "sodium reaches the collecting duct and aldosterone rises, so potassium and acid are lost",
            "distal segments grow with their load, secrete more potassium and keep magnesium",
            "the lost voltage wastes calcium, and magnesium to a degree",
        ),
        "An inherited kidney that loses salt as if on a strong water tablet.",
        365.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
        severity_cap=1.5,
    ),
    Cause(
        "liddle_syndrome",
        "overactive epithelial sodium channel",
        GROUP,
        Perturbation(scale={"enac_activity": 6.0, "romk_activity": 2.5, "h_atpase_activity": 6.0}),
        (
            "ENaC stays in the membrane",
            "sodium is kept, pressure rises, renin and aldosterone fall",
            "the lumen voltage drives potassium and acid out",
        ),
        "An inherited kidney that keeps salt and loses potassium.",
        365.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "distal_renal_tubular_acidosis",
        "type 1: the collecting duct cannot secrete acid",
        GROUP,
        Perturbation(scale={"h_atpase_activity": 0.2, "hk_atpase_activity": 0.2, "romk_activity": 8.0}),
        (
            "intercalated cells secrete too little acid and reabsorb too little potassium",
            "bicarbonate falls and bone buffers the acid",
            "sodium and potassium are lost with the urine, calcium too",
        ),
        "The kidneys cannot pass acid and lose potassium.",
        90.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "proximal_renal_tubular_acidosis",
        "type 2 or Fanconi syndrome",
        GROUP,
        Perturbation(scale={"bicarbonate_threshold": 0.66, "nhe3_activity": 0.75, "napi_activity": 0.55}),
        (
            "the proximal tubule reabsorbs too little bicarbonate and phosphate",
            "plasma bicarbonate settles at the lower threshold",
            "sodium and bicarbonate delivery drive potassium secretion",
        ),
        "The kidneys lose base and phosphate.",
        60.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "hypoaldosteronism",
        "type 4 renal tubular acidosis, hyporeninaemic, usually with a moderate loss of nephrons",
        GROUP,
        Perturbation(
            scale={
                "renin_release_activity": 0.15,
                "aldosterone_synthesis_activity": 0.35,
                "nephron_fraction": 0.5,
            }
        ),
        (
            "too little renin and aldosterone",
            "ENaC and ROMK of the collecting duct are low",
            "potassium is kept and, because ammonium formation falls, acid too",
        ),
        "Too little aldosterone, so the kidneys keep potassium and acid.",
        60.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
    Cause(
        "pseudohypoaldosteronism",
        "collecting duct that does not answer aldosterone (type 1)",
        GROUP,
        Perturbation(
            scale={
                "mineralocorticoid_receptor_activity": 0.15,
                "enac_activity": 0.6,
                "h_atpase_activity": 0.75,
            }
        ),
        (
            "the mineralocorticoid receptor or ENaC does not work",
            "sodium is lost, renin and aldosterone are very high",
            "potassium and acid are kept",
        ),
        "The kidneys do not answer aldosterone.",
        30.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
    Cause(
        "genetic_magnesium_wasting",
        "inherited loss of magnesium transport (TRPM6, claudin-16/19, HNF1B, CNNM2)",
        GROUP,
        Perturbation(
            scale={
                "trpm6_activity": 0.03,
                "magnesium_absorption_activity": 0.03,
                "magnesium_passive_rate": 0.5,
            }
        ),
        (
            "TRPM6 of gut and distal convoluted tubule does not work",
            "only the paracellular paths carry magnesium, which fails at usual intakes",
            "very low magnesium stops parathyroid hormone and calcium falls",
        ),
        "An inherited defect in keeping magnesium.",
        90.0,
        ("Suh 1973 J Clin Invest 52:153 doi:10.1172/JCI107159",),
        "V",
    ),
    Cause(
        "post_obstructive_or_recovery_diuresis",
        "diuresis after relief of obstruction or in recovery of tubular injury",
        GROUP,
        Perturbation(
            scale={"aquaporin2_activity": 0.5, "trpm6_activity": 0.7}, add={"nephron_recovery_diuresis": 0.03}
        ),
        (
            "filtration recovers before the tubules reabsorb",
            "sodium, water, potassium and magnesium are lost",
            "volume falls and aldosterone rises",
        ),
        "Recovering kidneys pass too much water and salt.",
        3.0,
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
    Cause(
        "casr_activation",
        "activating mutation of the calcium-sensing receptor",
        GROUP,
        Perturbation(scale={"casr_activity": 1.6}),
        (
            "the parathyroid takes a low calcium for high and releases little hormone",
            "the thick ascending limb reabsorbs less calcium and magnesium",
            "calcium and magnesium fall with calcium still in the urine",
        ),
        "The calcium sensor is set too sensitive.",
        365.0,
        ("Turner 2016 Endocr Connect 5:G7 doi:10.1530/EC-16-0056",),
        severity_cap=1.5,
    ),
    Cause(
        "familial_hypocalciuric_hypercalcaemia",
        "inactivating mutation of the calcium-sensing receptor",
        GROUP,
        Perturbation(scale={"casr_activity": 0.65}),
        (
            "the parathyroid needs more calcium to fall silent",
            "the thick ascending limb keeps calcium and magnesium",
            "calcium is high with little in the urine",
        ),
        "The calcium sensor is set too dull.",
        365.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
        severity_cap=1.5,
    ),
)
