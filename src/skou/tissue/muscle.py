"""Skeletal muscle: resting potential with the pump's current, and force."""

from __future__ import annotations

from typing import Any

from skou.graph.functions import exp, log, logistic, power
from skou.tissue.ions import normal
from skou.tissue.nerve import surface_charge_shift
from skou.tissue.neuromuscular_junction import relative_release, transmitting_fraction
from skou.tissue.parameters import values


def _surface(ions: dict[str, Any]) -> Any:
    return surface_charge_shift(
        ions["plasma.calcium_ionised"],
        ions["plasma.magnesium_ionised"],
        ions["plasma.ph"],
        ions["plasma.sodium"] + ions["plasma.potassium"],
    )


def sodium_permeability_ratio(ions: dict[str, Any]) -> Any:
    """Sodium to potassium permeability at rest.

    Rises as cell potassium is lost (Bilbrey 1973), falls when calcium stabilises the gates, and is raised by
    the channel defects of the periodic paralyses: a gating pore whose share grows as inward rectifiers close
    at low potassium, or a persistent sodium current opened by high potassium.
    """
    p, n = values("muscle"), values("ions")
    potassium = ions["plasma.potassium"]
    rest = p.sodium_permeability_ratio * power(
        n.cell_potassium / ions["cell.potassium"], p.depletion_exponent
    )
    defect = (
        1.0
        + ions["gating_pore"] * p.gating_pore_ratio * power(n.potassium / potassium, p.gating_pore_exponent)
        + ions["persistent_sodium"]
        * p.persistent_sodium_ratio
        * logistic((potassium - p.persistent_sodium_half) / p.persistent_sodium_width)
    )
    return rest * defect * exp(-_surface(ions) / p.calcium_stabilisation)


def resting_potential(ions: dict[str, Any]) -> Any:
    """Resting membrane potential of a skeletal muscle fibre [mV].

    Notes
    -----
    Mullins and Noda 1963 (doi 10.1085/jgp.47.1.117): V = RT/F ln[(r K_o + a Na_o) / (r K_i + a
    Na_i)], the Goldman equation with an electrogenic pump of r = 3:2 in its steady state; activity drives the
    pump beyond that and hyperpolarises further (PMC1189145).

    Examples
    --------
    >>> from skou.tissue.ions import complete
    >>> round(resting_potential(complete({})))
    -88
    """
    p = values("muscle")
    coupling, ratio = p.pump_coupling, sodium_permeability_ratio(ions)
    outside = coupling * ions["plasma.potassium"] + ratio * ions["plasma.sodium"]
    inside = coupling * ions["cell.potassium"] + ratio * ions["cell.sodium"]
    goldman = values("nerve").thermal_voltage * log(outside / inside)
    return goldman - p.activity_hyperpolarisation * ions["exercise"]


def _half_force(ions: dict[str, Any]) -> Any:
    p, n = values("muscle"), values("ions")
    exposure = ions["exposure"]
    slow = p.slow_inactivation_shift
    if exposure is not None:
        slow = slow * (1.0 - exp(-exposure / p.slow_inactivation_time))
    gates = _surface(ions) + p.chloride_ph_shift * (ions["plasma.ph"] - n.ph)
    return gates + p.half_force_short + slow


def _contraction(ions: dict[str, Any]) -> Any:
    p = values("muscle")
    potential = resting_potential({**ions, "exercise": 0.0})
    excitable = logistic((_half_force(ions) - potential) / p.half_force_width)
    potentiated = 1.0 + p.potentiation * logistic((potential - p.potentiation_half) / p.potentiation_width)
    strong = logistic((ions["plasma.potassium"] - p.weakness_half) / p.weakness_width)
    release = relative_release(ions["plasma.calcium_ionised"], ions["plasma.magnesium_ionised"])
    return excitable * potentiated * strong * transmitting_fraction(release)


def force(ions: dict[str, Any]) -> Any:
    """Force as a fraction of the force at normal ions.

    Product of the fibres that depolarisation leaves excitable (half at about -65 mV, Cairns 2022; slow
    inactivation with ``exposure``; acidosis and calcium protect), moderate-potassium potentiation (Senneff
    2021), the weakness of severe hypokalaemia, and neuromuscular transmission.
    """
    return _contraction(ions) / _contraction(normal())
