"""Serial potassium and magnesium of the MIMIC-IV demo with the doses between them, and the body's answer to those."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from mimic_state import Tables, state

import skou.body as body
from skou.drugs import steady_effect
from skou.engine import Event, EventSchedule, compile_model
from skou.findings.formulas.kidney import egfr_ckd_epi_2021

ITEMS = {"potassium": (50971, 1.0), "magnesium": (50960, 0.4114)}
"""Laboratory item and factor to mmol/L."""
OTHERS = {"creatinine": 50912, "bicarbonate": 50882, "glucose": 50931, "sodium": 50983}
KCL, K_PHOSPHATE, MAGNESIUM_SULFATE, FUROSEMIDE, INSULIN = 225166, 225834, 222011, 221794, 223258
K_PER_PHOSPHATE = 4.4 / 3.0
MG_PER_GRAM = 4.06
MG_OXIDE = 9.9 * 0.45
"""Magnesium of a 400 mg tablet that dissolves, relative to that in food [mmol] (substances.yaml)."""
SAME_DOSE = pd.Timedelta(hours=2)
"""A dose on the ward's list this near to an infusion of the pump's record is the same dose."""
USUAL = {"potassium": 40.0, "magnesium": 2.0 * MG_PER_GRAM}
LONGEST = 48
"""Hours over which the body is followed."""


@dataclass(frozen=True)
class Course:
    """One analyte of one patient.

    Attributes
    ----------
    hours : array (n,)
        Times of the measurements from the first [h].
    value : array (n,)
        [mmol/L]
    doses : array (n - 1, 4)
        Between one measurement and the next: potassium by vein and by mouth, magnesium by vein and by mouth [mmol].
    hourly : array (n - 1, LONGEST, 4)
        The same in each hour after the first of the two.
    furosemide : array (n - 1,)
        Doses from 6 h before the first to the second.
    insulin : array (n - 1,)
        Units between them.
    context : array (n, 4)
        Latest creatinine, bicarbonate, glucose and sodium as reported; nan before the first.
    times : array (n,)
        The same times as dated in the record.
    state : array (n - 1, n_columns)
        What else the record tells (``mimic_state``).
    """

    subject: int
    sex: str
    age: float
    weight_kg: float
    hours: np.ndarray
    value: np.ndarray
    doses: np.ndarray
    hourly: np.ndarray
    furosemide: np.ndarray
    insulin: np.ndarray
    context: np.ndarray
    times: pd.DatetimeIndex = field(default_factory=lambda: pd.DatetimeIndex([]))
    state: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))


@dataclass(frozen=True)
class Given:
    """Everything one patient was given: start, end and amounts."""

    start: pd.Series
    end: pd.Series
    amounts: np.ndarray


def read_courses(folder: Path, analyte: str, *, with_state: bool = True) -> list[Course]:
    """The course of every patient with three measurements or more."""
    labs = pd.read_parquet(folder / "derived/labs_electrolyte_panel.parquet").dropna(subset=["value", "time"])
    pump = pd.read_parquet(folder / "derived/infusions_outputs.parquet")
    events = pd.read_parquet(folder / "meds_events.parquet")
    people = pd.read_csv(folder / "hosp/patients.csv.gz").set_index("subject_id")
    orders = read_orders(folder)
    tables = Tables(labs, pump, events[events.code.str.startswith(("MEDICATION", "PROCEDURE"))])
    item, factor = ITEMS[analyte]
    out = []
    for subject, own in labs.groupby("subject_id"):
        series = own[own.itemid == item].groupby("time").value.mean().sort_index()
        if len(series) < 3:
            continue
        mine = events[events.subject_id == subject]
        given = given_to(pump[pump.subject_id == subject], mine, orders[orders.subject_id == subject])
        times = series.index
        weights = mine[mine.code.str.startswith("SUBJECT_WEIGHT")].value.dropna()
        loop = mine[mine.code.str.match(r"MEDICATION//Furosemide//Administered|INFUSION_START//221794")].time
        pumped = pump[
            (pump.subject_id == subject) & (pump.itemid == INSULIN) & (pump.event == "INFUSION_END")
        ]
        hourly = np.stack([_hourly(given, a, b) for a, b in pairwise(times)])
        person = people.loc[subject]
        value, doses = series.to_numpy() * factor, hourly.sum(axis=1)
        kg = float(np.clip(weights.median(), 35, 200)) if len(weights) else 80.0
        out.append(
            Course(
                int(subject),
                str(person.gender),
                float(np.clip(person.anchor_age + times[0].year - person.anchor_year, 18, 95)),
                kg,
                (times - times[0]).total_seconds().to_numpy() / 3600.0,
                value,
                doses,
                hourly,
                _count(loop, times, pd.Timedelta(hours=6)),
                _units(pumped, times),
                np.column_stack([_latest(own[own.itemid == i], times) for i in OTHERS.values()]),
                times,
                state(int(subject), kg, times, value, doses, tables) if with_state else np.empty((0, 0)),
            )
        )
    return out


def read_orders(folder: Path) -> pd.DataFrame:
    """Prescriptions of potassium chloride and magnesium sulfate with their amounts."""
    table = pd.read_csv(folder / "hosp/prescriptions.csv.gz", low_memory=False)
    table = table[table.drug.str.match(r"Potassium Chloride|Magnesium Sulfate", na=False)].copy()
    table["time"] = pd.to_datetime(table.starttime)
    table["amount"] = pd.to_numeric(table.dose_val_rx, errors="coerce")
    return table.dropna(subset=["time", "amount"]).sort_values("time")


def given_to(pump: pd.DataFrame, events: pd.DataFrame, orders: pd.DataFrame) -> Given:
    """Pump infusions, and doses of the ward's list that are no pump infusion."""
    rows: list[tuple[pd.Timestamp, pd.Timestamp, int, float]] = []
    for item, column, factor in (
        (KCL, 0, 1.0),
        (K_PHOSPHATE, 0, K_PER_PHOSPHATE),
        (MAGNESIUM_SULFATE, 2, MG_PER_GRAM),
    ):
        table = pump[pump.itemid == item]
        starts = table[table.event == "INFUSION_START"].time.sort_values()
        ends = table[table.event == "INFUSION_END"].sort_values("time")
        rows += [
            (s, e, column, factor * v) for s, e, v in zip(starts, ends.time, ends.value, strict=True) if v > 0
        ]
    pumped = {c: [s for s, _, k, _ in rows if k == c] for c in (0, 2)}
    for pattern, drug, column, factor in (
        (r"MEDICATION//Potassium Chloride.*//Administered", "Potassium Chloride", 0, 1.0),
        (r"MEDICATION//Magnesium Sulfate.*//Administered", "Magnesium Sulfate", 2, MG_PER_GRAM),
    ):
        for time in events[events.code.str.match(pattern)].time:
            if any(abs(time - s) < SAME_DOSE for s in pumped[column]):
                continue
            ordered = orders[orders.drug.str.startswith(drug) & (orders.time <= time)].tail(1)
            by_mouth = len(ordered) > 0 and str(ordered.route.iloc[0]).startswith("PO")
            usual = USUAL["potassium" if column == 0 else "magnesium"]
            amount = float(ordered.amount.iloc[0]) * factor if len(ordered) else usual
            hours = 0.0 if by_mouth else 2.0
            rows.append(
                (time, time + pd.Timedelta(hours=hours), column + int(by_mouth), min(amount, 2.0 * usual))
            )
    for time in events[events.code.str.match(r"MEDICATION//Magnesium Oxide//Administered")].time:
        rows.append((time, time, 3, MG_OXIDE))
    amounts = np.zeros((len(rows), 4))
    for k, (_, _, column, amount) in enumerate(rows):
        amounts[k, column] = amount
    return Given(pd.Series([r[0] for r in rows]), pd.Series([r[1] for r in rows]), amounts)


