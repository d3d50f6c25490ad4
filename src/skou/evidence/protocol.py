"""From an arm to what the engine runs: parameters, events, start of the run-in, ions that are held.

The simulation begins at rest on the habitual diet, with the diseases that the person has had for long. Then
comes the run-in with meals, in which diets, losses and drugs of the subject begin; a run-in without any of
these only has to turn rest into a daily rhythm, so at most `SETTLING` of it is simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from skou import body
from skou.engine.events import Event
from skou.errors import ProtocolError, UnknownNameError, nearest_names
from skou.evidence.experiment import Arm, Step
from skou.evidence.steps import conditions, dosing, intake, medication
from skou.evidence.steps.amounts import amount
from skou.evidence.steps.compilation import Compilation, FixedIon
from skou.evidence.steps.dialysis import dialysis
from skou.evidence.steps.habit import with_habitual_dialysis
from skou.evidence.steps.timeline import to_events
from skou.tissue import channel_defects

SETTLING = 7 * 1440.0
"""Run-in that is simulated where nothing but the habitual diet happens in it [min]."""

_STEPS: Mapping[str, Callable[[Compilation, Step], None]] = {
    "diet": intake.diet,
    "fasting": intake.fasting,
    "meal": intake.meal,
    "water": intake.water,
    "give": dosing.give,
    "infuse": dosing.infuse,
    "drug": medication.take_course,
    "stop": medication.stop_drug,
    "cause": conditions.cause_step,
    "loss": conditions.loss,
    "set": conditions.set_step,
    "dialysis": dialysis,
}


@dataclass(frozen=True)
class Protocol:
    """One arm ready for the engine: ``start`` and ``end`` [min from t = 0], events from lane time 0.

    Attributes
    ----------
    resting : mapping of str to float
        Parameters of the rest before the run-in: habitual diet without meals, long-standing diseases.
    parameters : mapping of str to float
        Parameters at ``start``.
    fixed, exercise, defects
        What the tissue read-outs need beside the body.
    targets : mapping of str to float
        Quantities that the person is individualised to have at t = 0, in the unit of the body's output.
    unheld : tuple of str
        Quantities that a step holds and the body cannot.
    """

    arm: Arm
    start: float
    end: float
    resting: Mapping[str, float]
    parameters: Mapping[str, float]
    events: tuple[Event, ...]
    fixed: tuple[FixedIon, ...]
    exercise: tuple[tuple[float, float, float], ...]
    defects: Mapping[str, float]
    targets: Mapping[str, float]
    unheld: tuple[str, ...]


def person(arm: Arm) -> dict[str, float]:
    """Parameters of the subject on the habitual diet."""
    subject = arm.subject
    diet: dict[str, float] = {}
    for name, text in arm.diet.items():
        unit = {"water": "L/d", "carbohydrate": "g/d", "protein": "g/d"}.get(name, "mmol/d")
        diet[name] = amount(text, unit, subject.weight_kg or 70.0)
    return body.individual(
        age=subject.age,
        sex=subject.sex,
        weight_kg=subject.weight_kg,
        height_cm=subject.height_cm,
        egfr=subject.egfr,
        pregnant=bool(subject.pregnant),
        diet=diet or None,
    )


def baseline_targets(arm: Arm) -> dict[str, float]:
    """Wanted values at t = 0 by quantity, in the unit of the body's output.

    Raises
    ------
    UnknownNameError
        For a quantity that no parameter individualises.
    """
    units = {o.name: o.unit for o in body.model().output_specs}
    targets = {}
    for name, text in arm.subject.baseline.items():
        if name not in body.BASELINE_HANDLES:
            raise UnknownNameError(
                f"no baseline of {name!r}",
                value=name,
                allowed=", ".join(body.BASELINE_HANDLES),
                nearest=nearest_names(name, body.BASELINE_HANDLES),
            )
        targets[name] = amount(text, units[name])
    return targets


def compile_arm(arm: Arm, end: float, handles: Mapping[str, float] | None = None) -> Protocol:
    """Compile one arm.

    Parameters
    ----------
    arm : Arm
    end : float
        Last time that is asked for [min from t = 0].
    handles : mapping of str to float, optional
        Parameters of this individual that differ from the average person of that age, sex and size.

    Raises
    ------
    SkouError
        For a step that cannot be run, with what would be allowed.
    """
    arm = replace(arm, steps=with_habitual_dialysis(arm.steps))
    base = {**person(arm), **(handles or {})}
    c = Compilation(arm, base, -_run_in(arm), max(end, 1.0))
    medication.note_stops(c)
    conditions.standing(c)
    medication.standing(c)
    for name, value in arm.subject.clamp.items():
        conditions.clamp(c, name, value, -math.inf, math.inf)
    for step in sorted(arm.steps, key=lambda s: s.at):
        handler = _STEPS.get(step.kind)
        if handler is None:
            raise ProtocolError(f"no step {step.kind!r}", value=step.kind, allowed=", ".join(_STEPS))
        handler(c, step)
    conditions.apply_causes(c)
    return _finish(c)


def _run_in(arm: Arm) -> float:
    wanted = arm.run_in if arm.run_in is not None else SETTLING
    acquired = any(conditions.group_of(cause) in conditions.ACQUIRED for cause, _ in arm.subject.causes)
    if not acquired and not arm.subject.medications:
        wanted = min(wanted, SETTLING)
    earliest = min((s.at for s in arm.steps), default=0.0)
    return max(wanted, -earliest + 1440.0 if earliest < 0 else 0.0, 1440.0)


def _finish(c: Compilation) -> Protocol:
    courses = c.timeline.courses(c.base)
    resting = dict(c.base) | {name: course.before for name, course in courses.items()}
    meals, continuous = intake.habitual_meals(c, courses, c.start, c.end)
    at_start, events = to_events({**courses, **continuous}, [*meals, *c.timeline.additions], c.start, c.end)
    parameters = dict(c.base) | at_start
    parameters["clock_start"] = resting["clock_start"] = (c.arm.clock + c.start) % 1440.0
    return Protocol(
        c.arm,
        c.start,
        c.end,
        resting,
        parameters,
        tuple(Event(float(e.time) - c.start, set=e.set, add=e.add) for e in events),  # type: ignore[arg-type]
        tuple(c.fixed),
        tuple(c.exercise),
        channel_defects(c.arm.subject.causes),
        baseline_targets(c.arm),
        tuple(c.unheld),
    )
