"""Drugs of the proximal tubule: carbonic anhydrase inhibitors and SGLT2 inhibitors."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "carbonic_anhydrase_inhibitor",
        "carbonic_anhydrase_inhibitor",
        Perturbation(scale={"carbonic_anhydrase_activity": 0.55, "nhe3_activity": 0.78}),
        "carbonic_anhydrase_activity",
        "inhibits carbonic anhydrase of the proximal tubule; bicarbonate and potassium are lost",
        ("Unwin 2011 doi:10.1038/nrneph.2010.175",),
    ),
    DrugClass(
        "sglt2_inhibitor",
        "sglt2_inhibitor",
        Perturbation(scale={"sglt2_activity": 0.15, "trpm6_activity": 1.75, "osmotic_magnesium_half": 20.0}),
        "sglt2_activity",
        "blocks SGLT2; glucose and some sodium pass on; magnesium rises by 0.04-0.10 mmol/L (Tang 2016), here by "
        "TRPM6 and without the loss that glucose brings in ketoacidosis: how is not known",
        ("Neuen 2022 doi:10.1161/CIRCULATIONAHA.121.057736", "TANG2016"),
    ),
)
