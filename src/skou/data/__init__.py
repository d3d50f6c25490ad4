"""Package data: facts as CSV and YAML with their provenance, read when first needed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any


def read_text(name: str) -> str:
    """The text of a data file of the package."""
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def read_csv(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV data file; empty cells are empty strings (unknown, never zero)."""
    return tuple(csv.DictReader(read_text(name).splitlines()))


@lru_cache(maxsize=64)
def read_yaml(name: str) -> Any:
    """The content of a YAML data file, with libyaml where it is there; shared, so not to be changed."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(read_text(name), Loader=loader)
