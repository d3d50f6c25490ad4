"""Intravenous potassium chloride in intensive care: predicted against measured change of potassium.

    python benchmarks/mimic.py path/to/mimic4_demo

MIMIC-IV clinical demo 2.2 (Johnson A. et al., PhysioNet; MEDS form by van de Water et al.), ODbL 1.0. The
data are not part of the package; only figures about the errors are printed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import skou.body as body
from skou.body.covariates import with_covariates
from skou.body.variation import draw_factors
from skou.drugs import steady_effect
from skou.engine import Event, EventSchedule, compile_model
from skou.findings.formulas.kidney import egfr_ckd_epi_2021

KCL, POTASSIUM, CREATININE = 225166, 50971, 50912
GRID = 15.0
FEEDING = 0.5
"""Share of the habitual diet that people in intensive care get (assumed)."""
USUAL_POTASSIUM, USUAL_SD = 4.1, 0.55
"""Potassium of people in hospital before a measurement is known, mmol/L (assumed)."""
READING_CV = 0.044
"""Within-person and analytical variation together (analytes.csv: 4.1 % and 1.5 %)."""
OLIGURIA = 0.5
"""Urine [mL/kg/h] below which filtration is taken to fall in proportion (KDIGO 2012)."""


@dataclass(frozen=True)
class Episode:
    """One potassium before, the infusions that follow, and the first potassium after them."""

    subject: int
    sex: str
    age: float
    weight_kg: float
    creatinine: float
    before: float
    after: float
    minutes: float
    doses: tuple[tuple[float, float, float], ...]
    """Start and end [min after the first measurement] and amount [mmol]."""
    urine_ml_kg_h: float
    furosemide: bool

    @property
    def dose(self) -> float:
        return sum(d for _, _, d in self.doses)


def minutes(a: pd.Timestamp, b: pd.Timestamp) -> float:
    return (b - a).total_seconds() / 60.0


def infusions(table: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """Starts and ends of one person's potassium chloride, paired in order, with the amount [mmol]."""
    starts = table[table.event == "INFUSION_START"].time.sort_values()
    ends = table[table.event == "INFUSION_END"].sort_values("time")
    return list(zip(starts, ends.time, ends.value, strict=True))


def within(start: float, end: float, amount: float, last: float) -> tuple[float, float, float]:
    """The part of an infusion between the two measurements."""
    low, high = max(start, 0.0), min(end, last)
    return low, high, amount * (high - low) / max(end - start, 1.0)


def read_episodes(folder: Path, longest_h: float) -> list[Episode]:
    """Every episode with potassium within ``longest_h`` on both sides, creatinine, weight, age and sex."""
    labs = pd.read_parquet(folder / "derived/labs_electrolyte_panel.parquet").dropna(subset=["value", "time"])
    rates = pd.read_parquet(folder / "derived/infusions_outputs.parquet")
    meds = pd.read_parquet(folder / "meds_events.parquet")
    patients = pd.read_csv(folder / "hosp/patients.csv.gz").set_index("subject_id")
    weights = meds[meds.code.str.startswith("SUBJECT_WEIGHT")].dropna(subset=["value"])
    loop = meds[meds.code.str.match(r"MEDICATION//Furosemide//Administered|INFUSION_START//221794")]
    found = []
    for subject, table in rates[rates.itemid == KCL].groupby("subject_id"):
        own = labs[labs.subject_id == subject]
        potassium = own[own.itemid == POTASSIUM].sort_values("time")
        creatinine = own[own.itemid == CREATININE].sort_values("time")
        weight = weights[weights.subject_id == subject].sort_values("time")
        urine = rates[(rates.subject_id == subject) & (rates.event == "SUBJECT_FLUID_OUTPUT")]
        urine = urine[urine.label.isin(["Foley", "Void", "Condom Cath", "Straight Cath"])]
        person = patients.loc[subject]
        pairs: dict[tuple[pd.Timestamp, pd.Timestamp], list[tuple[float, float, float]]] = {}
        doses = infusions(table)
        for start, end, _ in doses:
            earlier = potassium[potassium.time <= start]
            later = potassium[potassium.time >= end]
            if earlier.empty or later.empty:
                continue
            first, last = earlier.time.iloc[-1], later.time.iloc[0]
            if minutes(first, start) > 60 * longest_h or minutes(end, last) > 60 * longest_h:
                continue
            pairs[first, last] = [
                within(minutes(first, s), minutes(first, e), float(v), minutes(first, last))
                for s, e, v in doses
                if s < last and e > first
            ]
        done = pd.Timestamp.min
        for (first, last), given in sorted(pairs.items()):
            if first < done:
                continue
            done = last
            known = creatinine[creatinine.time <= last]
            size = weight[weight.time <= last]
            if known.empty or weight.empty:
                continue
            kg = float((size if len(size) else weight.head(1)).value.iloc[-1])
            passed = urine[(urine.time > first) & (urine.time <= last)].value.sum()
            recent = loop[(loop.subject_id == subject) & (loop.time <= last)]
            recent = recent[recent.time >= first - pd.Timedelta(hours=6)]
            found.append(
                Episode(
                    int(subject),
                    str(person.gender),
                    float(min(max(person.anchor_age + first.year - person.anchor_year, 18), 95)),
                    min(max(kg, 35.0), 200.0),
                    float(known.value.iloc[-1]) * 88.4,
                    float(potassium[potassium.time == first].value.mean()),
                    float(potassium[potassium.time == last].value.mean()),
                    minutes(first, last),
                    tuple(given),
                    float(passed) / kg / (minutes(first, last) / 60.0) if passed > 0 else float("nan"),
                    not recent.empty,
                )
            )
    return found


