"""The glossary of names is what the data and the model say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

MAKER = Path(__file__).resolve().parents[2] / "docs" / "make_nomenclature.py"


def test_the_nomenclature_page_is_up_to_date():
    spec = importlib.util.spec_from_file_location("make_nomenclature", MAKER)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.PAGE.read_text(encoding="utf-8") == maker.nomenclature(), (
        "run python docs/make_nomenclature.py"
    )
