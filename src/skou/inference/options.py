"""What could be done from today, chosen for one person: an end to a likely cause, or what is short replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from skou.data import read_yaml
from skou.planning import barriers
from skou.records.person import Person

AS_IT_IS = ("as it is", "as it is")
LIKELY = 0.3
"""Probability from which the end of a cause is forecast."""
MOST_ENDED = 2
_CAN_END = frozenset({"renal_drug", "intake", "extrarenal"})
"""Groups of causes that are taken, eaten or lost."""
_DAY = 1440.0


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be done from today.

    Attributes
    ----------
    words : (str, str)
        For clinicians; in plain language, empty where a fact must be known before a layperson sees it.
    ends : str or None
        Cause that ends.
    add : mapping of parameter to amount
        Added to the body's parameters [mmol/min; water L/min].
    times : mapping of parameter to factor
    """

    words: tuple[str, str]
    ends: str | None = None
    add: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return read_yaml("forecast_options.yaml")["options"]


def options(
    person: Person,
    disorders: Iterable[str],
    probability: Mapping[str, float],
    over: Collection[str] = (),
) -> tuple[Option, ...]:
    """Options worth a forecast, besides leaving all as it is.

    The ends of the likeliest causes that can be ended, then what replaces or restricts an ion that is
    disordered, unless a fact of the record forbids that ion; a fact that must be known first is named,
    and the option is then for clinicians only.

    Parameters
    ----------
    person : Person
    disorders : iterable of str
        Findings of the person.
    probability : mapping of cause to float
    over : collection of cause, optional
        Causes that may have ended already, on the record's own timeline.

    Examples
    --------
    >>> [o.words[0] for o in options(Person(), ["hypokalaemia"], {"vomiting": 0.8, "gitelman_syndrome": 0.9})]
    ... # doctest: +ELLIPSIS
    ['without vomiting', 'with potassium chloride 40 mmol/d (kidney function is not recorded; the drug list is ...]
    """
    from skou.causes import all_causes

    known = all_causes()
    likely = sorted((c for c, p in probability.items() if p >= LIKELY), key=lambda c: -probability[c])
    taken = {c for m in person.medications for c in m.causes if m.stopped_day is None}
    taken |= {m.concept for m in person.mentions if m.kind == "intake" and not (m.negated or m.past)}
    done = {c for m in person.medications for c in m.causes if m.stopped_day is not None} - taken | set(over)
    can_end = [
        c
        for c in likely
        if known[c].acts_on_body and c not in done and (known[c].group in _CAN_END or c in taken)
    ]
    ended = can_end[:MOST_ENDED]
    found = [Option(_without(person, cause), cause) for cause in ended]
    present = set(disorders)
    for row in _table().values():
        barred = [b for ion in row["ions"] for b in barriers(person, ion)]
        if present & set(row["when"]) and all(b.missing for b in barred):
            add = {name: amount / _DAY for name, amount in row.get("add", {}).items()}
            clinician, plain = row["words"]
            if barred:
                clinician += f" ({'; '.join(dict.fromkeys(b.reason for b in barred))})"
                plain = ""
            found.append(Option((clinician, plain), None, add, dict(row.get("times", {}))))
    return tuple(found)


def _without(person: Person, cause: str) -> tuple[str, str]:
    """The words for the end of a cause: what the person takes, where that brings it."""
    from skou.causes import all_causes

    drugs = [m.drug or m.text for m in person.medications if cause in m.causes and m.stopped_day is None]
    drugs += [m.text for m in person.mentions if m.kind == "intake" and m.concept == cause and not m.past]
    name = " and ".join(dict.fromkeys(drugs)) or cause.replace("_", " ")
    if not drugs and all_causes()[cause].group == "intake" and cause.startswith("low_"):
        name = name.replace("low ", "a low ", 1)
    return (f"without {name}", f"without {name}")
