"""Food: reference intakes beside what a person eats."""

from skou.nutrition.reference_intakes import IntakeVerdict, ReferenceIntake, judge_diet, reference_intake

__all__ = ["IntakeVerdict", "ReferenceIntake", "judge_diet", "reference_intake"]
