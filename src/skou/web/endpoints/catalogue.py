"""What the page has to know by name: causes, drugs, substances, analytes, quantities, with sources."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.web.endpoints.answers import as_json

_KEY = re.compile(r"S\d+[a-z]?")
"""A key of the reference table that has no row there; it says nothing to a reader."""
_HORMONES = (
    "plasma.aldosterone",
    "plasma.renin",
    "plasma.vasopressin",
    "plasma.insulin",
    "plasma.pth",
    "plasma.calcitriol",
)
_FLOWS = tuple(f"rate.urine_{ion}" for ion in ("potassium", "sodium", "magnesium", "calcium", "water"))
_CHARTS = (
    "plasma.potassium",
    "plasma.magnesium",
    "plasma.calcium_ionised",
    "plasma.calcium_total",
    "plasma.sodium",
    "plasma.chloride",
    "plasma.phosphate",
    "plasma.bicarbonate",
    "plasma.ph",
    "plasma.glucose",
    "plasma.osmolality",
    "plasma.creatinine",
    *_HORMONES,
    *_FLOWS,
    "kidney.fe_potassium",
    "kidney.fe_magnesium",
    "kidney.fe_calcium",
    "kidney.fe_sodium",
    "kidney.gfr",
    "body.potassium",
    "body.magnesium",
    "cell.potassium",
    "cell.magnesium",
    "volume.ecf",
    "pressure.mean",
)
_SUBSTANCES = (
    ("potassium_chloride", "mmol", ("oral", "iv")),
    ("potassium_citrate", "mmol", ("oral",)),
    ("potassium_bicarbonate", "mmol", ("oral",)),
    ("magnesium_sulfate", "mmol", ("iv", "oral")),
    ("magnesium_citrate", "mmol", ("oral",)),
    ("magnesium_oxide", "mmol", ("oral",)),
    ("calcium_carbonate", "mmol", ("oral",)),
    ("calcium_gluconate", "mmol", ("iv",)),
    ("sodium_chloride", "mmol", ("iv", "oral")),
    ("sodium_bicarbonate", "mmol", ("iv", "oral")),
    ("glucose", "g", ("oral", "iv")),
    ("water", "L", ("oral",)),
)


async def catalogue(request: Request) -> Response:
    """Everything the page names, once at its start."""
    from skou.web.endpoints.examples import listed as examples

    return as_json({**_catalogue(), "examples": examples()})


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    from skou import __version__
    from skou.report.wording import sentences
    from skou.report.words import REGISTERS

    return {
        "schema": "catalogue/1",
        "version": __version__,
        "words": {register: dict(sentences(register)) for register in REGISTERS},
        "causes": _causes(),
        "drugs": _drugs(),
        "substances": _substances(),
        "analytes": _analytes(),
        "quantities": _quantities(),
        "diet": _diet(),
        "organs": _organs(),
    }


def _causes() -> list[dict[str, Any]]:
    from skou.causes.registry import all_causes
    from skou.report.words import word

    return [
        {
            "code": c.code,
            "group": c.group,
            "name": word("causes", c.code),
            "plain": word("causes", c.code, "plain"),
            "acts": c.acts_on_body,
            "cap": c.severity_cap,
            "mechanism": list(c.mechanism),
            "story": c.plain,
            "onset_days": c.onset_days,
            "handles": sorted({*c.perturbation.scale, *c.perturbation.add}),
            "references": list(c.references),
            "status": c.status,
        }
        for c in all_causes().values()
    ]


def _drugs() -> list[dict[str, Any]]:
    from skou.data import read_csv
    from skou.drugs import all_drugs

    names = {row["drug"]: row for row in read_csv("drug_names.csv")}
    models = all_drugs()
    found = []
    for name in sorted({*names, *models}):
        row, model = names.get(name), models.get(name)
        found.append(
            {
                "name": name.replace("_", " "),
                "code": name,
                "class": (row["class"] if row else model.drug_class.name if model else "").replace("_", " "),
                "also": [a for a in (row["names"].split(";") if row else []) if a][:12],
                "model": None
                if model is None
                else {
                    "dose": model.usual_dose,
                    "unit": model.unit,
                    "every_h": model.interval_h,
                    "action": model.drug_class.action,
                    "cause": model.cause,
                    "handles": sorted(
                        {*model.drug_class.full_effect.scale, *model.drug_class.full_effect.add}
                    ),
                    "references": list(model.drug_class.references),
                    "source": model.source,
                    "status": model.status,
                },
            }
        )
    return found


def _substances() -> list[dict[str, Any]]:
    from skou.drugs import substance

    found = []
    for name, unit, routes in _SUBSTANCES:
        given = substance(name)
        found.append(
            {"code": name, "unit": unit, "routes": routes, "source": given.source, "status": given.status}
        )
    return found


def _analytes() -> list[dict[str, Any]]:
    from skou.analytes import analytes
    from skou.data import read_csv
    from skou.findings.references import cite
    from skou.report.words import word
    from skou.vocabulary import ANALYTES

    rows = {row["analyte"]: row for row in read_csv("analytes.csv")}
    found = []
    for code, entry in analytes().items():
        low, high = entry.interval()
        row = rows.get(code, {})
        found.append(
            {
                "code": code,
                "name": word("analytes", code),
                "plain": word("analytes", code, "plain"),
                "unit": entry.unit,
                "units": [u for u in (row.get("likely_units") or "").split(";") if u],
                "also": [a for a in (row.get("aliases") or "").split(";") if a],
                "low": low,
                "high": high,
                "molar_mass": entry.molar_mass or None,
                "valence": float(row["valence"]) if row.get("valence") else None,
                "standard": code in ANALYTES,
                "note": row.get("interval_note", ""),
                "status": row.get("status", ""),
                "references": [r for r in cite(row.get("source", "")) if not _KEY.fullmatch(r)],
            }
        )
    return found


def _quantities() -> list[dict[str, Any]]:
    from skou import body
    from skou.evidence.quantities import unit_of_output
    from skou.report.course import normal_range, quantity_name

    units = {o.name: unit_of_output(o.name, o.unit) for o in body.model().output_specs}
    found = []
    for code in [*(q for q in _CHARTS if q in units), *(q for q in units if q not in _CHARTS)]:
        span = normal_range(code, units[code])
        found.append(
            {
                "code": code,
                "name": quantity_name(code),
                "unit": units[code],
                "low": span[0] if span else None,
                "high": span[1] if span else None,
                "chart": code in _CHARTS,
            }
        )
    return found


def _diet() -> list[dict[str, Any]]:
    from skou.body import DEFAULT_DIET

    tops = {
        "potassium": 400,
        "sodium": 500,
        "magnesium": 50,
        "calcium": 75,
        "phosphate": 100,
        "water": 8,
        "carbohydrate": 600,
        "protein": 200,
    }
    units = {"water": "L/d", "carbohydrate": "g/d", "protein": "g/d"}
    return [
        {"code": name, "usual": amount, "max": tops[name], "unit": units.get(name, "mmol/d")}
        for name, amount in DEFAULT_DIET.items()
    ]


def _organs() -> dict[str, str]:
    from skou.body import parameters

    return {name: p.organ for name, p in parameters().items()}


async def sources(request: Request) -> Response:
    """The constants of the body behind a quantity, a cause or a word, with how each was got."""
    from dataclasses import asdict

    from skou.body import parameters

    words = [w for w in request.query_params.get("q", "")[:200].lower().replace(".", " ").split() if w]
    named = [n for n in request.query_params.get("names", "")[:4000].split(",") if n]
    table = parameters()
    if named:
        found = [table[n] for n in named if n in table]
    else:
        found = [
            p
            for p in table.values()
            if words and all(w in f"{p.name} {p.description}".lower() for w in words)
        ]
    return as_json(
        {"schema": "sources/1", "parameters": [asdict(p) for p in found[:60]], "total": len(found)}
    )
