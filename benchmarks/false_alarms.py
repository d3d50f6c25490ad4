"""How often the rules send ordinary adults to a clinician today, and whether that was called for.

    python benchmarks/false_alarms.py path/to/nhanes --people 2000

Adults of NHANES 2011-2018 (CDC/NCHS, public domain) with their blood chemistry and drugs are read as person
records; the rules (`findings`, `dangers`, `urgency`) answer. The urgent share (``same_day`` or ``emergency``)
is held against the share with a critical value (limits of ``analytes.csv``) or a dangerous combination
(``interactions.csv``). Only totals are printed.

The sample is plain, not weighted to the population. The records hold no conditions, symptoms or vital signs, and
everyone was well enough to come to a survey. The combinations are found by the same rules that raise alarms: only
the critical values are an outside yardstick.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from intervals import share

from skou.data import read_csv
from skou.errors import SkouError
from skou.findings import dangers, findings, urgency
from skou.records import read_person
from skou.records.person import Person

CYCLES = {"2011_2012": "G", "2013_2014": "H", "2015_2016": "I", "2017_2018": "J"}
LABS = {
    "LBXSKSI": ("potassium", "mmol/L"),
    "LBXSNASI": ("sodium", "mmol/L"),
    "LBXSCLSI": ("chloride", "mmol/L"),
    "LBXSC3SI": ("bicarbonate", "mmol/L"),
    "LBXSCA": ("calcium_total", "mg/dL"),
    "LBXSPH": ("phosphate", "mg/dL"),
    "LBXSCR": ("creatinine", "mg/dL"),
    "LBDSBUSI": ("urea", "mmol/L"),
    "LBXSGL": ("glucose", "mg/dL"),
    "LBXSAL": ("albumin", "g/dL"),
}
NOT_A_DRUG = frozenset({"55555", "77777", "99999", ""})
URGENT = frozenset({"same_day", "emergency"})


@dataclass(frozen=True)
class Verdict:
    """What the rules said of one person, and what there was to say.

    Attributes
    ----------
    urgency : str
    alarms : tuple of str
        Codes of the dangers that are ``same_day`` or ``emergency``.
    critical : tuple of str
        Values at or beyond a critical limit, in words.
    combinations : tuple of str
        Dangerous combinations that the table calls critical.
    any_combination : bool
        Whether any dangerous combination at all was found.
    drugs, unknown_drugs : int
    """

    urgency: str
    alarms: tuple[str, ...]
    critical: tuple[str, ...]
    combinations: tuple[str, ...]
    any_combination: bool
    drugs: int
    unknown_drugs: int

    @property
    def urgent(self) -> bool:
        """Sent today."""
        return self.urgency in URGENT

    @property
    def called_for(self) -> bool:
        """A critical value, or a combination that is critical by its table."""
        return bool(self.critical or self.combinations)


def critical_limits() -> dict[str, tuple[float, float]]:
    """Critical limits by analyte, in its own unit; infinite where there is none."""
    return {
        row["analyte"]: (float(row["critical_low"] or "-inf"), float(row["critical_high"] or "inf"))
        for row in read_csv("analytes.csv")
        if row["critical_low"] or row["critical_high"]
    }


def critical_values(person: Person) -> tuple[str, ...]:
    """Blood values at or beyond a critical limit."""
    limits = critical_limits()
    return tuple(
        f"{x.analyte} {x.value:.3g} {x.unit}"
        for x in person.labs
        if x.is_blood and x.analyte in limits and not limits[x.analyte][0] < x.value < limits[x.analyte][1]
    )


def judge(record: Mapping[str, Any]) -> Verdict:
    """Read one record and ask the rules."""
    person = read_person(record)
    found = dangers(person, findings(person))
    rows = {
        row["code"]: row["severity"] for row in read_csv("interactions.csv") if row["kind"] == "combination"
    }
    combined = [d.code for d in found if d.code in rows]
    return Verdict(
        urgency(found),
        tuple(d.code for d in found if d.urgency in URGENT),
        critical_values(person),
        tuple(code for code in combined if rows[code] == "critical"),
        bool(combined),
        len(person.medications),
        sum(m.drug is None for m in person.medications),
    )


def record_of(row: Mapping[str, Any], drugs: list[dict[str, Any]]) -> dict[str, Any]:
    """One survey row and its drugs as a person record."""
    about: dict[str, Any] = {"age": float(row["RIDAGEYR"]), "sex": "M" if row["RIAGENDR"] == 1 else "F"}
    for name, column in (("weight_kg", "BMXWT"), ("height_cm", "BMXHT")):
        if pd.notna(row[column]):
            about[name] = float(row[column])
    if row["RIDEXPRG"] == 1:
        about["pregnant"] = True
    labs = [
        {"analyte": analyte, "value": float(row[column]), "unit": unit}
        for column, (analyte, unit) in LABS.items()
        if pd.notna(row[column])
    ]
    return {"person": about, "labs": labs, "medications": drugs}


def read_adults(folder: Path) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every adult with a blood chemistry: survey row and drugs taken, each with the days taken so far."""
    people = []
    for cycle, letter in CYCLES.items():
        rows = (
            pd.read_parquet(folder / cycle / f"DEMO_{letter}.parquet")
            .merge(pd.read_parquet(folder / cycle / f"BIOPRO_{letter}.parquet"), on="SEQN")
            .merge(pd.read_parquet(folder / cycle / f"BMX_{letter}.parquet"), on="SEQN", how="left")
        )
        rows = rows[(rows.RIDAGEYR >= 18) & rows.LBXSKSI.notna()]
        taken: dict[int, list[dict[str, Any]]] = {}
        drugs = pd.read_parquet(folder / cycle / f"RXQ_RX_{letter}.parquet")
        for seqn, name, days in zip(drugs.SEQN, drugs.RXDDRUG.fillna(""), drugs.RXDDAYS, strict=True):
            if name.strip() not in NOT_A_DRUG:
                known = pd.notna(days) and days < 70000
                entry = {"name": name} | ({"duration": f"{days:.0f} days"} if known else {})
                taken.setdefault(int(seqn), []).append(entry)
        people += [(row, taken.get(int(row["SEQN"]), [])) for row in rows.to_dict("records")]
    return people


