"""FGF23: bone's answer to phosphate and calcitriol, and to the loss of nephrons."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.graph.functions import power


def fgf23_target(p: Any, f: Fluids, calcitriol: Any) -> Any:
    """FGF23 towards which secretion moves over a day, 1 at rest."""
    return (
        power(f.phosphate / p.phosphate_reference, p.fgf23_phosphate_exponent)
        * power(calcitriol, p.fgf23_calcitriol_exponent)
        * power(p.nephron_fraction, -1.0 * p.fgf23_nephron_exponent)
        + p.fgf23_autonomous
    )
