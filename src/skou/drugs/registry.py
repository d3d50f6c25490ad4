"""All drugs by generic name, from ``data/drug_effects.yaml`` and the classes of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from skou.data import read_yaml
from skou.drugs import (
    antidiuretics,
    bone_and_calcium,
    cell_shift_drugs,
    corticosteroids,
    gut_drugs,
    loop_diuretics,
    magnesium_wasting_drugs,
    other_drugs,
    potassium_sparing,
    proximal_diuretics,
    raas_inhibitors,
    renin_lowering,
    thiazides,
    tubular_toxins,
)
from skou.drugs.model import DrugClass, DrugModel, Route
from skou.errors import UnknownNameError, nearest_names

_FILES = (
    loop_diuretics,
    thiazides,
    proximal_diuretics,
    potassium_sparing,
    raas_inhibitors,
    renin_lowering,
    cell_shift_drugs,
    corticosteroids,
    tubular_toxins,
    magnesium_wasting_drugs,
    gut_drugs,
    bone_and_calcium,
    antidiuretics,
    other_drugs,
)


@lru_cache(maxsize=1)
def drug_classes() -> Mapping[str, DrugClass]:
    """Every class by name."""
    return MappingProxyType({entry.name: entry for file in _FILES for entry in file.CLASSES})


def _route(given: Any) -> Route:
    bioavailability, half_time = given
    return Route(float(bioavailability), float(half_time))


def _build(name: str, row: Mapping[str, Any]) -> DrugModel:
    return DrugModel(
        name=name,
        drug_class=drug_classes()[row["class"]],
        usual_dose=float(row["dose"]),
        interval_h=float(row["every_h"]),
        half_effect_dose=float(row["half_effect"]),
        half_life_h=float(row["half_life_h"]),
        routes=MappingProxyType({way: _route(value) for way, value in row["routes"].items()}),
        unit=row.get("unit", "mg"),
        hill=float(row.get("hill", 1.0)),
        daily=MappingProxyType({handle: float(value) for handle, value in row.get("daily", {}).items()}),
        renal_share=float(row.get("renal", 0.0)),
        status=row["status"],
        source=row["source"],
    )


@lru_cache(maxsize=1)
def all_drugs() -> Mapping[str, DrugModel]:
    """Every drug by its generic name."""
    rows: Mapping[str, Any] = read_yaml("drug_effects.yaml")["drugs"]
    return MappingProxyType({name: _build(name, row) for name, row in rows.items()})


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    return read_yaml("drug_effects.yaml")["aliases"]


def drug(name: str) -> DrugModel:
    """The drug of that generic name; spelling variants and spaces are understood.

    Raises
    ------
    UnknownNameError
        With the nearest names.

    Examples
    --------
    >>> drug("chlorthalidone").name
    'chlortalidone'
    """
    key = "_".join(name.lower().replace("-", " ").replace("/", " ").split())
    key = _aliases().get(key, key)
    found = all_drugs().get(key)
    if found is None:
        raise UnknownNameError(
            f"unknown drug {name!r}",
            value=name,
            nearest=nearest_names(key, [*all_drugs(), *_aliases()]),
            mend="drugs that move no ion have no model",
        )
    return found
