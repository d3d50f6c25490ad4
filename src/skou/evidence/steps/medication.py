"""Drugs: standing medications, courses and single doses, as staircases of the handles they move."""

from __future__ import annotations

import math

from skou.body import Perturbation
from skou.drugs import DrugModel, drug, effect_schedule
from skou.errors import ProtocolError
from skou.evidence.experiment import Step, minutes
from skou.evidence.steps.amounts import quantity
from skou.evidence.steps.compilation import Compilation

LONG_BEFORE = 60 * 1440.0
"""A standing medication has been taken for this long when the run-in begins [min]."""
DETAIL = 3 * 1440.0
"""Hour by hour for this long at the beginning of a course and the end of the arm [min], else daily means."""
FINE = 60.0


def dose_of(name: str, text: str) -> float:
    """A dose in the drug's own unit."""
    found = quantity(text, 70.0)
    return drug(name).dose_in_units(found.value, found.unit.symbol)


def course(
    c: Compilation,
    name: str,
    dose: str,
    every: float | None,
    start: float,
    stop: float,
    route: str | None = None,
) -> None:
    """A drug taken from ``start`` to ``stop`` [min], or once where ``every`` is None; a later `stop` step
    ends it.
    """
    stop = min([stop, c.end, *(t for t in c.stops.get(drug(name).name, ()) if t > start)])
    model = drug(name).in_kidneys(c.base["nephron_fraction"])
    staircase = _staircase(c, model, dose_of(name, dose), every, start, max(stop, start), route)
    ends = [time for time, _ in staircase[1:]] + [math.inf]
    for (begin, perturbation), end in zip(staircase, ends, strict=True):
        perturb(c, perturbation, 1.0, begin, end)


def _staircase(
    c: Compilation,
    model: DrugModel,
    dose: float,
    every: float | None,
    start: float,
    stop: float,
    route: str | None,
) -> list[tuple[float, Perturbation]]:
    """The course of the handles, fine where it begins and where the arm ends."""

    def fine_within(window: tuple[float, float]) -> list[tuple[float, Perturbation]]:
        return effect_schedule(
            model, dose, every, start, stop, resolution_min=FINE, detail=window, route=route
        )

    if c.end - start <= 2 * DETAIL:
        return fine_within((start, c.end))
    cut = start + DETAIL
    late = fine_within((c.end - DETAIL, c.end))
    if start < c.start:
        return late
    early = [step for step in fine_within((start, cut)) if step[0] < cut]
    before = [step for step in late if step[0] <= cut]
    return [*early, (cut, before[-1][1]), *(step for step in late if step[0] > cut)]


def perturb(c: Compilation, perturbation: Perturbation, severity: float, start: float, end: float) -> None:
    """A perturbation at a severity: value x factor**severity + severity x amount."""
    for name, factor in perturbation.scale.items():
        c.timeline.effect(name, "scale", factor**severity, start, end)
    for name, amount in perturbation.add.items():
        c.timeline.effect(name, "add", severity * amount, start, end)


def take_course(c: Compilation, step: Step) -> None:
    """The ``drug`` step."""
    name, dose = step.details["drug"], step.details.get("dose")
    model = drug(name)
    start, stop = c.window(step)
    every = step.every or model.interval_h * 60.0
    text = dose or f"{model.usual_dose} {model.unit}"
    if step.duration is None and step.every is None:
        course(c, name, text, None, start, start, step.details.get("route"))
    else:
        course(c, name, text, every, start, stop, step.details.get("route"))


def stop_drug(c: Compilation, step: Step) -> None:
    """The ``stop`` step: checked here, it acts through `note_stops`."""
    name = drug(step.details["stop"]).name
    taken = {drug(m["drug"]).name for m in c.arm.subject.medications}
    taken |= {drug(s.details["drug"]).name for s in c.arm.steps if s.kind == "drug"}
    if name not in taken:
        raise ProtocolError(
            f"{name} is stopped but was not taken", value=name, allowed=", ".join(sorted(taken))
        )


def note_stops(c: Compilation) -> None:
    """When which drug is stopped, known before any course is laid out."""
    for step in c.arm.steps:
        if step.kind == "stop":
            c.stops.setdefault(drug(step.details["stop"]).name, []).append(step.at)


def standing(c: Compilation) -> None:
    """Medications taken since long before the run-in."""
    for entry in c.arm.subject.medications:
        model = drug(entry["drug"])
        every = minutes(entry["every"]) if "every" in entry else model.interval_h * 60.0
        dose = entry.get("dose", f"{model.usual_dose} {model.unit}")
        begin = c.start - math.ceil(LONG_BEFORE / every) * every
        course(c, model.name, dose, every, begin, c.end)
