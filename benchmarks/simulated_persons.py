"""Simulation-based calibration of ``assess``: persons drawn from its own prior, bodies and noise.

    python benchmarks/simulated_persons.py --people 100

Each person gets an age, a sex and perhaps a drug list; causes and bodily traits are drawn from the prior that these
facts condition, the real body is simulated, a usual panel is reported with the assessor's own noise and
assessed. If the computation is right, a cause called 30 % likely is there in 30 %, and the 90 % bands of the deficits
hold the truth in 90 % (Talts 2018, arXiv:1804.06788; Cook 2006, doi:10.1198/106186006X136976). This says whether the
posterior belongs to its model, not whether the model belongs to patients.

Only persons in whom the rules find a disorder are assessed: choosing by what the record shows leaves the posterior
right.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from intervals import share
from numpy.typing import NDArray
from scipy.stats import chisquare

from skou.errors import OutOfPhysiologicalRange
from skou.findings import findings
from skou.inference import assess
from skou.inference.artefacts import reported
from skou.inference.assess import LISTED, PARTICLES
from skou.inference.assessment import Assessment
from skou.inference.batch import SPEED_SPREAD
from skou.inference.bodies import CorrectedBody, body_of
from skou.inference.contributions import contributions
from skou.inference.knowledge import lab_model
from skou.inference.observations import observe
from skou.inference.posterior import Posterior
from skou.inference.prior import MIXED, condition
from skou.inference.sampling import log_exclusion, prior_proposal
from skou.inference.simulator import Simulated
from skou.inference.stores import deficits
from skou.inference.wandering import wanders_beyond
from skou.records import read_person
from skou.records.person import Person

Array = NDArray[np.float64]

PANEL = {
    "potassium": "mmol/L", "sodium": "mmol/L", "chloride": "mmol/L", "bicarbonate": "mmol/L",
    "magnesium": "mmol/L", "calcium_total": "mmol/L", "phosphate": "mmol/L", "creatinine": "umol/L",
    "urea": "mmol/L", "glucose": "mmol/L", "albumin": "g/L",
}  # fmt: skip
AGES = (30, 50, 70)
DRUG_LISTS: tuple[tuple[str, ...], ...] = (
    (), (), (), ("furosemide",), ("hydrochlorothiazide",), ("ramipril", "spironolactone"), ("omeprazole",),
)  # fmt: skip
CANDIDATES = 16
"""Bodies drawn at once for one set of facts."""
KEPT = 2
"""At most so many of them are assessed, so that many sets of facts are seen."""
STORES = ("potassium_deficit_mmol", "magnesium_deficit_mmol")
BINS = (0.0, LISTED, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0 + 1e-9)
RANK_SHARES = (0.05, 0.45, 0.45, 0.05)
"""Shares of the truth below the 5 % mark, up to the median, up to the 95 % mark and above, were ranks uniform."""
TIE = 0.01
"""Deficits this near are the same [mmol]: without a cause that moves a store its deficit is exactly zero."""


@dataclass(frozen=True)
class Case:
    """A record with the body it came from, one row of severities, traits and simulation."""

    person: Person
    body: CorrectedBody
    severity: Array
    traits: Array
    simulated: Simulated


@dataclass(frozen=True)
class Scored:
    """One assessed person.

    Attributes
    ----------
    stated : array (n_codes,)
        Probability of every cause, those below ``LISTED`` too; 0 where no virtual patient has it.
    true : array (n_codes,)
        1 where the cause contributes in the true body; between for a state that only may.
    main_place : int or None
        Place in the list of the cause that truly contributes most; 0 where it is not listed, None where
        none contributes.
    place_in_band : mapping of store to int
        -1 where the true deficit is below its band, 0 inside (edges included), +1 above.
    above_median : mapping of store to bool
        Not where the median lies in the heap of those who lack nothing.
    edged : frozenset of str
        Stores whose band has no edge at zero. Many virtual patients have no deficit at all, and a band that
        ends in that heap holds more than 90 %; these should hold just that.
    """

    codes: tuple[str, ...]
    stated: Array
    true: Array
    main_place: int | None
    place_in_band: Mapping[str, int]
    above_median: Mapping[str, bool]
    edged: frozenset[str]
    effective: float
    temper: float
    seconds: float


def draw_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Cases without end."""
    while True:
        facts = {
            "person": {"age": int(rng.choice(AGES)), "sex": str(rng.choice(["F", "M"]))},
            "medications": list(DRUG_LISTS[rng.integers(len(DRUG_LISTS))]),
        }
        yield from cases_with(facts, rng, CANDIDATES, KEPT)


