"""The body that the sliders move: a scenario in, time courses with bands, flows and hormones out."""

from skou.web.explorer.explore import explore
from skou.web.explorer.scenario import Scenario, read_scenario

__all__ = ["Scenario", "explore", "read_scenario"]
