"""Textbook constellations: the right cause comes first, or among the first, by mechanism and knowledge
together."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from skou.inference import assess
from skou.records.person import Person, Vitals

from .people import drug, lab, person, told


@dataclass(frozen=True)
class Constellation:
    name: str
    who: Person
    cause: str
    within: int = 1
    least: float = 0.4


CASES = (
    Constellation(
        "vomiting",
        person(
            lab("potassium", 2.8),
            lab("bicarbonate", 37),
            lab("chloride", 84),
            lab("chloride", 8, "urine-spot"),
            mentions=told("vomiting", kind="loss"),
        ),
        "vomiting",
    ),
    Constellation(
        "vomiting that is not told",
        person(
            lab("potassium", 2.8),
            lab("bicarbonate", 38),
            lab("chloride", 83),
            lab("chloride", 7, "urine-spot"),
            age=24,
        ),
        "vomiting",
    ),
    Constellation(
        "diarrhoea",
        person(
            lab("potassium", 2.8),
            lab("bicarbonate", 17),
            lab("chloride", 112),
            mentions=told("diarrhoea", kind="loss"),
        ),
        "diarrhoea",
    ),
    Constellation(
        "Gitelman",
        person(
            lab("potassium", 2.6),
            lab("magnesium", 0.55),
            lab("bicarbonate", 31),
            lab("calcium_total", 0.9, "urine-24h"),
            lab("chloride", 110, "urine-spot"),
            age=24,
            mentions=told("salt_craving", "muscle_cramp"),
            vitals=Vitals(systolic=98, diastolic=60),
        ),
        "gitelman_syndrome",
    ),
    Constellation(
        "loop diuretic",
        person(
            lab("potassium", 3.0),
            lab("magnesium", 0.62),
            lab("bicarbonate", 32),
            age=72,
            medications=(drug("furosemide", "loop_diuretic"),),
            mentions=told("heart_failure", kind="condition"),
        ),
        "loop_diuretic",
    ),
    Constellation(
        "thiazide",
        person(
            lab("potassium", 3.0),
            lab("sodium", 126),
            age=78,
            medications=(drug("hydrochlorothiazide", "thiazide_diuretic"),),
            mentions=told("hypertension", kind="condition"),
        ),
        "thiazide_diuretic",
    ),
    Constellation(
        "ketoacidosis",
        person(
            lab("glucose", 31),
            lab("ph", 7.12),
            lab("bicarbonate", 8),
            lab("potassium", 5.6),
            lab("sodium", 130),
            lab("chloride", 96),
            age=22,
            mentions=told("type_1_diabetes", "diabetes", kind="condition"),
        ),
        "insulin_deficiency",
    ),
    Constellation(
        "kidney disease on spironolactone",
        person(
            lab("potassium", 6.7),
            lab("creatinine", 260),
            age=74,
            medications=(drug("spironolactone", "mineralocorticoid_antagonist"),),
            mentions=told("chronic_kidney_disease", kind="condition"),
        ),
        "mineralocorticoid_antagonist",
        within=2,
    ),
    Constellation(
        "trimethoprim",
        person(
            lab("potassium", 6.2),
            lab("sodium", 130),
            age=70,
            medications=(drug("trimethoprim", "enac_blocker"),),
        ),
        "enac_blocker",
    ),
    Constellation(
        "Addison",
        person(
            lab("potassium", 6.0),
            lab("sodium", 122),
            lab("glucose", 3.6),
            lab("cortisol", 45),
            age=38,
            vitals=Vitals(systolic=84),
            mentions=told("hyperpigmentation", "weight_loss", "fatigue"),
        ),
        "adrenal_insufficiency",
    ),
    Constellation(
        "haemolysed sample",
        person(
            lab("potassium", 6.4),
            lab("creatinine", 75),
            lab("haemolysis_index", 300),
            age=35,
            mentions=told("asymptomatic"),
        ),
        "haemolysed_sample",
    ),
    Constellation(
        "primary hyperparathyroidism",
        person(lab("calcium_total", 2.85), lab("pth", 13), lab("phosphate", 0.75), age=64),
        "primary_hyperparathyroidism",
    ),
    Constellation(
        "familial hypocalciuric hypercalcaemia",
        person(
            lab("calcium_total", 2.75),
            lab("pth", 5.0),
            lab("calcium_total", 1.3, "urine-24h"),
            lab("magnesium", 1.02),
            age=30,
            mentions=told("family_history_hypercalcaemia", "asymptomatic", kind="condition"),
        ),
        "familial_hypocalciuric_hypercalcaemia",
    ),
    Constellation(
        "malignancy",
        person(
            lab("calcium_total", 3.5),
            lab("pth", 0.6),
            age=66,
            mentions=told("lung_cancer", "cancer", kind="condition"),
        ),
        "malignancy_hypercalcaemia",
    ),
    Constellation(
        "milk-alkali",
        person(
            lab("calcium_total", 3.4),
            lab("pth", 0.7),
            lab("bicarbonate", 36),
            lab("creatinine", 260),
            age=68,
            medications=(drug("calcium carbonate", "calcium_alkali_load"),),
        ),
        "calcium_alkali_load",
    ),
    Constellation(
        "sarcoid",
        person(
            lab("calcium_total", 2.95),
            lab("pth", 0.8),
            lab("calcitriol", 260),
            age=34,
            mentions=told("hilar_lymphadenopathy", kind="condition"),
        ),
        "granulomatous_disease",
    ),
    Constellation(
        "proton-pump inhibitor",
        person(
            lab("magnesium", 0.25),
            lab("calcium_total", 1.7),
            lab("potassium", 3.1),
            lab("magnesium", 0.1, "urine-spot"),
            age=68,
            medications=(drug("omeprazole", "proton_pump_inhibitor"),),
        ),
        "proton_pump_inhibitor",
        within=2,
    ),
    Constellation(
        "after thyroidectomy",
        person(
            lab("calcium_total", 1.7),
            lab("phosphate", 1.9),
            lab("pth", 0.5),
            age=45,
            mentions=told("thyroidectomy", kind="condition"),
        ),
        "hypoparathyroidism",
    ),
    Constellation(
        "vitamin D deficiency",
        person(
            lab("calcium_total", 1.95),
            lab("phosphate", 0.65),
            lab("pth", 22),
            lab("vitamin_d_25oh", 11),
            age=40,
        ),
        "vitamin_d_deficiency",
    ),
    Constellation(
        "inappropriate antidiuresis",
        person(
            lab("sodium", 118),
            lab("osmolality", 245),
            lab("osmolality", 480, "urine-spot"),
            lab("sodium", 75, "urine-spot"),
            lab("urea", 2.6),
            lab("urate", 160),
            age=68,
            mentions=told("lung_mass", kind="condition"),
        ),
        "siadh",
    ),
    Constellation(
        "primary aldosteronism",
        person(
            lab("potassium", 2.9),
            lab("bicarbonate", 31),
            lab("aldosterone", 1100),
            lab("renin", 1.5),
            age=48,
            vitals=Vitals(systolic=178, diastolic=106),
        ),
        "primary_aldosteronism",
    ),
    Constellation(
        "liquorice",
        person(
            lab("potassium", 2.4),
            lab("bicarbonate", 34),
            lab("aldosterone", 40),
            lab("renin", 1.5),
            age=55,
            vitals=Vitals(systolic=176, diastolic=100),
            mentions=told(
                "liquorice",
                "apparent_mineralocorticoid_excess",
                kind="intake",
                words="liquorice sweets daily",
            ),
        ),
        "apparent_mineralocorticoid_excess",
    ),
    Constellation(
        "distal renal tubular acidosis",
        person(
            lab("potassium", 2.3),
            lab("bicarbonate", 13),
            lab("chloride", 117),
            lab("ph", 7.26),
            age=35,
            mentions=told("nephrocalcinosis", "sjogren_syndrome", kind="condition"),
        ),
        "distal_renal_tubular_acidosis",
    ),
    Constellation(
        "rhabdomyolysis",
        person(
            lab("potassium", 6.6),
            lab("phosphate", 2.6),
            lab("calcium_total", 1.9),
            lab("creatinine", 310),
            lab("ck", 45000),
            age=30,
            sex="M",
            mentions=told("dark_urine", "trauma"),
        ),
        "tissue_breakdown",
    ),
    Constellation(
        "refeeding",
        person(
            lab("phosphate", 0.3),
            lab("potassium", 2.9),
            lab("magnesium", 0.55),
            age=26,
            mentions=told("anorexia_nervosa", "tube_feeding", kind="condition"),
        ),
        "refeeding",
        within=2,
    ),
    Constellation(
        "thyrotoxic paralysis",
        person(
            lab("potassium", 1.9),
            lab("tsh", 0.01),
            age=27,
            sex="M",
            mentions=told("paralysis", "tachycardia"),
        ),
        "thyrotoxic_periodic_paralysis",
        within=2,
    ),
    Constellation(
        "ordinary night cramps",
        person(
            lab("potassium", 4.2),
            lab("magnesium", 0.84),
            lab("calcium_total", 2.36),
            lab("sodium", 140),
            age=71,
            mentions=told("nocturnal_cramp"),
        ),
        "idiopathic_nocturnal_cramps",
    ),
    Constellation(
        "claudication",
        person(
            lab("potassium", 4.3),
            lab("calcium_total", 2.3),
            age=67,
            sex="M",
            mentions=(*told("claudication"), *told("smoking", "weak_pulses", kind="condition")),
        ),
        "peripheral_artery_disease",
    ),
    Constellation(
        "motor neuron disease",
        person(
            lab("potassium", 4.1),
            lab("ck", 420),
            age=61,
            sex="M",
            mentions=told("fasciculation", "muscle_wasting", "weakness", "muscle_cramp", "dysphagia"),
        ),
        "motor_neuron_disease",
    ),
    Constellation(
        "hypothyroid muscle",
        person(
            lab("ck", 1900),
            lab("tsh", 62),
            age=48,
            mentions=told("muscle_pain", "slow_reflexes", "weight_gain", "constipation"),
        ),
        "hypothyroidism",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_constellation(case: Constellation) -> None:
    answer = assess(case.who)
    ranked = [c.cause for c in answer.causes]
    assert case.cause in ranked[: case.within], ranked[:5]
    assert answer.causes[ranked.index(case.cause)].probability >= case.least


def test_cramps_with_normal_ions_are_not_blamed_on_ions() -> None:
    answer = assess(
        person(
            lab("potassium", 4.2),
            lab("magnesium", 0.84),
            lab("calcium_total", 2.36),
            lab("sodium", 140),
            age=71,
            mentions=told("nocturnal_cramp"),
        )
    )
    electrolyte = {"low_magnesium_intake", "low_potassium_intake", "hypomagnesaemia", "hypoparathyroidism"}
    assert sum(c.probability for c in answer.causes if c.cause in electrolyte) < 0.10
    assert [f["disorder"] for f in answer.findings] == ["none"]