def _hourly(given: Given, first: pd.Timestamp, last: pd.Timestamp) -> np.ndarray:
    """What falls into each hour between two measurements."""
    out = np.zeros((LONGEST, 4))
    until = min((last - first).total_seconds() / 3600.0, LONGEST)
    for start, end, amount in zip(given.start, given.end, given.amounts, strict=True):
        a = (start - first).total_seconds() / 3600.0
        b = max((end - first).total_seconds() / 3600.0, a + 1e-3)
        if b <= 0 or a >= until:
            continue
        edges = np.arange(LONGEST + 1)
        inside = np.clip(np.minimum(np.minimum(edges[1:], b), until) - np.maximum(edges[:-1], a), 0.0, None)
        out += np.outer(inside / (b - a), amount)
    return out


def _count(times: pd.Series, visits: pd.DatetimeIndex, before: pd.Timedelta) -> np.ndarray:
    return np.array(
        [((times >= a - before) & (times < b)).sum() for a, b in pairwise(visits)],
        float,
    )


def _units(pumped: pd.DataFrame, visits: pd.DatetimeIndex) -> np.ndarray:
    return np.array([pumped[(pumped.time > a) & (pumped.time <= b)].value.sum() for a, b in pairwise(visits)])


def _latest(table: pd.DataFrame, visits: pd.DatetimeIndex) -> np.ndarray:
    series = table.groupby("time").value.mean().sort_index()
    return series.reindex(visits, method="ffill", tolerance=pd.Timedelta(days=7)).to_numpy()


