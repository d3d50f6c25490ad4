"""How likely each cause is before any value is looked at: base rates conditioned on what the record says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.errors import UnknownNameError, nearest_names
from skou.inference.knowledge import associations, base_rates, drawn_causes, settings
from skou.inference.telling import amount, resistant_hypertension, unmentioned
from skou.records.person import Medication, Mention, Person

Array = NDArray[np.float64]

MIXED = "mixed"
"""The setting of the base rates themselves."""
DAMPING = 0.5
"""Each further fact for the same cause counts half as much as the one before: facts about one cause go
together."""


@dataclass(frozen=True, slots=True)
class FactWeight:
    """One fact's weight for a cause [bit]."""

    words: str
    bits: float


@dataclass(frozen=True)
class Prior:
    """Independent prior probabilities of the drawn causes for one person, with what moved them.

    Attributes
    ----------
    probability : array (n_causes,)
    median, sigma : array (n_causes,)
        Severity where present: log-normal.
    stated : frozenset of str
        Causes that the record itself names.
    facts : mapping of cause to tuple of FactWeight
    """

    probability: Array
    median: Array
    sigma: Array
    stated: frozenset[str]
    facts: Mapping[str, tuple[FactWeight, ...]]

    def of(self, cause: str) -> float:
        """Prior probability of one cause."""
        return float(self.probability[drawn_causes().index(cause)])


def condition(person: Person, setting: str = MIXED) -> Prior:
    """The prior for a person: base rate or stated share, times the damped likelihood ratios of the facts.

    odds = odds(rate) * product of ratios of age, sex and facts, bounded by ``largest_product``.

    A cause that the record names starts from its ``stated`` probability instead, since the exposure is then
    known and risk factors for being exposed say no more; words for its amount move that and the severity. A
    cause that the record denies has its odds multiplied by ``denied_cause``; one that it would mention and
    does not, by the ratio of ``silence``. The setting in which the person is seen moves the base rates.

    Raises
    ------
    UnknownNameError
        For a setting that is not known.
    """
    rates = base_rates()
    place = _setting(setting)
    known = associations()
    facts = facts_of(person)
    denied = person.denied()
    stated = frozenset(c for c in person.drug_causes() if c in rates) | _named(person)
    ratios: dict[str, list[tuple[str, float]]] = {c: [] for c in rates}
    for words, gives in _applicable(person, facts):
        for cause, ratio in gives.items():
            ratios[cause].append((words, log(ratio)))
    silent = unmentioned(person)
    probability, severity, weights = [], [], {}
    for cause, rate in rates.items():
        told: list[tuple[str, float]] = []
        size = amount(person, cause) if cause in stated else None
        severity.append(rate.median * _dose_factor(person, cause) * (size.severity if size else 1.0))
        if cause in stated:
            share = _stated_share(person, cause) * _exposure_weight(person, cause)
            p = min(max(share, 1e-5), 0.98)
            if size:
                p = min(_expit(_logit(p) + log(size.odds)), 0.98)
            if rate.rate < p:
                told.append(("stated in the record", _logit(p) - _logit(max(rate.rate, 1e-6))))
        elif rate.rate <= 0.0:
            p = 0.0
        else:
            told = _damped(ratios[cause])
            bound = log(float(known["largest_product"]))
            shift = min(max(sum(x for _, x in told), -bound), bound)
            if cause in denied:
                told.append(("denied in the record", log(float(known["denied_cause"]))))
                shift += told[-1][1]
            elif cause in silent:
                shift += log(silent[cause])
            if cause in place["gives"]:
                told.append((str(place["words"]), log(float(place["gives"][cause]))))
                shift += told[-1][1]
            p = min(_expit(_logit(rate.rate) + shift), 0.95)
        probability.append(p)
        weights[cause] = tuple(FactWeight(w, x * log2(exp(1.0))) for w, x in told if abs(x) > 0.2)
    return Prior(
        np.array(probability),
        np.array(severity),
        np.array([rates[c].sigma for c in rates]),
        stated,
        weights,
    )


def _setting(name: str) -> Mapping[str, Any]:
    known = settings()
    if name not in known:
        raise UnknownNameError(
            f"no setting {name!r}", value=name, allowed=", ".join(known), nearest=nearest_names(name, known)
        )
    return known[name]


def _stated_share(person: Person, cause: str) -> float:
    """The probability that a stated cause matters; less for a disease that only a drug of the list points to."""
    rate, by_drug = base_rates()[cause], associations()["by_drug"]
    if cause in by_drug and cause not in _named(person):
        return max(float(by_drug[cause]["share"]), rate.rate)
    return rate.stated


