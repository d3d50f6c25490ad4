"""Are the case scores tuned? Score published cases group by group with the written knowledge shaken.

    python benchmarks/shaken_knowledge.py path/to/cases.jsonl --draws 4

No constant of the assessment is fitted to cases by a program, but cases were in sight while the knowledge was written.
Knowledge that was bent case by case would stand on a knife's edge: every base rate multiplied or divided by about 2 and
every likelihood ratio of a fact raised to a power of about 0.7 to 1.4, at random, would lose the score. Groups of cases
are also scored apart: what was bent to some would fail in others.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from intervals import share

from skou.inference import assess
from skou.inference import prior as prior_module
from skou.inference.knowledge import BaseRate, associations, base_rates
from skou.records import read_person

RATE_FACTOR = 2.0
"""Typical factor on a base rate and on a stated odds: the logarithm is normal with this as one sd."""
RATIO_POWER = 1.4
"""Typical power on a fact's likelihood ratio."""
TRUTH = ("id", "source", "truth", "difficulty", "group", "note")


@dataclass(frozen=True)
class Scored:
    """Rank of a case's primary cause, None where it is not listed."""

    group: str
    rank: int | None


def shaken_rates(rng: np.random.Generator) -> Mapping[str, BaseRate]:
    """Base rates and stated shares, each with odds multiplied at random."""
    out = {}
    for code, rate in base_rates().items():
        a, b = np.exp(np.log(RATE_FACTOR) * rng.standard_normal(2))
        out[code] = replace(rate, rate=_odds(rate.rate, a), stated=_odds(rate.stated, b))
    return out


def shaken_facts(rng: np.random.Generator) -> Mapping[str, Any]:
    """The associations with the ratio of every fact raised to a random power."""

    def shake(gives: Mapping[str, float]) -> dict[str, float]:
        powers = np.exp(np.log(RATIO_POWER) * rng.standard_normal(len(gives)))
        return {c: float(r) ** p for (c, r), p in zip(gives.items(), powers, strict=True)}

    known = associations()
    return known | {
        "facts": {k: v | {"gives": shake(v["gives"])} for k, v in known["facts"].items()},
        "demographics": [g | {"gives": shake(g["gives"])} for g in known["demographics"]],
    }


def _odds(p: float, factor: float) -> float:
    return p * factor / (1.0 - p + p * factor)


@contextmanager
def shaken(seed: int | None) -> Iterator[None]:
    """The prior with shaken knowledge; ``None`` leaves it as written."""
    if seed is None:
        yield
        return
    rng = np.random.default_rng(seed)
    rates, facts = shaken_rates(rng), shaken_facts(rng)
    with (
        patch.object(prior_module, "base_rates", lambda: rates),
        patch.object(prior_module, "associations", lambda: facts),
    ):
        yield


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Cases with a primary cause."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [c for c in cases if c["truth"]["primary_cause"]]


def score(cases: Sequence[Mapping[str, Any]], seed: int | None, particles: int) -> list[Scored]:
    """Assess every case under one state of the knowledge."""
    out = []
    with shaken(seed):
        for case in cases:
            answer = assess(
                read_person({k: v for k, v in case.items() if k not in TRUTH}), particles=particles
            )
            ranked = [c.cause for c in answer.causes]
            primary = case["truth"]["primary_cause"]
            out.append(Scored(case["group"], ranked.index(primary) + 1 if primary in ranked else None))
    return out


def within(scored: Sequence[Scored], k: int) -> int:
    """Cases whose primary cause is among the first ``k``."""
    return sum(s.rank is not None and s.rank <= k for s in scored)


def report(scored: Sequence[Scored]) -> str:
    """First and in three, with 95 % intervals."""
    n = len(scored)
    return f"first {share(within(scored, 1), n)}  in three {share(within(scored, 3), n)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", type=Path)
    arguments.add_argument("--draws", type=int, default=4)
    arguments.add_argument("--particles", type=int, default=800)
    o = arguments.parse_args()
    cases = read_cases(o.cases)
    written = score(cases, None, o.particles)
    print(f"as written       {report(written)}")
    groups: dict[str, list[Scored]] = defaultdict(list)
    for s in written:
        groups[s.group].append(s)
    for name, inside in sorted(groups.items()):
        print(f"  without {name:42} {report([s for s in written if s.group != name])}")
        print(f"  only    {name:42} {report(inside)}")
    for seed in range(o.draws):
        print(f"shaken, draw {seed}   {report(score(cases, seed, o.particles))}", flush=True)


if __name__ == "__main__":
    main()
