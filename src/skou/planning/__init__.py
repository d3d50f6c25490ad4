"""What now: at present the barriers before any replacement; actions and their search build on them."""

from skou.planning.barriers import Barrier, barriers, drugs_known, kidney_function_known

__all__ = ["Barrier", "barriers", "drugs_known", "kidney_function_known"]
