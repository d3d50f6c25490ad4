"""Which calcium counts: ionised before adjusted before total, and which reading is false."""

from __future__ import annotations

from skou.findings.grading import grade, severity_of
from skou.findings.model import Finding
from skou.findings.readings import (
    Reading,
    adjusted_calcium_reading,
    blood_labs,
    is_adjusted_already,
    near,
    readings,
)
from skou.findings.references import cite
from skou.records.person import Lab, Person

IONISED_DECIDES_WITHIN_DAYS = 0.5
TOTAL_LOW, TOTAL_HIGH = 2.2, 2.6
IONISED_LOW, IONISED_HIGH = 1.15, 1.32


def calcium_readings(person: Person) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """The adjusted and the ionised readings that count.

    A total calcium of about the same time as an ionised one counts only where the two agree on the direction.
    """
    ionised = readings(person, "calcium_ionised")
    adjusted = tuple(
        reading
        for lab in blood_labs(person, "calcium_total")
        if _agrees(reading := adjusted_calcium_reading(person, lab), _ionised_beside(person, lab))
    )
    return adjusted, ionised


def calcium_findings(person: Person) -> list[Finding]:
    """Low, high and falsely low or high calcium."""
    adjusted, ionised = calcium_readings(person)
    found = []
    for disorder in ("hypocalcaemia", "hypercalcaemia"):
        for quantity, values in (("calcium_adjusted", adjusted), ("calcium_ionised", ionised)):
            for r in values:
                band = grade(disorder, quantity, r, age=person.age)  # type: ignore[arg-type]
                if band:
                    found.append(
                        Finding(
                            disorder, severity_of(band), r.analyte, round(r.value, 3), r.unit, r.day,
                            band.label, cite(band.source), r.note,
                        )
                    )  # fmt: skip
    return found + [f for lab in blood_labs(person, "calcium_total") if (f := _false_total(person, lab))]


def _false_total(person: Person, lab: Lab) -> Finding | None:
    """A total calcium outside its interval that ionised or albumin-adjusted calcium shows to be normal."""
    if is_adjusted_already(lab) or lab.qualifier or TOTAL_LOW <= lab.value <= TOTAL_HIGH:
        return None
    disorder = "pseudohypocalcaemia" if lab.value < TOTAL_LOW else "pseudohypercalcaemia"
    ionised = _ionised_beside(person, lab)
    adjusted = adjusted_calcium_reading(person, lab)
    if ionised is not None:
        if not IONISED_LOW <= ionised.value <= IONISED_HIGH:
            return None
        note = f"ionised calcium {ionised.value:.3g} mmol/L is normal"
    elif adjusted.value != lab.value and TOTAL_LOW <= adjusted.value <= TOTAL_HIGH:
        note = f"normal for its albumin: {adjusted.value:.3g} mmol/L, {adjusted.note}"
    else:
        return None
    return Finding(disorder, None, lab.analyte, lab.value, lab.unit, lab.day, None, cite("S55;S4"), note)


def _ionised_beside(person: Person, lab: Lab) -> Lab | None:
    return near(lab.day, blood_labs(person, "calcium_ionised"), IONISED_DECIDES_WITHIN_DAYS)


def _agrees(total: Reading, ionised: Lab | None) -> bool:
    if ionised is None:
        return True
    if total.value < TOTAL_LOW:
        return ionised.value < IONISED_LOW
    return total.value <= TOTAL_HIGH or ionised.value > IONISED_HIGH
