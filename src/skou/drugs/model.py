"""A drug: a class that says which handles of the body it moves, kinetics that say how far and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log
from types import MappingProxyType

from skou.body import Perturbation
from skou.errors import UnitError, UnknownNameError

_GRAMS = {"kg": 1e3, "g": 1.0, "mg": 1e-3, "ug": 1e-6, "mcg": 1e-6, "ng": 1e-9}


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs with one site of action.

    Attributes
    ----------
    name : str
        Name of the class.
    cause : str or None
        Code of the vocabulary that stands for a course of it.
    full_effect : Perturbation
        Factors and amounts at complete occupation of the target (effect 1).
    primary : str or None
        Handle by which a dose is compared with the severity of the cause.
    action : str
        Where it acts, in one sentence.
    references : tuple of str
        Sources.
    """

    name: str
    cause: str | None
    full_effect: Perturbation
    primary: str | None
    action: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """How a dose enters: share that arrives [1] and half-time of absorption [h] (0 = at once)."""

    bioavailability: float
    absorption_half_time_h: float


@dataclass(frozen=True, slots=True)
class DrugModel:
    """One drug: one compartment, first-order absorption, Emax effect on the handles of its class.

    dA/dt = absorption - A ln2 / half_life;  effect = A**n / (A**n + A50**n);
    handle = 1 + (full - 1) * effect for factors, full * effect for amounts.

    A is the amount in the body in dose equivalents; A50 is its mean at steady state on ``half_effect_dose``.
    Where the action outlasts the plasma level the half-life is that of the action. What the kidney eliminates
    stays longer with fewer nephrons: half-life / (1 - renal share x (1 - nephron fraction)) (Dettli 1974).

    Attributes
    ----------
    name, drug_class : str, DrugClass
        Generic name; class.
    unit : str
        Unit of doses (mg unless said).
    usual_dose, interval_h : float
        Usual dose [unit] and dosing interval [h].
    half_effect_dose : float
        Dose at the usual interval whose steady state gives half of the full effect [unit].
    half_life_h : float
        Half-life of the action with all nephrons [h].
    routes : mapping of str to Route
        By route of administration; the first is the usual one.
    hill : float
        Steepness n.
    daily : mapping of str to float
        What each unit of dose adds to a rate of the body (a salt that comes along) [mmol/unit].
    renal_share : float
        Share of the elimination that is by the kidney, 0 to 1.
    nephron_fraction : float
        Share of the nephrons at work, 0 to 1.
    status, source : str
        ``V``, ``M`` or ``class`` (kinetics of the class); where the size is from.
    """

    name: str
    drug_class: DrugClass
    usual_dose: float
    interval_h: float
    half_effect_dose: float
    half_life_h: float
    routes: Mapping[str, Route]
    unit: str = "mg"
    hill: float = 1.0
    daily: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    renal_share: float = 0.0
    nephron_fraction: float = 1.0
    status: str = "M"
    source: str = ""

    def in_kidneys(self, nephron_fraction: float) -> DrugModel:
        """The drug in a person with that share of nephrons (0 to 1).

        Examples
        --------
        >>> from skou.drugs import drug
        >>> round(drug("lisinopril").in_kidneys(0.3).elimination_half_life_h)
        42
        """
        return replace(self, nephron_fraction=min(max(nephron_fraction, 0.0), 1.0))

    @property
    def elimination_half_life_h(self) -> float:
        """Half-life in this person [h]."""
        return self.half_life_h / max(1.0 - self.renal_share * (1.0 - self.nephron_fraction), 0.02)

    @property
    def cause(self) -> str | None:
        """Code of the cause that stands for a course of the drug."""
        return self.drug_class.cause

    @property
    def half_effect_amount(self) -> float:
        """Amount in the body with half of the full effect [unit]: that of the dose for a person with all nephrons."""
        usual = next(iter(self.routes.values()))
        return usual.bioavailability * self.half_effect_dose * self.half_life_h / log(2.0) / self.interval_h

    def route(self, name: str | None = None) -> Route:
        """The route ``name``, the usual one when None; an intravenous dose arrives whole and at once."""
        if name is None:
            return next(iter(self.routes.values()))
        if name in self.routes:
            return self.routes[name]
        if name == "iv":
            return Route(1.0, 0.0)
        raise UnknownNameError(
            f"{self.name} has no route {name!r}", value=name, allowed=", ".join([*self.routes, "iv"])
        )

    def dose_in_units(self, value: float, unit: str) -> float:
        """A dose in the drug's own unit.

        Raises
        ------
        UnitError
            When ``unit`` is neither the drug's unit nor a mass that converts to it.
        """
        unit = {"IU": "U", "[IU]": "U", "[iU]": "U"}.get(unit, unit)
        if unit == self.unit:
            return value
        if unit in _GRAMS and self.unit in _GRAMS:
            return value * _GRAMS[unit] / _GRAMS[self.unit]
        raise UnitError(
            f"dose of {self.name} in {unit!r}", value=unit, allowed=f"{self.unit} or another mass"
        )

    def at_effect(self, effect: float, doses_per_minute: float = 0.0) -> Perturbation:
        """The handles at ``effect`` (0 to 1) and, for what comes with the dose, at that rate [unit/min]."""
        full = self.drug_class.full_effect
        add = {name: amount * effect for name, amount in full.add.items()}
        for name, amount in self.daily.items():
            add[name] = add.get(name, 0.0) + amount * doses_per_minute
        return Perturbation(
            scale={name: 1.0 + (factor - 1.0) * effect for name, factor in full.scale.items()},
            add={name: amount for name, amount in add.items() if amount != 0.0},
        )
