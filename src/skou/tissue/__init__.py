"""What plasma and cell ions do to nerve, muscle and heart, in closed form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from skou.errors import UnknownNameError, nearest_names
from skou.tissue import heart, muscle, nerve
from skou.tissue.channelopathies import channel_defects
from skou.tissue.ions import INPUTS, complete, ionised_from_totals
from skou.tissue.neuromuscular_junction import relative_release, transmitting_fraction
from skou.tissue.parameters import TissueParameter, tissue_parameters

__all__ = [
    "INPUTS",
    "READ_OUTS",
    "TissueParameter",
    "channel_defects",
    "complete",
    "ionised_from_totals",
    "read_outs",
    "relative_release",
    "tissue_parameters",
    "transmitting_fraction",
]

READ_OUTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "muscle.resting_potential": (muscle.resting_potential, "mV"),
    "muscle.force": (muscle.force, "1"),
    "nerve.threshold_shift": (nerve.threshold_shift, "mV"),
    "heart.qtc": (heart.qtc, "ms"),
    "heart.apd90": (heart.apd90, "ms"),
    "heart.t_amplitude": (heart.t_amplitude, "1"),
    "heart.pr": (heart.pr, "ms"),
    "heart.qrs": (heart.qrs, "ms"),
}
"""Read-outs by name: the function of completed ions, and its unit."""


def read_outs(ions: Mapping[str, Any], names: Iterable[str] | None = None) -> dict[str, Any]:
    """Tissue read-outs of plasma and cell ions.

    Parameters
    ----------
    ions : mapping
        Any of `INPUTS` (``plasma.potassium``, ``plasma.calcium_ionised``, ``cell.potassium``, ... [mmol/L],
        ``exposure`` [min], ``exercise`` 0-1), floats, arrays or traced values; totals of calcium and
        magnesium stand in for missing ionised values, and what is not named is normal.
    names : iterable of str, optional
        Only these read-outs.

    Raises
    ------
    UnknownNameError
        For a read-out that does not exist.

    Examples
    --------
    >>> r = read_outs({"plasma.potassium": 7.5})
    >>> r["heart.pr"] > 180, r["muscle.resting_potential"] > -80
    (True, True)
    """
    completed = complete(ions)
    wanted = READ_OUTS if names is None else list(names)
    for name in wanted:
        if name not in READ_OUTS:
            raise UnknownNameError(
                f"no tissue read-out {name!r}", value=name, nearest=nearest_names(name, READ_OUTS)
            )
    return {name: READ_OUTS[name][0](completed) for name in wanted}