def cases_with(facts: Mapping[str, Any], rng: np.random.Generator, candidates: int, kept: int) -> list[Case]:
    """Up to ``kept`` cases with one set of facts and a disorder in their panel."""
    asked = read_person(facts)
    body = body_of(asked)
    severity = draw_severity(asked, rng, candidates, body.caps)
    traits = rng.standard_normal((candidates, body.traits))
    simulated = body.simulate(severity, traits, np.exp(SPEED_SPREAD * rng.standard_normal(candidates)))
    panels = noisy_panels(reported(simulated.now, severity), rng)
    cases: list[Case] = []
    for i in np.flatnonzero(simulated.ok):
        labs = [{"analyte": a, "value": float(panels[a][i]), "unit": u} for a, u in PANEL.items()]
        try:
            person = read_person({**facts, "labs": labs})
        except OutOfPhysiologicalRange:
            continue
        if any(f.disorder != "none" for f in findings(person)):
            row = slice(i, i + 1)
            cases.append(Case(person, body, severity[row], traits[row], one_row(simulated, row)))
        if len(cases) == kept:
            break
    return cases


def draw_severity(person: Person, rng: np.random.Generator, n: int, caps: Array) -> Array:
    """Sets of causes from the prior of one person, exclusions kept by rejection."""
    proposal = prior_proposal(condition(person))
    rows = np.empty((0, caps.size))
    while rows.shape[0] < n:
        drawn = proposal.draw(rng, n, caps)
        rows = np.vstack([rows, drawn[np.log(rng.random(n)) < log_exclusion(drawn)]])
    return rows[:n]


