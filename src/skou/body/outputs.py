"""Read-outs of the body under the names of the experiment contract."""

from __future__ import annotations

from typing import Any

from skou.body.balance import Flows
from skou.body.circulation import mean_arterial_pressure
from skou.body.ledger import STORES
from skou.graph.functions import maximum, quantity

Outputs = dict[str, tuple[Any, str]]


def plasma(s: Any, p: Any, x: Flows) -> Outputs:
    """Plasma concentrations and hormones."""
    f = x.fluids
    gfr = maximum(x.kidney.filtrate.gfr, 0.01 * p.gfr_reference)
    urea = p.urea_production / (0.5 * gfr)
    # Electroneutrality: what sodium, potassium, calcium and magnesium do not find in the other anions is chloride.
    fixed_anions = 0.28 * p.albumin * quantity(1.0, "mmol/g")
    unmeasured = quantity(4.0, "mmol/L")
    chloride = (
        f.sodium
        + f.potassium
        + 2.0 * f.calcium_ionised
        + 2.0 * f.magnesium_ionised
        - f.acid.bicarbonate
        - f.organic_anion
        - 1.8 * f.phosphate
        - fixed_anions
        - unmeasured
    )
    return {
        "plasma.potassium": (f.potassium, "mmol/L"),
        "plasma.sodium": (f.sodium, "mmol/L"),
        "plasma.chloride": (chloride, "mmol/L"),
        "plasma.bicarbonate": (f.acid.bicarbonate, "mmol/L"),
        "plasma.magnesium": (f.magnesium, "mmol/L"),
        "plasma.magnesium_ionised": (f.magnesium_ionised, "mmol/L"),
        "plasma.calcium_total": (f.calcium, "mmol/L"),
        "plasma.calcium_ionised": (f.calcium_ionised, "mmol/L"),
        "plasma.phosphate": (f.phosphate, "mmol/L"),
        "plasma.glucose": (f.glucose, "mmol/L"),
        "plasma.organic_anion": (f.organic_anion, "mmol/L"),
        "plasma.osmolality": (2.0 * f.sodium + f.glucose + urea, "mmol/L"),
        "plasma.ph": (f.acid.ph, "1"),
        "plasma.pco2": (f.acid.pco2, "mm[Hg]"),
        "plasma.urea": (urea, "mmol/L"),
        "plasma.creatinine": (p.creatinine_production / gfr, "umol/L"),
        "plasma.insulin": (x.glucose.insulin, "pmol/L"),
        "plasma.aldosterone": (x.aldosterone, "1"),
        "plasma.aldosterone_pmol": (x.aldosterone * p.aldosterone_molar_reference, "pmol/L"),
        "plasma.renin": (s.renin, "1"),
        "plasma.angiotensin": (x.effects.angiotensin, "1"),
        "plasma.vasopressin": (s.vasopressin, "1"),
        "plasma.pth": (s.plasma_pth_amount / p.pth_volume, "pmol/L"),
        "plasma.calcitriol": (s.plasma_calcitriol_amount / p.calcitriol_volume, "pmol/L"),
        "plasma.vitamin_d_25oh": (s.vitamin_d_25oh_amount / p.vitamin_d_volume, "nmol/L"),
        "plasma.fgf23": (s.fgf23, "1"),
    }


def excretion(s: Any, p: Any, x: Flows) -> Outputs:
    """Cumulative flows, their present rates, and fractional excretions."""
    u = x.kidney.urine
    filtrate = x.kidney.filtrate
    out: Outputs = {}
    for ion in ("potassium", "sodium", "magnesium", "calcium", "phosphate", "bicarbonate", "ammonium"):
        out[f"urine.{ion}"] = (getattr(s, f"urine_{ion}"), "mmol")
        out[f"rate.urine_{ion}"] = (getattr(u, ion), "mmol/min")
    out["urine.water"] = (s.urine_water, "L")
    out["rate.urine_water"] = (u.water, "L/min")
    out["rate.urine_chloride"] = (
        maximum(u.sodium + u.potassium + u.ammonium - u.bicarbonate - x.organic.excreted, 0.0),
        "mmol/min",
    )
    out["rate.urine_creatinine"] = (p.creatinine_production, "mmol/min")
    out["rate.urine_glucose"] = (u.glucose, "mmol/min")
    out["rate.urine_urea"] = (p.urea_production, "mmol/min")
    for ion in ("potassium", "sodium", "magnesium", "calcium", "phosphate"):
        out[f"stool.{ion}"] = (getattr(s, f"stool_{ion}"), "mmol")
        out[f"gut.absorbed_{ion}"] = (getattr(s, f"absorbed_{ion}"), "mmol")
        filtered = getattr(filtrate, ion)
        out[f"kidney.fe_{ion}"] = (100.0 * getattr(u, ion) / maximum(filtered, 1e-6 * p.diet_acid), "1")
    for ion in ("potassium", "sodium", "magnesium", "calcium"):
        out[f"sweat.{ion}"] = (getattr(s, f"sweat_{ion}"), "mmol")
    return out


def stores(s: Any, p: Any, x: Flows) -> Outputs:
    """Body, cell and bone contents, volumes, pressure and the activity of transporters."""
    f = x.fluids
    muscle_water = p.muscle_share_of_cell_water * f.icf_volume
    out: Outputs = {}
    for ion, names in STORES.items():
        total = getattr(s, names[0])
        for name in names[1:]:
            total = total + getattr(s, name)
        out[f"body.{ion}"] = (total, "L" if ion == "water" else "mmol")
    out |= {
        "cell.potassium": (s.cell_potassium_slow / muscle_water, "mmol/L"),
        "cell.sodium": (s.cell_sodium / f.icf_volume, "mmol/L"),
        "cell.magnesium": (s.cell_magnesium_slow / muscle_water, "mmol/L"),
        "cell.magnesium_free": (p.cell_free_magnesium_reference * s.tubule_free_magnesium, "mmol/L"),
        "cell.pump_number": (s.pump_number, "1"),
        "bone.calcium": (s.bone_calcium_fast + s.bone_calcium_deep, "mmol"),
        "bone.magnesium": (s.bone_magnesium_surface + s.bone_magnesium_deep, "mmol"),
        "bone.phosphate": (s.bone_phosphate, "mmol"),
        "volume.ecf": (f.ecf_volume, "L"),
        "volume.icf": (f.icf_volume, "L"),
        "volume.plasma": (f.plasma_volume, "L"),
        "volume.body": (s.total_body_water, "L"),
        "kidney.gfr": (x.kidney.filtrate.gfr, "mL/min"),
        "kidney.ncc": (x.kidney.distal.ncc, "1"),
        "kidney.enac": (s.enac_abundance, "1"),
        "kidney.distal_potassium_secretion": (x.kidney.collecting.secretion, "mmol/min"),
        "kidney.distal_sodium_delivery": (x.kidney.distal.sodium, "mmol/min"),
        "pressure.mean": (mean_arterial_pressure(p, f.filling, x.effects.angiotensin), "mm[Hg]"),
    }
    return out


def outputs(s: Any, p: Any, x: Flows) -> Outputs:
    """Every read-out of the body."""
    return plasma(s, p, x) | excretion(s, p, x) | stores(s, p, x)
