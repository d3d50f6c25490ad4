"""Acid-base disorders from whatever part of a blood gas is known, with what compensation should be."""

from __future__ import annotations

from dataclasses import dataclass

from skou.findings.formulas.acid_base import (
    albumin_corrected_anion_gap,
    anion_gap,
    bicarbonate_from_gas,
    expected_bicarbonate_in_respiratory_disorder,
    expected_pco2_in_metabolic_alkalosis,
    expected_pco2_winters,
    pco2_from_gas,
)
from skou.findings.grading import grade, severity_of
from skou.findings.model import Finding
from skou.findings.readings import ALBUMIN_HOLDS_DAYS, SAME_SAMPLE_DAYS, blood_labs, near
from skou.findings.references import cite
from skou.findings.terms import holds
from skou.records.person import Lab, Person

PH_LOW, PH_HIGH = 7.35, 7.45
BICARBONATE_LOW, BICARBONATE_HIGH = 22.0, 29.0
BICARBONATE_LOW_PREGNANT = 18.0
"""Pregnancy is a compensated respiratory alkalosis; bicarbonate 18 to 22 mmol/L is normal in it."""
PCO2_LOW, PCO2_HIGH = 35.0, 45.0
GAP_HIGH = 20.0
"""An anion gap above this hides a metabolic acidosis whatever the bicarbonate."""
MIXED_PH = 7.70
"""No metabolic alkalosis reaches it alone: compensation raises pCO2, and hypoxia stops that near 60 mmHg."""
COMPUTED_MARGIN = 5.0
"""[mm[Hg]]; a pCO2 worked out from pH and a laboratory bicarbonate is less certain than a measured one."""
SOURCE = "S_ACIDBASE"


@dataclass(frozen=True)
class Gas:
    """One sample: the parts of a blood gas that are known."""

    day: float | None
    ph: float | None = None
    bicarbonate: float | None = None
    pco2: float | None = None
    pco2_measured: bool = False

    @property
    def is_whole(self) -> bool:
        """True where pH, bicarbonate and pCO2 are all known or follow from each other."""
        return None not in (self.ph, self.bicarbonate, self.pco2)


def gases(person: Person) -> tuple[Gas, ...]:
    """The blood gases of a record, one a sample, the missing third part worked out."""
    parts = {
        a: [x for x in blood_labs(person, a) if x.qualifier is None] for a in ("ph", "bicarbonate", "pco2")
    }
    days: list[float | None] = []
    for lab in [x for labs in parts.values() for x in labs]:
        if not any(_same_sample(lab.day, day) for day in days):
            days.append(lab.day)
    return tuple(_gas(day, parts) for day in days)


