"""What else the record of the MIMIC-IV demo tells at each potassium or magnesium: other values, urine, dialysis, drugs.

One row a measurement, for every method alike, units as recorded. Columns of the past end at the measurement; those of
what is planned (drugs, dialysis, feeding) go on to the next one, as the doses do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LABS = {
    "potassium": 50971, "magnesium": 50960, "urea": 51006, "chloride": 50902, "phosphate": 50970,
    "calcium": 50893, "anion_gap": 50868, "ph": 50820, "lactate": 50813, "haematocrit": 51221, "albumin": 50862,
    "whole_blood_potassium": 50822, "haemolysis": 50934,
}  # fmt: skip
CHANGES = {"creatinine": 50912, "urea": 51006, "bicarbonate": 50882, "glucose": 50931, "sodium": 50983}
"""Values whose change over the last day is looked at."""
URINE = ("Foley", "Void", "Condom Cath", "Straight Cath")
PUMPED = {
    "noradrenaline": (221906,), "adrenaline": (221289,), "red_cells": (225168,), "bicarbonate_given": (220995, 227533),
    "feeding": (225930, 225934, 225936, 227979, 228135, 228351, 228383), "parenteral": (225916, 225917, 225947),
    "insulin_under_skin": (223259, 223260, 223262), "furosemide_pump": (221794, 228340), "crrt_potassium": (227536,),
}  # fmt: skip
"""Amounts that enter by pump between the two measurements."""
LISTED = {
    "torsemide": r"Torsemide|Bumetanide|Metolazone|Chlorothiazide|Hydrochlorothiazide",
    "sparing": r"Spironolactone|Lisinopril|Losartan|Captopril|irbesartan|Sacubitril|Sulfameth",
    "beta_agonist": r".*lbuterol",
    "insulin_listed": r"Insulin",
    "lactulose": r"Lactulose",
    "steroid": r"Methylprednisolone|PredniSONE|Hydrocortisone Na",
    "digoxin": r"Digoxin",
    "exchange": r"Sodium Polystyrene",
    "phosphate_by_mouth": r"Phosphorus|Potassium Phosphate",
}
"""Drugs of the ward's list, counted from 12 h before a measurement to the next."""
DIALYSIS, CONTINUOUS = ("225441",), ("225802", "225803", "225809", "225436")
"""Intermittent and continuous dialysis among the procedures."""
DAY = pd.Timedelta(hours=24)
RECENT_HOURS = 72.0
"""How far back the recent mean looks."""


@dataclass(frozen=True)
class Tables:
    """The tables of all patients: laboratory values, pumps and outputs, drugs and procedures."""

    labs: pd.DataFrame
    pump: pd.DataFrame
    events: pd.DataFrame


