"""Skou: one mechanistic body of human electrolytes, asked three questions.

Examples
--------
>>> import skou
>>> answer = skou.assess("examples/omeprazole_low_magnesium.yaml")  # doctest: +SKIP
>>> answer.urgency  # doctest: +SKIP
'emergency'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.api import assess, read_person, simulate
    from skou.errors import SkouError
    from skou.populations import population
    from skou.records.person import Person

__version__ = "0.1.0"
__all__ = ["Person", "SkouError", "__version__", "assess", "population", "read_person", "simulate"]

_HOMES = {
    "Person": ".records.person",
    "SkouError": ".errors",
    "assess": ".api",
    "population": ".populations",
    "read_person": ".api",
    "simulate": ".api",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
