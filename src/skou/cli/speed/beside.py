"""The contest's outcome as figures with budgets."""

from __future__ import annotations

from skou.cli.speed.clocks import Figure
from skou.cli.speed.contest import Outcome
from skou.cli.speed.engines import ONE_PERSON, OWN, PEERS

LEAST_RATIO = {
    "libRoadRunner": 25.0,
    "SciPy LSODA, compiled": 10.0,
    "CasADi CVODES": 8.0,
    "diffrax Tsit5": 10.0,
}
LEAST_RATIO_ONE_PERSON = 4.0


def contest_figures(outcome: Outcome) -> list[Figure]:
    """Rates, errors and ratios; a ratio is that of the faster of the own methods, per core."""
    figures = []
    for t in outcome.timings.values():
        figures.append(Figure(f"{t.engine}, patient-days per processor second", t.rate, "1/s"))
        figures.append(Figure(f"{t.engine}, error of that run (rtol {t.rtol:g})", t.error, "1"))
    own = [c.name for c in OWN if c.name in outcome.timings]
    if not own:
        return figures
    best = max(own, key=lambda name: outcome.timings[name].rate)
    for peer in (c.name for c in PEERS if c.name in outcome.timings):
        ratio = outcome.ratio(best, peer)[0]
        figures.append(Figure(f"{best} over {peer}", ratio, "x", LEAST_RATIO.get(peer), True))
    if {ONE_PERSON.name, "libRoadRunner"} <= set(outcome.timings):
        ratio = outcome.ratio(ONE_PERSON.name, "libRoadRunner")[0]
        name = f"{ONE_PERSON.name} over libRoadRunner"
        figures.append(Figure(name, ratio, "x", LEAST_RATIO_ONE_PERSON, True))
    return figures
