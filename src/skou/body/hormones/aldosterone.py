"""Aldosterone from angiotensin II, potassium and corticotropin, and the drive of its receptor."""

from __future__ import annotations

from typing import Any

from skou.body.fluids import Fluids
from skou.body.gut import gut_feed_forward
from skou.graph.functions import michaelis_menten, power, where


def effective_aldosterone(s: Any, p: Any) -> Any:
    """Plasma aldosterone, or the level at which a protocol holds it; 1 is normal."""
    return where(p.clamp_aldosterone_on > 0.5, p.clamp_aldosterone, s.aldosterone)


def mineralocorticoid_drive(p: Any, aldosterone: Any) -> Any:
    """Drive of the mineralocorticoid receptor by aldosterone and other agonists, 1 at rest."""
    agonist = p.mineralocorticoid_receptor_activity * (aldosterone + p.mineralocorticoid_agonist)
    return 0.01 + 0.99 * agonist * (1.0 + p.mineralocorticoid_half) / (p.mineralocorticoid_half + agonist)


def aldosterone_target(s: Any, p: Any, f: Fluids, angiotensin: Any) -> Any:
    """Aldosterone towards which secretion moves.

    Potassium and angiotensin II multiply each other (Dluhy 1972, doi 10.1172/JCI107001): without potassium
    sodium restriction hardly raises it, and the other way round. Potassium in the gut raises it a little before
    plasma potassium does, and low magnesium raises it. A meal raises it while it lasts, through corticotropin and
    pooling of blood in the gut: with a meal that lowers plasma potassium aldosterone does not fall (Preston 2015,
    doi 10.1038/ki.2015.243).
    """
    fed = michaelis_menten(s.gut_glucose, p.aldosterone_meal_half)
    meal = (1.0 + p.aldosterone_meal_gain * fed) / (1.0 + p.aldosterone_meal_gain * p.aldosterone_fed_share)
    stimulated = (
        power(f.potassium_ratio, p.aldosterone_potassium_exponent)
        * power(angiotensin, p.aldosterone_angiotensin_exponent)
        * power(p.acth_drive, p.acth_exponent)
        * meal
        * power(gut_feed_forward(s), p.aldosterone_gut_exponent)
        * power(f.magnesium_ratio, -1.0 * p.aldosterone_magnesium_exponent)
        * power(f.sodium / p.sodium_reference, -1.0 * p.aldosterone_sodium_exponent)
    )
    return (
        p.aldosterone_synthesis_activity * stimulated * 40.0 / (39.0 + stimulated) + p.aldosterone_autonomous
    )
