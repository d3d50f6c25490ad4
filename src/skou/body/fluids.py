"""Water, volumes and concentrations: cells and extracellular fluid share one osmolality at all times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.acid_base import AcidBase, acid_base
from skou.graph.functions import exp, maximum


@dataclass(frozen=True)
class Fluids:
    """Volumes [L] and plasma concentrations [mmol/L] that follow at once from the amounts."""

    ecf_volume: Any
    icf_volume: Any
    plasma_volume: Any
    expansion: Any
    """Extracellular volume relative to rest."""
    filling: Any
    """Extracellular volume as the arterial receptors feel it, relative to rest."""
    osmolality: Any
    """Effective osmolality [mmol/L]."""
    potassium: Any
    sodium: Any
    magnesium: Any
    magnesium_ionised: Any
    magnesium_ultrafilterable: Any
    calcium: Any
    calcium_ionised: Any
    calcium_ultrafilterable: Any
    phosphate: Any
    glucose: Any
    organic_anion: Any
    acid: AcidBase
    potassium_ratio: Any
    magnesium_ratio: Any
    sensed_calcium: Any
    """Calcium and magnesium together at the calcium-sensing receptor [mmol/L]."""


def fluids(s: Any, p: Any) -> Fluids:
    """Volumes and concentrations of the body's fluids.

    Extracellular osmoles are 2 (Na + K) + glucose, cell osmoles go with cell potassium and sodium, and water
    divides so that both sides have one osmolality: this gives plasma sodium the form of Edelman 1958,
    (exchangeable Na + K) over body water.
    """
    ecf_osmoles = 2.0 * (s.ecf_sodium + s.ecf_potassium) + s.ecf_glucose
    cell_osmoles = p.cell_osmoles_per_cation * (s.cell_potassium_fast + s.cell_potassium_slow + s.cell_sodium)
    osmolality = (ecf_osmoles + cell_osmoles) / s.total_body_water
    ecf_volume = ecf_osmoles / osmolality
    icf_volume = s.total_body_water - ecf_volume
    organic_anion = s.ecf_organic_anion / ecf_volume
    acid = acid_base(s, p, ecf_volume, icf_volume, organic_anion)

    # Calcium is shared between the free (ultrafilterable) form, albumin and a chelator, in closed form.
    binding = (
        p.calcium_albumin_binding
        * p.albumin
        * exp(p.calcium_binding_ph_slope * (acid.ph - p.ph_reference))
        * p.albumin_space
    )
    free_calcium = maximum(s.ecf_calcium - s.ecf_chelator, 0.02 * s.ecf_calcium)
    phosphate = s.ecf_phosphate / (p.phosphate_space_fraction * ecf_volume)
    ionised_share = p.calcium_ionised_share / (
        1.0 + p.calcium_phosphate_complex * (phosphate / p.phosphate_reference - 1.0)
    )
    calcium_ionised = free_calcium / (ecf_volume / ionised_share + binding)
    calcium_ultrafilterable = calcium_ionised / ionised_share
    calcium = calcium_ultrafilterable + calcium_ionised * binding / p.albumin_space
    calcium = calcium + (s.ecf_calcium - free_calcium) / ecf_volume

    magnesium = s.ecf_magnesium / ecf_volume
    magnesium_ionised = p.magnesium_ionised_share * magnesium
    sensed_calcium = calcium_ionised + p.casr_magnesium_weight * (
        magnesium_ionised - p.ionised_magnesium_reference
    )
    potassium = s.ecf_potassium / ecf_volume
    return Fluids(
        ecf_volume=ecf_volume,
        icf_volume=icf_volume,
        plasma_volume=p.plasma_fraction_of_ecf * ecf_volume,
        expansion=ecf_volume / p.extracellular_volume_reference,
        filling=ecf_volume / p.extracellular_volume_reference * p.effective_volume_fraction,
        osmolality=osmolality,
        potassium=potassium,
        sodium=s.ecf_sodium / ecf_volume,
        magnesium=magnesium,
        magnesium_ionised=magnesium_ionised,
        magnesium_ultrafilterable=p.magnesium_ultrafilterable_share * magnesium,
        calcium=calcium,
        calcium_ionised=calcium_ionised,
        calcium_ultrafilterable=calcium_ultrafilterable,
        phosphate=phosphate,
        glucose=s.ecf_glucose / ecf_volume,
        organic_anion=organic_anion,
        acid=acid,
        potassium_ratio=potassium / p.plasma_potassium_reference,
        magnesium_ratio=magnesium / p.plasma_magnesium_reference,
        sensed_calcium=maximum(sensed_calcium, 0.2 * calcium_ionised),
    )
