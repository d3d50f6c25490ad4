"""Losses that are not urine: skin, vomit, drain, bleeding, dialysis, and abnormal stool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skou.body.fluids import Fluids


@dataclass(frozen=True)
class BowelLosses:
    """Diarrhoea and ileostomy [mmol/min; water L/min]; the ledger counts them as stool."""

    potassium: Any
    sodium: Any
    magnesium: Any
    calcium: Any
    bicarbonate: Any
    water: Any


@dataclass(frozen=True)
class Losses:
    """Flows out of the body [mmol/min; water L/min]; ``bicarbonate`` below 0 is a gain (lost acid)."""

    potassium: Any
    sodium: Any
    magnesium: Any
    calcium: Any
    phosphate: Any
    bicarbonate: Any
    glucose: Any
    water: Any
    sweat_potassium: Any
    sweat_sodium: Any
    sweat_magnesium: Any
    sweat_calcium: Any
    bowel: BowelLosses


def losses(p: Any, f: Fluids) -> Losses:
    """Composition of each fluid times its rate; dialysis removes by clearance times concentration difference.

    A depleted body loses less: gut and skin fluids follow plasma potassium and magnesium.
    """
    gastric = p.vomiting_rate + p.drainage_rate
    dialyser = p.dialysis_on * p.dialysis_clearance
    bleeding = p.blood_loss_rate
    avid = f.potassium_ratio
    avid_magnesium = f.magnesium_ratio
    sweat_potassium = p.sweat_rate * p.sweat_potassium
    sweat_sodium = p.sweat_rate * p.sweat_sodium
    sweat_magnesium = p.sweat_rate * p.sweat_magnesium * avid_magnesium
    sweat_calcium = p.sweat_rate * p.sweat_calcium
    return Losses(
        potassium=avid * gastric * p.gastric_potassium
        + sweat_potassium
        + bleeding * f.potassium
        + dialyser * (f.potassium - p.dialysate_potassium),
        sodium=gastric * p.gastric_sodium
        + sweat_sodium
        + p.skin_sodium_loss
        + bleeding * f.sodium
        + dialyser * (f.sodium - p.dialysate_sodium)
        + p.dialysis_on * p.dialysis_ultrafiltration * f.sodium,
        magnesium=sweat_magnesium
        + bleeding * f.magnesium
        + dialyser * (f.magnesium_ultrafilterable - p.dialysate_magnesium),
        calcium=sweat_calcium
        + bleeding * f.calcium
        + dialyser * (f.calcium_ultrafilterable - p.dialysate_calcium),
        phosphate=bleeding * f.phosphate + dialyser * (f.phosphate - p.dialysate_phosphate),
        bicarbonate=-1.0 * gastric * p.gastric_acid
        + bleeding * f.acid.bicarbonate
        + dialyser * (f.acid.bicarbonate - p.dialysate_bicarbonate),
        glucose=bleeding * f.glucose,
        water=p.insensible_water_loss
        + gastric
        + p.sweat_rate
        + bleeding
        + p.dialysis_on * p.dialysis_ultrafiltration,
        sweat_potassium=sweat_potassium,
        sweat_sodium=sweat_sodium,
        sweat_magnesium=sweat_magnesium,
        sweat_calcium=sweat_calcium,
        bowel=BowelLosses(
            potassium=avid
            * (
                p.diarrhoea_rate
                * p.diarrhoea_potassium
                / (1.0 + p.diarrhoea_rate / p.diarrhoea_dilution_rate)
                + p.ileostomy_rate * p.ileostomy_potassium
            ),
            sodium=p.diarrhoea_rate * p.diarrhoea_sodium + p.ileostomy_rate * p.ileostomy_sodium,
            magnesium=avid_magnesium
            * (p.diarrhoea_rate * p.diarrhoea_magnesium + p.ileostomy_rate * p.ileostomy_magnesium),
            calcium=p.diarrhoea_rate * p.diarrhoea_calcium * f.calcium_ionised / p.ionised_calcium_reference,
            bicarbonate=p.diarrhoea_rate * p.diarrhoea_bicarbonate
            + p.ileostomy_rate * p.ileostomy_bicarbonate,
            water=p.diarrhoea_rate + p.ileostomy_rate,
        ),
    )