def state(
    subject: int,
    weight_kg: float,
    times: pd.DatetimeIndex,
    value: np.ndarray,
    doses: np.ndarray,
    tables: Tables,
) -> np.ndarray:
    """Columns (n - 1, n_columns) of one course, a row a measurement that has a next one; nan where not known.

    ``value`` (n,) and ``doses`` (n - 1, 4) are those of the analyte itself, measured at ``times``.
    """
    now, then = times[:-1], times[1:]
    labs, pump, events = (t[t.subject_id == subject] for t in (tables.labs, tables.pump, tables.events))
    columns: dict[str, np.ndarray] = {}
    for name, item in LABS.items():
        columns[name] = _last(labs[labs.itemid == item], now, pd.Timedelta(days=3))
    for name, item in CHANGES.items():
        own = labs[labs.itemid == item]
        before = _last(own, now - pd.Timedelta(hours=20), 3 * DAY)
        columns[f"{name}_change"] = _last(own, now, DAY) - before
    urine = pump[(pump.event == "SUBJECT_FLUID_OUTPUT") & pump.label.isin(URINE)]
    seen = _sum(urine.assign(value=1.0), now - DAY, now) > 0
    columns["urine"] = np.where(seen, _sum(urine, now - DAY, now) / weight_kg / 24.0, np.nan)
    columns["in_intensive_care"] = (_sum(pump.assign(value=1.0), now - DAY, now) > 0).astype(float)
    ends = pump[pump.event == "INFUSION_END"]
    for name, items in PUMPED.items():
        columns[name] = _sum(ends[ends.itemid.isin(items)], now - pd.Timedelta(hours=6), then)
    given = events[events.code.str.endswith("Administered")].assign(value=1.0)
    for name, pattern in LISTED.items():
        mine = given[given.code.str.match(rf"MEDICATION//(?:{pattern})")]
        columns[name] = _sum(mine, now - pd.Timedelta(hours=12), then)
    procedure = events[events.code.str.match(r"PROCEDURE//(?:START|END)//")].assign(value=1.0)
    number = procedure.code.str.rsplit("//", n=1).str[-1]
    for name, codes in {"dialysis": DIALYSIS, "continuous": CONTINUOUS}.items():
        mine = procedure[number.isin(codes)]
        columns[f"{name}_before"] = _sum(mine, now - DAY, now)
        columns[f"{name}_until_next"] = _sum(mine, now, then)
    clock = (then - then.normalize()).total_seconds().to_numpy() / 3600.0
    columns["hour_sine"], columns["hour_cosine"] = (f(2 * np.pi * clock / 24.0) for f in (np.sin, np.cos))
    columns |= _of_the_course((times - times[0]).total_seconds().to_numpy() / 3600.0, value, doses)
    return np.column_stack([columns[name] for name in names()]).astype(float)


def names() -> list[str]:
    """Names of the columns."""
    own = ["spread", "slope", "recent_mean", "dose_last_day", "hours_since_first"]
    dialysis = [f"{name}_{when}" for name in ("dialysis", "continuous") for when in ("before", "until_next")]
    changes = [f"{name}_change" for name in CHANGES]
    clock = ["hour_sine", "hour_cosine"]
    return [*LABS, *changes, "urine", "in_intensive_care", *PUMPED, *LISTED, *dialysis, *clock, *own]


def _of_the_course(hours: np.ndarray, value: np.ndarray, doses: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of the analyte's own past: how it varied, whither it went, what was given over the last day."""
    n = len(value) - 1
    spread, slope, recent, day_dose = (np.full(n, np.nan) for _ in range(4))
    for k in range(n):
        past, since = value[: k + 1], hours[: k + 1] - hours[k]
        weight = np.exp(since / RECENT_HOURS)
        recent[k] = weight @ past / weight.sum()
        day_dose[k] = doses[:k][since[:k] >= -24.0].sum()
        spread[k] = past.std() if k > 1 else np.nan
        if k:
            slope[k] = (past[-1] - past[-2]) / max(-since[-2], 2.0)
    return {
        "spread": spread, "slope": slope, "recent_mean": recent, "dose_last_day": day_dose,
        "hours_since_first": hours[:-1],
    }  # fmt: skip


def _last(table: pd.DataFrame, when: pd.DatetimeIndex, tolerance: pd.Timedelta) -> np.ndarray:
    series = table.groupby("time").value.mean().sort_index()
    if series.empty:
        return np.full(len(when), np.nan)
    return series.reindex(when, method="ffill", tolerance=tolerance).to_numpy()


def _sum(table: pd.DataFrame, after: pd.DatetimeIndex, until: pd.DatetimeIndex) -> np.ndarray:
    """Sum of the values with after < time <= until."""
    table = table.dropna(subset=["time"]).sort_values("time")
    total = np.concatenate([[0.0], np.nancumsum(table.value.to_numpy(float))])
    at = table.time.to_numpy()
    return (
        total[np.searchsorted(at, until.to_numpy(), side="right")]
        - total[np.searchsorted(at, after.to_numpy(), side="right")]
    )
