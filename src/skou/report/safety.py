"""What every report says about potassium and magnesium: none without kidney function and drugs known."""

from __future__ import annotations

from skou.planning import drugs_known, kidney_function_known
from skou.records.person import Person
from skou.report.wording import sentences
from skou.report.words import Register


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
