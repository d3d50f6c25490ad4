"""Virtual adults against NHANES, band by band, worst first.

python benchmarks/population.py --people 1000
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.body import Perturbation
from skou.body.population import People, draw_people
from skou.body.population_serum import SERUM, as_surveyed, observed_serum, settled_serum
from skou.body.population_tables import REPORTING_BIAS
from skou.data import read_csv
from skou.drugs import steady_effect

Array = NDArray[np.float64]
USUAL: Mapping[str, tuple[str, float]] = {
    "thiazide": ("hydrochlorothiazide", 25.0),
    "loop": ("furosemide", 40.0),
    "raas": ("lisinopril", 20.0),
    "mra": ("spironolactone", 25.0),
    "enac_blocker": ("triamterene", 37.5),
    "beta_blocker": ("metoprolol", 100.0),
}
CONDITIONS = ("beta_blocker",)
"""Drugs of `USUAL` that are drawn with illnesses rather than as a drug group."""
POTASSIUM_SALT_MMOL = 20.0
TOLERANCE = {n: 1.0 if n in ("sodium", "bicarbonate") else 0.05 for n in SERUM}


def drug_effects() -> dict[str, Perturbation]:
    """The usual once-daily dose of each group; a prescribed potassium salt as 20 mmol a day."""
    effects = {group: steady_effect(name, dose, 1440.0) for group, (name, dose) in USUAL.items()}
    return effects | {"potassium_salt": Perturbation(add={"diet_potassium": POTASSIUM_SALT_MMOL / 1440.0})}


def kind_of(kind: str, band: str) -> dict[str, Any]:
    """The arguments of `draw_people` for a band of the table."""
    if kind == "drug":
        return {"drug": band}
    sex, _, numbers = band.rpartition(" ")
    low, high = (float(x) for x in numbers.split("-"))
    if kind == "egfr":
        return {"egfr": (low, high + 1.0)}
    chosen: dict[str, Any] = {"sex": sex, "age": (low, high + 1.0)}
    return chosen | ({"drug": "none", "egfr": (60.0, 200.0)} if kind == "healthy" else {})


@dataclass(frozen=True)
class Comparison:
    """One analyte in one band: NHANES against virtual adults."""

    survey: str
    kind: str
    band: str
    analyte: str
    n: int
    mean: float
    sd: float
    simulated_mean: float
    simulated_sd: float

    @property
    def error(self) -> float:
        return self.simulated_mean - self.mean

    @property
    def ratio(self) -> float:
        return self.simulated_sd / self.sd

    @property
    def mean_in(self) -> bool:
        return abs(self.error) <= TOLERANCE[self.analyte]

    @property
    def sd_in(self) -> bool:
        return abs(self.ratio - 1.0) <= 0.2

    @property
    def badness(self) -> float:
        return max(abs(self.error) / TOLERANCE[self.analyte], abs(self.ratio - 1.0) / 0.2)


def compare(count: int, seed: int = 0) -> list[Comparison]:
    """Every band with at least 100 people."""
    effects, found = drug_effects(), []
    bands: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for row in read_csv("population/nhanes_serum.csv"):
        if row["analyte"] in SERUM and int(row["n"]) >= 100:
            bands.setdefault((row["survey"], row["kind"], row["band"]), []).append(row)
    for (survey, kind, band), rows in bands.items():
        people = draw_people(count, seed, drug_effects=effects, **kind_of(kind, band))
        seen = observed_serum(settled_serum(people), seed + 1)
        for row in rows:
            name = row["analyte"]
            values = as_surveyed(seen[name], survey, name, seed + 2)
            values = values[np.isfinite(values)]
            found.append(
                Comparison(
                    survey, kind, band, name, int(row["n"]), float(row["mean"]), float(row["sd"]),
                    float(values.mean()), float(values.std(ddof=1)),
                )
            )  # fmt: skip
    return sorted(found, key=lambda c: -c.badness)


def recalls(people: People, seed: int) -> dict[str, tuple[Array, Array]]:
    """Two recalled days of each intake: the usual intake, the person's own bias in all foods alike, the day."""
    random = np.random.default_rng(seed)
    bias, found = random.normal(0.0, REPORTING_BIAS, len(people)), {}
    for row in read_csv("population/nhanes_intake_correlation.csv"):
        usual = np.log(people.intakes[row["intake"]]) + bias
        day = random.normal(0.0, float(row["sd_day"]), (2, len(people)))
        found[row["intake"]] = (np.exp(usual + day[0]), np.exp(usual + day[1]))
    return found


