"""Skou: one mechanistic body of human electrolytes, asked three questions.

Examples
--------
>>> import skou
>>> answer = skou.assess("examples/omeprazole_low_magnesium.yaml")  # doctest: +SKIP
>>> answer.urgency  # doctest: +SKIP
'emergency'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skou.api import assess, read_person, simulate
    from skou.errors import SkouError
    from skou.populations import population
    from skou.records.person import Person

__version__ = "0.1.0"
__all__ = ["Person", "SkouError", "__version__", "assess", "population", "read_person", "simulate"]

_HOMES = {
    "Person": "skou.records.person",
    "SkouError": "skou.errors",
    "assess": "skou.api",
    "population": "skou.populations",
    "read_person": "skou.api",
    "simulate": "skou.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
