"""Causes, losses, and what is set: kidney function, breathing, posture, exercise, clamped ions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from skou import causes
from skou.errors import ProtocolError, UnknownNameError, nearest_names
from skou.evidence.experiment import Step
from skou.evidence.steps.amounts import amount
from skou.evidence.steps.compilation import Compilation, FixedIon, Spell, check_severity
from skou.evidence.steps.medication import perturb
from skou.vocabulary import CAUSE_GROUPS

ACQUIRED = ("intake", "extrarenal", "renal_drug")
"""Groups of causes that begin with the run-in; all others have been there for long when it begins."""
LOSSES = {
    "vomiting": "vomiting_rate",
    "gastric_drainage": "drainage_rate",
    "diarrhoea": "diarrhoea_rate",
    "ileostomy": "ileostomy_rate",
    "sweat": "sweat_rate",
    "blood": "blood_loss_rate",
}
EXERCISE = {"rest": 0.0, "light": 0.3, "moderate": 0.5, "heavy": 0.8, "maximal": 1.0}
"""Share of the greatest oxygen uptake."""
CLAMPS = {
    "plasma.potassium": ("clamp_potassium", "mmol/L"),
    "plasma.magnesium": ("clamp_magnesium", "mmol/L"),
    "plasma.calcium_ionised": ("clamp_calcium", "mmol/L"),
    "plasma.glucose": ("clamp_glucose", "mmol/L"),
    "plasma.insulin": ("clamp_insulin", "pmol/L"),
    "plasma.aldosterone": ("clamp_aldosterone", "1"),
    "plasma.ph": ("clamp_ph", "1"),
}
"""Quantities that the body itself can hold where it has the parameter (with ``_on``), and unit."""
_ION_UNITS = {"plasma.osmolality": "mosm/kg", "plasma.pco2": "mm[Hg]"}


def group_of(cause: str) -> str:
    """Group of a cause in the vocabulary."""
    for group, codes in CAUSE_GROUPS.items():
        if cause in codes:
            return group
    raise UnknownNameError(
        f"unknown cause {cause!r}",
        value=cause,
        nearest=nearest_names(cause, [c for codes in CAUSE_GROUPS.values() for c in codes]),
    )


def standing(c: Compilation) -> None:
    """The subject's causes: diseases since ever, diets, losses and drugs since the run-in."""
    for cause, severity in c.arm.subject.causes:
        start = c.start if group_of(cause) in ACQUIRED else -math.inf
        c.spells.append(Spell(cause, check_severity(cause, severity), start, math.inf))


def cause_step(c: Compilation, step: Step) -> None:
    """A cause begins; one that is there already changes its severity (0: it ends)."""
    cause = step.details["cause"]
    group_of(cause)
    severity = check_severity(cause, float(step.details.get("severity", 1.0)))
    c.spells.append(Spell(cause, severity, *c.window(step)))


def apply_causes(c: Compilation) -> None:
    """Turn the spells into effects, one severity of each cause at any time."""
    known = ["nephron_fraction"] if c.arm.subject.egfr is not None else []
    for cause in dict.fromkeys(s.cause for s in c.spells):
        spells = [s for s in c.spells if s.cause == cause]
        perturbation = causes.perturbation(cause, known=known)
        edges = sorted({t for s in spells for t in (s.start, s.end)})
        for begin, end in pairwise(edges):
            running = [s for s in spells if s.start <= begin < s.end]
            if running:
                perturb(c, perturbation, running[-1].severity, begin, end)


def loss(c: Compilation, step: Step) -> None:
    """Fluid lost at a rate."""
    rate = amount(step.details["volume"], "L/min", c.weight)
    c.timeline.effect(LOSSES[step.details["loss"]], "add", rate, *c.window(step))


def set_step(c: Compilation, step: Step) -> None:
    """The ``set`` step: each entry is changed or held for its duration."""
    start, end = c.window(step)
    for name, value in step.details["set"].items():
        if name in _SETTINGS:
            _SETTINGS[name](c, value, start, end)
        elif name.startswith(("plasma.", "cell.")):
            clamp(c, name, value, start, end)
        else:
            known = [*_SETTINGS, *CLAMPS]
            raise ProtocolError(
                f"{name!r} cannot be set",
                value=name,
                allowed=f"{', '.join(_SETTINGS)}, or a plasma. or cell. quantity",
                nearest=nearest_names(name, known),
            )


def clamp(c: Compilation, name: str, value: Any, start: float, end: float) -> None:
    """Hold a plasma or cell quantity: in the body if it has a clamp, for the tissue read-outs always."""
    parameter, unit = CLAMPS.get(name, (None, _ION_UNITS.get(name, "mmol/L")))
    held = amount(value, unit, c.weight)
    c.fixed.append(FixedIon(name, held, start, end))
    if parameter is None or parameter not in c.base:
        c.unheld.append(name)
    else:
        c.timeline.effect(parameter, "set", held, start, end)
        c.timeline.effect(f"{parameter}_on", "set", 1.0, start, end)


def _egfr(c: Compilation, value: Any, start: float, end: float) -> None:
    before = c.arm.subject.egfr or 100.0
    c.timeline.effect("gfr_modifier", "scale", max(float(value), 0.5) / before, start, end)


def _pco2(c: Compilation, value: Any, start: float, end: float) -> None:
    shift = amount(value, "mm[Hg]", c.weight) - c.base["pco2_reference"]
    c.timeline.effect("pco2_shift", "set", shift, start, end)


def _posture(c: Compilation, value: Any, start: float, end: float) -> None:
    postures = {"upright": 1.0, "standing": 1.0, "supine": 0.0, "lying": 0.0}
    c.timeline.effect("posture_upright", "set", _choice("posture", value, postures), start, end)


def _exercise(c: Compilation, value: Any, start: float, end: float) -> None:
    intensity = float(value) if isinstance(value, int | float) else _choice("exercise", value, EXERCISE)
    c.exercise.append((start, end, intensity))
    c.timeline.effect("exercise_intensity", "set", intensity, start, end)


def _choice(what: str, value: Any, choices: Mapping[str, float]) -> float:
    if value not in choices:
        raise ProtocolError(
            f"{what} {value!r}",
            value=value,
            allowed=", ".join(choices),
            nearest=nearest_names(str(value), choices),
        )
    return choices[value]


_SETTINGS: dict[str, Callable[[Compilation, Any, float, float], None]] = {
    "egfr": _egfr,
    "pco2": _pco2,
    "posture": _posture,
    "exercise": _exercise,
}