def diet(count: int, seed: int = 0) -> list[tuple[str, tuple[float, float], tuple[float, float], float]]:
    """Correlation and slope of serum with recalled intake: NHANES, virtual adults by the same estimators.

    The last number is the slope of the body's own serum with the true usual intake.
    """
    people = draw_people(count, seed, drug_effects=drug_effects())
    settled, told, found = settled_serum(people), recalls(people, seed), []
    seen = observed_serum(settled, seed + 1)
    for row in read_csv("population/nhanes_diet_correlation.csv"):
        first, second = told[row["intake"]]
        y = seen[row["serum"]]
        ok = np.isfinite(y)
        x1, x2, y = np.log(first[ok]), np.log(second[ok]), y[ok]
        correlation = float(np.corrcoef(y, (first + second)[ok])[0, 1])
        slope = float(np.cov((x1 + x2) / 2.0, y)[0, 1] / np.cov(x1, x2)[0, 1])
        true = float(np.polyfit(np.log(people.intakes[row["intake"]][ok]), settled[row["serum"]][ok], 1)[0])
        published = (float(row["correlation"]), float(row["slope_log_intake"]))
        found.append((row["serum"], published, (correlation, slope), true))
    return found


def drug_differences(count: int, seed: int = 0) -> list[tuple[str, str, float, float]]:
    """Adjusted differences of NHANES, and what the drug does to the same virtual takers."""
    effects, found = drug_effects(), []
    groups = [g for g in USUAL if g not in CONDITIONS]
    takers = {g: draw_people(count, seed, drug=g, drug_effects=effects) for g in groups}
    without = {
        g: draw_people(count, seed, drug=g, drug_effects={k: e for k, e in effects.items() if k != g})
        for g in groups
    }
    change = {}
    for group, people in takers.items():
        after, before = settled_serum(people), settled_serum(without[group])
        change[group] = {n: float(np.nanmean(after[n] - before[n])) for n in SERUM}
    for row in read_csv("population/nhanes_drug_differences.csv"):
        if row["drug"] in change:
            simulated = change[row["drug"]][row["analyte"]]
            found.append((row["drug"], row["analyte"], float(row["difference"]), simulated))
    return found


def counted(label: str, of: list[Comparison]) -> str:
    """How many bands are inside both limits."""
    means, sds = sum(c.mean_in for c in of), sum(c.sd_in for c in of)
    both = sum(c.mean_in and c.sd_in for c in of)
    return f"{label}: means {means}/{len(of)}, standard deviations {sds}/{len(of)}, both {both}/{len(of)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=0)
    o = arguments.parse_args()
    began = time.perf_counter()
    found = compare(o.people, o.seed)
    print("| survey | band | analyte | n | mean | error | sd | ratio |\n|---|---|---|---|---|---|---|---|")
    for c in found:
        band = c.band if c.kind != "egfr" else f"eGFR {c.band}"
        band = band if c.kind != "healthy" else f"no drug, {band}"
        print(
            f"| {c.survey} | {band} | {c.analyte} | {c.n} | {c.mean:.3f} | {c.error:+.3f} "
            f"| {c.sd:.3f} | {c.ratio:.2f} |"
        )
    for name in SERUM:
        print(counted(name, [c for c in found if c.analyte == name]))
    print(counted("all", found))
    for drug, name, published, simulated in drug_differences(300, o.seed):
        print(f"takers of {drug}, {name}: NHANES {published:+.2f}, virtual adults {simulated:+.2f}")
    for name, published, virtual, true in diet(3 * o.people, o.seed):
        print(
            f"{name} with recalled intake: correlation NHANES {published[0]:+.3f}, virtual adults {virtual[0]:+.3f}; "
            f"slope NHANES {published[1]:+.3f}, virtual adults {virtual[1]:+.3f}, with true intake {true:+.3f}"
        )
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
