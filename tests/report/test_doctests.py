"""The examples in the docstrings of the faces are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import skou.api
import skou.cli
import skou.report

MODULES = [
    found.name
    for package in (skou.report, skou.cli, skou.api)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
