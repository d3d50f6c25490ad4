"""Numbers that are false: these act on the measurement, not on the body."""

from __future__ import annotations

from types import MappingProxyType

from skou.body import Perturbation
from skou.causes.cause import Cause, MeasurementEffect

GROUP = "artefact"
NONE = Perturbation()


def _effects(**effects: MeasurementEffect) -> MappingProxyType[str, MeasurementEffect]:
    return MappingProxyType(effects)


CAUSES = (
    Cause(
        "haemolysed_sample",
        "red cells broken in the tube; severity 0.2 is slight (+0.2-0.3 mmol/L potassium), 1 is gross",
        GROUP,
        NONE,
        (
            "red cells break during or after sampling",
            "their potassium, phosphate and magnesium enter the serum",
        ),
        "The blood cells broke in the tube, so the potassium is false.",
        0.0,
        ("UK Kidney Association 2023 (slight haemolysis about 0.2 mmol/L)",),
        "V",
        _effects(
            potassium=MeasurementEffect(add=1.3),
            phosphate=MeasurementEffect(add=0.15),
            magnesium=MeasurementEffect(add=0.08),
            ck=MeasurementEffect(scale=1.2),
            haemolysis_index=MeasurementEffect(add=200.0),
        ),
        3.0,
    ),
    Cause(
        "thrombocytosis",
        "platelets above 1000 10*9/L clotting in the serum tube",
        GROUP,
        NONE,
        ("clotting platelets release potassium", "serum potassium is higher than plasma potassium"),
        "Many platelets release potassium while the blood clots in the tube.",
        0.0,
        ("standard laboratory teaching: serum above plasma potassium, more with platelets over 500",),
        "M",
        _effects(
            potassium=MeasurementEffect(add=0.8),
            phosphate=MeasurementEffect(add=0.1),
            platelets=MeasurementEffect(add=900.0),
        ),
        3.0,
    ),
    Cause(
        "leucocytosis",
        "white cells above 100 10*9/L, fragile in the tube",
        GROUP,
        NONE,
        (
            "fragile white cells break in the tube and release potassium",
            "in a warm tube living leukaemic cells may take potassium up instead",
        ),
        "Very many white cells change the potassium in the tube.",
        0.0,
        ("standard laboratory teaching: leucocytes over 100 10*9/L",),
        "M",
        _effects(
            potassium=MeasurementEffect(add=1.2),
            phosphate=MeasurementEffect(add=0.1),
            leucocytes=MeasurementEffect(add=150.0),
        ),
        3.0,
    ),
    Cause(
        "edta_contamination",
        "potassium EDTA carried into the sample",
        GROUP,
        NONE,
        (
            "potassium EDTA adds potassium",
            "EDTA binds calcium, magnesium and the zinc of alkaline phosphatase",
        ),
        "Another tube's additive got into the sample.",
        0.0,
        ("UK Kidney Association 2023 (EDTA contamination)",),
        "M",
        _effects(
            potassium=MeasurementEffect(add=4.0),
            calcium_total=MeasurementEffect(scale=0.5),
            calcium_ionised=MeasurementEffect(scale=0.3),
            magnesium=MeasurementEffect(scale=0.65),
            alkaline_phosphatase=MeasurementEffect(scale=0.3),
        ),
        2.0,
    ),
    Cause(
        "hypoalbuminaemia",
        "albumin about 22 g/L: total calcium is low, ionised calcium is not",
        GROUP,
        NONE,
        ("less albumin carries less bound calcium and magnesium", "ionised calcium stays normal"),
        "Low protein makes the total calcium look low.",
        0.0,
        ("Walsh 2016 Endocr Connect 5:G9 (0.02 mmol/L for each g/L)",),
        "V",
        _effects(
            albumin=MeasurementEffect(scale=0.55),
            calcium_total=MeasurementEffect(add=-0.36),
            magnesium=MeasurementEffect(add=-0.05),
        ),
        1.5,
    ),
    Cause(
        "paraprotein_or_lipaemia",
        "protein or fat filling plasma volume, measured by an indirect electrode",
        GROUP,
        NONE,
        (
            "less plasma is water",
            "an indirect electrode reports too little sodium and chloride for each litre",
        ),
        "Fat or protein in the blood makes the sodium look low.",
        0.0,
        ("standard laboratory teaching: indirect ion-selective electrode",),
        "M",
        _effects(
            sodium=MeasurementEffect(scale=0.94),
            chloride=MeasurementEffect(scale=0.94),
            potassium=MeasurementEffect(scale=0.95),
            phosphate=MeasurementEffect(add=0.2),
        ),
        2.0,
    ),
    Cause(
        "sampling_artefact",
        "fist clenching, long tourniquet or delayed, cold separation",
        GROUP,
        NONE,
        ("working or chilled cells let potassium out before the serum is separated",),
        "The way the blood was taken or stored raised the potassium.",
        0.0,
        ("standard laboratory teaching: +0.3 to +1 mmol/L",),
        "M",
        _effects(potassium=MeasurementEffect(add=0.6), phosphate=MeasurementEffect(add=0.05)),
        3.0,
    ),
)
