"""Numbers that are, or may be, false: what the sample did to them rather than the body.

A suspicion is a finding of its own beside the plain reading. Only where the record itself refutes the
number (a repeat on clean blood, a direct electrode) does `false_readings` take it away.
"""

from __future__ import annotations

from skou.findings.formulas.water import calculated_osmolality
from skou.findings.model import Finding
from skou.findings.readings import SAME_SAMPLE_DAYS, Reading, blood_labs, near
from skou.findings.references import cite
from skou.findings.terms import holds
from skou.records.person import Lab, Person

K_LOW, K_HIGH, NA_LOW = 3.5, 5.0, 135.0
PLATELETS_RELEASE_K = 500.0
LEUCOCYTES_MOVE_K = 100.0
"""[10*9/L] from which platelets or white cells are known to change potassium in the tube."""
HAEMOLYSIS_INDEX_HIGH = 100.0
"""About 1 g/L of free haemoglobin."""
REPEAT_WITHIN_DAYS = 0.5


def spurious_findings(person: Person) -> list[Finding]:
    """Every reading that the record gives reason to doubt."""
    found = []
    for lab in blood_labs(person, "potassium"):
        if lab.value > K_HIGH and (why := _why_potassium_may_be_falsely_high(person, lab)):
            found.append(_named("pseudohyperkalaemia", lab, why, "S2b;clinical 1.1;clinical 5.3"))
        if lab.value < K_LOW and (why := _why_potassium_may_be_falsely_low(person, lab)):
            found.append(_named("pseudohypokalaemia", lab, why, "clinical 1.1;clinical 5.2"))
    for lab in blood_labs(person, "sodium"):
        if lab.value < NA_LOW and (why := _why_sodium_may_be_falsely_low(person, lab)):
            found.append(_named("pseudohyponatraemia", lab, why, "S8;clinical 1.1"))
    return found


def false_readings(person: Person) -> tuple[Reading, ...]:
    """Readings that the record itself refutes; they carry no plain finding and no danger."""
    false = []
    for lab in blood_labs(person, "potassium"):
        if lab.value > K_HIGH and _sample_was_bad(person, lab) and _clean_repeat(person, lab):
            false.append(lab)
    for lab in blood_labs(person, "sodium"):
        direct = near(lab.day, [x for x in blood_labs(person, "sodium") if x.specimen == "blood-gas"], 0.1)
        if lab.value < NA_LOW and lab.specimen != "blood-gas" and direct and direct.value >= NA_LOW:
            false.append(lab)
    return tuple(Reading(x.analyte, x.value, x.unit, x.day, x.qualifier) for x in false)


def _named(disorder: str, lab: Lab, why: str, sources: str) -> Finding:
    return Finding(disorder, None, lab.analyte, lab.value, lab.unit, lab.day, None, cite(sources), why)


def _nearby(person: Person, analyte: str, lab: Lab, within_days: float = 7.0) -> float | None:
    other = near(lab.day, blood_labs(person, analyte), within_days)
    return other.value if other else None


def _why_potassium_may_be_falsely_high(person: Person, lab: Lab) -> str:
    if _sample_was_bad(person, lab):
        return "the sample was haemolysed, clenched, delayed or contaminated: repeat on free-flowing blood"
    if _edta_pattern(person, lab):
        return "high potassium with very low calcium and no renal cause: EDTA from another tube?"
    if _looks_real(person):
        return ""
    platelets = _nearby(person, "platelets", lab)
    cells_in_serum = lab.specimen in ("serum", "blood")
    if cells_in_serum and (
        (platelets or 0) > PLATELETS_RELEASE_K or (platelets is None and holds(person, "many_platelets"))
    ):
        return "platelets release potassium when serum clots: repeat in heparinised plasma or a blood gas"
    leucocytes = _nearby(person, "leucocytes", lab)
    if (leucocytes or 0) > LEUCOCYTES_MOVE_K or (leucocytes is None and holds(person, "many_leucocytes")):
        return "fragile white cells leak potassium, in plasma too: repeat as a blood gas carried by hand"
    return ""


def _why_potassium_may_be_falsely_low(person: Person, lab: Lab) -> str:
    leucocytes = _nearby(person, "leucocytes", lab)
    many = (leucocytes or 0) > LEUCOCYTES_MOVE_K
    unknown = leucocytes is None and holds(person, "many_leucocytes")
    if not (many or unknown) or lab.specimen == "blood-gas":
        return ""
    if not many and (
        holds(person, "hypokalaemia_sign") or holds(person, "potassium_losing") or _after_high(person)
    ):
        return ""
    return "many white cells take up potassium in a warm tube: repeat in plasma separated at once"


def _after_high(person: Person) -> bool:
    return any(x.value > K_HIGH for x in blood_labs(person, "potassium"))


def _sample_was_bad(person: Person, lab: Lab) -> bool:
    index = near(lab.day, blood_labs(person, "haemolysis_index"), SAME_SAMPLE_DAYS)
    return bool(
        lab.haemolysis
        or (index is not None and index.value >= HAEMOLYSIS_INDEX_HIGH)
        or holds(person, "bad_sample")
    )


def _edta_pattern(person: Person, lab: Lab) -> bool:
    calcium = near(lab.day, blood_labs(person, "calcium_total"), SAME_SAMPLE_DAYS)
    magnesium = near(lab.day, blood_labs(person, "magnesium"), SAME_SAMPLE_DAYS)
    if calcium is None or calcium.value >= 1.5 or (magnesium is not None and magnesium.value >= 0.7):
        return False
    return not (_looks_real(person) or holds(person, "tetany"))


def _looks_real(person: Person) -> bool:
    """Signs that a high potassium is the body's: ECG change, weakness, failing kidneys, breaking cells."""
    creatinine = [x.value for x in blood_labs(person, "creatinine")]
    phosphate = [x.value for x in blood_labs(person, "phosphate")]
    ck = [x.value for x in blood_labs(person, "ck")]
    return bool(
        holds(person, "hyperkalaemia_sign")
        or holds(person, "kidney_failure")
        or max(creatinine, default=0) > 150
        or max(phosphate, default=0) > 1.8
        or max(ck, default=0) > 1000
    )


def _clean_repeat(person: Person, lab: Lab) -> bool:
    """A normal potassium of about the same time on other blood that is not flagged."""
    return any(
        x is not lab
        and x.value <= K_HIGH
        and not x.haemolysis
        and (x.specimen, x.day) != (lab.specimen, lab.day)
        and x.day is not None
        and lab.day is not None
        and abs(x.day - lab.day) <= REPEAT_WITHIN_DAYS
        for x in blood_labs(person, "potassium")
    )


def _why_sodium_may_be_falsely_low(person: Person, lab: Lab) -> str:
    direct = near(lab.day, [x for x in blood_labs(person, "sodium") if x.specimen == "blood-gas"], 0.1)
    if direct is not None and direct.value >= NA_LOW and lab.specimen != "blood-gas":
        return f"sodium by direct electrode is {direct.value:g} mmol/L"
    measured = near(lab.day, blood_labs(person, "osmolality"), 0.25)
    glucose, urea = _nearby(person, "glucose", lab, 0.25), _nearby(person, "urea", lab, 1.0)
    if measured is None or not 275 <= measured.value <= 300 or (glucose or 0) > 11:
        return ""
    gap = measured.value - calculated_osmolality(lab.value, glucose or 5.0, urea or 5.0)
    if gap > 10 or holds(person, "paraprotein_or_lipaemia"):
        return f"measured osmolality {measured.value:g} mosm/kg is normal: lipid or protein in the way?"
    return ""
