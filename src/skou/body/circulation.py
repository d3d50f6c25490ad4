"""Arterial pressure as it follows from filling and angiotensin."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import power


def mean_arterial_pressure(p: Any, filling: Any, angiotensin: Any) -> Any:
    """Mean arterial pressure [mm[Hg]] from effective volume and angiotensin II effect."""
    return (
        p.mean_pressure_reference
        * power(filling, p.pressure_volume_exponent)
        * power(angiotensin, p.pressure_angiotensin_exponent)
    )
