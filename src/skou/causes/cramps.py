"""Cramps and muscle pain without a causal electrolyte disorder: they act on the symptoms, not on the ions."""

from __future__ import annotations

from skou.body import Perturbation
from skou.causes.cause import Cause

GROUP = "cramp"


def _symptom_only(
    code: str, description: str, mechanism: tuple[str, ...], plain: str, onset_days: float, reference: str
) -> Cause:
    return Cause(code, description, GROUP, Perturbation(), mechanism, plain, onset_days, (reference,))


CAUSES = (
    _symptom_only(
        "idiopathic_nocturnal_cramps",
        "night cramps of the calf without other disease",
        ("terminal motor axons fire spontaneously in a shortened muscle at rest",),
        "Ordinary night cramps.",
        0.0,
        "Garrison 2020 Cochrane CD009402.pub3",
    ),
    _symptom_only(
        "exertional_fatigue",
        "exercise-associated cramps",
        ("tired muscle spindles and tendon organs excite the motor neuron",),
        "Tired muscles cramp.",
        0.0,
        "Schwellnus 2009 Br J Sports Med 43:401",
    ),
    _symptom_only(
        "statin",
        "statin-associated muscle symptoms",
        ("the statin changes muscle membranes and energy supply",),
        "A side effect of the cholesterol medicine.",
        30.0,
        "standard teaching",
    ),
    _symptom_only(
        "peripheral_artery_disease",
        "claudication",
        ("narrowed arteries starve working muscle of oxygen",),
        "Narrowed leg arteries.",
        180.0,
        "standard teaching",
    ),
    _symptom_only(
        "pregnancy",
        "cramps of pregnancy",
        ("nerve and muscle excitability changes in pregnancy",),
        "Cramps that come with pregnancy.",
        60.0,
        "Garrison 2020 Cochrane CD009402.pub3",
    ),
    _symptom_only(
        "motor_neuron_disease",
        "motor neuron disease",
        ("dying motor neurons fire on their own",),
        "A disease of the nerves that move the muscles.",
        180.0,
        "standard teaching",
    ),
    _symptom_only(
        "neuropathy_or_radiculopathy",
        "peripheral neuropathy, nerve root disease or spinal stenosis",
        ("damaged nerve fibres fire on their own",),
        "A damaged or pinched nerve.",
        90.0,
        "standard teaching",
    ),
    _symptom_only(
        "myopathy",
        "metabolic, inflammatory or inherited muscle disease",
        ("diseased muscle fibres contract or tire abnormally",),
        "A disease of the muscle itself.",
        60.0,
        "standard teaching",
    ),
    _symptom_only(
        "medication_cramp",
        "another drug linked with cramps",
        ("the drug excites nerve or muscle without changing the ions measured",),
        "A side effect of a medicine.",
        14.0,
        "Garrison 2012 Arch Intern Med 172:120",
    ),
    _symptom_only(
        "restless_legs",
        "restless legs",
        ("dopamine and iron handling of the brain change at rest and at night",),
        "An urge to move the legs at rest.",
        180.0,
        "standard teaching",
    ),
    _symptom_only(
        "deep_vein_thrombosis",
        "deep vein thrombosis",
        ("a clot blocks the veins of one leg",),
        "A clot in a leg vein.",
        2.0,
        "standard teaching",
    ),
)
