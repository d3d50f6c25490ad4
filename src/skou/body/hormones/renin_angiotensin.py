"""Renin from filling, and angiotensin II as the tissues feel it."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import power


def angiotensin_effect(s: Any, p: Any) -> Any:
    """Angiotensin II effect, 1 at rest: renin times converting enzyme times AT1 receptor, above a floor."""
    drive = s.renin * p.ace_activity * p.angiotensin_receptor_activity
    return p.angiotensin_floor + (1.0 - p.angiotensin_floor) * drive


def renin_target(s: Any, p: Any, f: Fluids, angiotensin: Any) -> Any:
    """Renin towards which secretion moves: low filling, upright posture and a blocked macula densa raise it."""
    stimulus = (
        power(f.filling, -1.0 * p.renin_volume_exponent)
        * power(f.potassium_ratio, -1.0 * p.renin_potassium_exponent)
        * power(angiotensin, -1.0 * p.renin_angiotensin_exponent)
        * (1.0 + p.renin_loop_gain * (1.0 - p.nkcc2_activity))
        * (1.0 + p.posture_renin_gain * p.posture_upright)
    )
    saturated = stimulus * p.renin_maximum / (p.renin_maximum - 1.0 + stimulus)
    return p.renin_release_activity * saturated