def facts_of(person: Person) -> dict[str, str]:
    """Facts of the record as code -> words: concepts that are present, drugs, and what the vital signs
    show."""
    facts = {m.concept: m.text for m in person.mentions if not (m.negated or m.past)}
    told = [m.text.lower() for m in person.mentions if not m.negated] + [u.lower() for u in person.unmapped]
    for code, entry in associations()["facts"].items():
        if "words" in entry:
            words = next((t for t in told if re.search(entry["words"], t)), None)
            if words:
                facts.setdefault(code, words)
    for rule in associations()["vitals"]:
        for name in ("systolic", "diastolic", "temperature_c", "heart_rate"):
            value = getattr(person.vitals, name)
            if name in rule and value is not None and rule[name][0] <= value <= rule[name][1]:
                facts.setdefault(rule["fact"], f"{name.replace('_', ' ')} {value:g}")
    for drug in person.medications:
        for code in drug.causes:
            facts.setdefault(code, drug.text)
    resisting = resistant_hypertension(person)
    if resisting:
        facts.setdefault("resistant_hypertension", resisting)
    if person.pregnant:
        facts.setdefault("pregnancy", "pregnant")
    return facts


def _named(person: Person) -> frozenset[str]:
    """Causes that the record states, as against words that only point to them."""
    hints = associations()["hints"]
    rates = base_rates()
    return frozenset(
        m.concept
        for m in person.mentions
        if not (m.negated or m.past)
        and m.concept in rates
        and (m.concept not in hints or re.search(hints[m.concept]["named"], m.text.lower()))
        and not _doubted(m)
    )


def _doubted(mention: Mention) -> bool:
    """Whether the record names something with doubt."""
    return re.search(associations()["doubted"]["words"], mention.text.lower()) is not None


def _applicable(person: Person, facts: Mapping[str, str]) -> list[tuple[str, Mapping[str, float]]]:
    """Every set of ratios that applies to the person, with the words of the fact."""
    known = associations()
    found: list[tuple[str, Mapping[str, float]]] = []
    for group in known["demographics"]:
        if (
            "age" in group
            and person.age is not None
            and group["age"][0] <= int(person.age) <= group["age"][1]
        ):
            found.append((f"age {person.age:g}", group["gives"]))
        if "sex" in group and person.sex == group["sex"]:
            found.append((f"sex {person.sex}", group["gives"]))
    found += [
        (words, known["facts"][code]["gives"]) for code, words in facts.items() if code in known["facts"]
    ]
    named = _named(person)
    found += [
        (words, {code: known["hints"][code]["ratio"]})
        for code, words in facts.items()
        if code in known["hints"] and code not in named and code not in person.drug_causes()
    ]
    found += [
        (m.text, {m.concept: float(known["doubted"]["ratio"])})
        for m in person.mentions
        if m.concept in base_rates() and not (m.negated or m.past) and _doubted(m)
    ]
    return found


def _damped(ratios: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Log ratios of one cause: the strongest in each direction whole, each next one ``DAMPING`` of the
    last."""
    out: list[tuple[str, float]] = []
    for sign in (1.0, -1.0):
        ordered = sorted((r for r in ratios if r[1] * sign > 0), key=lambda r: -abs(r[1]))
        out += [(words, x * DAMPING**k) for k, (words, x) in enumerate(ordered)]
    return out


def _medications(person: Person, cause: str) -> list[Medication]:
    return [m for m in person.medications if cause in m.causes]


def _exposure_weight(person: Person, cause: str) -> float:
    """Less where every drug of this kind was stopped well before, or has hardly been begun."""
    if cause in person.concepts():
        return 1.0
    weights = []
    for drug in _medications(person, cause):
        weight = 1.0
        if drug.stopped_day is not None and drug.stopped_day < 0:
            weight *= 0.6 if drug.stopped_day > -7 else 0.3
        if cause == "proton_pump_inhibitor" and drug.duration_days is not None and drug.duration_days < 60:
            weight *= 0.25
        weights.append(weight)
    return max(weights, default=1.0)


def _dose_factor(person: Person, cause: str) -> float:
    """Several drugs of one class act together; more than that is left to the spread of the severity."""
    count = len(_medications(person, cause))
    return 1.0 if count < 2 else 1.3


def _logit(p: float) -> float:
    return log(p / (1.0 - p))


def _expit(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))