def report(verdicts: list[Verdict], refused: Counter[str]) -> str:
    """The figures in words, worst first."""
    n = len(verdicts)
    critical = [v for v in verdicts if v.critical]
    missed = [v for v in critical if not v.urgent]
    urgent = [v for v in verdicts if v.urgent]
    without = [v for v in urgent if not v.called_for]
    lines = [
        f"{n} adults read, {sum(refused.values())} records refused {dict(refused) or ''}",
        f"critical values not sent today   {len(missed)} of {len(critical)}"
        + "".join(f"\n    {v.critical} sent {v.urgency}" for v in missed),
        f"sent same_day or emergency       {share(len(urgent), n)}",
        f"critical value                   {share(len(critical), n)}",
        f"  or a critical combination      {share(sum(v.called_for for v in verdicts), n)}",
        f"  or any combination             {share(sum(bool(v.critical) or v.any_combination for v in verdicts), n)}",
        f"sent with neither of the first   {share(len(without), n)}",
        "urgency  " + _counts(Counter(v.urgency for v in verdicts)),
        "alarms   " + _counts(Counter(c for v in urgent for c in v.alarms)),
        "alarms of those sent with neither  " + _counts(Counter(c for v in without for c in v.alarms)),
        "critical combinations of those not sent  "
        + _counts(Counter(c for v in verdicts if not v.urgent for c in v.combinations)),
        f"drug names not recognised  {share(sum(v.unknown_drugs for v in verdicts), sum(v.drugs for v in verdicts))}",
    ]
    return "\n".join(lines)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{k} {c}" for k, c in counter.most_common()) or "none"


def main() -> None:
    """Draw, judge, print."""
    parser = argparse.ArgumentParser(
        description="Share of ordinary adults that the rules send to a clinician today."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    people = read_adults(chosen.folder)
    rng = np.random.default_rng(chosen.seed)
    verdicts, refused = [], Counter[str]()
    for i in rng.choice(len(people), size=min(chosen.people, len(people)), replace=False):
        try:
            verdicts.append(judge(record_of(*people[i])))
        except SkouError as error:
            refused[type(error).__name__] += 1
    print(f"NHANES 2011-2018, seed {chosen.seed}, from {len(people)} adults")
    print(report(verdicts, refused))


if __name__ == "__main__":
    main()
