"""What thresholds and rules say without any inference: disorders, false numbers, dangers and urgency."""

from skou.findings.dangers import danger_rules, dangers, urgency, urgency_rank
from skou.findings.facts import Facts
from skou.findings.grading import Band, bands, grade, schemes
from skou.findings.model import Danger, Finding, Severity, Urgency
from skou.findings.severity import findings

__all__ = [
    "Band",
    "Danger",
    "Facts",
    "Finding",
    "Severity",
    "Urgency",
    "bands",
    "danger_rules",
    "dangers",
    "findings",
    "grade",
    "schemes",
    "urgency",
    "urgency_rank",
]