def unseen_variation(folder: Path, longest_h: float) -> float:
    """Spread of potassium's change [mmol/L] in the same people where no potassium chloride was infused.

    Pairs of measurements 4 h apart or more, without infusion from 12 h before; reading error taken out.
    """
    labs = pd.read_parquet(folder / "derived/labs_electrolyte_panel.parquet").dropna(subset=["value", "time"])
    rates = pd.read_parquet(folder / "derived/infusions_outputs.parquet")
    changes = []
    for subject, table in rates[rates.itemid == KCL].groupby("subject_id"):
        potassium = labs[(labs.subject_id == subject) & (labs.itemid == POTASSIUM)].sort_values("time")
        given = table.time.to_numpy()
        for first, last, a, b in zip(
            potassium.time[:-1], potassium.time[1:], potassium.value[:-1], potassium.value[1:], strict=True
        ):
            free = not ((given > first - pd.Timedelta(hours=12)) & (given < last)).any()
            if free and 240.0 <= minutes(first, last) <= 60.0 * longest_h and a < 5.0:
                changes.append(b - a)
    variance = float(np.var(changes)) - 2.0 * (READING_CV * USUAL_POTASSIUM) ** 2
    return float(np.sqrt(max(variance, 0.0)))


def filtration(e: Episode) -> float:
    """Estimated filtration by CKD-EPI 2021, less where urine says oliguria."""
    estimate = egfr_ckd_epi_2021(e.creatinine, e.age, "F" if e.sex == "F" else "M")
    flow = 1.0 if not np.isfinite(e.urine_ml_kg_h) else min(1.0, e.urine_ml_kg_h / OLIGURIA)
    return float(np.clip(estimate * max(flow, 0.1), 5.0, 150.0))


