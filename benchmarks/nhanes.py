"""Survey-weighted summaries of NHANES as small tables for the package.

    python benchmarks/nhanes.py path/to/nhanes

Writes src/skou/data/population/nhanes_*.csv: serum means and standard deviations by sex and age, filtration
and drugs; who takes which drugs; body size; two-day dietary intakes and their weak correlation with serum.
NHANES is public domain (CDC/NCHS); the tables hold summaries only.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from skou.findings.formulas.kidney import egfr_ckd_epi_2021

OUT = Path(__file__).parents[1] / "src/skou/data/population"
RECENT = {"2021_2023": "L"}
EARLIER = {"2011_2012": "G", "2013_2014": "H", "2015_2016": "I", "2017_2018": "J"}
SERUM = {
    "potassium": ("LBXSKSI", 1.0),
    "sodium": ("LBXSNASI", 1.0),
    "bicarbonate": ("LBXSC3SI", 1.0),
    "calcium_total": ("LBXSCA", 0.2495),
    "phosphate": ("LBXSPH", 0.3229),
    "magnesium": ("LBXMAGN", 0.4114),
    "albumin": ("LBXSAL", 10.0),
}
"""Column and factor to mmol/L (albumin g/L); mass columns, as the molar ones are rounded harder."""
INTAKES = {
    "potassium": ("POTA", 1 / 39.098),
    "sodium": ("SODI", 1 / 22.99),
    "magnesium": ("MAGN", 1 / 24.305),
    "calcium": ("CALC", 1 / 40.078),
    "phosphate": ("PHOS", 1 / 30.974),
    "water": ("MOIS", 1e-3),
    "carbohydrate": ("CARB", 1.0),
    "protein": ("PROT", 1.0),
}
DRUGS = {
    "thiazide": "THIAZIDE|CHLORTHALIDONE|INDAPAMIDE|METOLAZONE",
    "loop": "FUROSEMIDE|BUMETANIDE|TORSEMIDE|ETHACRYNIC",
    "raas": r"PRIL(?:;|$)|SARTAN",
    "mra": "SPIRONOLACTONE|EPLERENONE",
    "enac_blocker": "TRIAMTERENE|AMILORIDE",
    "potassium_salt": "POTASSIUM CHLORIDE|POTASSIUM CITRATE|POTASSIUM BICARBONATE|POTASSIUM GLUCONATE",
}
OTHER_DRUGS = {
    "proton_pump_inhibitor": "PRAZOLE(?:;|$)",
    "beta_blocker": r"OLOL(?:;|$)|CARVEDILOL",
}
CONDITIONS = ("diabetes", "hypertension", *OTHER_DRUGS)
DIABETIC_HBA1C = 6.5
AGES = (20, 40, 60, 70, 90)
FILTRATION = (10, 30, 45, 60, 90, 250)
"""Below 10 most are on dialysis, which a resting body does not show: left out."""
DECADES = (20, 30, 40, 50, 60, 70, 80, 90)


def band(values: pd.Series, edges: tuple[int, ...]) -> pd.Series:
    """Label of the half-open band, ``20-39``."""
    return pd.cut(values, edges, right=False, labels=[f"{a}-{b - 1}" for a, b in pairwise(edges)]).astype(str)


def read_cycle(folder: Path, cycle: str, letter: str, drugs: bool) -> pd.DataFrame:
    """Adults of one cycle: covariates, serum, drugs, intakes, weight of the blood sample."""

    def table(name: str) -> pd.DataFrame:
        return pd.read_parquet(folder / cycle / f"{name}_{letter}.parquet")

    d = (
        table("DEMO")
        .merge(table("BIOPRO"), on="SEQN")
        .merge(table("BMX")[["SEQN", "BMXWT", "BMXHT"]], on="SEQN", how="left")
    )
    for day in (1, 2):
        recall = table(f"DR{day}TOT")
        keep = recall[recall[f"DR{day}DRSTZ"] == 1]
        columns = {f"DR{day}T{c}": f"{n}_{day}" for n, (c, _) in INTAKES.items()}
        d = d.merge(keep[["SEQN", *columns]].rename(columns=columns), on="SEQN", how="left")
        for name, (_, factor) in INTAKES.items():
            d[f"{name}_{day}"] *= factor
    d = d.merge(table("DIQ")[["SEQN", "DIQ010"]], on="SEQN", how="left")
    d = d.merge(table("GHB")[["SEQN", "LBXGH"]], on="SEQN", how="left")
    d["diabetes"] = (d.DIQ010 == 1) | (d.LBXGH >= DIABETIC_HBA1C)
    d = d.merge(table("BPQ")[["SEQN", "BPQ020"]], on="SEQN", how="left")
    d["hypertension"] = d.BPQ020 == 1
    d["weight"] = d["WTPH2YR"] if "WTPH2YR" in d else d["WTMEC2YR"]
    d = d[(d.RIDAGEYR >= 20) & (d.weight > 0) & (d.RIDEXPRG != 1)].copy()
    d["cycle"], d["age"] = cycle, d.RIDAGEYR.astype(float)
    d["sex"] = np.where(d.RIAGENDR == 1, "M", "F")
    for name, (column, factor) in SERUM.items():
        d[name] = d[column] * factor if column in d else np.nan
    d["egfr"] = [
        egfr_ckd_epi_2021(c, a, s) if c > 0 else np.nan
        for c, a, s in zip(d.LBDSCRSI, d.age, d.sex, strict=True)
    ]
    if drugs:
        taken = table("RXQ_RX").groupby("SEQN").RXDDRUG.agg(lambda x: "|".join(x.dropna()))
        text = d.SEQN.map(taken).fillna("").str.replace("|", ";", regex=False)
        for name, pattern in {**DRUGS, **OTHER_DRUGS}.items():
            d[name] = text.str.contains(pattern)
    d = d[~(d.egfr < FILTRATION[0])].copy()
    d["age_band"], d["egfr_band"] = band(d.age, AGES), band(d.egfr, FILTRATION)
    return d


def mean_sd(values: pd.DataFrame, column: str) -> tuple[int, float, float, float]:
    """Number, weighted mean and standard deviation, and standard error by strata and clusters."""
    d = values.dropna(subset=[column])
    w, x = d.weight.to_numpy(), d[column].to_numpy()
    mean = float(np.average(x, weights=w))
    sd = float(np.sqrt(np.average((x - mean) ** 2, weights=w) * len(x) / (len(x) - 1)))
    scores = (
        pd.Series(w * (x - mean) / w.sum())
        .groupby([d.cycle.to_numpy(), d.SDMVSTRA.to_numpy(), d.SDMVPSU.to_numpy()])
        .sum()
    )
    variance = 0.0
    for _, cluster in scores.groupby(level=[0, 1]):
        if len(cluster) > 1:
            variance += len(cluster) / (len(cluster) - 1) * float(((cluster - cluster.mean()) ** 2).sum())
    return len(x), mean, sd, float(np.sqrt(variance))


def serum_table(recent: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Every band's serum means and spreads."""
    rows = []

    def add(survey: str, kind: str, label: str, part: pd.DataFrame) -> None:
        for analyte in SERUM:
            if part[analyte].notna().sum() >= 30:
                n, mean, sd, se = mean_sd(part, analyte)
                age = float(np.average(part.age, weights=part.weight))
                rows.append(
                    (
                        survey,
                        kind,
                        label,
                        analyte,
                        n,
                        round(mean, 4),
                        round(sd, 4),
                        round(se, 4),
                        round(age, 1),
                    )
                )

    for (sex, age), part in recent.groupby(["sex", "age_band"]):
        add("2021-2023", "sex_age", f"{sex} {age}", part)
    for survey, people in (("2021-2023", recent), ("2011-2018", earlier)):
        for label, part in people[people.egfr.notna()].groupby("egfr_band"):
            add(survey, "egfr", str(label), part)
    plain = ~earlier[list(DRUGS)].any(axis=1)
    add("2011-2018", "drug", "none", earlier[plain])
    for name in ("thiazide", "loop", "raas", "mra"):
        add("2011-2018", "drug", name, earlier[earlier[name]])
    for (sex, age), part in earlier[plain & (earlier.egfr >= 60)].groupby(["sex", "age_band"]):
        add("2011-2018", "healthy", f"{sex} {age}", part)
    names = ["survey", "kind", "band", "analyte", "n", "mean", "sd", "standard_error", "mean_age"]
    return pd.DataFrame(rows, columns=names)


