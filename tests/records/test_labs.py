"""Laboratory values in short forms."""

from __future__ import annotations

import pytest

from skou.errors import RecordError
from skou.records.labs import read_labs


def test_results_by_name_in_short():
    short = read_labs({"potassium": "3.1 mmol/L", "magnesium": {"value": 1.4, "unit": "mg/dL", "day": 2}})
    listed = read_labs(
        [{"potassium": "3.1 mmol/L"}, {"analyte": "magnesium", "value": 1.4, "unit": "mg/dL", "day": 2}]
    )
    assert [(lab.analyte, lab.day) for lab in short.labs] == [("potassium", 0.0), ("magnesium", 2.0)]
    assert short.labs == listed.labs


def test_an_entry_without_a_name_says_how_to_write_one():
    with pytest.raises(RecordError, match=r"labs\[0\] names no analyte.*potassium: 3.1 mmol/L"):
        read_labs([{"value": 3.1, "unit": "mmol/L"}])
