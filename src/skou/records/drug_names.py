"""Medication lists as they are written onto drugs, classes and the causes they can be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from skou.records.dosing import read_dosing
from skou.records.drug_index import (
    Drug,
    DrugMatch,
    drug_of_rxnorm,
    drugs,
    drugs_by_stem,
    find_drugs,
    near_drugs,
)
from skou.records.negation import standing
from skou.records.person import Medication
from skou.records.text import words

MAX_WORDS = 200


@dataclass(frozen=True)
class MedicationReading:
    """The drugs of one entry; ``understood`` is false where none was recognised."""

    medications: tuple[Medication, ...]
    understood: bool
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def recognise(name: str) -> tuple[tuple[Drug, ...], tuple[str, ...], bool]:
    """The drugs that a text names, what was assumed, and whether it says they are not taken.

    Examples
    --------
    >>> [d.name for d in recognise("telmisartan/HCTZ")[0]]
    ['telmisartan', 'hydrochlorothiazide']
    >>> [d.name for d in recognise("losartan potassium 50 mg")[0]]
    ['losartan']
    """
    tokens = words(name)[:MAX_WORDS]
    matches = find_drugs(tokens)
    notes: tuple[str, ...] = ()
    changes = ""
    if not matches:
        matches, changes = near_drugs(tokens, 0.92)
    if not matches and (stemmed := drugs_by_stem(tokens)):
        listed = ", ".join(f"{d.name!r} as {d.drug_class.replace('_', ' ')}" for d in stemmed)
        return tuple(stemmed), (f"medication {name!r} was classed by its ending: {listed}",), False
    if not matches:
        matches, changes = near_drugs(tokens, 0.84)
    if changes:
        notes = (f"medication {name!r} was read with {changes}",)
    taken = _taken(len(tokens), matches)
    present = [m for m in matches if standing(tokens, m.start, m.end, taken) not in ("absent", "uncertain")]
    named = dict.fromkeys(drug for match in present for drug in match.drugs)
    return tuple(drugs()[d] for d in named if d in drugs()), notes, bool(matches) and not present


def _taken(count: int, matches: list[DrugMatch]) -> list[bool]:
    taken = [False] * count
    for match in matches:
        for i in range(match.start, match.end):
            taken[i] = True
    return taken


def first_known(*values: float | None) -> float | None:
    """The first that is known; 0 is."""
    return next((v for v in values if v is not None), None)


def read_medication(entry: Mapping[str, Any] | str, rxnorm: tuple[str, ...] = ()) -> MedicationReading:
    """One entry of a medication list; a fixed combination gives several medications.

    Parameters
    ----------
    entry : mapping or str
        ``name`` with ``dose``, ``frequency``, ``route``, ``duration``, ``started_day``, ``stopped_day``,
        each free text or a number; or one text with everything in it.
    rxnorm : tuple of str
        RxNorm codes of the product, where known.
    """
    fields: Mapping[str, Any] = {"name": entry} if isinstance(entry, str) else entry
    name = str(fields.get("name") or "").strip()
    said = [name, *(str(fields[k]) for k in ("dose", "frequency", "route") if fields.get(k) is not None)]
    dosing = read_dosing("; ".join(said))
    duration = fields.get("duration")
    lasting = read_dosing(f"for {duration}") if isinstance(duration, str) else dosing
    found, notes, refused = recognise(name)
    if not found and not refused:
        found = tuple(drugs()[d] for d in map(drug_of_rxnorm, rxnorm) if d is not None)
    if refused:
        return MedicationReading((), True, (f"medication {name!r} was read as not taken",))
    days = float(duration) if isinstance(duration, (int, float)) else lasting.duration_days
    common: dict[str, Any] = {
        "text": "; ".join(said),
        "dose": dosing.dose,
        "dose_unit": dosing.dose_unit,
        "per_day": dosing.per_day,
        "route": dosing.route,
        "duration_days": days if days is not None else dosing.duration_days,
        "started_day": _day(fields.get("started_day"), first_known(dosing.started_day, lasting.started_day)),
        "stopped_day": _day(fields.get("stopped_day"), first_known(dosing.stopped_day, lasting.stopped_day)),
    }
    if not found:
        return MedicationReading((Medication(**common),), False)
    own = _own_doses(name) if len(found) > 1 else {}
    return MedicationReading(
        tuple(
            Medication(
                **{**common, **own.get(d.name, {})},
                drug=d.name,
                drug_class=d.drug_class,
                causes=d.causes,
                tags=d.tags,
            )
            for d in found
        ),
        True,
        notes,
    )


_PARTS = re.compile(
    r"\s*(?:/(?!\s*(?:kg|m2|h|hr|d|day|ml|actuat|wk|week)\b)|\+|,|;|\band\b|&)\s*", re.IGNORECASE
)


def _own_doses(name: str) -> dict[str, dict[str, Any]]:
    """Dose of each part of a combination, where the parts have their own."""
    doses: dict[str, dict[str, Any]] = {}
    for part in _PARTS.split(name):
        named = recognise(part)[0]
        dosing = read_dosing(part)
        if len(named) == 1:
            doses[named[0].name] = {"dose": dosing.dose, "dose_unit": dosing.dose_unit}
    return doses if any(d["dose"] is not None for d in doses.values()) else {}


def _day(given: Any, found: float | None) -> float | None:
    return float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) else found
