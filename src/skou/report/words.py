"""What codes are called in the two registers; the table is ``words.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

Register = Literal["clinician", "plain"]
REGISTERS: tuple[Register, ...] = ("clinician", "plain")


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"), Loader=loader)


def word(kind: str, code: str, register: Register = "clinician") -> str:
    """The name of ``code`` (of ``kind`` disorders, causes, analytes, ...); an unlisted code is spelt out.

    Examples
    --------
    >>> word("disorders", "hypokalaemia", "plain")
    'potassium too low'
    >>> word("causes", "not_yet_named")
    'not yet named'
    """
    names = _table().get(kind, {}).get(code)
    return names[REGISTERS.index(register)] if names else code.replace("_", " ")


@lru_cache(maxsize=1)
def _terms() -> re.Pattern[str]:
    names = sorted((c for c in codes("disorders") if c != "none"), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(n.replace("_", "[_ ]") for n in names) + r")\b")


def in_register(text: str, register: Register) -> str:
    """``text`` with the names of disorders in the words of the register.

    Examples
    --------
    >>> in_register("drives hypokalaemia, metabolic_alkalosis", "plain")
    'drives potassium too low, too little acid in the blood'
    """
    return _terms().sub(lambda found: word("disorders", found[0].replace(" ", "_"), register), text)


def codes(kind: str) -> tuple[str, ...]:
    """Every code of ``kind`` that has names."""
    return tuple(_table()[kind])
