"""Thiazides and relatives: block of NCC in the distal convoluted tubule."""

from __future__ import annotations

from skou.body import Perturbation
from skou.drugs.model import DrugClass

CLASSES = (
    DrugClass(
        "thiazide",
        "thiazide_diuretic",
        Perturbation(scale={"ncc_activity": 0.1, "trpm6_activity": 0.8}),
        "ncc_activity",
        "blocks NCC in the distal convoluted tubule; TRPM6 falls with it",
        ("Hollifield 1986 doi:10.1016/0002-9343(86)90335-9", "Musini 2014 Cochrane CD003824"),
    ),
    DrugClass(
        "thiazide_with_proximal_action",
        "thiazide_diuretic",
        Perturbation(scale={"ncc_activity": 0.1, "trpm6_activity": 0.8, "nhe3_activity": 0.94}),
        "ncc_activity",
        "blocks NCC and, weakly, proximal sodium reabsorption",
        ("clinical teaching on metolazone",),
    ),
)
