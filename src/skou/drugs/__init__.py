"""Drugs and substances: kinetics, effect on the handles of the body, and what a dose of a salt brings."""

from skou.drugs.giving import Entry, entry, infusion
from skou.drugs.model import DrugClass, DrugModel, Route
from skou.drugs.registry import all_drugs, drug, drug_classes
from skou.drugs.schedule import effect_schedule, severity_of, steady_effect
from skou.drugs.substances import Substance, all_substances, substance

__all__ = [
    "DrugClass",
    "DrugModel",
    "Entry",
    "Route",
    "Substance",
    "all_drugs",
    "all_substances",
    "drug",
    "drug_classes",
    "effect_schedule",
    "entry",
    "infusion",
    "severity_of",
    "steady_effect",
    "substance",
]
