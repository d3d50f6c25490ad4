"""A record in; what was understood and what is dangerous at once, the whole assessment after it."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.cli.output import json_text
from skou.errors import RecordError
from skou.progress import Progress
from skou.records.person import Medication, Person
from skou.report.words import REGISTERS, Register
from skou.web.endpoints.answers import as_json, body_of
from skou.web.work import Workroom

_KEPT = 16
_AGO = re.compile(r"\b(ago|earlier|before|stopped|since|started|discontinued|until|off)\b", re.IGNORECASE)


def read_record(data: Mapping[str, Any]) -> Person:
    """The person in ``{"record": {...}}`` or ``{"text": "...", "name": "labs.csv"}``.

    Raises
    ------
    SkouError
        Neither, or a record that cannot be used.
    """
    if isinstance(data.get("record"), Mapping):
        from skou.records import read_person

        return read_person(data["record"])
    if isinstance(data.get("text"), str):
        from skou.records import read_text

        name = str(data.get("name") or "").lower()
        tabular = name.endswith((".csv", ".tsv"))
        return read_text(data["text"], "csv" if tabular else None)
    raise RecordError("nothing to read", allowed="a record as an object, or a text")


def seed_of(data: Mapping[str, Any]) -> int:
    """The seed asked for; 0 by default."""
    seed = data.get("seed", 0)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise RecordError("the seed is not a whole number from 0", value=str(seed)[:40])
    return seed


def setting_of(data: Mapping[str, Any]) -> str:
    """The setting asked for; mixed by default. What is not known is said by the prior."""
    return str(data.get("setting", "mixed"))[:40]


class Assessments:
    """Answers of the last records, so that a report of an answer is the same answer."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def answer(self, person: Person, seed: int, setting: str, progress: Progress) -> dict[str, Any]:
        """The ``assessment/1`` object; the same person, seed and setting are computed once."""
        key = hashlib.sha256(f"{seed} {setting} {person!r}".encode("utf-8", "backslashreplace")).hexdigest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        from skou.inference import assess

        found = assess(person, seed=seed, progress=progress, setting=setting).to_dict()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def _view(answer: Mapping[str, Any], person: Person, register: Register) -> dict[str, Any]:
    from skou.report.view import assessment_view

    view = asdict(assessment_view(answer, person, register))
    del view["words"]
    return view


def told(answer: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """The answer with its words in both registers, as reports tell it."""
    return {**answer, "views": {register: _view(answer, person, register) for register in REGISTERS}}


def _dated(medication: Medication) -> str:
    """The words of a medication with the days that its record gives apart from them."""
    said = medication.text
    for words, day in (("from", medication.started_day), ("until", medication.stopped_day)):
        if day is not None and f"day {day:g}" not in said and not _AGO.search(said):
            said += f", {words} day {day:g}"
    return said


def understood(person: Person) -> dict[str, Any]:
    """What was made of a record: how each drug and phrase was taken, conversions, what was not understood."""
    return {
        "person": {
            k: getattr(person, k) for k in ("age", "sex", "weight_kg", "height_cm", "pregnant", "lactating")
        },
        "labs": [asdict(lab) for lab in person.labs],
        "labs_qualitative": [asdict(lab) for lab in person.labs_qualitative],
        "vitals": asdict(person.vitals),
        "medications": [
            {"text": _dated(m), "drug": m.drug, "class": m.drug_class, "causes": list(m.causes)}
            for m in person.medications
        ],
        "mentions": [
            {"text": m.text, "kind": m.kind, "concept": m.concept, "negated": m.negated, "past": m.past}
            for m in person.mentions
        ],
        "diet": dict(person.diet),
        "conversions": [asdict(c) for c in person.conversions],
        "unmapped": list(person.unmapped),
        "warnings": list(person.warnings),
    }


def by_rule(person: Person) -> dict[str, Any]:
    """Findings, dangers and urgency, which need no model."""
    from skou.findings import dangers, findings, urgency

    found = findings(person)
    warned = dangers(person, found)
    return {
        "schema": "assessment/1",
        "findings": [f.to_dict() for f in found],
        "dangers": [d.to_dict() for d in warned],
        "urgency": urgency(warned),
        "causes": [],
        "next_tests": [],
        "body": {},
        "unmapped": list(person.unmapped),
        "warnings": list(person.warnings),
        "provenance": {"rules_only": True},
    }


class RecordEndpoints:
    """``/api/read``, ``/api/assess`` and ``/api/report``."""

    def __init__(self, workroom: Workroom) -> None:
        self._workroom, self._assessments = workroom, Assessments()

    async def read(self, request: Request) -> Response:
        """What is understood of a record, and what the rules say of it: findings, dangers, urgency."""
        data = await body_of(request)

        def work(_: Progress) -> str:
            person = read_record(data)
            return json_text(
                {"understood": understood(person), "assessment": told(by_rule(person), person)}, None
            )

        return Response(await self._workroom.run(request, "read", work), media_type="application/json")

    async def assess(self, request: Request) -> Response:
        """The assessment (``skou assess --json``) with its words in both registers under ``views``."""
        data = await body_of(request)

        def work(tell: Progress) -> str:
            person = read_record(data)
            return json_text(
                told(self._assessments.answer(person, seed_of(data), setting_of(data), tell), person), None
            )

        return Response(await self._workroom.run(request, "assess", work), media_type="application/json")

    async def report(self, request: Request) -> Response:
        """The assessment as one self-contained HTML page (``skou assess --html``)."""
        data = await body_of(request)
        register: Register = "plain" if data.get("register") == "plain" else "clinician"

        def work(tell: Progress) -> str:
            from skou.report.html import assessment_html
            from skou.report.view import assessment_view

            person = read_record(data)
            answer = self._assessments.answer(person, seed_of(data), setting_of(data), tell)
            return assessment_html(assessment_view(answer, person, register))

        page = await self._workroom.run(request, "report", work)
        return as_json({"html": page})
