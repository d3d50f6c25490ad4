"""Drugs with vasopressin effect, and vaptans against it."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import per_day
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "vasopressin_effect",
        "antidiuretic_drug",
        Perturbation(add={"vasopressin_autonomous": 3.0, "diet_water": per_day(0.5)}),
        "vasopressin_autonomous",
        "vasopressin is released or potentiated whatever the osmolality",
        ("Gheysens 2024 Eur Psychiatry",),
    ),
    DrugClass(
        "vasopressin_effect_with_induction",
        "antidiuretic_drug",
        Perturbation(
            scale={"vitamin_d_clearance": 3.0},
            add={"vasopressin_autonomous": 3.0, "diet_water": per_day(0.5)},
        ),
        "vasopressin_autonomous",
        "vasopressin effect, and liver enzymes that break down vitamin D",
        ("clinical teaching on carbamazepine",),
    ),
    DrugClass(
        "vaptan",
        None,
        Perturbation(scale={"aquaporin2_activity": 0.1}),
        None,
        "blocks the V2 receptor, so water is lost",
        ("clinical teaching on tolvaptan",),
    ),
)
