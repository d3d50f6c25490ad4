"""Loop diuretics: block of NKCC2 in the thick ascending limb."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "loop_diuretic",
        "loop_diuretic",
        Perturbation(scale={"nkcc2_activity": 0.12}),
        "nkcc2_activity",
        "blocks NKCC2 in the thick ascending limb; the lost lumen voltage wastes calcium and magnesium",
        ("Reyes 1985", "Leary & Reyes 2000"),
    ),
)
