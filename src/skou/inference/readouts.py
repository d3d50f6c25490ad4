"""From the body's outputs to what a laboratory measures, under the keys of the likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RENIN_REFERENCE = 12.0
"""Direct renin concentration of a rested person [mU/L], inside the interval 3-40 (analytes table)."""
MINUTES_PER_DAY = 1440.0
_PLASMA = [
    "potassium",
    "sodium",
    "chloride",
    "bicarbonate",
    "magnesium",
    "calcium_total",
    "calcium_ionised",
    "phosphate",
    "glucose",
    "osmolality",
    "ph",
    "pco2",
    "creatinine",
    "urea",
    "insulin",
    "pth",
    "calcitriol",
    "vitamin_d_25oh",
]
_URINE = ("potassium", "sodium", "chloride", "magnesium", "calcium", "phosphate")
_STORES = ("body.potassium", "body.magnesium", "body.calcium", "body.sodium", "body.water", "body.phosphate")
_OTHER = ("volume.ecf", "kidney.gfr", "pressure.mean")


def read_out(model: Any, states: Array, parameters: Array, t: float = 0.0) -> Mapping[str, Array]:
    """Every quantity the likelihood knows, of each body, in the analyte's unit; totals and volumes
    beside them."""
    names = [
        *(f"plasma.{a}" for a in _PLASMA),
        "plasma.aldosterone_pmol",
        "plasma.renin",
        *(f"rate.urine_{i}" for i in _URINE),
        "rate.urine_water",
        "rate.urine_creatinine",
        "rate.urine_ammonium",
        "rate.urine_urea",
        *_STORES,
        *_OTHER,
    ]
    columns = model.outputs(t, states, parameters, names)
    raw = {name: np.asarray(columns[..., j], float) for j, name in enumerate(names)}
    out = {a: raw[f"plasma.{a}"] for a in _PLASMA}
    for key in out:
        out[key] = np.where(np.isfinite(out[key]), np.maximum(out[key], 1e-3), 1e-3)
    out["aldosterone"] = np.maximum(raw["plasma.aldosterone_pmol"], 1.0)
    out["renin"] = np.maximum(RENIN_REFERENCE * raw["plasma.renin"], 0.05)
    out["albumin"] = np.asarray(parameters[..., model.find_parameter("albumin")], float)
    out["calcium_adjusted"] = out["calcium_total"] + 0.02 * (40.0 - out["albumin"])
    raw["diet_acid"] = np.asarray(parameters[..., model.find_parameter("diet_acid")], float)
    out |= _urine(raw)
    out |= {name: np.maximum(raw[name], 1e-6) for name in (*_STORES, *_OTHER)}
    return out


def _urine(raw: dict[str, Array]) -> dict[str, Array]:
    """Spot concentrations [mmol/L], daily amounts [mmol/d] and ratios to creatinine [mmol/mmol]."""
    water = np.maximum(raw["rate.urine_water"], 1e-5)
    creatinine = np.maximum(raw["rate.urine_creatinine"], 1e-5)
    out: dict[str, Array] = {}
    # Phosphate and the sulphate of the diet's acid accompany cations too; the calcium and magnesium
    # cations join them. raw = dict(raw)
    raw["rate.urine_chloride"] = (
        raw["rate.urine_chloride"]
        - 1.8 * raw["rate.urine_phosphate"]
        - raw["diet_acid"]
        + 2.0 * (raw["rate.urine_calcium"] + raw["rate.urine_magnesium"])
    )
    for ion in _URINE:
        least = 0.03 * raw["rate.urine_sodium"] if ion == "chloride" else 0.0
        rate = np.maximum(raw[f"rate.urine_{ion}"], np.maximum(least, 1e-7))
        out[f"urine.{ion}"] = rate / water
        out[f"urine24.{ion}"] = rate * MINUTES_PER_DAY
        out[f"urine_ratio.{ion}"] = rate / creatinine
    solutes = 2.0 * (raw["rate.urine_sodium"] + raw["rate.urine_potassium"] + raw["rate.urine_ammonium"])
    out["urine.osmolality"] = np.maximum((solutes + raw["rate.urine_urea"]) / water, 20.0)
    return out
