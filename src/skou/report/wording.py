"""Standing sentences in the two registers; the table is ``wording.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from skou.report.words import REGISTERS, Register


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, list[str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8"), Loader=loader)


def sentences(register: Register) -> Mapping[str, str]:
    """Every standing sentence by its key, in one register."""
    return {key: both[REGISTERS.index(register)] for key, both in _sentences().items()}
