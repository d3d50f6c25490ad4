"""Next serum potassium and magnesium 6 to 48 h ahead, against simple and learned rivals.

    python benchmarks/mimic_forecast.py path/to/mimic4_demo

MIMIC-IV clinical demo 2.2 (Johnson A. et al., PhysioNet; MEDS form by van de Water et al.), ODbL 1.0. All methods get
the values so far, the doses given until the next value and the time until it. What is learned is learned from other
patients: ten groups of patients are left out in turn. Needs scikit-learn.

The body's forecast: a person's level is a set point of their own, a part that drifts over weeks and one over days; each
measurement adds noise (analytes.csv). The body simulates what the doses and furosemide did between two measurements;
that is added. The sizes and times of the drifts, and the share of the simulated answer that is seen, come from the
patients of the other groups, nothing else.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from mimic_course import Course, body_effects, read_courses
from mimic_filter import TAILS, Drift, filtered, learn, table
from scipy.stats import t as student

from skou.inference.scoring import crps

SHORTEST, LONGEST = 6.0, 48.0
GROUPS = 10
ENSEMBLE = 199
FEW = 18
"""Columns that the learners had before the state was added: the analyte's past, doses, four values, the person."""
NOISE = {"potassium": 0.022, "magnesium": 0.030}
"""Analytical variation and sampling together, as a share of the value (analytes.csv: 1.5 and 2.5 %; handling 1.6 %)."""


@dataclass(frozen=True)
class Origin:
    """A forecast to be made: which patient, from which measurement, and what a learner may look at."""

    group: int
    patient: int
    k: int
    features: np.ndarray
    found: float
    last: float
    past_mean: float


def origins(courses: list[Course]) -> list[Origin]:
    """Every measurement whose next one follows in 6 to 48 h; patients are dealt onto ``GROUPS`` groups."""
    order = np.random.default_rng(0).permutation(len(courses))
    out = []
    for c, course in enumerate(courses):
        for k in range(len(course.hours) - 1):
            gap = course.hours[k + 1] - course.hours[k]
            if not SHORTEST <= gap <= LONGEST:
                continue
            past = course.value[: k + 1]
            before = past[-2] if k else np.nan
            features = [past[-1], past.mean(), before, len(past), gap, *course.doses[k], course.furosemide[k],
                        course.insulin[k], *course.context[k], course.age, course.sex == "F",
                        course.weight_kg, *(course.state[k] if len(course.state) else ())]  # fmt: skip
            out.append(
                Origin(int(order[c] % GROUPS), c, k, np.array(features, float), float(course.value[k + 1]),
                       float(past[-1]), float(past.mean()))
            )  # fmt: skip
    return out


def rival(make: Callable[[], object], cases: list[Origin]) -> np.ndarray:
    """Ensembles of a learner: its value plus the errors it makes on patients that it did not learn from."""
    from sklearn.model_selection import GroupKFold, cross_val_predict

    x = np.stack([o.features for o in cases])
    y = np.array([o.found for o in cases])
    group, patient = np.array([o.group for o in cases]), np.array([o.patient for o in cases])
    out = np.empty((len(cases), ENSEMBLE))
    share = (np.arange(ENSEMBLE) + 0.5) / ENSEMBLE
    for g in range(GROUPS):
        inside, outside = group != g, group == g
        fitted = make().fit(x[inside], y[inside])  # type: ignore[attr-defined]
        inner = cross_val_predict(make(), x[inside], y[inside], groups=patient[inside], cv=GroupKFold(5))
        errors = np.quantile(y[inside] - inner, share)
        out[outside] = fitted.predict(x[outside])[:, None] + errors[None, :]
    return out


def of_constant(centre: np.ndarray, cases: list[Origin]) -> np.ndarray:
    """Ensembles around a given value: the errors it makes in the patients of the other groups."""
    y, group = np.array([o.found for o in cases]), np.array([o.group for o in cases])
    share = (np.arange(ENSEMBLE) + 0.5) / ENSEMBLE
    out = np.empty((len(cases), ENSEMBLE))
    for g in range(GROUPS):
        errors = np.quantile((y - centre)[group != g], share)
        out[group == g] = centre[group == g, None] + errors[None, :]
    return out


