"""``skou.assess``: a person's record to an answer that shows itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from os import PathLike
from typing import Any

from skou.api.reading import read_person
from skou.inference.assessment import Assessment
from skou.progress import Progress
from skou.records.person import Person
from skou.report.words import Register


@dataclass(frozen=True)
class PersonAssessment(Assessment):
    """An assessment together with the person it is about."""

    person: Person | None = None

    def html(self, register: Register = "clinician") -> str:
        """One self-contained HTML page."""
        from skou.report.html import assessment_html
        from skou.report.view import assessment_view

        return assessment_html(assessment_view(self.to_dict(), self.person, register))

    def _repr_html_(self) -> str:
        from skou.report.html import assessment_fragment
        from skou.report.view import assessment_view

        return assessment_fragment(assessment_view(self.to_dict(), self.person))


def assess(
    record: Person | Mapping[str, Any] | str | PathLike[str],
    *,
    seed: int = 0,
    progress: Progress | None = None,
    setting: str = "mixed",
    forecast_days: Sequence[float] | None = None,
) -> PersonAssessment:
    """What is wrong with a person, how dangerous, why, what is missing inside, and which test next.

    Parameters
    ----------
    record : Person, mapping or path
        A person, the person record as a mapping, or a file (JSON, YAML, CSV of labs, FHIR R4 Bundle).
    seed : int
        Same seed, same answer.
    progress : callable, optional
        Is told the share that is done, from 0 to 1; `skou.progress.Stopped` raised by it ends the work.
    setting : {"mixed", "community", "emergency", "ward"}
        Where the person is seen, which moves how common causes are and how far values wander; mixed is out-patients
        and emergencies.
    forecast_days : sequence of float, optional
        Days after the last value that are forecast, ascending from 0, fractions for hours; default 0, 1, 2, 3 and 7.

    Returns
    -------
    PersonAssessment
        ``to_dict()`` is the object that ``skou assess --json`` prints.

    Raises
    ------
    SkouError
        The record cannot be used; the message says what, why and how to mend it.
    """
    from skou.inference import assess as infer
    from skou.inference.forecast import DAYS

    person = read_person(record)
    days = DAYS if forecast_days is None else forecast_days
    answer = infer(person, seed=seed, progress=progress, setting=setting, forecast_days=days)
    return PersonAssessment(**{f.name: getattr(answer, f.name) for f in fields(Assessment)}, person=person)
