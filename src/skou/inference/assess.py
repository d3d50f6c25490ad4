"""``assess``: from a person's record to what is wrong, why, what is missing inside and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from skou import __version__
from skou.errors import SolverError
from skou.findings import dangers, findings, urgency
from skou.inference.assessment import Assessment, Band, CauseBelief
from skou.inference.bodies import body_of
from skou.inference.contributions import Contributions, contributions
from skou.inference.evidence import evidence_for, leave_one_out_bits
from skou.inference.follow_up import expectations
from skou.inference.forecast import DAYS, Past, forecast
from skou.inference.knowledge import base_rates, drawn_causes
from skou.inference.likelihood import FLOOR
from skou.inference.next_tests import next_tests
from skou.inference.observations import Observations, observe
from skou.inference.options import options
from skou.inference.plan import plan
from skou.inference.posterior import Posterior, infer
from skou.inference.predictive import inferred_disorders
from skou.inference.prior import MIXED, Prior, condition
from skou.inference.stores import deficits
from skou.inference.timeline import before_treatment, timeline, without_visits
from skou.progress import Progress, Stopped, share_of
from skou.records.person import Person

UNEXPLAINED = 5.0
"""A value this much likelier under some virtual patient than under the posterior is called unexplained [nat]."""
LISTED = 0.01
"""Causes above this probability are listed."""
SUREST = 0.97
"""No cause is called surer: the knowledge behind it is not, and of the surest in published cases so many are named."""
THIN = 60.0
"""Effective patients below which the answer says that it is thin."""
PARTICLES = 1200
READY, WEIGHED = 0.15, 0.8
"""Shares of the work that are done when the body stands and when the virtual patients are weighed."""


def assess(
    person: Person,
    seed: int = 0,
    particles: int = PARTICLES,
    solver: Any | None = None,
    progress: Progress | None = None,
    setting: str = MIXED,
    listed: float = LISTED,
    forecast_days: Sequence[float] = DAYS,
) -> Assessment:
    """Assess one person.

    Findings, dangers and urgency come from rules and stand whatever the rest does. Causes come from
    virtual patients:
    sets of causes drawn from the prior that the record's facts condition, each simulated in the real
    body and weighted by how well it explains the laboratory values, symptoms and signs.

    Parameters
    ----------
    person : Person
        Facts with units canonical and free text mapped.
    seed : int
        The same seed gives the same answer.
    particles : int
        Virtual patients simulated in full.
    solver : object, optional
        A solver as ``skou.engine`` has; default the compiled engine.
    progress : callable, optional
        Is told the share that is done; `skou.progress.Stopped` raised by it ends the assessment.
    setting : str
        Where the person is seen: ``mixed``, ``community``, ``emergency`` or ``ward``.
    listed : float
        Causes above this probability are listed.
    forecast_days : sequence of float
        Days after the last value that are forecast, ascending from 0; fractions are fine.

    Returns
    -------
    Assessment
        ``warnings`` says so when the virtual patients are too few to trust or a part could not be computed.

    Raises
    ------
    UnknownNameError
        For a setting that is not known.
    """
    by_rule = findings(person)
    found = [f.to_dict() for f in by_rule]
    warned = dangers(person, by_rule)
    prior = condition(before_treatment(person), setting)
    observations = observe(person, by_rule, setting)
    known = plan(person, observations.index_day)
    line = timeline(person, known, observations.index_day)
    observations = observe(without_visits(person, line, observations.index_day), by_rule, setting)
    rng = np.random.default_rng(seed)
    provenance: dict[str, Any] = {
        "version": __version__,
        "seed": seed,
        "particles": particles,
        "setting": setting,
    }
    common = {
        "dangers": tuple(d.to_dict() for d in warned),
        "urgency": urgency(warned),
        "unmapped": tuple(person.unmapped),
    }
    try:
        body = body_of(person, solver)
        weighed = share_of(progress, READY, WEIGHED)
        weighed(0.0)
        posterior = infer(
            prior, observations, body, body.response, rng, particles, line=line, progress=weighed
        )
    except Stopped:
        raise
    except Exception as error:  # the rules must answer even when the model cannot
        return Assessment(
            findings=tuple(found),
            causes=_from_prior(prior),
            warnings=(
                *person.warnings,
                f"the body could not be simulated ({type(error).__name__}: {error}); "
                "causes are from the record's facts alone",
            ),
            provenance=provenance,
            **common,
        )
    extra = inferred_disorders(posterior, observations, (f["disorder"] for f in found))
    found = [f for f in found if f["disorder"] != "none" or not extra]
    found += [_inferred(disorder, p) for disorder, p in extra.items()]
    disorders = [f["disorder"] for f in found if f["disorder"] != "none"]
    # Each virtual patient has its own of what is only inferred, so that it decides on no cause.
    seen = [f.disorder for f in by_rule if f.disorder != "none"]
    part = contributions(seen, observations, posterior.severity, posterior.simulated, body.response)
    provenance |= {
        "effective_patients": round(posterior.effective, 1),
        "tempering": posterior.temper,
        "failed_patients": posterior.failed,
    }
    words = (*observations.words, *(v.words for v in line.visits)) if line else observations.words
    warnings = [
        *person.warnings,
        *known.unsaid,
        *_warnings(posterior, particles),
        *_unexplained(posterior, observations),
    ]
    later = ()
    if line and posterior.foreseen:
        later = expectations(line, posterior.foreseen, posterior.earlier, np.random.default_rng(seed))
    tests = next_tests(posterior, part, observations, rng)
    try:
        stores: Mapping[str, Band] = deficits(posterior, body, rng)
        ahead = share_of(progress, WEIGHED, 1.0)
        over = [c for c, acute in zip(drawn_causes(), body.acute, strict=True) if acute] if line else []
        choices = options(person, disorders, part.probability(posterior.weight), over)
        past = Past(person, known, line, observations.index_day, observations.measured(), setting)
        course = forecast(posterior, body, past, rng, choices, ahead, forecast_days)
    except SolverError as error:
        stores, course = {}, ()
        warnings.append(f"hidden stores and course could not be simulated ({error})")
    return Assessment(
        findings=tuple(found),
        causes=_beliefs(part, posterior, prior, words, listed),
        next_tests=tests,
        body=stores,
        forecast=course,
        follow_up=later,
        warnings=tuple(warnings),
        provenance=provenance,
        **common,
    )


def assess_many(
    persons: Iterable[Person],
    seed: int = 0,
    particles: int = PARTICLES,
    solver: Any | None = None,
    setting: str = MIXED,
) -> Iterator[Assessment]:
    """`assess` for each person in order; persons of one kind share their body."""
    for person in persons:
        yield assess(person, seed, particles, solver, setting=setting)


def _beliefs(
    part: Contributions, posterior: Posterior, prior: Prior, words: Sequence[str], least: float = LISTED
) -> tuple[CauseBelief, ...]:
    """Causes above ``least``, likeliest first and of equally likely ones the stronger, with role, evidence and
    mechanism."""
    from skou.causes import all_causes

    known = all_causes()
    probability = {c: min(p, SUREST) for c, p in part.probability(posterior.weight).items()}
    strength = dict(zip(part.codes, posterior.weight @ part.strength, strict=True))
    order = sorted(probability, key=lambda c: (-probability[c], -strength[c], c))
    listed = [c for c in order if probability[c] > least]
    bits = leave_one_out_bits(part, posterior.weight, posterior.columns, posterior.temper)
    rates = base_rates()
    out = []
    for code in listed:
        roles = part.roles(code, posterior.weight)
        entry = known[code]
        sources = [rates[code].source] if code in rates else []
        out.append(
            CauseBelief(
                code,
                probability[code],
                "drives " + ", ".join(roles) if roles else "explains the complaint",
                evidence_for(code, part, prior, words, bits),
                entry.mechanism,
                (*entry.references, *(f"base rate: {s}" for s in sources)),
            )
        )
    return tuple(out)


def _from_prior(prior: Prior) -> tuple[CauseBelief, ...]:
    """Causes by the record's facts alone, for when no body could be simulated."""
    rates = base_rates()
    pairs = sorted(zip(rates, prior.probability, strict=True), key=lambda x: -x[1])
    return tuple(
        CauseBelief(
            code, float(p), "by the record's facts alone", references=(f"base rate: {rates[code].source}",)
        )
        for code, p in pairs
        if p > LISTED
    )


