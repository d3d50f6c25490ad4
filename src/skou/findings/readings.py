"""Blood values as the rules read them: calcium set against albumin, eGFR worked out where it is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from skou.findings.formulas.calcium import adjusted_calcium, adjusted_calcium_caveats
from skou.findings.formulas.kidney import egfr_ckd_epi_2021, egfr_schwartz_bedside
from skou.records.person import Lab, Person

ALBUMIN_HOLDS_DAYS = 14.0
"""An albumin this many days away still serves for the adjustment (its half-life is about 20 days)."""
SAME_SAMPLE_DAYS = 1 / 24
"""Values this close are taken to be of one blood sample."""
KIDNEY_CONCEPTS = frozenset({"chronic_kidney_disease", "haemodialysis", "peritoneal_dialysis"})
BELOW_STAGE = {"3": 60.0, "3a": 60.0, "3b": 45.0, "4": 30.0, "5": 15.0}
"""Upper bound of eGFR [mL/min/{1.73_m2}] by KDIGO stage."""
_STAGE = re.compile(r"(?:stage|ckd|g)\s*(3[ab]?|4|5)\b")


@dataclass(frozen=True)
class Reading:
    """One number with its bound ("<", ">") and what was done to it."""

    analyte: str
    value: float
    unit: str
    day: float | None = 0.0
    qualifier: str | None = None
    note: str = ""
    specimen: str = "serum"

    def below(self, limit: float, *, or_at: bool = False) -> bool:
        """True where the value is certainly below ``limit`` (at it too, if asked)."""
        if self.qualifier == ">":
            return False
        return self.value <= limit if or_at or self.qualifier == "<" else self.value < limit

    def above(self, limit: float, *, or_at: bool = False) -> bool:
        """True where the value is certainly above ``limit`` (at it too, if asked)."""
        if self.qualifier == "<":
            return False
        return self.value >= limit if or_at or self.qualifier == ">" else self.value > limit

    def words(self) -> str:
        """The reading as a clinician would write it."""
        name = {"calcium_total": "calcium", "calcium_ionised": "ionised calcium", "ck": "CK", "ph": "pH"}.get(
            self.analyte, self.analyte
        )
        unit = "" if self.unit in ("1", "") else f" {self.unit}"
        when = "" if self.day in (0, None) else f" (day {self.day:g})"
        note = f" ({self.note})" if self.note else ""
        return f"{name} {self.qualifier or ''}{self.value:.4g}{unit}{note}{when}"


def blood_labs(person: Person, analyte: str) -> tuple[Lab, ...]:
    """Blood values of an analyte in the order in which they were reported."""
    return tuple(x for x in person.labs if x.analyte == analyte and x.is_blood)


def readings(person: Person, analyte: str) -> tuple[Reading, ...]:
    """Blood readings of an analyte, as reported."""
    return tuple(
        Reading(x.analyte, x.value, x.unit, x.day, x.qualifier, specimen=x.specimen)
        for x in blood_labs(person, analyte)
    )


def near(day: float | None, candidates: Iterable[Lab], within_days: float) -> Lab | None:
    """The value closest in time, if one lies within ``within_days``; unstated days match only each other."""
    close = [x for x in candidates if (x.day is None) == (day is None)]
    if day is not None:
        close = [x for x in close if abs((x.day or 0.0) - day) <= within_days]
    return min(close, key=lambda x: abs((x.day or 0.0) - (day or 0.0)), default=None)


def is_adjusted_already(lab: Lab) -> bool:
    """True where the laboratory itself reported an albumin-corrected calcium."""
    words = (lab.reported_as or "").lower()
    return "correct" in words or "adjust" in words


def adjusted_calcium_reading(person: Person, lab: Lab) -> Reading:
    """A total calcium at an albumin of 40 g/L where an albumin is at hand, as reported where none is."""
    if is_adjusted_already(lab):
        return Reading(
            lab.analyte, lab.value, lab.unit, lab.day, lab.qualifier, "albumin-adjusted as reported"
        )
    albumin = near(lab.day, blood_labs(person, "albumin"), ALBUMIN_HOLDS_DAYS)
    if albumin is None or albumin.value <= 0 or albumin.qualifier:
        return Reading(lab.analyte, lab.value, lab.unit, lab.day, lab.qualifier, "total, albumin unknown")
    value = adjusted_calcium(lab.value, albumin.value)
    ph = near(lab.day, blood_labs(person, "ph"), 0.5)
    kidney = estimated_gfr(person)
    caveats = adjusted_calcium_caveats(
        albumin.value,
        egfr=min((r.value for r in kidney), default=None),
        ph=ph.value if ph else None,
        paraprotein=bool(person.concepts() & {"paraprotein_or_lipaemia", "multiple_myeloma", "myeloma"}),
    )
    note = "; ".join((f"adjusted from {lab.value:.3g} at albumin {albumin.value:g} g/L", *caveats))
    return Reading(lab.analyte, value, lab.unit, lab.day, lab.qualifier, note)


def estimated_gfr(person: Person) -> tuple[Reading, ...]:
    """Reported eGFR; else what creatinine gives (CKD-EPI 2021, Schwartz); else what a stage says."""
    return readings(person, "egfr") or _gfr_from_creatinine(person) or _gfr_from_stage(person)


def _gfr_from_creatinine(person: Person) -> tuple[Reading, ...]:
    if person.age is None:
        return ()
    found = []
    for lab in blood_labs(person, "creatinine"):
        if lab.value <= 0 or lab.qualifier:
            continue
        if 18 <= person.age <= 125 and person.sex:
            value, how = egfr_ckd_epi_2021(lab.value, person.age, person.sex), "CKD-EPI 2021 from creatinine"
        elif 1 <= person.age < 18 and person.height_cm:
            value, how = (
                egfr_schwartz_bedside(lab.value, person.height_cm),
                "bedside Schwartz from creatinine",
            )
        else:
            continue
        found.append(Reading("egfr", value, "mL/min/{1.73_m2}", lab.day, note=how))
    return tuple(found)


def _gfr_from_stage(person: Person) -> tuple[Reading, ...]:
    """The upper bound of a stage of chronic kidney disease in words; dialysis is stage 5."""
    kidney = [m for m in person.mentions if not m.negated and not m.past and m.concept in KIDNEY_CONCEPTS]
    found = []
    for m in kidney:
        stage = _STAGE.search(m.text.casefold())
        on_dialysis = m.concept != "chronic_kidney_disease"
        below = BELOW_STAGE["5"] if on_dialysis else BELOW_STAGE[stage[1]] if stage else None
        if below is not None:
            found.append(Reading("egfr", below, "mL/min/{1.73_m2}", None, "<", f"by {m.text!r}"))
    return tuple(found)
