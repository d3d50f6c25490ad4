"""Drugs that act on the kidney's transporters, its hormones, or on bone and vitamin D."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause, per_day

GROUP = "renal_drug"

CAUSES = (
    Cause(
        "loop_diuretic",
        "loop diuretic, furosemide 40 mg twice a day or like it",
        GROUP,
        Perturbation(scale={"nkcc2_activity": 0.65}),
        (
            "NKCC2 in the thick ascending limb is blocked",
            "the lumen loses its positive voltage, so calcium and magnesium are not reabsorbed",
            "more sodium and flow reach the collecting duct while aldosterone rises",
            "potassium and acid are secreted in exchange",
        ),
        "The water tablet makes the kidneys lose salt, and potassium and magnesium with it.",
        14.0,
        ("Reyes 1985 (repeated furosemide 40 mg)", "Leary & Reyes 2000 (single doses)"),
    ),
    Cause(
        "thiazide_diuretic",
        "thiazide or thiazide-like diuretic, hydrochlorothiazide 25 mg/d or like it",
        GROUP,
        Perturbation(scale={"ncc_activity": 0.5, "trpm6_activity": 0.9}),
        (
            "NCC in the distal convoluted tubule is blocked",
            "more sodium reaches the collecting duct while aldosterone rises",
            "potassium and acid are secreted in exchange",
            "TRPM6 falls, so magnesium is lost; contracted volume keeps calcium",
        ),
        "The water tablet makes the kidneys lose salt, and potassium and magnesium with it.",
        21.0,
        (
            "Hollifield 1986 Am J Med 80(4A):8 doi:10.1016/0002-9343(86)90335-9",
            "Musini 2014 Cochrane CD003824",
        ),
    ),
    Cause(
        "carbonic_anhydrase_inhibitor",
        "acetazolamide, topiramate",
        GROUP,
        Perturbation(scale={"carbonic_anhydrase_activity": 0.75, "nhe3_activity": 0.88}),
        (
            "carbonic anhydrase of the proximal tubule is inhibited",
            "bicarbonate and sodium pass on to the collecting duct",
            "potassium is secreted against bicarbonate and plasma bicarbonate falls",
        ),
        "The medicine makes the kidneys lose base and potassium.",
        7.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "osmotic_diuresis",
        "800 mmol a day of solute that is not reabsorbed (glucose, urea, mannitol)",
        GROUP,
        Perturbation(add={"osmotic_load": per_day(800.0)}),
        (
            "solute holds water in the proximal tubule and loop",
            "sodium, potassium and magnesium are carried along",
            "volume falls and aldosterone rises; more water than sodium is lost",
        ),
        "Sugar or urea in the urine drags water and salts out.",
        4.0,
        ("ADA tables of ketoacidosis deficits, Diabetes Care",),
    ),
    Cause(
        "raas_inhibitor",
        "ACE inhibitor, angiotensin receptor blocker, ARNI or renin inhibitor in full dose",
        GROUP,
        Perturbation(scale={"ace_activity": 0.2}),
        (
            "angiotensin II falls (or its receptor is blocked)",
            "aldosterone falls and the efferent arteriole relaxes",
            "the collecting duct secretes less potassium",
        ),
        "The blood-pressure medicine lowers aldosterone, so less potassium is passed.",
        14.0,
        ("hyperkalaemia risk score in ACE-inhibitor users, PMC3905673",),
    ),
    Cause(
        "mineralocorticoid_antagonist",
        "spironolactone 50 mg/d or like it",
        GROUP,
        Perturbation(scale={"mineralocorticoid_receptor_activity": 0.5}),
        (
            "the mineralocorticoid receptor is blocked",
            "ENaC and ROMK fall, sodium is lost and potassium kept",
            "less magnesium and acid are excreted",
        ),
        "The medicine blocks aldosterone, so less potassium is passed.",
        14.0,
        (
            "RALES 1999 N Engl J Med 341:709",
            "RALES 1996 Am J Cardiol 78:902 doi:10.1016/s0002-9149(96)00465-1",
        ),
    ),
    Cause(
        "enac_blocker",
        "amiloride 10 mg, triamterene or high-dose trimethoprim",
        GROUP,
        Perturbation(scale={"enac_activity": 0.3, "h_atpase_activity": 0.8}),
        (
            "ENaC of the collecting duct is blocked",
            "the lumen voltage that drives potassium and acid secretion falls",
            "potassium and magnesium are kept",
        ),
        "The medicine blocks a salt channel, so less potassium is passed.",
        5.0,
        ("Alappan 1996 Ann Intern Med 124:316",),
        "V",
    ),
    Cause(
        "nsaid",
        "non-steroidal anti-inflammatory drug in full dose",
        GROUP,
        Perturbation(
            scale={
                "renin_release_activity": 0.55,
                "gfr_modifier": 0.93,
                "aquaporin2_activity": 1.15,
                "nkcc2_activity": 1.1,
            }
        ),
        (
            "prostaglandins fall",
            "renin and then aldosterone fall, filtration drops a little",
            "less potassium and water are excreted",
        ),
        "The painkiller lowers the hormones that let the kidneys pass potassium.",
        7.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
    Cause(
        "heparin",
        "heparin of any kind for days",
        GROUP,
        Perturbation(scale={"aldosterone_synthesis_activity": 0.5}),
        (
            "angiotensin receptors of the adrenal zona glomerulosa fall",
            "aldosterone falls",
            "less potassium is secreted",
        ),
        "The blood thinner lowers aldosterone.",
        7.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
    Cause(
        "calcineurin_inhibitor",
        "ciclosporin or tacrolimus",
        GROUP,
        Perturbation(
            scale={
                "ncc_activity": 1.6,
                "romk_activity": 0.75,
                "trpm6_activity": 0.45,
                "gfr_modifier": 0.9,
                "h_atpase_activity": 0.85,
            }
        ),
        (
            "NCC is activated through WNK, so less sodium reaches the collecting duct",
            "ROMK falls and potassium is kept",
            "TRPM6 falls and magnesium is lost",
        ),
        "The transplant medicine keeps potassium but loses magnesium.",
        21.0,
        ("Hoorn 2011 Nat Med 17:1304 doi:10.1038/nm.2497",),
    ),
    Cause(
        "proton_pump_inhibitor",
        "long-term proton-pump inhibitor in a susceptible person",
        GROUP,
        Perturbation(scale={"magnesium_absorption_activity": 0.05, "magnesium_passive_rate": 0.3}),
        (
            "higher gut pH lowers active (TRPM6, TRPM7) and paracellular magnesium absorption",
            "the kidney cuts urine magnesium, but stool loss goes on",
            "low magnesium then lowers parathyroid hormone and opens ROMK",
        ),
        "The stomach medicine lowers the uptake of magnesium.",
        365.0,
        (
            "Srinutta 2019 Medicine 98:e17788 doi:10.1097/MD.0000000000017788",
            "Janett 2015 doi:10.1155/2015/951768",
        ),
    ),
    Cause(
        "platinum",
        "cisplatin in high cumulative dose, or relatives",
        GROUP,
        Perturbation(scale={"trpm6_activity": 0.03, "nephron_fraction": 0.88, "proximal_reabsorption": 0.98}),
        (
            "the drug injures the distal convoluted tubule; EGF and TRPM6 fall",
            "magnesium is wasted for months to years",
            "low magnesium opens ROMK and blunts parathyroid hormone",
        ),
        "The cancer medicine damages the part of the kidney that keeps magnesium.",
        21.0,
        ("Lam 1986 Am J Kidney Dis doi:10.1016/s0272-6386(86)80020-8",),
        "V",
    ),
    Cause(
        "aminoglycoside",
        "aminoglycoside, colistin or capreomycin for a week or more",
        GROUP,
        Perturbation(
            scale={
                "nkcc2_activity": 0.7,
                "paracellular_permeability": 0.7,
                "trpm6_activity": 0.4,
                "gfr_modifier": 0.9,
            }
        ),
        (
            "the cationic drug gathers in the tubule and stimulates the calcium-sensing receptor of the thick limb",
            "sodium, potassium, calcium and magnesium are lost as in Bartter syndrome",
            "with little magnesium, parathyroid hormone and then calcium fall",
        ),
        "The antibiotic makes the kidneys lose magnesium, calcium and potassium.",
        7.0,
        ("Agus 1999 J Am Soc Nephrol 10:1616",),
    ),
    Cause(
        "amphotericin_b",
        "amphotericin B for a week or more",
        GROUP,
        Perturbation(
            scale={
                "romk_activity": 6.0,
                "h_atpase_activity": 0.6,
                "trpm6_activity": 0.35,
                "gfr_modifier": 0.85,
            }
        ),
        (
            "pores in the membranes of the distal nephron leak potassium and acid",
            "potassium and magnesium are lost",
            "acid is not excreted",
        ),
        "The antifungal makes the kidneys leak potassium and magnesium.",
        7.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "egfr_antibody",
        "cetuximab or panitumumab for weeks",
        GROUP,
        Perturbation(scale={"trpm6_activity": 0.03}),
        (
            "blocked EGF receptors leave TRPM6 out of the membrane",
            "magnesium is wasted",
            "low magnesium then lowers calcium and potassium",
        ),
        "The cancer medicine makes the kidneys lose magnesium.",
        60.0,
        ("Chen 2013 Oncol Lett doi:10.3892/ol.2013.1301",),
    ),
    Cause(
        "nonreabsorbable_anion",
        "penicillin in high dose or another anion that the tubule cannot reabsorb",
        GROUP,
        Perturbation(add={"nonreabsorbable_anion_load": per_day(300.0)}),
        (
            "the anion reaches the collecting duct with sodium",
            "the lumen becomes more negative",
            "potassium and acid are secreted",
        ),
        "The antibiotic drags potassium into the urine.",
        4.0,
        ("Unwin 2011 Nat Rev Nephrol 7:75 doi:10.1038/nrneph.2010.175",),
    ),
    Cause(
        "lithium",
        "lithium for years",
        GROUP,
        Perturbation(scale={"casr_activity": 0.7, "aquaporin2_activity": 0.35}),
        (
            "lithium blunts the calcium-sensing receptor of the parathyroid and the kidney",
            "parathyroid hormone and calcium rise",
            "aquaporin-2 falls, so water is lost",
        ),
        "Lithium raises calcium and makes the kidneys lose water.",
        365.0,
        ("Walsh 2016 Endocr Connect 5:G9",),
    ),
    Cause(
        "sglt2_inhibitor",
        "dapagliflozin, empagliflozin or canagliflozin",
        GROUP,
        Perturbation(scale={"sglt2_activity": 0.45}),
        (
            "SGLT2 of the proximal tubule is blocked",
            "glucose and sodium pass on, filtration falls a little",
            "distal flow carries potassium; magnesium and phosphate rise slightly",
        ),
        "The diabetes medicine passes sugar and some salt into the urine.",
        14.0,
        ("Neuen 2022 Circulation 145:1460 doi:10.1161/CIRCULATIONAHA.121.057736",),
    ),
    Cause(
        "glucocorticoid",
        "prednisolone 40 mg/d or like it",
        GROUP,
        Perturbation(
            scale={
                "insulin_sensitivity": 0.7,
                "calcium_absorption_activity": 0.75,
                "bone_formation_activity": 0.8,
                "napi_activity": 0.9,
            },
            add={"mineralocorticoid_agonist": 0.4},
        ),
        (
            "cortisol-like drug reaches the mineralocorticoid receptor",
            "sodium is kept and potassium lost",
            "calcium absorption and bone formation fall",
        ),
        "Cortisone acts a little like aldosterone and lowers potassium.",
        7.0,
        ("Palmer & Clegg 2016 Adv Physiol Educ 40:480 doi:10.1152/advan.00121.2016",),
    ),
)