def _inferred(disorder: str, probability: float) -> Mapping[str, Any]:
    return {
        "disorder": disorder,
        "severity": None,
        "analyte": None,
        "value": None,
        "unit": None,
        "day": None,
        "references": [],
        "note": f"not measured; inferred with probability {probability:.2f}",
        "inferred": True,
    }


def _unexplained(posterior: Posterior, observations: Observations) -> list[str]:
    """Values that the causes which explain the rest leave far off, named so that they can be checked."""
    count = len(observations.values)
    columns = posterior.columns[:, :count]
    typical = posterior.weight @ columns
    far = np.max(columns, axis=0, initial=FLOOR) - typical > UNEXPLAINED
    far |= typical < FLOOR + 1.0
    words = [w for w, is_far in zip(observations.words[:count], far, strict=True) if is_far]
    if not words:
        return []
    return [
        f"no likely combination of causes explains {', '.join(words)} with the rest: check the sample and the unit"
    ]


def _warnings(posterior: Posterior, particles: int) -> list[str]:
    out = []
    if posterior.temper < 1.0:
        out.append(
            "the observations are hard to explain together: their weight was softened to the power "
            f"{posterior.temper:g}, which widens every probability and band"
        )
    if posterior.effective < THIN:
        out.append(
            f"only {posterior.effective:.0f} effective virtual patients of {particles}: "
            "probabilities are rough"
        )
    if posterior.failed > 0.2 * particles:
        out.append(f"{posterior.failed} of {particles} virtual patients could not be simulated")
    return out
