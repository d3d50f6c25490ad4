"""Disorders known from words, from low / normal / high alone, or from a pattern rather than one number."""

from __future__ import annotations

from skou import vocabulary
from skou.findings.model import Finding
from skou.findings.readings import blood_labs, readings
from skou.findings.references import cite
from skou.findings.terms import holds, medications_of
from skou.records.person import Person, QualitativeLab

LEVEL_MEANS: dict[tuple[str, str], str] = {
    ("potassium", "low"): "hypokalaemia",
    ("potassium", "high"): "hyperkalaemia",
    ("sodium", "low"): "hyponatraemia",
    ("sodium", "high"): "hypernatraemia",
    ("magnesium", "low"): "hypomagnesaemia",
    ("magnesium", "high"): "hypermagnesaemia",
    ("calcium_total", "low"): "hypocalcaemia",
    ("calcium_total", "high"): "hypercalcaemia",
    ("calcium_ionised", "low"): "hypocalcaemia",
    ("calcium_ionised", "high"): "hypercalcaemia",
    ("phosphate", "low"): "hypophosphataemia",
    ("phosphate", "high"): "hyperphosphataemia",
    ("bicarbonate", "low"): "metabolic_acidosis",
    ("bicarbonate", "high"): "metabolic_alkalosis",
    ("vitamin_d_25oh", "low"): "vitamin_d_deficiency",
}
WORDS_MEAN = {
    "acidosis": "metabolic_acidosis",
    "alkalosis": "metabolic_alkalosis",
    "hypoalbuminaemia": None,
}
MEASURED_BY: dict[str, tuple[str, ...]] = {
    "kalaemia": ("potassium",),
    "natraemia": ("sodium",),
    "magnesaemia": ("magnesium",),
    "calcaemia": ("calcium_total", "calcium_ionised"),
    "phosphataemia": ("phosphate",),
    "vitamin_d_deficiency": ("vitamin_d_25oh",),
    "metabolic_acidosis": ("ph", "bicarbonate"),
    "metabolic_alkalosis": ("ph", "bicarbonate"),
    "respiratory_acidosis": ("ph", "pco2"),
    "respiratory_alkalosis": ("ph", "pco2"),
}
VITAMIN_D_DEFICIENT, VITAMIN_D_SUFFICIENT = 30.0, 50.0
"""25-OH vitamin D [nmol/L]; between the two it is insufficient, a deficiency where it has an effect."""
PTH_HIGH = 6.9
"""[pmol/L]"""
MAGNESIUM_LOW = 0.7
POTASSIUM_LOW = 3.5
LOW_SYSTOLIC = 100.0
"""[mmHg]"""
ADULT_PRESSURE_FROM_AGE = 16.0
REPLACED_FOR_DAYS = 1.0
"""Replacement this long, or low values this far apart, make a low potassium refractory."""


def qualitative_findings(person: Person) -> list[Finding]:
    """Low or high without a number; an ionised calcium overrules a total one."""
    ionised_known = any(q.analyte == "calcium_ionised" for q in person.labs_qualitative)
    return [
        Finding(
            disorder, analyte=q.analyte, day=q.day, note=f"{q.analyte.replace('_', ' ')} said to be {q.level}"
        )
        for q in person.labs_qualitative
        if _is_blood(q)
        and (disorder := LEVEL_MEANS.get((q.analyte, q.level)))
        and not readings(person, q.analyte)
        and not (q.analyte == "calcium_total" and ionised_known)
    ]


def _is_blood(q: QualitativeLab) -> bool:
    return not q.specimen.startswith("urine") and q.specimen not in ("stool", "sweat")


def findings_in_words(person: Person) -> list[Finding]:
    """Disorders that the record names and does not measure."""
    found = []
    for m in person.mentions:
        disorder = WORDS_MEAN.get(m.concept, m.concept)
        if (
            m.negated
            or m.past
            or disorder not in vocabulary.DISORDERS
            or disorder == "none"
            or disorder is None
        ):
            continue
        if not _is_measured(person, disorder):
            found.append(Finding(disorder, note=f"the record says {m.text!r}"))
    return found


def _is_measured(person: Person, disorder: str) -> bool:
    analytes = next((a for end, a in MEASURED_BY.items() if disorder.endswith(end)), ())
    qualitative = {q.analyte for q in person.labs_qualitative if _is_blood(q)}
    return any(readings(person, a) or a in qualitative for a in analytes)


