"""What the laboratory reports when the sample is not what the body is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from skou.causes.registry import cause


def measure(values: Mapping[str, Any], artefacts: Iterable[tuple[str, float]]) -> dict[str, Any]:
    """True values as the laboratory would report them under the given artefacts.

    reported = true * prod(scale_i ** severity_i) + sum(severity_i * add_i)

    Parameters
    ----------
    values : mapping of analyte to float or ndarray
        True values [units of ``skou.vocabulary.ANALYTES``].
    artefacts : iterable of (code, severity)
        Causes of the group ``artefact``; others leave the values as they are. Severity may be an ndarray, one
        a virtual patient.

    Returns
    -------
    dict
        The same analytes, changed where an artefact reaches them.

    Raises
    ------
    UnknownNameError
        For a code that is not in the vocabulary.

    Examples
    --------
    >>> round(measure({"potassium": 4.0, "sodium": 140.0}, [("haemolysed_sample", 0.5)])["potassium"], 2)
    4.65
    """
    applied = [(cause(code), severity) for code, severity in artefacts]
    reported = dict(values)
    for analyte in reported:
        for artefact, severity in applied:
            if analyte in artefact.measurement:
                reported[analyte] = reported[analyte] * artefact.measurement[analyte].scale ** severity
        for artefact, severity in applied:
            if analyte in artefact.measurement:
                reported[analyte] = reported[analyte] + severity * artefact.measurement[analyte].add
    return reported
