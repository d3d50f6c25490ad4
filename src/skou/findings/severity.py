"""Findings of a record: every disorder that the numbers or words show, once each, at its worst."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skou import vocabulary
from skou.findings.acid_base import acid_base_findings
from skou.findings.calcium import calcium_findings
from skou.findings.formulas.water import glucose_corrected_sodium
from skou.findings.grading import Quantity, grade, severity_of
from skou.findings.model import SEVERITY_RANK, Finding
from skou.findings.readings import Reading, blood_labs, near, readings
from skou.findings.references import cite
from skou.findings.spurious import false_readings, spurious_findings
from skou.findings.states import (
    alkalosis_findings,
    findings_in_words,
    magnesium_findings,
    qualitative_findings,
    vitamin_d_findings,
    volume_findings,
)
from skou.records.person import Person

GRADED: tuple[tuple[str, Quantity], ...] = (
    ("hypokalaemia", "potassium"),
    ("hyperkalaemia", "potassium"),
    ("hyponatraemia", "sodium"),
    ("hypernatraemia", "sodium"),
    ("hypomagnesaemia", "magnesium"),
    ("hypermagnesaemia", "magnesium"),
    ("hypophosphataemia", "phosphate"),
    ("hyperphosphataemia", "phosphate"),
)
HIGH_GLUCOSE = 11.0
MIDDLE_OF_NORMAL = {
    "potassium": 4.2,
    "sodium": 140.0,
    "magnesium": 0.85,
    "calcium_total": 2.4,
    "calcium_ionised": 1.23,
    "phosphate": 1.15,
    "ph": 7.4,
    "pco2": 40.0,
    "bicarbonate": 24.0,
}


def findings(person: Person) -> tuple[Finding, ...]:
    """Every disorder of a record, gravest first; one ``none`` where there is no disorder.

    Blood values of every day count: a disorder that was there on any day is a finding, given at its worst
    with the day of that value. Calcium is judged ionised before albumin-adjusted before total. A number
    that may be false is named beside the plain reading; one that the record refutes is named instead of it.

    Parameters
    ----------
    person : Person
        A record with values in canonical units.

    Returns
    -------
    tuple of Finding
        At most one for each disorder of the vocabulary.

    Examples
    --------
    >>> from skou.records.person import Lab, Person
    >>> [(f.disorder, f.severity) for f in findings(Person(labs=(Lab("potassium", 2.4, "mmol/L"),)))]
    [('hypokalaemia', 'severe')]
    >>> findings(Person())[0].disorder
    'none'
    """
    found = _graded_findings(person)
    found += calcium_findings(person)
    found += acid_base_findings(person)
    found += qualitative_findings(person)
    found += findings_in_words(person)
    found += vitamin_d_findings(person, found)
    found += volume_findings(person)
    found += magnesium_findings(person, found)
    found += alkalosis_findings(person, found)
    found += spurious_findings(person)
    worst = _worst_of_each(found)
    return worst or (Finding("none", note="no electrolyte or acid-base disorder in what was given"),)


def _graded_findings(person: Person) -> list[Finding]:
    false = {(r.analyte, r.value, r.day) for r in false_readings(person)}
    found = []
    for disorder, quantity in GRADED:
        for r in readings(person, quantity):
            band = (
                None if (r.analyte, r.value, r.day) in false else grade(disorder, quantity, r, age=person.age)
            )
            if band is None:
                continue
            found.append(
                Finding(
                    disorder, severity_of(band), r.analyte, r.value, r.unit, r.day, band.label,
                    cite(band.source), _glucose_note(person, disorder, r),
                )
            )  # fmt: skip
    return found


def _glucose_note(person: Person, disorder: str, reading: Reading) -> str:
    """A low sodium that glucose explains is real, but its treatment is another."""
    glucose = near(reading.day, blood_labs(person, "glucose"), 0.25)
    if disorder != "hyponatraemia" or glucose is None or glucose.value <= HIGH_GLUCOSE:
        return ""
    corrected = glucose_corrected_sodium(reading.value, glucose.value)
    drawn = f"glucose {glucose.value:.3g} mmol/L draws water out of cells"
    return f"{drawn}; at normal glucose sodium would be {corrected:.0f}"


def _distance(finding: Finding) -> float:
    """How far a value lies from the middle of normal, relative to it; tells the worst of several."""
    if finding.value is None or finding.analyte is None:
        return -1.0
    middle = MIDDLE_OF_NORMAL.get(finding.analyte, 1.0)
    return abs(finding.value - middle) / middle


def _worst_of_each(found: Iterable[Finding]) -> tuple[Finding, ...]:
    by_disorder: dict[str, list[Finding]] = {}
    for f in found:
        by_disorder.setdefault(f.disorder, []).append(f)
    order = {code: n for n, code in enumerate(vocabulary.DISORDERS)}
    worst = [_worst(group) for group in by_disorder.values()]
    return tuple(sorted(worst, key=lambda f: (-SEVERITY_RANK[f.severity], order[f.disorder])))


def _worst(group: list[Finding]) -> Finding:
    top = max(group, key=lambda f: (SEVERITY_RANK[f.severity], _distance(f)))
    others = [
        f for f in group if f is not top and f.value is not None and (f.value, f.day) != (top.value, top.day)
    ]
    if not others or top.value is None:
        return top
    also = ", ".join(
        f"{f.value:.4g} on day {f.day:g}" if f.day is not None else f"{f.value:.4g} later" for f in others
    )
    return replace(top, note=f"{top.note}; also {also}" if top.note else f"also {also}")
