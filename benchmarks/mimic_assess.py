"""The forecast of ``assess`` itself on records of the MIMIC-IV demo, against simple and learned rivals.

    python benchmarks/mimic_assess.py path/to/mimic4_demo --cases 300

A seeded sample of the values that ``mimic_forecast.py`` forecasts (the next one 6 to 48 h ahead). Each becomes a
person record as a clinician would write it (``mimic_records.py``): age, sex, weight, the panel of the last five days,
drugs in use, what was given in the last day and what is given until the next value as the plan. ``assess`` answers, and
the band of its forecast at the time of the next value is scored, as a stored forecast is (``skou.inference.scoring``).
Nothing is learned in this run; how values wander on a ward (``mimic_drift.py``) was learned from the same patients,
three numbers a quantity.
The rivals are those of ``mimic_forecast.py``, on the same values, learned from all values of the other patients.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
from mimic_course import Course, read_courses
from mimic_forecast import FEW, Origin, compared, learners, of_constant, origins, rival, scores
from mimic_records import Records

from skou.inference import assess
from skou.inference.scoring import members
from skou.records import read_person

SETTING = "ward"
FOLLOWED = timedelta(days=1)
"""Day 0 of a record is the first value of the last day: what was given since then has its times."""


@dataclass(frozen=True)
class Bands:
    """5, 50 and 95 % points (n, 3) that ``assess`` gave for the next value and for a repeat now [mmol/L]."""

    ahead: np.ndarray
    now: np.ndarray


def drawn(cases: list[Origin], n: int, seed: int = 0) -> list[int]:
    """Positions of a random sample."""
    return sorted(np.random.default_rng(seed).permutation(len(cases))[:n].tolist())


def assessed(
    records: Records, courses: list[Course], cases: list[Origin], analyte: str, setting: str = SETTING
) -> Bands:
    """What ``assess`` forecasts at each of some cases."""
    ahead, now = np.full((2, len(cases), 3), np.nan)
    for i, o in enumerate(cases):
        course = courses[o.patient]
        gap = (course.hours[o.k + 1] - course.hours[o.k]) / 24.0
        person = read_person(records.of(course, o.k, FOLLOWED))
        answer = assess(person, setting=setting, forecast_days=(0.0, gap))
        row = next((f for f in answer.forecast if f.analyte == analyte), None)
        if row is not None:
            now[i], ahead[i] = ([b.low, b.median, b.high] for b in row.bands)
    return Bands(ahead, now)


def report(bands: Bands, every: list[Origin], chosen: list[int], few: list[Origin]) -> None:
    """The table, and differences with intervals by patients."""
    cases = [every[i] for i in chosen]
    make = learners()
    last, mean = (np.array([getattr(o, name) for o in every]) for name in ("last", "past_mean"))
    ensembles = {
        "last value": of_constant(last, every)[chosen],
        "patient's mean so far": of_constant(mean, every)[chosen],
        "linear regression": rival(make["linear regression"], few)[chosen],
        "gradient boosting": rival(make["gradient boosting"], few)[chosen],
        "assess": members(*bands.ahead.T),
    }
    result = {name: scores(e, cases) for name, e in ensembles.items()}
    for name, (error, crps, held) in result.items():
        print(
            f"  {name:24} mean absolute error {error.mean():.4f}  CRPS {crps.mean():.4f}  90 % band {held.mean():.3f}"
        )
    for other in list(result)[:-1]:
        for j, what in enumerate(("mean absolute error", "CRPS")):
            diff, low, high = compared(result["assess"][j], result[other][j], cases)
            print(f"  assess less {other}, {what}: {diff:+.4f} ({low:+.4f} to {high:+.4f})")
    found = np.array([o.found for o in cases])
    held = np.array([o.last for o in cases])
    low, middle, high = bands.ahead.T
    print(
        f"  assess: found less median {np.mean(found - middle):+.4f}; "
        f"now less last value {np.mean(bands.now[:, 1] - held):+.4f}"
    )
    print(
        f"  band: width {np.median(high - low):.3f}; found below {np.mean(found < low):.3f}, "
        f"above {np.mean(found > high):.3f}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--cases", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=0, help="of the sample")
    arguments.add_argument("--setting", default=SETTING)
    o = arguments.parse_args()
    records = Records.read(o.folder)
    for analyte in ("potassium", "magnesium"):
        courses = read_courses(o.folder, analyte)
        every = origins(courses)
        chosen = drawn(every, o.cases, o.seed)
        cases = [every[i] for i in chosen]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            bands = assessed(records, courses, cases, analyte, o.setting)
        answered = np.isfinite(bands.ahead).all(axis=1)
        print(
            f"{analyte}: {answered.sum()} of {len(cases)} answered, in {len({c.patient for c in cases})} patients"
        )
        chosen = [i for i, ok in zip(chosen, answered, strict=True) if ok]
        few = [Origin(**{**vars(c), "features": c.features[:FEW]}) for c in every]
        report(Bands(bands.ahead[answered], bands.now[answered]), every, chosen, few)


if __name__ == "__main__":
    main()