def vitamin_d_findings(person: Person, found: list[Finding]) -> list[Finding]:
    """25-OH vitamin D below 30 nmol/L, or below 50 with low calcium or phosphate or a high PTH."""
    effect = any(f.disorder in ("hypocalcaemia", "hypophosphataemia") for f in found) or any(
        r.above(PTH_HIGH) for r in readings(person, "pth")
    )
    limit = VITAMIN_D_SUFFICIENT if effect else VITAMIN_D_DEFICIENT
    return [
        Finding(
            "vitamin_d_deficiency",
            analyte=r.analyte,
            value=r.value,
            unit=r.unit,
            day=r.day,
            scheme="deficient below 30 nmol/L, or below 50 with an effect",
            references=cite("HOLICK2011;clinical 1.1"),
            note=""
            if r.below(VITAMIN_D_DEFICIENT)
            else "insufficient, with an effect on calcium, phosphate or PTH",
        )
        for r in readings(person, "vitamin_d_25oh")
        if r.below(limit)
    ]


def volume_findings(person: Person) -> list[Finding]:
    """Volume depletion: a loss with low pressure or dryness on examination.

    Dry mucosae or a postural fall alone are too weak (signs of hypovolaemia have likelihood ratios near 1);
    the words themselves ("dehydrated") are found by `findings_in_words`.
    """
    loss, dry = holds(person, "fluid_loss"), holds(person, "dry_on_examination")
    if not loss:
        return []
    systolic = person.vitals.systolic
    grown = person.age is None or person.age >= ADULT_PRESSURE_FROM_AGE
    low = grown and systolic is not None and systolic < LOW_SYSTOLIC
    if not (dry or low):
        return []
    pressure = (f"systolic {systolic:g} mmHg",) if low else ()
    note = "; ".join((*pressure, *(dry or ()), *loss))
    return [Finding("volume_depletion", note=note, references=cite("clinical 5.7"))]


def magnesium_findings(person: Person, found: list[Finding]) -> list[Finding]:
    """Magnesium depletion that serum does not show, or that nobody measured.

    Low potassium that stays low on replacement, in someone who must have lost magnesium: inferred
    hypomagnesaemia where it was not measured, `magnesium_depletion_normal_serum` where it was and is
    normal. The same for low calcium with a PTH that does not answer.
    """
    if not holds(person, "magnesium_losing_setting"):
        return []
    refractory = _potassium_stays_low(person)
    calcium_low = any(f.disorder == "hypocalcaemia" for f in found)
    deaf_glands = calcium_low and any(r.below(PTH_HIGH) for r in readings(person, "pth"))
    if not (refractory or deaf_glands):
        return []
    why = "potassium stays low on replacement" if refractory else "calcium is low and PTH does not answer"
    values = readings(person, "magnesium")
    qualitative = {q.level for q in person.labs_qualitative if q.analyte == "magnesium" and _is_blood(q)}
    if not values and not qualitative:
        note = f"{why}, in a setting that loses magnesium; not measured"
        return [Finding("hypomagnesaemia", note=note, references=cite("S7d;S83"), inferred=True)]
    if (values and all(r.above(MAGNESIUM_LOW, or_at=True) for r in values)) or qualitative == {"normal"}:
        note = f"{why}, in a setting that loses magnesium; serum magnesium is normal"
        return [
            Finding("magnesium_depletion_normal_serum", note=note, references=cite("S7d;S83"), inferred=True)
        ]
    return []


def _potassium_stays_low(person: Person) -> bool:
    """Potassium below its interval at the end, in spite of replacement that had time to act."""
    replacement = medications_of(person, "potassium_replacement")
    values = blood_labs(person, "potassium")
    if not replacement or not values:
        return False
    later = [x for x in values if x.day is None]
    dated = sorted(((x.day, x.value) for x in values if x.day is not None), key=lambda pair: pair[0])
    last = [x.value for x in later] or [value for day, value in dated if day == dated[-1][0]]
    low_days = [day for day, value in dated if value < POTASSIUM_LOW]
    long_enough = any((m.duration_days or 0.0) >= REPLACED_FOR_DAYS for m in replacement)
    far_apart = bool(low_days) and (bool(later) or low_days[-1] - low_days[0] >= REPLACED_FOR_DAYS)
    return all(value < POTASSIUM_LOW for value in last) and (long_enough or far_apart)


def alkalosis_findings(person: Person, found: list[Finding]) -> list[Finding]:
    """Alkalosis that binds calcium: ionised low, total normal, in someone who loses gastric acid."""
    if any("alkalosis" in f.disorder or "acidosis" in f.disorder for f in found) or not holds(
        person, "vomiting"
    ):
        return []
    levels = {(q.analyte, q.level) for q in person.labs_qualitative}
    ionised_low = ("calcium_ionised", "low") in levels or any(
        r.below(1.15) for r in readings(person, "calcium_ionised")
    )
    total_normal = ("calcium_total", "normal") in levels or any(
        2.2 <= r.value <= 2.6 for r in readings(person, "calcium_total")
    )
    if not (ionised_low and total_normal):
        return []
    note = (
        "ionised calcium is low and total calcium normal after vomiting: alkalosis binds calcium to albumin"
    )
    return [Finding("metabolic_alkalosis", note=note, references=cite("clinical 1.1"), inferred=True)]
