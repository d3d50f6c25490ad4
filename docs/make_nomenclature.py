"""Write ``docs/nomenclature.md``: every allowed name with its unit and meaning, from the data and the model.

Run ``python docs/make_nomenclature.py`` after adding a name; a test compares the page with what this writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from skou import vocabulary
from skou.analytes import analytes
from skou.body import model, parameters
from skou.body.parameter_table import ORGANS
from skou.report.words import word

PAGE = Path(__file__).with_name("nomenclature.md")
INTRODUCTION = """# Nomenclature

Every name that Skou allows, with its unit, written by `docs/make_nomenclature.py` from data and model.
Inside: mmol, L, min. At the borders: UCUM. Codes are stable: they are added, never renamed or reused.
"""


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _interval(span: tuple[float | None, float | None]) -> str:
    low, high = ("" if x is None else f"{x:g}" for x in span)
    return f"{low} to {high}" if low or high else ""


def _analytes() -> str:
    rows = [
        (f"`{a.code}`", a.name, a.unit, a.specimen, _interval(a.interval("F")), _interval(a.interval("M")))
        for a in analytes().values()
    ]
    header = ("code", "name", "unit", "usual specimen", "interval, women", "interval, men")
    return "## Analytes\n\n" + _table(header, rows)


def _codes(title: str, kind: str, listed: Iterable[str]) -> str:
    rows = [(f"`{c}`", word(kind, c), word(kind, c, "plain")) for c in listed]
    return f"## {title}\n\n" + _table(("code", "clinician", "plain language"), rows)


def _causes() -> str:
    rows = [
        (f"`{c}`", vocabulary.cause_group(c), word("causes", c), word("causes", c, "plain"))
        for c in vocabulary.CAUSES
    ]
    return "## Causes\n\n" + _table(("code", "group", "clinician", "plain language"), rows)


def _states() -> str:
    rows = [(f"`{s.name}`", s.unit, s.description) for s in model().states]
    return "## States of the body\n\n" + _table(("name", "unit", "meaning"), rows)


def _outputs() -> str:
    rows = [(f"`{o.name}`", o.unit, o.description) for o in model().output_specs]
    return "## Read-outs of the body\n\n" + _table(("name", "unit", "meaning"), rows)


def _parameters() -> str:
    parts = ["## Parameters of the body\n\nValues and sources: `skou parameters NAME`.\n"]
    for organ in ORGANS:
        rows = [(f"`{p.name}`", p.unit, p.description) for p in parameters().values() if p.organ == organ]
        parts.append(
            f"### {organ.replace('_', ' ').capitalize()}\n\n" + _table(("name", "unit", "meaning"), rows)
        )
    return "\n".join(parts)


def nomenclature() -> str:
    """The whole page."""
    return "\n".join(
        (
            INTRODUCTION,
            _analytes(),
            _codes("Specimens", "specimens", vocabulary.SPECIMENS),
            _codes("Disorders", "disorders", vocabulary.DISORDERS),
            _codes("Severity", "severity", vocabulary.SEVERITY),
            _codes("Urgency", "urgency", vocabulary.URGENCY),
            _causes(),
            _outputs(),
            _states(),
            _parameters(),
        )
    )


if __name__ == "__main__":
    PAGE.write_text(nomenclature(), encoding="utf-8")