def bodies(episodes: list[Episode], copies: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parameters and starts of the people, and the plasma potassium each body is taken to have."""
    random, model = np.random.default_rng(seed), body.model()
    n = len(episodes) * copies
    factors = draw_factors(random, n) if copies > 1 else np.ones((n, len(model.parameter_names)))
    loop = steady_effect("furosemide", 40.0, 1440.0)
    values, states, level = (
        np.empty((n, len(model.parameter_names))),
        np.empty((n, len(model.state_names))),
        [],
    )
    for k, e in enumerate(np.repeat(np.array(episodes, dtype=object), copies)):
        full = body.complete_diet(None, e.weight_kg)
        diet = {name: amount * (FEEDING if name != "water" else 1.0) for name, amount in full.items()}
        own = body.individual(e.age, e.sex, e.weight_kg, egfr=filtration(e), diet=diet)
        own = with_covariates(own, e.age, e.sex) | {"circadian_amplitude": 0.0}
        own = {name: own[name] * f for name, f in zip(model.parameter_names, factors[k], strict=True)}
        start = body.initial_state(own)
        states[k] = [start[s] for s in model.state_names]
        if e.furosemide:
            own = body.perturbed(own, [(loop, 1.0)])
        values[k] = [own[p] for p in model.parameter_names]
        noise = READING_CV * e.before
        trust = USUAL_SD**2 / (USUAL_SD**2 + noise**2)
        centre = USUAL_POTASSIUM + trust * (e.before - USUAL_POTASSIUM)
        level.append(random.normal(centre, noise * np.sqrt(trust)) if copies > 1 else centre)
    return values, states, np.array(level)


def predict(episodes: list[Episode], way: str, copies: int = 1, seed: int = 0) -> np.ndarray:
    """Body's potassium at the second measurement (episodes, copies).

    ``set_point``: the body rests at its potassium before. ``depleted``: three days at that potassium have
    moved stores and kidney away from a usual set point. ``mixed``: half of the copies each.
    """
    kernel = compile_model(body.model())
    model = kernel.model
    column, row = model.parameter_index, {s: k for k, s in enumerate(model.state_names)}
    values, states, level = bodies(episodes, copies, seed)
    depleted = np.full(level.size, way == "depleted")
    if way == "mixed":
        depleted = np.arange(level.size) % 2 == 1
    reference = column["plasma_potassium_reference"]
    usual = values[:, reference].copy()
    rested = kernel.steady_state(states, values)
    resting = np.asarray(model.outputs(0.0, rested.states, values))[
        :, model.output_names.index("plasma.potassium")
    ]
    values[~depleted, reference] = (usual * level / resting)[~depleted]
    states[:, row["ecf_potassium"]] *= values[:, reference] / usual
    start = kernel.steady_state(states, values).states
    held = values.copy()
    held[:, column["clamp_potassium_on"]] = 1.0
    held[:, column["clamp_potassium"]] = level
    adapted = kernel.solve([0.0, 3 * 1440.0], start, held, rtol=1e-4)
    now = adapted.states[:, -1]
    ends = np.ceil(max(e.minutes for e in episodes) / GRID) * GRID
    clock = np.arange(0.0, ends + GRID, GRID)
    amounts = np.zeros((clock.size, len(episodes)))
    for j, e in enumerate(episodes):
        for s, f, d in e.doses:
            inside = np.clip(np.minimum(clock + GRID, max(f, s + 1.0)) - np.maximum(clock, s), 0.0, None)
            amounts[:, j] += d * inside / max(inside.sum(), 1e-9)
    given = np.repeat(amounts, copies, axis=1)
    events = [
        Event(t + 0.5 * GRID, add={"ecf_potassium": a, "infused_potassium": a})
        for t, a in zip(clock, given, strict=True)
        if a.any()
    ]
    run = kernel.solve(
        np.append(clock, clock[-1] + GRID), now, values, events=EventSchedule(events), rtol=1e-4
    )
    course = run.output("plasma.potassium").reshape(len(episodes), copies, -1)
    when = np.array([min(round(e.minutes / GRID), clock.size) for e in episodes])
    return np.take_along_axis(course, when[:, None, None], axis=2)[:, :, 0]


def report(label: str, predicted: np.ndarray, measured: np.ndarray, subjects: np.ndarray) -> None:
    """Mean absolute error with a bootstrap over patients, bias, and root mean square error."""
    ok = np.isfinite(predicted)
    error = (predicted - measured)[ok]
    random, people = np.random.default_rng(0), np.unique(subjects[ok])
    by_person = {p: np.abs(error[subjects[ok] == p]) for p in people}
    means = [
        np.concatenate([by_person[p] for p in random.choice(people, people.size)]).mean() for _ in range(500)
    ]
    low, high = np.quantile(means, [0.05, 0.95])
    print(
        f"{label:32} n {ok.sum()}  mean absolute error {np.abs(error).mean():.3f} ({low:.3f}-{high:.3f})  "
        f"bias {error.mean():+.3f}  rmse {np.sqrt((error**2).mean()):.3f}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--copies", type=int, default=24)
    arguments.add_argument("--longest", type=float, default=24.0, help="hours to a measurement, either side")
    o = arguments.parse_args()
    episodes = read_episodes(o.folder, o.longest)
    before = np.array([e.before for e in episodes])
    after = np.array([e.after for e in episodes])
    dose = np.array([e.dose for e in episodes])
    who = np.array([e.subject for e in episodes])
    waited = np.median([e.minutes for e in episodes]) / 60.0
    low, high = np.quantile(dose, [0.1, 0.9])
    print(
        f"{len(episodes)} episodes in {np.unique(who).size} patients; dose {np.median(dose):.0f} mmol (10th-"
        f"90th {low:.0f}-{high:.0f}), {waited:.1f} h between measurements, potassium {before.mean():.2f} to "
        f"{after.mean():.2f}"
    )
    drawn = predict(episodes, "mixed", o.copies, seed=1)
    best = np.nanmean(drawn, axis=1)
    report("no change", before, after, who)
    report("+0.1 per 10 mmol", before + 0.01 * dose, after, who)
    for way in ("set_point", "depleted"):
        report(f"body, {way}", predict(episodes, way)[:, 0], after, who)
    report("drawn bodies, mean", best, after, who)
    for label, chosen in {
        "dose 40 mmol or more": dose >= 40,
        "filtration below 45": np.array([filtration(e) < 45 for e in episodes]),
        "furosemide": np.array([e.furosemide for e in episodes]),
    }.items():
        report(f"{label}: +0.1 rule", (before + 0.01 * dose)[chosen], after[chosen], who[chosen])
        report(f"{label}: drawn bodies", best[chosen], after[chosen], who[chosen])
    random, unseen = np.random.default_rng(2), unseen_variation(o.folder, o.longest)
    for label, extra in (("drawn bodies alone", 0.0), (f"with {unseen:.2f} mmol/L of unseen causes", unseen)):
        seen = drawn * (1.0 + READING_CV * random.standard_normal(drawn.shape))
        seen += extra * random.standard_normal(drawn.shape)
        low, high = np.nanquantile(seen, [0.05, 0.95], axis=1)
        share = np.mean((after >= low) & (after <= high))
        width = np.median(high - low)
        print(f"90 % band, {label}: covers {100 * share:.0f} %, median width {width:.2f} mmol/L")


if __name__ == "__main__":
    main()