def strata_table(earlier: pd.DataFrame) -> pd.DataFrame:
    """Weighted share of adults by sex, decade, filtration and drugs; mean filtration of each band."""
    d = earlier[earlier.egfr.notna()].copy()
    d["decade"] = band(d.age, DECADES)
    d["drugs"] = [
        "+".join(n for n, on in zip(DRUGS, row, strict=True) if on) or "none"
        for row in d[list(DRUGS)].to_numpy()
    ]
    total = d.weight.sum()
    rows = []
    for kind, people in d.groupby(["sex", "decade", "egfr_band"]):
        mean = np.average(people.egfr, weights=people.weight)
        sd = np.sqrt(np.average((people.egfr - mean) ** 2, weights=people.weight))
        for drugs, part in people.groupby("drugs"):
            rows.append((*kind, drugs, round(part.weight.sum() / total, 7), round(mean, 1), round(sd, 1)))
    return pd.DataFrame(
        rows, columns=["sex", "decade", "egfr_band", "drugs", "share", "egfr_mean", "egfr_sd"]
    )


def survey_table(recent: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """What each cycle of 2011-2018 read less 2021-2023 in adults of 20-69 with normal filtration, sex and age alike.

    Other analysers and another decade: a difference between data and data, in which the model has no part. ``share``
    is the cycle's part of the weights.
    """
    rows = []
    for cycle, one in earlier.groupby("cycle"):
        share = round(float(one.weight.sum() / earlier.weight.sum()), 4)
        for analyte in SERUM:
            if one[analyte].notna().any():
                differences, weights = [], []
                for sex, age in ((x, y) for x in "FM" for y in ("20-39", "40-59", "60-69")):
                    parts = [p[(p.sex == sex) & (p.age_band == age) & (p.egfr >= 60)] for p in (one, recent)]
                    differences.append(mean_sd(parts[0], analyte)[1] - mean_sd(parts[1], analyte)[1])
                    weights.append(parts[1].weight.sum())
                shift = round(float(np.average(differences, weights=weights)), 4)
                rows.append(("2011-2018", cycle.replace("_", "-"), share, analyte, shift))
    return pd.DataFrame(rows, columns=["survey", "cycle", "share", "analyte", "shift"])


def conditions_table(earlier: pd.DataFrame) -> pd.DataFrame:
    """Share of each set of illnesses and other drugs among people of one sex, age, filtration and treatment."""
    d = earlier[earlier.egfr.notna()].copy()
    d["filtration"] = np.where(d.egfr < 60.0, "10-59", "60-249")
    others = d[[n for n in DRUGS if n != "raas"]].any(axis=1)
    d["treatment"] = np.where(d.raas, "raas", np.where(others, "other", "none"))
    d["conditions"] = [
        "+".join(n for n, on in zip(CONDITIONS, row, strict=True) if on) or "none"
        for row in d[list(CONDITIONS)].to_numpy()
    ]
    rows = []
    for kind, part in d.groupby(["sex", "age_band", "filtration", "treatment"]):
        for conditions, few in part.groupby("conditions"):
            rows.append((*kind, conditions, round(float(few.weight.sum() / part.weight.sum()), 4)))
    return pd.DataFrame(rows, columns=["sex", "age_band", "filtration", "treatment", "conditions", "share"])


def intake_ratios(people: pd.DataFrame) -> pd.DataFrame:
    """What people with lost filtration and with diabetes eat of each, as difference of the logarithm from others.

    Adjusted for sex, age band and survey.
    """
    bands = [f"{a}-{b - 1}" for a, b in pairwise(FILTRATION)][:-1]
    d = people[people.egfr.notna()]
    design = pd.concat(
        [
            pd.get_dummies(d.sex + d.age_band + d.cycle, dtype=float),
            pd.get_dummies(d.egfr_band, dtype=float)[bands],
            d.diabetes.astype(float),
        ],
        axis=1,
    )
    rows = []
    for name in INTAKES:
        days = d[[f"{name}_1", f"{name}_2"]]
        eaten = np.log(days.where(days > 0).mean(axis=1))
        known = eaten.notna()
        root = np.sqrt(d.weight[known].to_numpy())
        x, y = design[known].to_numpy() * root[:, None], eaten[known].to_numpy() * root
        found = np.linalg.lstsq(x, y, rcond=None)[0][-len(bands) - 1 :]
        rows += [(g, name, round(float(v), 3)) for g, v in zip([*bands, "diabetes"], found, strict=True)]
    return pd.DataFrame(rows, columns=["group", "intake", "log_ratio"])


def size_table(people: pd.DataFrame) -> pd.DataFrame:
    """Height [cm] and logarithm of body mass index by sex and age band."""
    d = people.dropna(subset=["BMXWT", "BMXHT"]).copy()
    d["log_bmi"] = np.log(d.BMXWT / (d.BMXHT / 100) ** 2)
    rows = []
    for (sex, age), part in d.groupby(["sex", "age_band"]):
        n, h, hs, _ = mean_sd(part, "BMXHT")
        _, b, bs, _ = mean_sd(part, "log_bmi")
        w = part.weight / part.weight.sum()
        r = float((w * (part.BMXHT - h) * (part.log_bmi - b)).sum() / hs / bs)
        rows.append((sex, age, n, round(h, 2), round(hs, 2), round(b, 4), round(bs, 4), round(r, 3)))
    names = ["sex", "age_band", "n", "height_mean", "height_sd", "log_bmi_mean", "log_bmi_sd", "correlation"]
    return pd.DataFrame(rows, columns=names)


def intake_table(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mean and usual (between-person) spread of intakes by sex and age, and the correlation of usual intakes.

    The covariance of the logarithms of two recalls on different days is that of the usual intakes; what one day has
    beyond that is its own (``sd_day``).
    """
    names = list(INTAKES)
    both = people.dropna(subset=[f"{n}_{k}" for n in names for k in (1, 2)])
    both = both[(both[[f"{n}_{k}" for n in names for k in (1, 2)]] > 0).all(axis=1)]
    rows = []
    residual: dict[int, list[np.ndarray]] = {1: [], 2: []}
    weights = []
    for (sex, age), part in both.groupby(["sex", "age_band"]):
        w = part.weight.to_numpy() / part.weight.sum()
        logs = {k: np.log(part[[f"{n}_{k}" for n in names]].to_numpy()) for k in (1, 2)}
        centre = {k: logs[k] - w @ logs[k] for k in (1, 2)}
        for k in (1, 2):
            residual[k].append(centre[k])
        weights.append(part.weight.to_numpy())
        for j, name in enumerate(names):
            days = part[[f"{name}_1", f"{name}_2"]].mean(axis=1).to_numpy()
            rows.append(
                (
                    sex,
                    age,
                    name,
                    len(part),
                    round(float(w @ days), 3),
                    round(float((w @ logs[1] + w @ logs[2])[j] / 2), 4),
                )
            )
    w = np.concatenate(weights)
    w /= w.sum()
    first, second = np.vstack(residual[1]), np.vstack(residual[2])
    cross = (first * w[:, None]).T @ second
    covariance = (cross + cross.T) / 2
    sd = np.sqrt(np.diag(covariance))
    correlation = pd.DataFrame((covariance / np.outer(sd, sd)).round(3), columns=names)
    correlation.insert(0, "intake", names)
    correlation.insert(1, "sd_log", sd.round(4))
    both_days = (first**2 * w[:, None]).sum(axis=0) + (second**2 * w[:, None]).sum(axis=0)
    correlation.insert(2, "sd_day", np.sqrt(both_days / 2 - sd**2).round(4))
    return pd.DataFrame(rows, columns=["sex", "age_band", "intake", "n", "mean", "mean_log"]), correlation


IONS = {
    "potassium": "potassium",
    "magnesium": "magnesium",
    "calcium_total": "calcium",
    "phosphate": "phosphate",
    "sodium": "sodium",
}


def diet_correlations(people: pd.DataFrame) -> pd.DataFrame:
    """Serum with the intake of the same ion: weighted correlation with the mean of the recalls, and slope.

    The slope is per unit of the logarithm of intake; one recall stands in for the other, so that the noise
    of a day does not flatten it (bias that a person repeats on both days still does).
    """
    rows = []
    for serum, intake in IONS.items():
        eaten = people[[f"{intake}_1", f"{intake}_2"]].mean(axis=1)
        d = people.assign(eaten=eaten).dropna(subset=[serum, "eaten"])
        correlation = weighted_covariance(d, d[serum], d.eaten) / np.sqrt(
            weighted_covariance(d, d[serum], d[serum]) * weighted_covariance(d, d.eaten, d.eaten)
        )
        both = d[(d[f"{intake}_1"] > 0) & (d[f"{intake}_2"] > 0)]
        first, second = np.log(both[f"{intake}_1"]), np.log(both[f"{intake}_2"])
        shared = weighted_covariance(both, first, second)
        slope = weighted_covariance(both, (first + second) / 2, both[serum]) / shared
        rows.append((serum, intake, len(d), round(correlation, 3), round(slope, 3)))
    return pd.DataFrame(rows, columns=["serum", "intake", "n", "correlation", "slope_log_intake"])


def weighted_covariance(people: pd.DataFrame, x: pd.Series, y: pd.Series) -> float:
    """Covariance under survey weights."""
    w = people.weight / people.weight.sum()
    return float((w * (x - (w * x).sum()) * (y - (w * y).sum())).sum())


def drug_effects(earlier: pd.DataFrame) -> pd.DataFrame:
    """What takers of a drug have more of, adjusted for decade, sex and its trend, filtration, other drugs."""
    d = earlier[earlier.egfr.notna()].copy()
    d["decade"] = band(d.age, DECADES)
    female = (d.sex == "F").astype(float)
    design = pd.concat(
        [
            pd.get_dummies(d.decade, dtype=float),
            pd.get_dummies(d.egfr_band, drop_first=True, dtype=float),
            female.rename("female"),
            (female * (d.age - 50.0)).rename("female_age"),
            d[list(DRUGS)].astype(float),
        ],
        axis=1,
    )
    rows = []
    for analyte in ("potassium", "sodium", "bicarbonate", "calcium_total", "phosphate"):
        known = d[analyte].notna()
        root = np.sqrt(d.weight[known].to_numpy())
        x, y = design[known].to_numpy() * root[:, None], d[analyte][known].to_numpy() * root
        found = np.linalg.lstsq(x, y, rcond=None)[0][-len(DRUGS) :]
        takers = d.loc[known, list(DRUGS)].sum()
        rows += [(g, analyte, int(takers[g]), round(float(v), 3)) for g, v in zip(DRUGS, found, strict=True)]
    return pd.DataFrame(rows, columns=["drug", "analyte", "n", "difference"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    recent = pd.concat([read_cycle(folder, c, x, False) for c, x in RECENT.items()])
    earlier = pd.concat([read_cycle(folder, c, x, True) for c, x in EARLIER.items()])
    intakes, correlation = intake_table(recent)
    for name, table in {
        "serum": serum_table(recent, earlier),
        "strata": strata_table(earlier),
        "surveys": survey_table(recent, earlier),
        "size": size_table(recent),
        "intakes": intakes,
        "intake_correlation": correlation,
        "drug_differences": drug_effects(earlier),
        "diet_correlation": diet_correlations(recent),
        "conditions": conditions_table(earlier),
        "intake_ratios": intake_ratios(pd.concat([recent, earlier])),
    }.items():
        table.to_csv(OUT / f"nhanes_{name}.csv", index=False, lineterminator="\n")
        print(f"nhanes_{name}.csv: {len(table)} rows")


if __name__ == "__main__":
    main()
