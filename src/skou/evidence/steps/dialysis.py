"""A haemodialysis session."""

from __future__ import annotations

from skou.errors import ProtocolError, nearest_names
from skou.evidence.experiment import Step
from skou.evidence.steps.amounts import amount
from skou.evidence.steps.compilation import Compilation

SESSION = 240.0
"""Length of a session where none is given [min]."""
_DIALYSATE = ("potassium", "sodium", "magnesium", "calcium", "bicarbonate", "phosphate")


def dialysis(c: Compilation, step: Step) -> None:
    """One session of the step's duration, or one of four hours every so often for its duration."""
    bath = {}
    for name, text in step.details["dialysis"].items():
        if name not in (*_DIALYSATE, "ultrafiltration"):
            raise ProtocolError(
                f"dialysate with {name!r}",
                value=name,
                allowed=", ".join(_DIALYSATE),
                nearest=nearest_names(name, _DIALYSATE),
            )
        bath[name] = amount(text, "L" if name == "ultrafiltration" else "mmol/L", c.weight)
    length = SESSION if step.duration is None or step.every is not None else step.duration
    for start in c.moments(step):
        end = start + length
        c.timeline.effect("dialysis_on", "set", 1.0, start, end)
        for name, value in bath.items():
            if name == "ultrafiltration":
                c.timeline.effect("dialysis_ultrafiltration", "set", value / length, start, end)
            else:
                c.timeline.effect(f"dialysate_{name}", "set", value, start, end)
