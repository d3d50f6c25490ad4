"""Virtual adults: people drawn as a population has them, and what a laboratory would read in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skou.body.covariates import with_covariates
from skou.body.diet import MINUTES_A_DAY
from skou.body.individuals import individual, initial_state
from skou.body.parameter_table import parameters
from skou.body.perturbation import Perturbation, perturbed
from skou.body.population_conditions import condition_effects, draw_conditions, with_conditions
from skou.body.population_diet import acid_of_food, supplement_calcium, usual_intakes
from skou.body.population_tables import (
    FILTRATION_BIAS,
    FILTRATION_ERROR,
    INTAKES,
    Stratum,
    age_band,
    between_person,
    sizes,
    strata,
)
from skou.body.states import STATES
from skou.errors import OutOfPhysiologicalRange, UnknownNameError, nearest_names

Array = NDArray[np.float64]

DOSE_SPREAD = 0.5
"""Standard deviation of the logarithm of a drug's effect between its takers: usual doses lie between half and twice the
middle one (hydrochlorothiazide 12.5, 25 and 50 mg), and a tenth of doses is left out (Vrijens 2008 BMJ 336:1114);
assumed, from memory. The mean effect is that of the usual dose."""
GIVEN_FOR_LOW_POTASSIUM = frozenset({"potassium_salt", "enac_blocker"})
"""What people take beside a thiazide because their potassium runs low: those of the lower half of set points have it.
Beside a loop diuretic it is given as a matter of routine (NHANES: 4.08 mmol/L with and without)."""


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
    """Usual daily intakes of food [mmol/d; water L/d; carbohydrate, protein g/d]."""
    parameters: Array
    states: Array
    conditions: tuple[tuple[str, ...], ...]
    """Illnesses and other drugs: diabetes, hypertension, proton_pump_inhibitor, beta_blocker."""

    def __len__(self) -> int:
        return self.age.size

    def taking(self, drug: str) -> NDArray[np.bool_]:
        """Who takes a drug of that group."""
        return np.array([drug in d for d in self.drugs], dtype=bool)

    def having(self, condition: str) -> NDArray[np.bool_]:
        """Who has that illness or takes that other drug."""
        return np.array([condition in c for c in self.conditions], dtype=bool)


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


def _filtration(random: np.random.Generator, s: Stratum, egfr: tuple[float, float]) -> float:
    """Estimated filtration within the band of the stratum and the limits asked for."""
    low, high = max(egfr[0], s.egfr_band[0]), min(egfr[1], s.egfr_band[1])
    for _ in range(50):
        value = random.normal(s.egfr_mean, max(s.egfr_sd, 1.0))
        if low <= value < high:
            return value
    return random.uniform(low, high)


def _sizes(random: np.random.Generator, chosen: list[Stratum], ages: Array) -> tuple[Array, Array, Array]:
    """Height [cm], normal, weight [kg] by a log-normal body mass index, and its logarithm less that of sex and age."""
    rows = np.array([sizes()[s.sex, age_band(a)] for s, a in zip(chosen, ages, strict=True)]).reshape(-1, 5)
    mean, sd, index_mean, index_sd, correlation = rows.T
    z = random.standard_normal((2, len(chosen)))
    height = np.clip(mean + sd * z[0], 130.0, 215.0)
    mixed = correlation * z[0] + np.sqrt(1.0 - correlation**2) * z[1]
    index = np.exp(np.clip(index_mean + index_sd * mixed, 2.75, 4.2))
    weight = index * (height / 100.0) ** 2
    return height, weight, np.log(weight) - index_mean - 2.0 * np.log(mean / 100.0)


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

    Sex, age, filtration and drugs come from one joint table, height and weight from sex and age; usual
    intakes are log-normal with the covariance of two recalls; the set points follow the rules of sex and age;
    only the parameters of ``between_person.csv`` differ between people of one kind. Uncertainty about a
    parameter is another thing: see `skou.body.variation.draw_bodies`.

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
        What each group does to the body at its usual dose (for example ``skou.drugs.steady_effect``); what is
        taken differs between people. Groups that are left out do nothing.
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
    streams = [np.random.default_rng(x) for x in np.random.SeedSequence(seed).spawn(8)]
    kept, shares = _eligible(sex, age, egfr, drug)
    chosen = [kept[k] for k in streams[0].choice(len(kept), size=count, p=shares)]
    ages = np.array([streams[0].uniform(max(age[0], s.age[0]), min(age[1], s.age[1])) for s in chosen])
    rates = np.array([_filtration(streams[0], s, egfr) for s in chosen])
    height, weight, heaviness = _sizes(streams[1], chosen, ages)
    ill = draw_conditions(streams[5], chosen, ages)
    eaten = usual_intakes(streams[2], chosen, ages, rates, ill, heaviness, differences)
    tablets = supplement_calcium(streams[6], chosen, ages, differences)
    spreads = between_person()
    traits = dict.fromkeys(s.trait for s in spreads)
    strength = {t: np.clip(streams[3].standard_normal(count), -3.0, 3.0) for t in traits}
    error = np.exp(FILTRATION_ERROR * np.clip(streams[1].standard_normal(count), -3.0, 3.0))
    most = max((len(s.drugs) for s in chosen), default=0)
    apart = DOSE_SPREAD if differences else 0.0
    doses = np.exp(apart * np.clip(streams[4].standard_normal((count, most)), -2.5, 2.5) - apart**2 / 2.0)
    how_ill = np.clip(streams[7].standard_normal((count, len(condition_effects()))), -2.5, 2.5)
    if not differences:
        how_ill[:] = 0.0
    low = np.array(["thiazide" in s.drugs and bool(GIVEN_FOR_LOW_POTASSIUM & set(s.drugs)) for s in chosen])
    runs_low = strength["potassium_set_point"]
    strength["potassium_set_point"] = np.where(low, -np.abs(runs_low), runs_low)
    effects = drug_effects or {}
    names = tuple(parameters())
    values, states = np.empty((count, len(names))), np.empty((count, len(STATES)))
    for k, s in enumerate(chosen):
        diet: dict[str, float] = dict(zip(INTAKES, eaten[k].tolist(), strict=True))
        true_rate = min(rates[k] * FILTRATION_BIAS * (error[k] if differences else 1.0), 240.0)
        own = individual(ages[k], s.sex, weight[k], height[k], true_rate, diet=diet)
        own = with_covariates(own, ages[k], s.sex)
        own["diet_acid"] = acid_of_food(diet["protein"], diet["potassium"]) / MINUTES_A_DAY
        for spread in spreads if differences else ():
            own[spread.parameter] *= spread.factor(
                strength[spread.trait][k], own["nephron_fraction"], ages[k]
            )
        start = initial_state(own)
        states[k] = [start[x.name] for x in STATES]
        own = with_conditions(own, ill[k], how_ill[k].tolist(), s.drugs)
        own["diet_calcium"] += tablets[k] / MINUTES_A_DAY
        taken = [*zip(s.drugs, doses[k].tolist(), strict=False), *((c, 1.0) for c in ill[k])]
        own = perturbed(own, [(effects[d], x) for d, x in taken if d in effects])
        values[k] = [own[n] for n in names]
    return People(
        age=ages,
        sex=np.array([s.sex for s in chosen], dtype=str),
        weight_kg=weight,
        height_cm=height,
        egfr=rates,
        drugs=tuple(s.drugs for s in chosen),
        intakes={n: eaten[:, j] for j, n in enumerate(INTAKES)},
        parameters=values,
        states=states,
        conditions=ill,
    )
