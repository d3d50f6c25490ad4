"""Amount in the body and effect over time, in closed form for regular dosing."""

from __future__ import annotations

from math import ceil, exp, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skou.drugs.model import DrugModel, Route

_FASTEST_ABSORPTION_H = 0.01


def _rates(drug: DrugModel, route: Route) -> tuple[float, float]:
    elimination = log(2.0) / drug.elimination_half_life_h
    absorption = log(2.0) / max(route.absorption_half_time_h, _FASTEST_ABSORPTION_H)
    if abs(absorption / elimination - 1.0) < 0.01:
        absorption *= 1.02
    return absorption, elimination


def dose_count(start_h: float, stop_h: float, every_h: float | None) -> int:
    """How many doses a course from ``start_h`` to before ``stop_h`` has; one when it is not repeated."""
    return 1 if every_h is None else max(1, ceil((stop_h - start_h) / every_h - 1e-9))


def amount_in_body(
    drug: DrugModel,
    dose: float,
    times_h: ArrayLike,
    *,
    every_h: float | None = None,
    doses: float = 1,
    route: str | None = None,
) -> NDArray[np.float64]:
    """Amount in the body [dose unit] at ``times_h`` [h] after the first of ``doses`` equal doses.

    A sum of one-compartment curves with first-order absorption; the doses given form a geometric series,
    so a course of years costs no more than a single dose. ``doses`` may be infinite: steady state.
    """
    way = drug.route(route)
    absorption, elimination = _rates(drug, way)
    times = np.asarray(times_h, dtype=float)
    if every_h is None:
        given = np.where(times >= 0.0, 1.0, 0.0)
        since = times
    else:
        given = np.clip(np.floor(times / every_h + 1e-12) + 1.0, 0.0, doses)
        since = times - (given - 1.0) * every_h if np.isfinite(doses) else np.mod(times, every_h)
        if not np.isfinite(doses):
            given = np.full_like(times, np.inf)

    def still_there(rate: float) -> NDArray[np.float64]:
        series = given if every_h is None else -np.expm1(-rate * every_h * given) / -np.expm1(-rate * every_h)
        return series * np.exp(-rate * np.maximum(since, 0.0))

    factor = way.bioavailability * dose * absorption / (absorption - elimination)
    amount = factor * (still_there(elimination) - still_there(absorption))
    return np.where(given > 0.0, np.maximum(amount, 0.0), 0.0)


def effect_of_amount(drug: DrugModel, amount: ArrayLike) -> NDArray[np.float64]:
    """Share of the full effect (0 to 1) at an amount in the body [dose unit]."""
    ratio = (np.asarray(amount, dtype=float) / drug.half_effect_amount) ** drug.hill
    return ratio / (1.0 + ratio)


def mean_steady_effect(drug: DrugModel, dose: float, every_h: float, route: str | None = None) -> float:
    """Mean share of the full effect over a dosing interval at steady state."""
    midpoints = (np.arange(96) + 0.5) / 96 * every_h
    amount = amount_in_body(drug, dose, midpoints, every_h=every_h, doses=float("inf"), route=route)
    return float(effect_of_amount(drug, amount).mean())


def washout_h(drug: DrugModel, dose: float, every_h: float | None, route: str | None = None) -> float:
    """Hours after the last dose until the effect is below 1 %."""
    way = drug.route(route)
    peak = way.bioavailability * dose
    if every_h is not None:
        peak /= 1.0 - exp(-log(2.0) * every_h / drug.elimination_half_life_h)
    threshold = drug.half_effect_amount * 0.01 ** (1.0 / drug.hill)
    halvings = max(0.0, log(peak / threshold, 2.0)) if peak > 0.0 else 0.0
    return drug.elimination_half_life_h * halvings + 4.0 * way.absorption_half_time_h
