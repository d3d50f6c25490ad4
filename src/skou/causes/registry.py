"""All causes by code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from skou.body import Perturbation
from skou.causes import (
    artefacts,
    calcium_hormones,
    cramps,
    endocrine,
    extrarenal_losses,
    intake,
    ion_on_ion,
    other_drugs,
    renal_disease,
    renal_drugs,
    shifts,
)
from skou.causes.cause import Cause
from skou.errors import UnknownNameError, nearest_names

_GROUPS = (
    intake,
    extrarenal_losses,
    renal_drugs,
    other_drugs,
    renal_disease,
    endocrine,
    calcium_hormones,
    shifts,
    ion_on_ion,
    artefacts,
    cramps,
)


@lru_cache(maxsize=1)
def all_causes() -> Mapping[str, Cause]:
    """Every cause of the vocabulary, by code, in the order of the groups."""
    return MappingProxyType({entry.code: entry for group in _GROUPS for entry in group.CAUSES})


def cause(code: str) -> Cause:
    """The cause named ``code``.

    Raises
    ------
    UnknownNameError
        With the nearest codes.

    Examples
    --------
    >>> cause("gitelman_syndrome").group
    'renal_disease'
    """
    found = all_causes().get(code)
    if found is None:
        raise UnknownNameError(
            f"unknown cause {code!r}", value=code, nearest=nearest_names(code, all_causes())
        )
    return found


def perturbation(code: str, *, known: Collection[str] = ()) -> Perturbation:
    """What the cause does to the body at severity 1.

    Parameters
    ----------
    code : str
        Code of the vocabulary.
    known : collection of str
        Parameters that facts about the person already fix (``nephron_fraction`` where the eGFR is measured);
        the cause leaves them alone.

    Examples
    --------
    >>> sorted(perturbation("gitelman_syndrome").scale)
    ['ncc_activity', 'romk_activity', 'trpm6_activity']
    >>> dict(perturbation("chronic_kidney_disease", known=["nephron_fraction"]).scale)
    {}
    """
    return cause(code).without(known) if known else cause(code).perturbation
