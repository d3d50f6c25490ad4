"""Dose and response of everything that acts on the body, in bodies that differ from one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from skou import body
from skou.body.variation import draw_bodies
from skou.causes import typical
from skou.engine import compile_model

IONS = ("potassium", "magnesium", "calcium_total", "phosphate", "sodium", "bicarbonate")
SEED = 5
BODIES = 16
SHARE = 0.9
"""Of the bodies, drawn with half of what is not known about each constant, so many have to answer."""
SLACK = 0.1
"""Part of the largest response by which a larger dose may do less: compensation levels some responses off."""
LONGEST = 365.0


@dataclass(frozen=True)
class Response:
    """A quantity in bodies (rows) at doses (columns) after ``days``; ``sign`` is the published direction."""

    sign: int
    days: float
    values: np.ndarray

    @property
    def effect(self) -> np.ndarray:
        """Change from no dose, positive in the published direction."""
        return self.sign * (self.values - self.values[:, :1])

    def in_direction(self) -> bool:
        """Whether the largest dose moves the mean that way, and nearly none of the bodies against it by 1 %."""
        full = self.effect[:, -1]
        return bool(full.mean() > 0.0 and (full > -0.01 * np.abs(self.values[:, 0])).mean() >= SHARE)

    def is_monotone(self) -> bool:
        """Whether more does more in nearly every body, but for ``SLACK``."""
        steps = np.diff(self.effect, axis=1)
        return bool((steps >= -SLACK * np.abs(self.effect).max()).all(axis=1).mean() >= SHARE)


@cache
def people() -> tuple[list[dict[str, float]], np.ndarray]:
    """Drawn bodies and their rest."""
    model = body.model()
    parameters, start = draw_bodies(BODIES, SEED, width=0.5)
    rest = compile_model(model).steady_state(start, parameters)
    assert rest.converged.all()
    return [dict(zip(model.parameter_names, row, strict=True)) for row in parameters], rest.states


def responses(
    picture_of: Mapping[str, str], given: Callable[[str, float], Any], doses: Sequence[float]
) -> dict[tuple[str, str], Response]:
    """Responses by name and ion of what has a published direction.

    Parameters
    ----------
    picture_of : mapping
        Cause whose published picture a name should have.
    given : callable
        Perturbation and severity at a dose of a name.
    doses : sequence of float
        The first is none.
    """
    model = body.model()
    kernel = compile_model(model)
    persons, rest = people()
    found: dict[tuple[str, str], Response] = {}
    days_of = {name: min(typical(cause).days, LONGEST) for name, cause in picture_of.items()}
    for days in sorted(set(days_of.values())):
        names = [n for n, d in days_of.items() if d == days]
        lanes = [body.perturbed(p, [given(n, d)]) for n in names for p in persons for d in doses]
        states = np.tile(np.repeat(rest, len(doses), axis=0), (len(names), 1))
        solution = kernel.solve(
            np.array([0.0, days * 1440.0]),
            states,
            np.array([[lane[n] for n in model.parameter_names] for lane in lanes]),
        )
        shape = (len(names), len(persons), len(doses))
        lived = solution.ok.reshape(shape).all(axis=(1, 2))
        for ion in IONS:
            values = solution.output(f"plasma.{ion}")[:, -1].reshape(shape)
            for i, name in enumerate(names):
                picture = typical(picture_of[name])
                for sign, moved in ((-1, picture.down), (1, picture.up)):
                    if f"plasma.{ion}" in moved:
                        found[name, ion] = Response(sign, days, values[i] if lived[i] else values[i] * np.nan)
    return found
