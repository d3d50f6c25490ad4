"""The kidney, segment by segment."""

from skou.body.kidney.nephron import HormoneEffects, Kidney, Urine, kidney

__all__ = ["HormoneEffects", "Kidney", "Urine", "kidney"]
