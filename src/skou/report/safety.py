"""What every report says about potassium and magnesium: none without kidney function and drugs known."""

from __future__ import annotations

from skou.records.person import Person
from skou.report.wording import sentences
from skou.report.words import Register


def kidney_function_known(person: Person | None) -> bool:
    """True where a creatinine or an eGFR is recorded."""
    return person is not None and any(x.analyte in ("creatinine", "egfr") and x.is_blood for x in person.labs)


def drugs_known(person: Person | None) -> bool:
    """True where a drug is recorded: an empty list cannot be told from one that was not asked for."""
    return person is not None and bool(person.medications)


def replacement_caution(person: Person | None, register: Register) -> str:
    """The sentence about potassium and magnesium that stands in every report.

    Examples
    --------
    >>> replacement_caution(None, "clinician").partition(": ")[2]
    'kidney function and the drug list are not recorded.'
    """
    words = sentences(register)
    kidney, drugs = kidney_function_known(person), drugs_known(person)
    if kidney and drugs:
        return words["replacement_known"]
    missing = "missing_drugs" if kidney else "missing_kidney" if drugs else "missing_both"
    return words["replacement_unknown"].format(missing=words[missing])
