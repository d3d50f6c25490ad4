"""Perturbations: how causes and drugs pull at the body, by factors and additions to its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from skou.body.parameter_table import parameter


@dataclass(frozen=True)
class Perturbation:
    """A named change of parameters at severity 1.

    At severity s a parameter becomes value x factor^s + s x amount; several perturbations multiply and add.

    Parameters
    ----------
    scale : mapping of parameter name to factor, above 0
    add : mapping of parameter name to amount, in the parameter's unit

    Examples
    --------
    >>> Perturbation(scale={"ncc_activity": 0.5}).factors(2.0)
    {'ncc_activity': 0.25}
    """

    scale: Mapping[str, float] = field(default_factory=dict)
    add: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, factor in self.scale.items():
            parameter(name)
            if not factor > 0.0:
                raise ValueError(f"the factor of {name} must be above 0, not {factor}")
        for name in self.add:
            parameter(name)

    def factors(self, severity: float) -> dict[str, float]:
        """Factor by parameter at a severity."""
        return {name: factor**severity for name, factor in self.scale.items()}

    def additions(self, severity: float) -> dict[str, float]:
        """Addition by parameter at a severity."""
        return {name: severity * amount for name, amount in self.add.items()}


def perturbed(
    parameters: Mapping[str, float], perturbations: Iterable[tuple[Perturbation, float]]
) -> dict[str, float]:
    """Parameters under several perturbations at their severities; the order does not matter."""
    result = dict(parameters)
    additions: dict[str, float] = {}
    for perturbation, severity in perturbations:
        for name, factor in perturbation.factors(severity).items():
            result[name] *= factor
        for name, amount in perturbation.additions(severity).items():
            additions[name] = additions.get(name, 0.0) + amount
    for name, amount in additions.items():
        result[name] += amount
    return result
