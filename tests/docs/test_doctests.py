"""Examples in docstrings do what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import skou

OPTIONAL = ("skou.cli.speed.engines.",)
"""Rival engines: each needs a library that is not a dependency."""
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(skou.__path__, "skou.")
    if not m.name.startswith(OPTIONAL) and not m.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
