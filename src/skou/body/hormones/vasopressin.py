"""Vasopressin and thirst: osmolality first, volume when it is low."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import smooth_positive


def vasopressin_target(p: Any, f: Fluids) -> Any:
    """Vasopressin towards which release moves, 1 at rest (Thompson & Baylis 1986: linear above a threshold)."""
    resting = smooth_positive(p.osmolality_reference - p.osmotic_set_point, p.vasopressin_osmotic_width)
    osmotic = smooth_positive(f.osmolality - p.osmotic_set_point, p.vasopressin_osmotic_width) / resting
    volume = p.vasopressin_volume_gain * smooth_positive(p.vasopressin_volume_threshold - f.filling, 0.02)
    resting_volume = p.vasopressin_volume_gain * smooth_positive(p.vasopressin_volume_threshold - 1.0, 0.02)
    return (
        p.vasopressin_release_activity * (osmotic + volume - resting_volume) + p.vasopressin_autonomous + 0.02
    )


def drinking(p: Any, f: Fluids) -> Any:
    """Water drunk for thirst on top of habit [L/min]."""
    return (
        p.thirst_activity
        * p.thirst_gain
        * smooth_positive(f.osmolality - p.thirst_threshold, p.vasopressin_osmotic_width)
    )
