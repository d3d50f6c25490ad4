"""Every constant has a unit, a source and a way in which it was got."""

from __future__ import annotations

import pytest

from skou.body import Perturbation, parameter, parameters, perturbed
from skou.errors import UnknownNameError
from skou.units import parse_unit


def test_every_parameter_says_where_it_is_from() -> None:
    for p in parameters().values():
        parse_unit(p.unit)
        assert p.symbol, p.name
        assert len(p.source) >= 3, p.name
        assert len(p.description) >= 10, p.name
        assert p.how in {"reported", "digitised", "derived", "calibrated", "assumed"}, p.name
        assert p.status in {"V", "V2", "R", "M", "D"}, p.name
        assert 0.0 <= p.spread <= 1.0, p.name


def test_symbols_are_unique() -> None:
    symbols = [p.symbol for p in parameters().values()]
    twice = {s for s in symbols if symbols.count(s) > 1}
    assert not twice


def test_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="ncc_activity"):
        parameter("ncc_activty")


def test_perturbations_multiply_and_add() -> None:
    base = {"ncc_activity": 1.0, "pthrp": 0.0}
    half = Perturbation(scale={"ncc_activity": 0.5}, add={"pthrp": 4.0})
    assert perturbed(base, [(half, 0.0)]) == base
    assert perturbed(base, [(half, 2.0), (half, 1.0)]) == {"ncc_activity": 0.125, "pthrp": 12.0}


def test_a_factor_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Perturbation(scale={"ncc_activity": 0.0})


def test_no_source_is_a_document_that_is_not_here() -> None:
    elsewhere = ("science/", "tables/", "experiments/", "../", "as above")
    assert [n for n, p in parameters().items() if any(x in p.source for x in elsewhere)] == []
