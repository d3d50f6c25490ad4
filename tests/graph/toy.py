"""A two-compartment potassium model with a drug, small enough to check by hand."""

from skou.graph import functions as f
from skou.graph.model import Equations, Model, Output, ParameterSpec, StateSpec, build_model

STATES = (
    StateSpec("plasma_potassium", "mmol", 56.0, "extracellular potassium"),
    StateSpec("cell_potassium", "mmol", 3500.0),
    StateSpec("aldosterone", "1", 1.0),
    StateSpec("drug", "mg", 0.0, scale=10.0),
    StateSpec("urine_potassium", "mmol", 0.0, quadrature=True),
)
PARAMETERS = (
    ParameterSpec("extracellular_volume", "L", 14.0, "V_e"),
    ParameterSpec("cell_volume", "L", 25.0),
    ParameterSpec("uptake", "mmol/min", 6.0),
    ParameterSpec("uptake_half", "mmol/L", 4.0),
    ParameterSpec("leak", "L/min", 0.0214),
    ParameterSpec("intake", "mmol/min", 0.05),
    ParameterSpec("excretion", "mmol/min", 0.1),
    ParameterSpec("excretion_half", "mmol/L", 4.2),
    ParameterSpec("excretion_exponent", "1", 3.0),
    ParameterSpec("aldosterone_time", "min", 60.0),
    ParameterSpec("potassium_set_point", "mmol/L", 4.0),
    ParameterSpec("drug_elimination", "1/min", 0.01),
    ParameterSpec("drug_half", "mg", 5.0),
)


def equations(t, s, p) -> Equations:
    concentration = s.plasma_potassium / p.extracellular_volume
    daily = 1.0 + 0.3 * f.cos(2.0 * 3.141592653589793 * t / f.quantity(1440.0, "min"))
    uptake = p.uptake * f.michaelis_menten(concentration, p.uptake_half)
    leak = p.leak * s.cell_potassium / p.cell_volume
    block = 1.0 - f.hill(s.drug, p.drug_half, 1.5)
    excretion = p.excretion * f.hill(concentration, p.excretion_half, p.excretion_exponent)
    excretion = excretion * (0.5 + 0.5 * s.aldosterone) * daily * block
    drive = f.clip(concentration / p.potassium_set_point, 0.2, 3.0)
    return Equations(
        derivatives={
            "plasma_potassium": p.intake - uptake + leak - excretion,
            "cell_potassium": uptake - leak,
            "aldosterone": (drive - s.aldosterone) / p.aldosterone_time,
            "drug": -p.drug_elimination * s.drug,
            "urine_potassium": excretion,
        },
        outputs={
            "plasma_potassium_concentration": Output(concentration, "mmol/L", "potassium in plasma"),
            "plasma_potassium_micromolar": (concentration, "umol/L"),
            "potassium_excretion": (excretion, "mmol/d"),
            "intake": (p.intake, "mmol/d"),
        },
    )


def toy() -> Model:
    return build_model("toy", STATES, PARAMETERS, equations)