@dataclass(frozen=True)
class Filtered:
    """The body's forecast of every case: mean and sd (``GROUPS``, n_cases), by the drift learned without each group."""

    mean: np.ndarray
    sd: np.ndarray
    learned: tuple[Drift, ...]

    def ensemble(self, cases: list[Origin]) -> np.ndarray:
        """Members of each case, by the drift learned without its group."""
        shares = student.ppf((np.arange(ENSEMBLE) + 0.5) / ENSEMBLE, TAILS)
        group, i = np.array([o.group for o in cases]), np.arange(len(cases))
        return self.mean[group, i, None] + self.sd[group, i, None] * shares


def of_body(courses: list[Course], effects: list[np.ndarray], cases: list[Origin], noise: float) -> Filtered:
    """The body's forecast, its drift learned from the other groups."""
    group_of = {o.patient: o.group for o in cases}
    patient, next_one = np.array([o.patient for o in cases]), np.array([o.k + 1 for o in cases])
    every, means, sds, learned = table(courses, effects), [], [], []
    for g in range(GROUPS):
        others = [c for c in range(len(courses)) if group_of.get(c, -1) != g]
        learned.append(learn([courses[c] for c in others], [effects[c] for c in others], noise))
        mean, sd = filtered(every, learned[-1], noise)
        means.append(mean[patient, next_one])
        sds.append(sd[patient, next_one])
    return Filtered(np.stack(means), np.stack(sds), tuple(learned))


def corrected(
    body: Filtered, effects: list[np.ndarray], cases: list[Origin], make: Callable[[], object]
) -> np.ndarray:
    """The body's forecast with what a learner finds in its errors on the other patients.

    The learner sees the rival's features, the forecast itself with its sd, and what the body made of the doses. The
    ensemble is the errors, in units of the body's sd, that it makes on patients that it did not learn from. Drift,
    errors and ensemble of a group are learned without it.
    """
    from sklearn.model_selection import GroupKFold, cross_val_predict

    plain = np.stack([o.features for o in cases])
    effect = np.array([effects[o.patient][o.k] for o in cases])
    found, group = np.array([o.found for o in cases]), np.array([o.group for o in cases])
    patient = np.array([o.patient for o in cases])
    share = (np.arange(ENSEMBLE) + 0.5) / ENSEMBLE
    out = np.empty((len(cases), ENSEMBLE))
    for g in range(GROUPS):
        inside, outside = group != g, group == g
        x = np.column_stack([plain, body.mean[g], body.sd[g], effect])
        error = found - body.mean[g]
        inner = cross_val_predict(make(), x[inside], error[inside], groups=patient[inside], cv=GroupKFold(5))
        spread = np.quantile((error[inside] - inner) / body.sd[g][inside], share)
        moved = make().fit(x[inside], error[inside]).predict(x[outside])  # type: ignore[attr-defined]
        out[outside] = (body.mean[g][outside] + moved)[:, None] + body.sd[g][outside, None] * spread
    return out


