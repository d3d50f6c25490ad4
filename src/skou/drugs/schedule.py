"""Drug effects as a staircase of handle values, which the engine meets exactly, and their steady means."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from skou.body import Perturbation
from skou.causes import perturbation
from skou.drugs.kinetics import amount_in_body, dose_count, effect_of_amount, mean_steady_effect, washout_h
from skou.drugs.model import DrugModel
from skou.drugs.registry import drug as find_drug
from skou.errors import OutOfPhysiologicalRange

DAY_MIN = 1440.0
_DETAILED_COURSE_MIN = 3 * DAY_MIN
_SMALLEST_CHANGE = 0.004
_SHORTEST_STEP = 1e-3


def _model(drug: str | DrugModel) -> DrugModel:
    return drug if isinstance(drug, DrugModel) else find_drug(drug)


def _check(drug: DrugModel, dose: float, every_min: float | None) -> None:
    if not (dose >= 0.0 and np.isfinite(dose)):
        raise OutOfPhysiologicalRange(
            f"dose {dose!r} of {drug.name}", value=dose, allowed=f"a number of {drug.unit}, 0 or more"
        )
    if every_min is not None and not every_min > 0.0:
        raise OutOfPhysiologicalRange(
            f"dosing interval {every_min!r} of {drug.name}", value=every_min, allowed="minutes, more than 0"
        )


def _grid(
    end: float, fine: float, detail: tuple[float, float] | None, marks: list[float]
) -> NDArray[np.float64]:
    """Edges of the staircase from 0 to ``end`` [min after the first dose]: days, ``detail``, marks."""
    if detail is None:
        detail = (0.0, end) if end <= _DETAILED_COURSE_MIN else (0.0, 0.0)
    days = np.arange(0.0, end, DAY_MIN)
    low, high = max(detail[0], 0.0), min(detail[1], end)
    parts = [days, np.array([*marks, end])]
    if high > low:
        inside = np.arange(np.floor(low / fine) * fine, high, fine)
        parts[0] = days[(days < inside[0]) | (days >= high)]
        parts += [inside, np.array([high])]
    edges = np.unique(np.concatenate(parts))
    return edges[np.append(np.diff(edges) > _SHORTEST_STEP, True)]


def effect_schedule(
    drug: str | DrugModel,
    dose: float,
    every_min: float | None,
    start_min: float,
    stop_min: float,
    *,
    resolution_min: float = 30.0,
    detail: tuple[float, float] | None = None,
    route: str | None = None,
) -> list[tuple[float, Perturbation]]:
    """What a course of a drug does to the handles, as a staircase in time.

    Parameters
    ----------
    drug : str or DrugModel
        Generic name.
    dose : float
        One dose [unit of the drug, mg for most].
    every_min : float or None
        Dosing interval [min]; None for a single dose.
    start_min, stop_min : float
        First dose, and the time from which no more are given [min].
    resolution_min : float
        Width of a step where detail is wanted [min].
    detail : tuple of float, optional
        Window [min] with fine steps; elsewhere each day has its mean. By default a course of up to three days
        (washout included) is fine throughout and a longer one has daily means.
    route : str, optional
        Route of administration; the drug's usual one by default.

    Returns
    -------
    list of (time [min], Perturbation)
        Each holds until the next, to be applied at severity 1; the last has no effect. Steps that change the
        effect by less than 0.4 % of the full effect are left out.

    Raises
    ------
    UnknownNameError
        For an unknown drug or route.
    OutOfPhysiologicalRange
        For a negative dose or an interval that is not positive.

    Examples
    --------
    >>> steps = effect_schedule("furosemide", 40.0, None, 0.0, 0.0)
    >>> min(p.scale.get("nkcc2_activity", 1.0) for _, p in steps) < 0.8
    True
    """
    model = _model(drug)
    _check(model, dose, every_min)
    every_h = None if every_min is None else every_min / 60.0
    doses = dose_count(start_min / 60.0, stop_min / 60.0, every_h)
    last_dose = (doses - 1) * (every_min or 0.0)
    dosing_end = last_dose + (every_min or model.interval_h * 60.0)
    end = max(last_dose + 60.0 * washout_h(model, dose, every_h, route), dosing_end)
    window = None if detail is None else (detail[0] - start_min, detail[1] - start_min)
    edges = _grid(end, resolution_min, window, [dosing_end] if model.daily else [])
    parts = np.where(np.diff(edges) > 2 * resolution_min, 48, 4)
    rate = dose * doses / dosing_end

    schedule: list[tuple[float, Perturbation]] = []
    previous = -1.0, -1.0
    for left, right, count in zip(edges[:-1], edges[1:], parts, strict=True):
        middles = left + (np.arange(count) + 0.5) / count * (right - left)
        amount = amount_in_body(model, dose, middles / 60.0, every_h=every_h, doses=doses, route=route)
        effect = float(effect_of_amount(model, amount).mean())
        dosing = rate if left < dosing_end - _SHORTEST_STEP else 0.0
        if abs(effect - previous[0]) >= _SMALLEST_CHANGE or dosing != previous[1]:
            schedule.append((start_min + float(left), model.at_effect(effect, dosing)))
            previous = effect, dosing
    schedule.append((start_min + float(end), Perturbation()))
    return schedule


def steady_effect(
    drug: str | DrugModel, dose: float, every_min: float, route: str | None = None
) -> Perturbation:
    """Mean handles over a dosing interval at steady state, for a drug long taken.

    Examples
    --------
    >>> 0.3 < steady_effect("hydrochlorothiazide", 25.0, 1440.0).scale["ncc_activity"] < 0.9
    True
    """
    model = _model(drug)
    _check(model, dose, every_min)
    return model.at_effect(mean_steady_effect(model, dose, every_min / 60.0, route), dose / every_min)


def severity_of(
    drug: str | DrugModel, dose: float, every_min: float, route: str | None = None
) -> float | None:
    """Severity of the drug's cause that moves the class's main handle as far as this course does.

    Where class and cause move different handles, half of the full effect counts as severity 1. None when the
    drug has no cause in the vocabulary.

    Examples
    --------
    >>> severity_of("hydrochlorothiazide", 50.0, 1440.0) > severity_of("hydrochlorothiazide", 25.0, 1440.0)
    True
    """
    model = _model(drug)
    if model.cause is None:
        return None
    course = steady_effect(model, dose, every_min, route)
    primary = model.drug_class.primary
    if primary is None:
        return 2.0 * mean_steady_effect(model, dose, every_min / 60.0, route)
    typical = perturbation(model.cause)
    if primary in typical.scale:
        return log(course.scale[primary]) / log(typical.scale[primary])
    return course.add.get(primary, 0.0) / typical.add[primary]
