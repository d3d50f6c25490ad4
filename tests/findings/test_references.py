"""Short citation keys: every one that a table uses is spelt out in the package."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from skou.findings.references import cite

KEY = re.compile(
    r"\bS\d{1,2}[a-z]?\b|\b(?:clinical|excitable_tissue) \d(?:\.\d+)?\b|\b[A-Z]{3,}(?:19|20)\d{2}\b"
)
TABLES = sorted(
    entry.name
    for entry in files("skou.data").iterdir()
    if entry.name.endswith((".csv", ".yaml")) and entry.name != "clinical_references.csv"
)


@pytest.mark.parametrize("name", TABLES)
def test_every_key_of_a_table_is_spelt_out(name):
    keys = set(KEY.findall((files("skou.data") / name).read_text(encoding="utf-8")))
    assert sorted(k for k in keys if cite(k) == (k,)) == []


@pytest.mark.parametrize("name", TABLES)
def test_no_table_cites_what_is_not_here(name):
    text = (files("skou.data") / name).read_text(encoding="utf-8")
    assert not re.search(r"\b(?:science|tables)/\w|\.\./|\(potassium \d\.\d\)", text)