def scores(ensemble: np.ndarray, cases: list[Origin]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Absolute error of the median, CRPS, and whether the 90 % band held, of each forecast."""
    found = np.array([o.found for o in cases])
    low, middle, high = np.quantile(ensemble, [0.05, 0.5, 0.95], axis=1)
    return np.abs(middle - found), crps(ensemble, found), (found >= low) & (found <= high)


def compared(a: np.ndarray, b: np.ndarray, cases: list[Origin]) -> tuple[float, float, float]:
    """Mean difference of two scores with a 95 % interval from a bootstrap over patients."""
    patient = np.array([o.patient for o in cases])
    sums = np.bincount(patient, a - b)
    counts = np.bincount(patient).astype(float)
    use = counts > 0
    sums, counts = sums[use], counts[use]
    drawn = np.random.default_rng(1).integers(0, counts.size, (4000, counts.size))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return float((a - b).mean()), *map(float, np.quantile(means, [0.025, 0.975]))


def learners() -> dict[str, Callable[[], object]]:
    """The rivals that learn, and what learns the body's errors."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def boosting(**how: float) -> Callable[[], object]:
        return lambda: HistGradientBoostingRegressor(loss="absolute_error", random_state=0, **how)  # type: ignore[arg-type]

    return {
        "linear regression": lambda: make_pipeline(
            SimpleImputer(strategy="median"), StandardScaler(), LinearRegression()
        ),
        "gradient boosting": boosting(max_iter=150, learning_rate=0.05, max_leaf_nodes=8),
        "gradient boosting, slower": boosting(
            max_iter=300, learning_rate=0.02, max_leaf_nodes=6, min_samples_leaf=30, l2_regularization=5.0,
            max_features=0.4,
        ),
        "errors": boosting(max_iter=60, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=40),
    }  # fmt: skip


def run(folder: Path, analyte: str) -> dict[str, np.ndarray]:
    """Forecast, print the table, and give the ensembles back."""
    courses = read_courses(folder, analyte)
    cases = origins(courses)
    few = [replace(o, features=o.features[:FEW]) for o in cases]
    effects = body_effects(courses, analyte)
    nothing = [np.zeros_like(e) for e in effects]
    body = of_body(courses, effects, cases, NOISE[analyte])
    undosed = of_body(courses, nothing, cases, NOISE[analyte])
    make = learners()
    simple = {
        "last value": of_constant(np.array([o.last for o in cases]), cases),
        "patient's mean so far": of_constant(np.array([o.past_mean for o in cases]), cases),
        "linear regression": rival(make["linear regression"], cases),
        "linear regression, few columns": rival(make["linear regression"], few),
        "gradient boosting": rival(make["gradient boosting"], cases),
        "gradient boosting, few columns": rival(make["gradient boosting"], few),
        "gradient boosting, slower": rival(make["gradient boosting, slower"], cases),
    }
    own = {
        "body": body.ensemble(cases),
        "body without the doses": undosed.ensemble(cases),
        "body, its errors learned": corrected(body, effects, cases, make["errors"]),
        "the same without the doses": corrected(undosed, nothing, cases, make["errors"]),
    }
    print(f"{analyte}: {len(cases)} forecasts in {len({o.patient for o in cases})} patients")
    result = {name: scores(ensemble, cases) for name, ensemble in (simple | own).items()}
    for name, (error, score, held) in result.items():
        line = f"mean absolute error {error.mean():.4f}  CRPS {score.mean():.4f}  90 % band {held.mean():.3f}"
        print(f"  {name:34} {line}")
    best = min(simple, key=lambda name: result[name][0].mean())
    pairs = [("body", r) for r in dict.fromkeys(("linear regression", best, "body without the doses"))]
    pairs += [
        ("body, its errors learned", r)
        for r in dict.fromkeys(
            ("gradient boosting", "gradient boosting, few columns", best, "the same without the doses")
        )
    ]
    for mine, theirs in pairs:
        for j, what in enumerate(("mean absolute error", "CRPS")):
            mean, low, high = compared(result[mine][j], result[theirs][j], cases)
            print(f"  {mine} less {theirs}, {what}: {mean:+.4f} ({low:+.4f} to {high:+.4f})")
    given = np.array([courses[o.patient].doses[o.k].sum() > 0 for o in cases])
    for name, (error, _, _) in result.items():
        print(f"  after a dose ({given.sum()}): {name:34} {error[given].mean():.4f}")
    one = body.learned[0]
    print(
        f"  learned (first group): mean {one.mean:.2f}, slow {one.slow:.3f} over {one.slow_hours / 24:.0f} d, fast "
        f"{one.fast:.3f} over {one.fast_hours / 24:.1f} d, a sample {one.sampling:.3f} "
        f"mmol/L, response {one.response:.2f}"
    )
    return simple | own


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--analyte", choices=("potassium", "magnesium"), nargs="*")
    o = arguments.parse_args()
    for analyte in o.analyte or ("potassium", "magnesium"):
        run(o.folder, analyte)


if __name__ == "__main__":
    main()
