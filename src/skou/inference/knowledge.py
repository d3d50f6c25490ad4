"""The written knowledge of the inference: base rates, associations, symptoms, scatter of laboratory values.

Read once from ``skou/data``; every number there has its source and status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from types import MappingProxyType
from typing import Any

from skou.data import read_yaml

DERIVED_CAUSES = (
    "hypomagnesaemia",
    "hypermagnesaemia",
    "hypercalcaemia",
    "hyperphosphataemia",
    "hyperglycaemia",
    "hypokalaemia",
)
"""Ions as causes of other ions' disorders: read off the simulated body, never drawn."""


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How common a cause is among the assessed; ``stated`` where the record names it."""

    rate: float
    stated: float
    median: float
    sigma: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class IonEffect:
    """A symptom's probability as a logistic function of one ion."""

    analyte: str
    at: float
    width: float
    top: float
    below: bool


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom or sign as a leaky noisy-or of ion states and causes."""

    code: str
    background: float
    ions: tuple[IonEffect, ...]
    causes: Mapping[str, float]
    source: str
    within: tuple[str, ...] = ()
    """Coarser symptoms that say no more once this one is told."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """How a value scatters around what the simulated body has; standard deviations on the scale of
    ``is_log``."""

    is_log: bool
    sd: float
    reference: float
    noise: float = 0.0
    """The part of ``sd`` that is new at every measurement: analytical and day-to-day."""

    def transform(self, value: Any) -> Any:
        """A value (float or array) on the scale on which it scatters."""
        import numpy as np

        return np.log(np.maximum(value, 1e-6)) if self.is_log else value


@dataclass(frozen=True, slots=True)
class MarkerIon:
    """An ion beyond ``at`` moves a marker to a log-normal around ``centre`` (log) with ``spread``."""

    analyte: str
    at: float
    below: bool
    centre: float
    spread: float


@dataclass(frozen=True, slots=True)
class Marker:
    """An analyte that the body does not simulate: log-normal, shifted by present causes (median, sd) or
    ions."""

    usual: float
    sd: float
    causes: Mapping[str, tuple[float, float]]
    ions: tuple[MarkerIon, ...] = ()


@dataclass(frozen=True, slots=True)
class LabModel:
    """Everything about the scatter of laboratory values."""

    degrees_of_freedom: float
    proportional: float
    other_day_weight: float
    without_acute_share: float
    analytes: Mapping[str, Scatter]
    markers: Mapping[str, Marker]
    widened: Mapping[str, Mapping[str, float]]
    """Facts of the record under which a quantity scatters more: fact -> quantity -> further sd."""


@lru_cache(maxsize=1)
def base_rates() -> Mapping[str, BaseRate]:
    """Base rate of every cause that is drawn, in the order of the file."""
    raw = read_yaml("prior.yaml")
    ordinary = raw["default_severity"]

    def one(entry: Mapping[str, Any]) -> BaseRate:
        median, sigma = entry.get("severity", ordinary)
        return BaseRate(
            float(entry["rate"]),
            float(entry["stated"]),
            float(median),
            float(sigma),
            str(entry["source"]),
            str(entry["status"]),
        )

    return MappingProxyType({code: one(entry) for code, entry in raw["causes"].items()})


@lru_cache(maxsize=1)
def drawn_causes() -> tuple[str, ...]:
    """Codes of the causes that are drawn, in a fixed order."""
    return tuple(base_rates())


@lru_cache(maxsize=1)
def cause_index() -> Mapping[str, int]:
    """Position of each drawn cause."""
    return MappingProxyType({code: i for i, code in enumerate(drawn_causes())})


@lru_cache(maxsize=1)
def associations() -> Mapping[str, Any]:
    """Facts and the likelihood ratios they give to causes."""
    return read_yaml("associations.yaml")


@lru_cache(maxsize=1)
def settings() -> Mapping[str, Mapping[str, Any]]:
    """Where a person is seen: words, and the ratios that it gives to base rates."""
    return read_yaml("prior_settings.yaml")["settings"]


@lru_cache(maxsize=1)
def symptoms() -> Mapping[str, Symptom]:
    """Symptoms and signs by code."""
    return MappingProxyType(
        {code: _symptom(code, entry) for code, entry in read_yaml("symptoms.yaml")["symptoms"].items()}
    )


def _symptom(code: str, entry: Mapping[str, Any]) -> Symptom:
    ions = tuple(
        IonEffect(
            str(ion["analyte"]),
            float(ion["below"] if "below" in ion else ion["above"]),
            float(ion["width"]),
            float(ion["top"]),
            "below" in ion,
        )
        for ion in entry.get("ions", ())
    )
    causes = {str(c): float(p) for c, p in entry.get("causes", {}).items()}
    return Symptom(
        code,
        float(entry["background"]),
        ions,
        MappingProxyType(causes),
        str(entry["source"]),
        tuple(entry.get("within", ())),
    )


@lru_cache(maxsize=1)
def lab_model() -> LabModel:
    """Scatter of laboratory values and of markers."""
    raw = read_yaml("likelihoods.yaml")
    analytes = {
        name: Scatter(
            entry["scale"] == "log",
            (float(entry["noise"]) ** 2 + float(entry["discrepancy"]) ** 2) ** 0.5,
            float(entry["reference"]),
            float(entry["noise"]),
        )
        for name, entry in raw["analytes"].items()
    }
    markers = {
        name: Marker(
            log(float(entry["usual"])),
            float(entry["sd"]),
            MappingProxyType({c: (log(float(m)), float(s)) for c, (m, s) in entry["causes"].items()}),
            tuple(
                MarkerIon(
                    str(ion["analyte"]),
                    float(ion["below"] if "below" in ion else ion["above"]),
                    "below" in ion,
                    log(float(ion["median"])),
                    float(ion["sd"]),
                )
                for ion in entry.get("ions", ())
            ),
        )
        for name, entry in raw["markers"].items()
    }
    return LabModel(
        float(raw["degrees_of_freedom"]),
        float(raw["proportional"]),
        float(raw["other_day_weight"]),
        float(raw["without_acute_share"]),
        MappingProxyType(analytes),
        MappingProxyType(markers),
        MappingProxyType({f: MappingProxyType(dict(k)) for f, k in raw["widened_by"].items()}),
    )
