"""Experiments: published studies as protocols, run on the body and compared with what was measured.

Names are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skou._lazy import lazy

if TYPE_CHECKING:
    from skou.evidence.experiment import Arm, Experiment, load_experiment, read_arm, read_experiment
    from skou.evidence.report import MeasurementResult, Report
    from skou.evidence.run import run_experiment, run_experiments, validate
    from skou.evidence.simulation import Trajectory, simulate_arms

__all__ = [
    "Arm",
    "Experiment",
    "MeasurementResult",
    "Report",
    "Trajectory",
    "load_experiment",
    "read_arm",
    "read_experiment",
    "run_experiment",
    "run_experiments",
    "simulate_arms",
    "validate",
]

_HOMES = {
    "Arm": ".experiment",
    "Experiment": ".experiment",
    "MeasurementResult": ".report",
    "Report": ".report",
    "Trajectory": ".simulation",
    "load_experiment": ".experiment",
    "read_arm": ".experiment",
    "read_experiment": ".experiment",
    "run_experiment": ".run",
    "run_experiments": ".run",
    "simulate_arms": ".simulation",
    "validate": ".run",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