def filtration(course: Course, k: int) -> float:
    """CKD-EPI 2021 from the latest creatinine [mL/min/1.73 m2]; 80 where none is known."""
    creatinine = course.context[k, 0]
    if not np.isfinite(creatinine) or creatinine <= 0:
        return 80.0
    return float(np.clip(egfr_ckd_epi_2021(creatinine * 88.4, course.age, course.sex), 5.0, 150.0))


def body_effects(courses: list[Course], analyte: str) -> list[np.ndarray]:
    """Change [mmol/L] that the doses and furosemide make at the next measurement: the body with less that without.

    Each body rests at the value measured before, on half of the habitual diet; only intervals of up to ``LONGEST``
    hours in which something was given are simulated.
    """
    kernel = compile_model(body.model())
    model = kernel.model
    where = [
        (c, k)
        for c, course in enumerate(courses)
        for k in range(len(course.hours) - 1)
        if course.hours[k + 1] - course.hours[k] <= LONGEST
        and (course.doses[k].sum() > 0 or course.furosemide[k] > 0)
    ]
    effects = [np.zeros(len(course.hours) - 1) for course in courses]
    values, states = [], []
    loop = steady_effect("furosemide", 40.0, 1440.0)
    own: dict[tuple[int, int], dict[str, float]] = {}
    for c, k in where:
        course = courses[c]
        gfr = round(filtration(course, k) / 10.0) * 10.0
        kind = (c, int(gfr))
        if kind not in own:
            diet = {
                n: a * (0.5 if n != "water" else 1.0)
                for n, a in body.complete_diet(None, course.weight_kg).items()
            }
            own[kind] = body.individual(
                course.age, course.sex, course.weight_kg, egfr=max(gfr, 5.0), diet=diet
            )
        mine = own[kind] | {"circadian_amplitude": 0.0}
        start = body.initial_state(mine)
        level = "plasma_potassium_reference" if analyte == "potassium" else "plasma_magnesium_reference"
        mine = mine | {
            level: float(np.clip(course.value[k], *((2.5, 6.5) if analyte == "potassium" else (0.45, 1.6))))
        }
        values.append([mine[p] for p in model.parameter_names])
        states.append([start[s] for s in model.state_names])
    parameters, start = np.array(values), np.array(states)
    rest = kernel.steady_state(start, parameters).states
    treated = parameters.copy()
    given = np.array([courses[c].furosemide[k] > 0 for c, k in where])
    for name, factor in loop.scale.items():
        treated[given, model.find_parameter(name)] *= factor
    for name, amount in loop.add.items():
        treated[given, model.find_parameter(name)] += amount
    hourly = np.stack([courses[c].hourly[k] for c, k in where])
    grid = np.arange(LONGEST + 1) * 60.0
    enters = (("ecf_potassium", "infused_potassium"), ("gut_potassium", "intake_potassium"),
              ("ecf_magnesium", "infused_magnesium"), ("gut_magnesium", "intake_magnesium"))  # fmt: skip
    happenings = []
    for h in range(LONGEST):
        add = {s: hourly[:, h, j] for j, pair in enumerate(enters) for s in pair if hourly[:, h, j].any()}
        if add:
            happenings.append(Event(60.0 * h + 30.0, add=add))
    with_doses = kernel.solve(grid, rest, treated, events=EventSchedule(happenings), rtol=1e-4)
    without = kernel.solve(grid, rest, parameters, rtol=1e-4)
    output = f"plasma.{analyte}"
    change = with_doses.output(output) - without.output(output)
    for row, (c, k) in enumerate(where):
        hours = courses[c].hours[k + 1] - courses[c].hours[k]
        effect = float(np.interp(hours * 60.0, grid, change[row]))
        effects[c][k] = effect if np.isfinite(effect) else 0.0
    return effects
