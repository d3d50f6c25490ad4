"""Parameters of the tissue read-outs with their units, uncertainty and source (``data/tissue.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

from skou.graph.functions import quantity


@dataclass(frozen=True)
class TissueParameter:
    """One parameter: its value in ``unit`` with one standard deviation, and where it comes from."""

    organ: str
    key: str
    symbol: str
    name: str
    unit: str
    value: float
    uncertainty: float
    source: str
    how: str
    status: str


@lru_cache(maxsize=1)
def tissue_parameters() -> tuple[TissueParameter, ...]:
    """Every parameter of the read-outs."""
    import yaml

    text = (files("skou.data") / "tissue.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(text)
    return tuple(
        TissueParameter(organ=organ, key=key, **entry)
        for organ, entries in tables.items()
        for key, entry in entries.items()
    )


@lru_cache(maxsize=16)
def values(organ: str) -> Any:
    """The values of one organ as attributes; each carries its unit into a trace and is a float elsewhere."""
    return SimpleNamespace(
        **{p.key: quantity(float(p.value), p.unit) for p in tissue_parameters() if p.organ == organ}
    )
