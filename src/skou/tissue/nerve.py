"""Motor axon: divalent surface charge and potassium set the distance from rest to threshold."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import log, quantity
from skou.tissue.parameters import values


def surface_charge_shift(calcium: Any, magnesium: Any, ph: Any, monovalent: Any) -> Any:
    """Shift of voltage-dependent gates by screening and binding at the membrane surface [mV].

    Parameters
    ----------
    calcium, magnesium : value
        Ionised, outside [mmol/L]; valid 0-20.
    ph : value
        Outside; valid 6.8-7.8.
    monovalent : value
        Sodium plus potassium outside [mmol/L].

    Notes
    -----
    s ln[(Ca + m Mg + c0) / normal] + sH (pH - 7.4) + sM (Na + K - normal): closed form of the
    Grahame equation with the charges of Hille, Woodhull and Shapiro 1975 (Phil Trans R Soc B 270:301), after
    Frankenhaeuser and Hodgkin 1957 (doi 10.1113/jphysiol.1957.sp005808). Negative: gates open at more
    negative potentials, hyperexcitable.

    Examples
    --------
    >>> round(surface_charge_shift(0.8, 0.55, 7.4, 144.2), 1)
    -2.5
    """
    p, n = values("nerve"), values("ions")
    effective = calcium + p.magnesium_effectiveness * magnesium + p.screening_offset
    usual = n.calcium_ionised + p.magnesium_effectiveness * n.magnesium_ionised + p.screening_offset
    return (
        p.screening_slope * log(effective / quantity(usual, "mmol/L"))
        + p.screening_ph_slope * (ph - n.ph)
        + p.screening_monovalent_slope * (monovalent - quantity(n.sodium + n.potassium, "mmol/L"))
    )


def resting_shift(potassium: Any, sodium: Any) -> Any:
    """Lasting change of the axon's resting potential from normal [mV], by the Goldman equation."""
    p, n = values("nerve"), values("ions")
    ratio = p.sodium_permeability_ratio
    usual = quantity(n.potassium + ratio * n.sodium, "mmol/L")
    return p.thermal_voltage * log((potassium + ratio * sodium) / usual)


def threshold_shift(ions: dict[str, Any]) -> Any:
    """Change of the depolarisation from rest to threshold [mV]; negative is more excitable.

    Surface charge moves the threshold, potassium moves the resting potential (sign: Krishnan 2005,
    doi 10.1093/brain/awh558); sodium inactivation and slow potassium current take up part of a lasting
    depolarisation.
    """
    shift = surface_charge_shift(
        ions["plasma.calcium_ionised"],
        ions["plasma.magnesium_ionised"],
        ions["plasma.ph"],
        ions["plasma.sodium"] + ions["plasma.potassium"],
    )
    rest = resting_shift(ions["plasma.potassium"], ions["plasma.sodium"])
    return shift - values("nerve").accommodation * rest
