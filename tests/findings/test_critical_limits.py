"""No value that laboratories telephone about is left for later than the same day."""

from __future__ import annotations

import pytest

from skou.analyte_table import analytes
from skou.findings import dangers, urgency
from skou.records.person import Lab, Person
from skou.vocabulary import urgency_rank

IONS = (
    "potassium",
    "sodium",
    "magnesium",
    "calcium_total",
    "calcium_ionised",
    "phosphate",
    "bicarbonate",
    "ph",
)
LIMITS = [(name, limit) for name in IONS for limit in analytes()[name].critical if limit is not None]


@pytest.mark.parametrize(("analyte", "limit"), LIMITS)
def test_a_critical_value_is_for_the_same_day_at_the_latest(analyte: str, limit: float) -> None:
    lab = Lab(analyte, limit, analytes()[analyte].unit, specimen="blood-gas" if analyte == "ph" else "serum")
    found = urgency(dangers(Person(age=50, sex="F", labs=(lab,))))
    assert urgency_rank(found) <= urgency_rank("same_day"), (analyte, limit, found)
