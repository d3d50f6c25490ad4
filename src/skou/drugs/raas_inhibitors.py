"""Inhibitors of the renin-angiotensin system."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "ace_inhibitor",
        "raas_inhibitor",
        Perturbation(scale={"ace_activity": 0.08}),
        "ace_activity",
        "less angiotensin II is formed, aldosterone falls",
        ("PMC3905673 (hyperkalaemia in ACE-inhibitor users)",),
    ),
    DrugClass(
        "angiotensin_receptor_blocker",
        "raas_inhibitor",
        Perturbation(scale={"angiotensin_receptor_activity": 0.15}),
        None,
        "blocks the AT1 receptor, aldosterone falls",
        ("PMC3905673 (hyperkalaemia in ACE-inhibitor users)",),
    ),
    DrugClass(
        "renin_inhibitor",
        "raas_inhibitor",
        Perturbation(scale={"ace_activity": 0.15}),
        "ace_activity",
        "inhibits renin, so less angiotensin is formed",
        ("clinical teaching on aliskiren",),
    ),
)
