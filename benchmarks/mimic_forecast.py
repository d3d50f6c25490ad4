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
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mimic_course import Course, body_effects, read_courses
from scipy.optimize import minimize
from scipy.stats import t as student

SHORTEST, LONGEST = 6.0, 48.0
GROUPS = 10
ENSEMBLE = 199
NOISE = {"potassium": 0.022, "magnesium": 0.030}
"""Analytical variation and sampling together, as a share of the value (analytes.csv: 1.5 and 2.5 %; handling 1.6 %)."""
TAILS = 5.0
"""Degrees of freedom of the predictive distribution, as in ``likelihoods.yaml``."""


@dataclass(frozen=True)
class Drift:
    """The learned part: mean level, sizes [mmol/L] and times [h] of the slow and the fast drift."""

    mean: float
    slow: float
    slow_hours: float
    fast: float
    fast_hours: float
    sampling: float = 0.0
    """What a sample adds beyond the analysis: tourniquet, haemolysis, the hour of the day [mmol/L]."""
    response: float = 1.0
    """Share of the body's answer to the doses that is seen: doses also follow losses that go on."""


def forecasts(
    course: Course, effect: np.ndarray, drift: Drift, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and sd of each measurement given those before it (Kalman filter over two Ornstein-Uhlenbeck parts)."""
    n = len(course.value)
    mean, sd = np.empty(n), np.empty(n)
    a = b = 0.0
    paa, pbb, pab = drift.slow**2, drift.fast**2, 0.0
    for k in range(n):
        if k:
            gap = course.hours[k] - course.hours[k - 1]
            fa, fb = np.exp(-gap / drift.slow_hours), np.exp(-gap / drift.fast_hours)
            a, b = fa * a, fb * b + drift.response * effect[k - 1]
            paa = fa * fa * paa + drift.slow**2 * (1 - fa * fa)
            pbb = fb * fb * pbb + drift.fast**2 * (1 - fb * fb)
            pab = fa * fb * pab
        mean[k] = drift.mean + a + b
        own = (noise * mean[k]) ** 2 + drift.sampling**2
        variance = paa + pbb + 2 * pab + own
        sd[k] = np.sqrt(variance)
        off = course.value[k] - mean[k]
        # An odd value is likelier a bad sample than a jump: its noise grows with its distance (Student's t).
        odd = max(1.0, (TAILS + off * off / variance) / (TAILS + 1.0))
        variance += (odd - 1.0) * own + (odd - 1.0) * 0.5 * (paa + pbb)
        gain_a, gain_b = (paa + pab) / variance, (pbb + pab) / variance
        a, b = a + gain_a * off, b + gain_b * off
        pa, pb = paa + pab, pbb + pab
        paa, pbb, pab = paa - gain_a * pa, pbb - gain_b * pb, pab - gain_a * pb
    return mean, sd


def learn(courses: list[Course], effects: list[np.ndarray], noise: float) -> Drift:
    """Largest likelihood (Student's t) over some patients; long courses count no more than 30 values."""
    level = float(np.mean([c.value.mean() for c in courses]))

    def unpack(x: np.ndarray) -> Drift:
        slow, slow_hours, fast, fast_hours, sampling = np.exp(np.clip(x[1:6], -8.0, 9.0))
        return Drift(x[0], slow, slow_hours, fast, fast_hours, sampling, float(np.clip(x[6], 0.0, 1.5)))

    def cost(x: np.ndarray) -> float:
        total = 0.0
        for course, effect in zip(courses, effects, strict=True):
            mean, sd = forecasts(course, effect, unpack(x), noise)
            z = (course.value - mean) / sd
            each = 0.5 * (TAILS + 1) * np.log1p(z * z / TAILS) + np.log(sd)
            total += each.sum() * min(1.0, 30.0 / each.size)
        return total

    sizes = np.log(np.array([0.06 * level, 700.0, 0.09 * level, 30.0, 0.03 * level]))
    start = np.array([level, *sizes, 0.8])
    return unpack(
        minimize(cost, start, method="Nelder-Mead", options={"maxfev": 400, "xatol": 0.02, "fatol": 0.3}).x
    )


def crps_of_ensemble(members: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of sorted members (n, m): E|X - y| - E|X - X'|/2 (fair)."""
    m = members.shape[1]
    members = np.sort(members, axis=1)
    spread = (members * (2 * np.arange(1, m + 1) - m - 1)).sum(axis=1) / (m * (m - 1))
    return np.abs(members - found[:, None]).mean(axis=1) - spread


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
                        course.weight_kg]  # fmt: skip
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


def of_body(
    courses: list[Course], effects: list[np.ndarray], cases: list[Origin], noise: float
) -> tuple[np.ndarray, list[Drift]]:
    """Ensembles of the body's forecast, the drifts learned from the other groups."""
    group_of = {o.patient: o.group for o in cases}
    shares = student.ppf((np.arange(ENSEMBLE) + 0.5) / ENSEMBLE, TAILS)
    out, learned = np.empty((len(cases), ENSEMBLE)), []
    for g in range(GROUPS):
        others = [c for c in range(len(courses)) if group_of.get(c, -1) != g]
        drift = learn([courses[c] for c in others], [effects[c] for c in others], noise)
        learned.append(drift)
        made = {c: forecasts(courses[c], effects[c], drift, noise) for c, own in group_of.items() if own == g}
        for i, o in enumerate(cases):
            if o.group == g:
                mean, sd = made[o.patient]
                out[i] = mean[o.k + 1] + sd[o.k + 1] * shares
    return out, learned


def corrected(ensemble: np.ndarray, cases: list[Origin], make: Callable[[], object]) -> np.ndarray:
    """The body's forecast with what a learner finds in its errors on other patients.

    The learner sees the rival's features and the forecast itself. What a case's forecast was learned from holds the
    group that is predicted, but only through seven numbers common to all patients.
    """
    centre = np.median(ensemble, axis=1)
    x = np.column_stack([np.stack([o.features for o in cases]), centre])
    error = np.array([o.found for o in cases]) - centre
    group = np.array([o.group for o in cases])
    moved = np.empty_like(centre)
    for g in range(GROUPS):
        inside, outside = group != g, group == g
        moved[outside] = make().fit(x[inside], error[inside]).predict(x[outside])  # type: ignore[attr-defined]
    return ensemble + moved[:, None]


def scores(ensemble: np.ndarray, cases: list[Origin]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Absolute error of the median, CRPS, and whether the 90 % band held, of each forecast."""
    found = np.array([o.found for o in cases])
    low, middle, high = np.quantile(ensemble, [0.05, 0.5, 0.95], axis=1)
    return np.abs(middle - found), crps_of_ensemble(ensemble, found), (found >= low) & (found <= high)


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


def run(folder: Path, analyte: str) -> dict[str, np.ndarray]:
    """Forecast, print the table, and give the ensembles back."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def of_errors() -> object:
        return HistGradientBoostingRegressor(
            loss="absolute_error", max_iter=60, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=40,
            random_state=0,
        )  # fmt: skip

    courses = read_courses(folder, analyte)
    cases = origins(courses)
    effects = body_effects(courses, analyte)
    nothing = [np.zeros_like(e) for e in effects]
    drawn, learned = of_body(courses, effects, cases, NOISE[analyte])
    methods = {
        "last value": of_constant(np.array([o.last for o in cases]), cases),
        "patient's mean so far": of_constant(np.array([o.past_mean for o in cases]), cases),
        "linear regression": rival(
            lambda: make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LinearRegression()),
            cases,
        ),
        "gradient boosting": rival(
            lambda: HistGradientBoostingRegressor(
                loss="absolute_error", max_iter=150, learning_rate=0.05, max_leaf_nodes=8, random_state=0
            ),
            cases,
        ),
        "body": drawn,
        "body, its errors learned": corrected(drawn, cases, of_errors),
        "the same without the body's doses": of_body(courses, nothing, cases, NOISE[analyte])[0],
    }
    print(f"{analyte}: {len(cases)} forecasts in {len({o.patient for o in cases})} patients")
    result = {name: scores(ensemble, cases) for name, ensemble in methods.items()}
    for name, (error, crps, held) in result.items():
        line = f"mean absolute error {error.mean():.4f}  CRPS {crps.mean():.4f}  90 % band {held.mean():.3f}"
        print(f"  {name:34} {line}")
    pairs = [
        ("body", r) for r in ("linear regression", "gradient boosting", "the same without the body's doses")
    ]
    for own, rival_name in (*pairs, ("body, its errors learned", "gradient boosting")):
        for j, what in enumerate(("mean absolute error", "CRPS")):
            mean, low, high = compared(result[own][j], result[rival_name][j], cases)
            print(f"  {own} less {rival_name}, {what}: {mean:+.4f} ({low:+.4f} to {high:+.4f})")
    given = np.array([courses[o.patient].doses[o.k].sum() > 0 for o in cases])
    for name in ("last value", "gradient boosting", "body", "the same without the body's doses"):
        print(f"  after a dose ({given.sum()}): {name:34} {result[name][0][given].mean():.4f}")
    one = learned[0]
    print(
        f"  learned (first group): mean {one.mean:.2f}, slow {one.slow:.3f} over {one.slow_hours / 24:.0f} d, fast "
        f"{one.fast:.3f} over {one.fast_hours / 24:.1f} d, a sample {one.sampling:.3f} "
        f"mmol/L, response {one.response:.2f}"
    )
    return methods


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--analyte", choices=("potassium", "magnesium"), nargs="*")
    o = arguments.parse_args()
    for analyte in o.analyte or ("potassium", "magnesium"):
        run(o.folder, analyte)


if __name__ == "__main__":
    main()
