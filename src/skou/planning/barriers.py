"""What stands between a person and a potassium or magnesium supplement: facts that are missing or that forbid it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from skou.analyte_table import analytes
from skou.errors import UnknownNameError, nearest_names
from skou.findings.formulas import egfr_ckd_epi_2021
from skou.records.person import Person

RETAINING: dict[str, tuple[str, ...]] = {
    "potassium": (
        "mineralocorticoid_antagonist",
        "enac_blocker",
        "raas_inhibitor",
        "calcineurin_inhibitor",
        "heparin",
        "nsaid",
    ),
    "magnesium": (),
}
"""Causes of the drug table that make the kidney hold the ion (tables of interactions X1-X7)."""
LEAST_FILTRATION = {"potassium": 60.0, "magnesium": 30.0}
"""Filtration [mL/min/1.73 m2] below which the ion accumulates (clinical 6 and 9; magnesium from S51)."""


@dataclass(frozen=True)
class Barrier:
    """One reason not to advise a supplement; ``missing`` where a fact is not recorded rather than adverse."""

    ion: str
    reason: str
    missing: bool


def kidney_function_known(person: Person | None) -> bool:
    """True where a creatinine or an eGFR is recorded."""
    return person is not None and any(x.analyte in ("creatinine", "egfr") and x.is_blood for x in person.labs)


def drugs_known(person: Person | None) -> bool:
    """True where a drug is recorded: an empty list cannot be told from one that was not asked for."""
    return person is not None and bool(person.medications)


def filtration(person: Person) -> float | None:
    """Recorded or computed filtration [mL/min/1.73 m2]; None where neither is possible."""
    measured = person.lab("egfr")
    if measured is not None:
        return measured.value
    creatinine = person.lab("creatinine")
    if creatinine is None or person.age is None or person.sex is None or person.age < 18:
        return None
    return egfr_ckd_epi_2021(creatinine.value, person.age, person.sex)


def barriers(person: Person, ion: Literal["potassium", "magnesium"]) -> tuple[Barrier, ...]:
    """Why this ion must not be advised to this person; empty only when the facts are there and none forbids it.

    Raises
    ------
    UnknownNameError
        For any other ion.

    Examples
    --------
    >>> [b.missing for b in barriers(Person(), "potassium")]
    [True, True]
    """
    if ion not in RETAINING:
        raise UnknownNameError(
            f"no barriers are known for {ion!r}", value=ion, nearest=nearest_names(ion, RETAINING)
        )
    found: list[Barrier] = []
    rate = filtration(person)
    if rate is None:
        found.append(Barrier(ion, "kidney function is not recorded", True))
    elif rate < LEAST_FILTRATION[ion]:
        found.append(Barrier(ion, f"filtration {rate:.0f} is below {LEAST_FILTRATION[ion]:.0f}", False))
    if not drugs_known(person):
        found.append(Barrier(ion, "the drug list is not recorded", True))
    for medication in person.medications:
        if set(medication.causes) & set(RETAINING[ion]):
            found.append(
                Barrier(ion, f"{medication.drug or medication.text} makes the kidney hold it", False)
            )
    level = person.lab(ion)
    table = analytes()[ion]
    upper = (table.interval_f if person.sex == "F" else table.interval_m)[1]
    if level is not None and upper is not None and level.value > upper:
        found.append(Barrier(ion, f"plasma {ion} {level.value:.3g} mmol/L is above {upper:g}", False))
    return tuple(found)