def noisy_panels(values: Mapping[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """The panel with the scatter of the likelihood: Student t, wider for predictions far from the ordinary."""
    model = lab_model()
    out = {}
    for analyte in PANEL:
        scatter = model.analytes[analyte]
        mean = scatter.transform(values[analyte])
        away = model.proportional * np.abs(mean - float(scatter.transform(scatter.reference)))
        sd = np.sqrt(scatter.sd**2 + wanders_beyond(analyte, MIXED) ** 2 + away**2)
        x = mean + sd * rng.standard_t(model.degrees_of_freedom, mean.size)
        out[analyte] = np.exp(x) if scatter.is_log else x
    return out


def one_row(simulated: Simulated, row: slice) -> Simulated:
    """One patient of a simulation."""
    return replace(
        simulated,
        now={k: v[row] for k, v in simulated.now.items()},
        without_acute={k: v[row] for k, v in simulated.without_acute.items()},
        ok=simulated.ok[row],
        states=simulated.states[row],
        parameters=simulated.parameters[row],
    )


def score(case: Case, answer: Assessment, seconds: float = 0.0) -> Scored:
    """Hold an answer against the body that it was about."""
    observations = observe(case.person, findings(case.person), MIXED)
    disorders = [f["disorder"] for f in answer.findings if f["disorder"] != "none"]
    truth = contributions(disorders, observations, case.severity, case.simulated, case.body.response)
    listed = {c.cause: c.probability for c in answer.causes}
    order = list(listed)
    true = truth.flags[0]
    main = None
    if (true >= 0.5).any():
        code = truth.codes[int(np.argmax(np.where(true >= 0.5, truth.strength[0], -1.0)))]
        main = order.index(code) + 1 if listed.get(code, 0.0) > LISTED else 0
    stores = true_deficits(case)
    bands = {name: answer.body[name] for name in STORES if name in answer.body}
    places = {
        name: int(stores[name] > b.high + TIE) - int(stores[name] < b.low - TIE) for name, b in bands.items()
    }
    above = {name: stores[name] > b.median for name, b in bands.items() if abs(b.median) > TIE}
    edged = frozenset(name for name, b in bands.items() if min(abs(b.low), abs(b.high)) > TIE)
    return Scored(
        truth.codes,
        np.array([listed.get(c, 0.0) for c in truth.codes]),
        true,
        main,
        places,
        above,
        edged,
        float(answer.provenance.get("effective_patients", 0.0)),
        float(answer.provenance.get("tempering", 1.0)),
        seconds,
    )


def true_deficits(case: Case) -> dict[str, float]:
    """Deficits of the true body, as the assessor defines them: a posterior of one certain patient."""
    certain = Posterior(
        case.severity,
        case.traits,
        np.ones(1),
        np.zeros((1, 0)),
        case.simulated,
        {},
        1.0,
        1.0,
        0,
        case.simulated,
        None,
        np.ones(1),
    )
    return {name: b.median for name, b in deficits(certain, case.body, np.random.default_rng(0)).items()}


def reliability(scored: list[Scored]) -> list[tuple[float, float, int, float, float]]:
    """Per bin of stated probability: edges, number, mean stated, number truly there."""
    stated = np.concatenate([s.stated for s in scored])
    true = np.concatenate([s.true for s in scored])
    which = np.digitize(stated, BINS) - 1
    return [
        (BINS[k], BINS[k + 1], int(m.sum()), float(stated[m].mean()), float(true[m].sum()))
        for k in range(len(BINS) - 1)
        if (m := which == k).any()
    ]


def report(scored: list[Scored], draws: str) -> str:
    """The figures in words."""
    n = len(scored)
    lines = [draws, "", "90 % bands of the deficits"]
    for store in STORES:
        for words, wanted in (("all", "at least 0.90"), ("no edge at zero", "0.90")):
            places = [
                s.place_in_band[store]
                for s in scored
                if store in s.place_in_band and (words == "all" or store in s.edged)
            ]
            lines.append(
                f"  {store:24} {words:16} {share(places.count(0), len(places))}, wanted {wanted}; "
                f"truth below {places.count(-1)}, above {places.count(1)}"
            )
    lines += [
        "",
        "where the truth falls: below the 5 % mark, to the median, to the 95 % mark, above (no edge at zero)",
    ]
    for store in STORES:
        ranks = rank_counts(scored, store)
        lines.append(f"  {store:24} {' / '.join(map(str, ranks))}; uniform with p = {uniform_p(ranks):.2f}")
    lines += ["", "stated probability, entries, mean stated, truly there (95 %)"]
    for low, high, count, mean, hits in reliability(scored):
        off = " <- off by more than 0.10" if count >= 20 and abs(hits / count - mean) > 0.10 else ""
        lines.append(
            f"  {low:.2f}-{min(high, 1.0):.2f} {count:6d}  {mean:.3f}  {share(round(hits, 1), count)}{off}"
        )
    lines += ["", "causes most at odds: expected, truly there, z"]
    lines += [f"  {code:34} {e:5.1f} {t:5.1f} {z:+.1f}" for code, e, t, z in per_cause(scored)[:8]]
    main = [s.main_place for s in scored if s.main_place is not None]
    top = [s for s in scored if s.stated.any()]
    right = sum(float(s.true[int(np.argmax(s.stated))]) for s in top)
    lines += [
        "",
        f"main cause first    {share(sum(p == 1 for p in main), len(main))}",
        f"main cause in three {share(sum(1 <= p <= 3 for p in main), len(main))}",
        f"main cause not listed {share(sum(p == 0 for p in main), len(main))}",
        f"first-listed cause truly there {share(round(right, 1), len(top))}, "
        f"stated on average {np.mean([s.stated.max() for s in top]):.3f}",
        f"nothing drawn contributes in {n - len(main)} of {n}",
        f"effective patients median {np.median([s.effective for s in scored]):.0f}, "
        f"least {min(s.effective for s in scored):.0f}; likelihood softened in {sum(s.temper < 1 for s in scored)}",
        f"median {np.median([s.seconds for s in scored]):.2f} s a person",
    ]
    return "\n".join(lines)


def rank_counts(scored: list[Scored], store: str) -> list[int]:
    """How many true deficits rank in the lowest 5 %, up to the median, up to the 95 % mark and above."""
    use = [s for s in scored if store in s.edged and store in s.above_median]
    places = [(s.place_in_band[store], s.above_median[store]) for s in use]
    return [
        sum(p < 0 for p, _ in places),
        sum(p == 0 and not above for p, above in places),
        sum(p == 0 and above for p, above in places),
        sum(p > 0 for p, _ in places),
    ]


def uniform_p(ranks: list[int]) -> float:
    """Chance of counts so uneven, or more so, were the ranks uniform (chi-square)."""
    return float(chisquare(ranks, np.array(RANK_SHARES) * sum(ranks)).pvalue)


def per_cause(scored: list[Scored], least: float = 2.0) -> list[tuple[str, float, float, float]]:
    """Causes with at least ``least`` expected or found: sums of stated and true, and their z, worst first."""
    stated = np.array([s.stated for s in scored])
    true = np.array([s.true for s in scored])
    expected, found = stated.sum(axis=0), true.sum(axis=0)
    sd = np.sqrt(np.maximum((stated * (1.0 - stated)).sum(axis=0), 0.25))
    rows = [
        (code, float(e), float(f), float((f - e) / s))
        for code, e, f, s in zip(scored[0].codes, expected, found, sd, strict=True)
        if max(e, f) >= least
    ]
    return sorted(rows, key=lambda r: -abs(r[3]))


def main() -> None:
    """Draw, assess, print."""
    parser = argparse.ArgumentParser(description="Simulation-based calibration of assess.")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument(
        "--particles", type=int, default=PARTICLES, help="virtual patients of each assessment"
    )
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    cases = draw_cases(np.random.default_rng(chosen.seed))
    scored: list[Scored] = []
    while len(scored) < chosen.people:
        case = next(cases)
        begun = time.perf_counter()
        answer = assess(case.person, seed=len(scored), particles=chosen.particles, listed=0.0)
        scored.append(score(case, answer, time.perf_counter() - begun))
    draws = (
        f"{chosen.people} simulated persons with a disorder, seed {chosen.seed}, {chosen.particles} particles"
    )
    print(report(scored, draws))


if __name__ == "__main__":
    main()
