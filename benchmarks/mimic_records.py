"""Person records of the MIMIC-IV demo as a clinician would write them at a measurement: values, drugs, plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from mimic_course import FUROSEMIDE, MG_PER_GRAM, Course, given_to, read_orders

from skou.errors import SkouError
from skou.records import read_person

PANEL = {
    50971: ("potassium", "mmol/L"), 50983: ("sodium", "mmol/L"), 50902: ("chloride", "mmol/L"),
    50882: ("bicarbonate", "mmol/L"), 50960: ("magnesium", "mg/dL"), 50893: ("calcium_total", "mg/dL"),
    50970: ("phosphate", "mg/dL"), 50912: ("creatinine", "mg/dL"), 51006: ("urea_nitrogen", "mg/dL"),
    50862: ("albumin", "g/dL"), 50931: ("glucose", "mg/dL"),
}  # fmt: skip
LOOKS_BACK = pd.Timedelta(days=5)
IN_USE = pd.Timedelta(hours=30)
"""A drug given this long before counts as in use."""
TAKEN = {
    "Furosemide": "furosemide", "Torsemide": "torsemide", "Bumetanide": "bumetanide",
    "Metolazone": "metolazone", "Chlorothiazide": "chlorothiazide",
    "Hydrochlorothiazide": "hydrochlorothiazide", "Spironolactone": "spironolactone",
    "Lisinopril": "lisinopril", "Captopril": "captopril", "Losartan Potassium": "losartan",
    "irbesartan": "irbesartan", "Omeprazole": "omeprazole", "Pantoprazole": "pantoprazole",
    "Digoxin": "digoxin", "PredniSONE": "prednisone", "Methylprednisolone": "methylprednisolone",
    "Albuterol 0.083% Neb Soln": "salbutamol", "Heparin": "heparin",
    "Ipratropium-Albuterol Neb": "salbutamol", "Insulin": "insulin",
    "Sulfameth/Trimethoprim DS": "trimethoprim", "Lactulose": "lactulose",
}  # fmt: skip
LOOP_DOSE = "40 mg"
KINDS = (
    ("potassium chloride", "intravenous", 1.0, "mmol"),
    ("potassium chloride", "oral", 1.0, "mmol"),
    ("magnesium sulfate", "intravenous", 1.0 / MG_PER_GRAM, "g"),
    ("magnesium oxide", "oral", 1.0 / (9.9 * 0.45) * 0.4, "g"),
)
"""Columns of the doses as medications: name, route, factor from mmol and unit."""


@cache
def possible(analyte: str, unit: str, value: float) -> bool:
    """Whether a value is one that Skou takes; the others are left out, as the person who writes would."""
    try:
        read_person({"labs": [{"analyte": analyte, "value": value, "unit": unit}]})
    except SkouError:
        return False
    return True


@dataclass(frozen=True)
class Records:
    """The tables that records are written from."""

    labs: pd.DataFrame
    events: pd.DataFrame
    pump: pd.DataFrame
    orders: pd.DataFrame

    @classmethod
    def read(cls, folder: Path) -> Records:
        """Read the tables once."""
        labs = pd.read_parquet(folder / "derived/labs_electrolyte_panel.parquet")
        labs = labs[labs.itemid.isin(list(PANEL))].dropna(subset=["value", "time"])
        events = pd.read_parquet(folder / "meds_events.parquet")
        events = events[events.code.str.startswith(("MEDICATION", "INFUSION_START"))]
        pump = pd.read_parquet(folder / "derived/infusions_outputs.parquet")
        return cls(labs, events, pump, read_orders(folder))

    def of(self, course: Course, k: int, followed: timedelta = timedelta(0)) -> dict[str, Any]:
        """The record at measurement ``k``: what is planned until the next one has a start.

        Day 0 is the first value within ``followed`` before now; what was given since then has its times.
        """
        now, then = course.times[k], course.times[k + 1]
        zero = min(t for t in course.times[: k + 1] if t >= now - followed)
        labs = self.labs[self.labs.subject_id == course.subject]
        labs = labs[(labs.time <= now) & (labs.time > now - LOOKS_BACK)]
        values = [
            {"analyte": PANEL[i][0], "value": float(v), "unit": PANEL[i][1], "day": _days(t - zero)}
            for i, t, v in zip(labs.itemid, labs.time, labs.value, strict=True)
            if possible(*PANEL[i], float(v))
        ]  # fmt: skip
        return {
            "person": {"age": course.age, "sex": course.sex, "weight_kg": round(course.weight_kg)},
            "labs": values,
            "medications": [*self._in_use(course, now), *self._planned(course, zero, then)],
        }

    def _in_use(self, course: Course, now: pd.Timestamp) -> list[dict[str, Any]]:
        mine = self.events[(self.events.subject_id == course.subject) & (self.events.time <= now)]
        mine = mine[mine.time > now - IN_USE]
        given = mine[mine.code.str.endswith("Administered")].code.str.split("//").str[1]
        names = {TAKEN[g] for g in given.unique() if g in TAKEN}
        if (mine.code == f"INFUSION_START//{FUROSEMIDE}").any():
            names.add("furosemide")
        return [{"name": n} for n in sorted(names)]

    def _planned(self, course: Course, now: pd.Timestamp, then: pd.Timestamp) -> list[dict[str, Any]]:
        tables = (t[t.subject_id == course.subject] for t in (self.pump, self.events, self.orders))
        given, out = given_to(*tables), []
        for start, end, amounts in zip(given.start, given.end, given.amounts, strict=True):
            a, b = max(start, now), min(max(end, start + pd.Timedelta(hours=1)), then)
            if b <= a:
                continue
            share = 1.0 if end <= start else min(1.0, (b - a) / (end - start))
            for amount, (name, route, factor, unit) in zip(amounts, KINDS, strict=True):
                if amount > 0:
                    out.append({
                        "name": name, "dose": f"{amount * share * factor:.5g} {unit}", "route": route,
                        "started_day": _days(a - now),
                        "stopped_day": _days(b - now),
                    })  # fmt: skip
        return out


def _days(span: pd.Timedelta) -> float:
    return round(span / pd.Timedelta(days=1), 4)
