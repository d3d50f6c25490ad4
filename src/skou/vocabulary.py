"""The controlled vocabulary: codes that programs rely on, with their meaning.

``ANALYTES``, ``SPECIMENS``, ``SEVERITY``, ``DISORDERS``, ``CAUSES``, ``CAUSE_GROUPS`` and ``URGENCY`` are
read from ``data/vocabulary.yaml`` when first asked for; codes are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from skou.data import read_yaml
from skou.errors import UnknownNameError, nearest_names

if TYPE_CHECKING:
    ANALYTES: Mapping[str, tuple[str, str]]
    SPECIMENS: tuple[str, ...]
    SEVERITY: tuple[str, ...]
    DISORDERS: tuple[str, ...]
    CAUSES: Mapping[str, str]
    CAUSE_GROUPS: Mapping[str, tuple[str, ...]]
    URGENCY: tuple[str, ...]


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    raw = read_yaml("vocabulary.yaml")
    return {
        "ANALYTES": MappingProxyType(
            {name: (unit, specimen) for name, (unit, specimen) in raw["analytes"].items()}
        ),
        "SPECIMENS": tuple(raw["specimens"]),
        "SEVERITY": tuple(raw["severity"]),
        "DISORDERS": tuple(raw["disorders"]),
        "CAUSES": MappingProxyType(dict(raw["causes"])),
        "CAUSE_GROUPS": MappingProxyType(
            {group: tuple(codes) for group, codes in raw["cause_groups"].items()}
        ),
        "URGENCY": tuple(raw["urgency"]),
    }


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return _vocabulary()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_NAMES = frozenset({"ANALYTES", "SPECIMENS", "SEVERITY", "DISORDERS", "CAUSES", "CAUSE_GROUPS", "URGENCY"})


@lru_cache(maxsize=1)
def _group_of_cause() -> dict[str, str]:
    groups: Mapping[str, tuple[str, ...]] = _vocabulary()["CAUSE_GROUPS"]
    return {cause: group for group, codes in groups.items() for cause in codes}


def check_cause(cause: str) -> str:
    """``cause`` itself when it is in the vocabulary.

    Raises
    ------
    UnknownNameError
        With the nearest codes.

    Examples
    --------
    >>> check_cause("loop_diuretic")
    'loop_diuretic'
    """
    if cause not in _vocabulary()["CAUSES"]:
        raise UnknownNameError(
            f"unknown cause {cause!r}", value=cause, nearest=nearest_names(cause, _vocabulary()["CAUSES"])
        )
    return cause


def cause_group(cause: str) -> str:
    """Where a cause acts: intake, extrarenal, renal_drug, renal_disease, endocrine, shift, ion, ...

    Examples
    --------
    >>> cause_group("gitelman_syndrome")
    'renal_disease'
    """
    return _group_of_cause()[check_cause(cause)]


def urgency_rank(urgency: str) -> int:
    """0 for ``emergency``, growing towards ``routine``; the smaller, the sooner.

    Examples
    --------
    >>> urgency_rank("emergency") < urgency_rank("routine")
    True
    """
    levels: tuple[str, ...] = _vocabulary()["URGENCY"]
    if urgency not in levels:
        raise UnknownNameError(f"unknown urgency {urgency!r}", value=urgency, allowed=", ".join(levels))
    return levels.index(urgency)
