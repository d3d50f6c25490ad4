"""Drugs that lower renin or aldosterone by other ways: NSAIDs, heparins, beta-blockers."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "nsaid",
        "nsaid",
        Perturbation(
            scale={
                "renin_release_activity": 0.25,
                "gfr_modifier": 0.88,
                "aquaporin2_activity": 1.3,
                "nkcc2_activity": 1.2,
            }
        ),
        "renin_release_activity",
        "prostaglandins fall, and with them renin, filtration and water excretion",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "heparin",
        "heparin",
        Perturbation(scale={"aldosterone_synthesis_activity": 0.3}),
        "aldosterone_synthesis_activity",
        "angiotensin receptors of the zona glomerulosa fall, aldosterone falls",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "beta_blocker",
        "beta_blocker",
        Perturbation(scale={"beta2_receptor_activity": 0.05, "renin_release_activity": 0.5}),
        "beta2_receptor_activity",
        "blocks beta-2 uptake of potassium into cells and beta-1 release of renin",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
    DrugClass(
        "beta1_blocker",
        "beta_blocker",
        Perturbation(scale={"beta2_receptor_activity": 0.7, "renin_release_activity": 0.5}),
        "renin_release_activity",
        "blocks beta-1 release of renin, beta-2 receptors little",
        ("Palmer & Clegg 2016 doi:10.1152/advan.00121.2016",),
    ),
)