def _same_sample(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else abs(a - b) <= SAME_SAMPLE_DAYS


def _gas(day: float | None, parts: dict[str, list[Lab]]) -> Gas:
    def value(analyte: str) -> float | None:
        lab = near(day, parts[analyte], SAME_SAMPLE_DAYS)
        return lab.value if lab else None

    ph, bicarbonate, pco2 = value("ph"), value("bicarbonate"), value("pco2")
    measured = pco2 is not None
    if ph is not None and bicarbonate is not None and pco2 is None:
        pco2 = pco2_from_gas(ph, bicarbonate)
    elif ph is not None and pco2 is not None and bicarbonate is None:
        bicarbonate = bicarbonate_from_gas(ph, pco2)
    return Gas(day, ph, bicarbonate, pco2, measured)


def acid_base_findings(person: Person) -> list[Finding]:
    """Metabolic and respiratory disorders of every sample."""
    samples = gases(person)
    found: list[Finding] = []
    for gas in samples:
        if gas.is_whole:
            found += _from_whole_gas(gas)
    seen = {f.disorder for f in found}
    for gas in samples:
        if not gas.is_whole:
            found += _from_part(person, gas, seen)
    if not any(f.disorder == "metabolic_acidosis" for f in found):
        found += _from_anion_gap(person)
    return found


def _finding(gas: Gas, disorder: str, why: str) -> Finding:
    metabolic = disorder.startswith("metabolic")
    if metabolic and gas.bicarbonate is not None:
        analyte, value, unit = "bicarbonate", gas.bicarbonate, "mmol/L"
    elif not metabolic and gas.pco2 is not None:
        analyte, value, unit = "pco2", gas.pco2, "mm[Hg]"
    else:
        analyte, value, unit = "ph", gas.ph or 0.0, "1"
    band = None
    if disorder == "metabolic_acidosis" and gas.bicarbonate is not None:
        band = grade(disorder, "bicarbonate", gas.bicarbonate)
    scheme, source = (band.label, f"{band.source};{SOURCE}") if band else (None, SOURCE)
    severity = severity_of(band) if band else None
    return Finding(disorder, severity, analyte, round(value, 2), unit, gas.day, scheme, cite(source), why)


def _from_whole_gas(gas: Gas) -> list[Finding]:
    ph, bicarbonate, pco2 = gas.ph or 0.0, gas.bicarbonate or 0.0, gas.pco2 or 0.0
    if ph < PH_LOW:
        codes = _acidaemia(bicarbonate, pco2, gas.pco2_measured)
    elif ph > PH_HIGH:
        codes = _alkalaemia(bicarbonate, pco2, gas.pco2_measured)
    else:
        codes = _normal_ph(ph, bicarbonate, pco2)
    how = "" if gas.pco2_measured else " worked out"
    why = f"pH {ph:.2f}, bicarbonate {bicarbonate:.3g} mmol/L, pCO2 {pco2:.2g} mmHg{how}"
    return [_finding(gas, code, f"{why}; {reason}" if reason else why) for code, reason in codes.items()]


def _acidaemia(bicarbonate: float, pco2: float, measured: bool) -> dict[str, str]:
    margin = 0.0 if measured else COMPUTED_MARGIN
    metabolic, respiratory = bicarbonate < BICARBONATE_LOW, pco2 > PCO2_HIGH
    codes = {}
    if metabolic:
        codes["metabolic_acidosis"] = ""
        low, high = expected_pco2_winters(bicarbonate)
        if pco2 > high + margin:
            codes["respiratory_acidosis"] = f"pCO2 expected {low:.0f} to {high:.0f}"
        elif pco2 < low - margin:
            codes["respiratory_alkalosis"] = f"pCO2 expected {low:.0f} to {high:.0f}"
    elif respiratory:
        codes["respiratory_acidosis"] = ""
        most = expected_bicarbonate_in_respiratory_disorder(pco2, "chronic")
        if bicarbonate > most + 3:
            codes["metabolic_alkalosis"] = f"bicarbonate at most {most:.0f} by compensation"
    return codes


def _alkalaemia(bicarbonate: float, pco2: float, measured: bool) -> dict[str, str]:
    margin = 0.0 if measured else COMPUTED_MARGIN
    metabolic, respiratory = bicarbonate > 26, pco2 < PCO2_LOW
    codes = {}
    if metabolic:
        codes["metabolic_alkalosis"] = ""
        low, high = expected_pco2_in_metabolic_alkalosis(bicarbonate)
        if pco2 > high + margin:
            codes["respiratory_acidosis"] = f"pCO2 expected {low:.0f} to {high:.0f}"
        elif pco2 < low - margin:
            codes["respiratory_alkalosis"] = f"pCO2 expected {low:.0f} to {high:.0f}"
    elif respiratory:
        codes["respiratory_alkalosis"] = ""
        least = expected_bicarbonate_in_respiratory_disorder(pco2, "chronic")
        if bicarbonate < least - 3:
            codes["metabolic_acidosis"] = f"bicarbonate at least {least:.0f} by compensation"
    return codes


def _normal_ph(ph: float, bicarbonate: float, pco2: float) -> dict[str, str]:
    """Compensated or mixed: only where both parts lie clearly outside, beyond the change that is noise."""
    why = "both outside with a normal pH: compensated or mixed"
    if bicarbonate < 20 and pco2 < 34:
        return {"metabolic_acidosis" if ph < 7.40 else "respiratory_alkalosis": why}
    if bicarbonate > 30 and pco2 > 46:
        return {"metabolic_alkalosis" if ph > 7.40 else "respiratory_acidosis": why}
    return {}


def _from_part(person: Person, gas: Gas, seen: set[str]) -> list[Finding]:
    """A lone pH, bicarbonate or pCO2: the likelier reading by what else is known, said to be so."""
    ph, bicarbonate = gas.ph, gas.bicarbonate
    if ph is not None:
        side = "acidosis" if ph < PH_LOW else "alkalosis" if ph > PH_HIGH else None
        if side is None or any(code.endswith(side) for code in seen):
            return []
        kind = "respiratory" if holds(person, f"respiratory_{side}_setting") else "metabolic"
        codes = [f"{kind}_{side}"]
        why = f"pH {ph:.2f} alone; bicarbonate or pCO2 would tell metabolic from respiratory"
        if ph >= MIXED_PH:
            codes = ["metabolic_alkalosis", "respiratory_alkalosis"]
            why = f"pH {ph:.2f} is beyond what either disorder reaches alone"
        return [_finding(gas, code, why) for code in codes]
    if bicarbonate is not None:
        low = BICARBONATE_LOW_PREGNANT if person.pregnant else BICARBONATE_LOW
        side = "acidosis" if bicarbonate < low else "alkalosis" if bicarbonate > BICARBONATE_HIGH else None
        if side is None or f"metabolic_{side}" in seen:
            return []
        other = "alkalosis" if side == "acidosis" else "acidosis"
        respiratory = f"respiratory_{other}"
        if respiratory in seen:
            return []
        why = f"bicarbonate {bicarbonate:.3g} mmol/L without a pH; compensation of a respiratory {other}"
        return [_finding(gas, f"metabolic_{side}", f"{why} is not excluded")]
    if gas.pco2 is not None and not PCO2_LOW <= gas.pco2 <= PCO2_HIGH:
        side = "acidosis" if gas.pco2 > PCO2_HIGH else "alkalosis"
        return [_finding(gas, f"respiratory_{side}", f"pCO2 {gas.pco2:.2g} mmHg alone, without a pH")]
    return []


def _from_anion_gap(person: Person) -> list[Finding]:
    """A high anion gap with a bicarbonate that another disorder holds up."""
    found = []
    for sodium in blood_labs(person, "sodium"):
        chloride = near(sodium.day, blood_labs(person, "chloride"), SAME_SAMPLE_DAYS)
        bicarbonate = near(sodium.day, blood_labs(person, "bicarbonate"), SAME_SAMPLE_DAYS)
        if chloride is None or bicarbonate is None:
            continue
        gap = anion_gap(sodium.value, chloride.value, bicarbonate.value)
        albumin = near(sodium.day, blood_labs(person, "albumin"), ALBUMIN_HOLDS_DAYS)
        if albumin is not None and albumin.value > 0:
            gap = albumin_corrected_anion_gap(gap, albumin.value)
        if gap > GAP_HIGH:
            gas = Gas(sodium.day, bicarbonate=bicarbonate.value)
            found.append(_finding(gas, "metabolic_acidosis", f"anion gap {gap:.3g} mmol/L"))
    return found
