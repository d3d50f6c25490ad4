"""Virtual adults: people drawn as a population has them, and what a laboratory would read in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.body.covariates import with_covariates
from skou.body.individuals import individual, initial_state
from skou.body.parameter_table import parameters
from skou.body.perturbation import Perturbation, perturbed
from skou.body.population_tables import (
    INTAKES,
    Stratum,
    age_band,
    between_person,
    intake_covariance,
    intake_means,
    sizes,
    strata,
)
from skou.body.states import STATES
from skou.errors import OutOfPhysiologicalRange, UnknownNameError, nearest_names

Array = NDArray[np.float64]


@dataclass(frozen=True)
class People:
    """Drawn people, one a row: covariates, and the parameters and starting states of their bodies."""

    age: Array
    sex: NDArray[np.str_]
    weight_kg: Array
    height_cm: Array
    egfr: Array
    drugs: tuple[tuple[str, ...], ...]
    intakes: Mapping[str, Array]
    """Usual daily intakes [mmol/d; water L/d; carbohydrate, protein g/d]."""
    parameters: Array
    states: Array

    def __len__(self) -> int:
        return self.age.size

    def taking(self, drug: str) -> NDArray[np.bool_]:
        """Who takes a drug of that group."""
        return np.array([drug in d for d in self.drugs], dtype=bool)


def _eligible(
    sex: str | None, age: tuple[float, float], egfr: tuple[float, float], drug: str | None
) -> tuple[list[Stratum], Array]:
    known = {name for s in strata() for name in s.drugs}
    if drug is not None and drug != "none" and drug not in known:
        raise UnknownNameError(
            f"the population has no drug group {drug!r}",
            value=drug,
            nearest=nearest_names(drug, known),
            allowed=", ".join(sorted(known | {"none"})),
        )
    kept, shares = [], []
    for s in strata():
        overlap = min(age[1], s.age[1]) - max(age[0], s.age[0])
        filtration = min(egfr[1], s.egfr_band[1]) - max(egfr[0], s.egfr_band[0])
        taken = drug is None or (not s.drugs if drug == "none" else drug in s.drugs)
        if (sex is None or s.sex == sex) and overlap > 0.0 and filtration > 0.0 and taken:
            kept.append(s)
            shares.append(s.share * overlap / (s.age[1] - s.age[0]))
    if not kept:
        raise OutOfPhysiologicalRange(
            "the population has nobody like that",
            value=(sex, age, egfr, drug),
            allowed="adults of 20 to 90 years as NHANES found them",
        )
    return kept, np.array(shares) / np.sum(shares)


def _truncated_normal(random: np.random.Generator, mean: float, sd: float, low: float, high: float) -> float:
    for _ in range(50):
        value = random.normal(mean, max(sd, 1.0))
        if low <= value < high:
            return value
    return float(np.clip(mean, low, high))


def draw_people(
    count: int,
    seed: int = 0,
    *,
    sex: str | None = None,
    age: tuple[float, float] = (20.0, 90.0),
    egfr: tuple[float, float] = (5.0, 200.0),
    drug: str | None = None,
    drug_effects: Mapping[str, Perturbation] | None = None,
    differences: bool = True,
) -> People:
    """Adults drawn as NHANES found them, optionally only those of a kind.

    Sex, age, filtration and drugs come from one joint table; height and weight from sex and age; usual intakes
    are log-normal with the covariance of two recalls; the set points follow the rules of sex and age; only
    the parameters of ``between_person.csv`` differ between people of one kind. Uncertainty about a parameter
    is another thing: see `skou.body.variation.draw_bodies`.

    Parameters
    ----------
    count, seed : int
        How many; the same seed draws the same people.
    sex : {"F", "M"}, optional
    age, egfr : tuple of float
        Half-open limits [years], [mL/min/1.73 m2].
    drug : str, optional
        Only takers of that drug group, or ``"none"`` for people without any.
    drug_effects : mapping of drug group to Perturbation, optional
        What each group does to the body (for example ``skou.drugs.steady_effect``); groups that are left out
        do nothing.
    differences : bool
        Whether people of one kind differ, in set points and in diet.

    Raises
    ------
    UnknownNameError
        For a drug group that the population table does not have.
    OutOfPhysiologicalRange
        Where nobody is like that.

    Examples
    --------
    >>> women = draw_people(5, seed=1, sex="F", age=(20, 40))
    >>> len(women), set(women.sex.tolist())
    (5, {'F'})
    """
    random = np.random.default_rng(seed)
    kept, shares = _eligible(sex, age, egfr, drug)
    names = tuple(parameters())
    column = {n: k for k, n in enumerate(names)}
    spreads = between_person()
    mixing = np.linalg.cholesky(intake_covariance())
    log_variance = np.diag(intake_covariance())
    sizes_drawn, filtration, ages, sexes, drugs, eaten = [], [], [], [], [], []
    values, states = np.empty((count, len(names))), np.empty((count, len(STATES)))
    for k, which in enumerate(random.choice(len(kept), size=count, p=shares)):
        s = kept[which]
        years = random.uniform(max(age[0], s.age[0]), min(age[1], s.age[1]))
        rate = _truncated_normal(
            random, s.egfr_mean, s.egfr_sd, max(egfr[0], s.egfr_band[0]), min(egfr[1], s.egfr_band[1])
        )
        band = s.sex, age_band(years)
        h, h_sd, b, b_sd, r = sizes()[band]
        z = random.standard_normal(2)
        height = float(np.clip(h + h_sd * z[0], 130.0, 215.0))
        index = float(np.exp(np.clip(b + b_sd * (r * z[0] + np.sqrt(1.0 - r * r) * z[1]), 2.75, 4.2)))
        weight = index * (height / 100.0) ** 2
        habit = random.standard_normal(len(INTAKES))
        logs = np.clip(mixing @ habit, -1.2, 1.2) - 0.5 * log_variance if differences else 0.0
        diet = intake_means()[band] * np.exp(logs)
        own = individual(years, s.sex, weight, height, rate, diet=dict(zip(INTAKES, diet.tolist(), strict=True)))
        own = with_covariates(own, years, s.sex)
        traits = np.clip(random.standard_normal(len(spreads)), -3.0, 3.0)
        if differences:
            for spread, z_trait in zip(spreads, traits, strict=True):
                own[spread.parameter] *= float(np.exp(spread.sd_log * z_trait))
        states[k] = [initial_state(own)[x.name] for x in STATES]
        acting = [(drug_effects[d], 1.0) for d in s.drugs if drug_effects and d in drug_effects]
        own = perturbed(own, acting)
        values[k, [column[n] for n in names]] = [own[n] for n in names]
        sizes_drawn.append((weight, height))
        filtration.append(rate)
        ages.append(years)
        sexes.append(s.sex)
        drugs.append(s.drugs)
        eaten.append(diet)
    size, food = np.array(sizes_drawn).reshape(-1, 2), np.array(eaten).reshape(-1, len(INTAKES))
    return People(
        np.array(ages),
        np.array(sexes, dtype=str),
        size[:, 0],
        size[:, 1],
        np.array(filtration),
        tuple(drugs),
        {n: food[:, j] for j, n in enumerate(INTAKES)},
        values,
        states,
    )
