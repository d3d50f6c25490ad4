"""Acid-base: bicarbonate in its buffer space, carbon dioxide with respiratory compensation, pH."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.graph.functions import log10, maximum, minimum, where


@dataclass(frozen=True)
class AcidBase:
    """Bicarbonate [mmol/L], carbon dioxide tension [mm[Hg]], pH, and the bicarbonate that strong acid has taken."""

    bicarbonate: Any
    pco2: Any
    ph: Any
    strong_ion_bicarbonate: Any
    """Bicarbonate as it would be were the organic acids burnt [mmol/L]."""


def acid_base(s: Any, p: Any, ecf_volume: Any, icf_volume: Any, organic_anion: Any) -> AcidBase:
    """Henderson-Hasselbalch with the usual respiratory compensation (1.2 and 0.7 mmHg per mmol/L).

    What the kidney gives up or keeps in answer to a primary change of ventilation is not compensated in its turn:
    between the resting bicarbonate and that to which a lasting change leads breathing stays as it is.
    """
    bicarbonate = s.ecf_bicarbonate / (ecf_volume + p.buffer_space_of_cells * icf_volume)
    settled = p.bicarbonate_reference + p.renal_compensation * p.pco2_shift
    low, high = minimum(settled, p.bicarbonate_reference), maximum(settled, p.bicarbonate_reference)
    deviation = bicarbonate - minimum(maximum(bicarbonate, low), high)
    compensation = where(deviation < 0.0, p.compensation_acidosis, p.compensation_alkalosis) * deviation
    pco2 = maximum(p.pco2_reference + compensation + p.pco2_shift, 0.2 * p.pco2_reference)
    ph = p.carbonic_pk + log10(bicarbonate / (p.co2_solubility * pco2))
    return AcidBase(bicarbonate, pco2, ph, bicarbonate + organic_anion)


@dataclass(frozen=True)
class OrganicAcid:
    """Flows of lactic and keto acid [mmol/min]."""

    produced: Any
    metabolised: Any
    excreted: Any


def organic_acid(s: Any, p: Any, organic_anion: Any) -> OrganicAcid:
    """Organic acid takes bicarbonate when made and gives it back when burnt; what is excreted is lost base."""
    return OrganicAcid(
        produced=p.organic_acid_production + p.infusion_organic_acid,
        metabolised=s.ecf_organic_anion / p.organic_anion_clearance_time,
        excreted=p.organic_anion_renal_clearance * p.nephron_fraction * organic_anion,
    )
