"""The pages of the body: every equation and parameter once, well formed, and what the body is now."""

from __future__ import annotations

import re

import pytest

from skou.body import parameters
from tests.docs.makers import DOCS, maker

pages = maker("make_body_pages")


@pytest.fixture(scope="module")
def body():
    return maker("body_equations").traced_body()


@pytest.fixture(scope="module")
def texts():
    return pages.all_pages()


def test_every_balance_and_every_named_quantity_is_on_one_page(body):
    found = pages.pages(body)
    balances = [s for page in found.values() for s in page.balances]
    assert sorted(balances) == sorted(body.model.state_names)
    named = [e.node for page in found.values() for e in page.equations]
    assert sorted(named) == sorted(e.node for _, e in body.equations)
    lefts = [e.left for _, e in body.equations]
    assert len(lefts) == len(set(lefts)), "two quantities have one name"


def test_organs_have_their_own_pages(body):
    found = pages.pages(body)
    for name in ("gut", "cells", "bone", "distal_convoluted_tubule", "collecting_duct", "aldosterone"):
        assert found[name].equations, name
    potassium = body.balances["ecf_potassium"].right
    assert "lost" in potassium
    assert "collecting duct" in potassium


def test_every_parameter_is_shown_with_its_source(texts):
    everything = "\n".join(texts.values())
    for p in parameters().values():
        assert f"`{p.name}`" in everything, p.name
    gut = texts["gut.md"]
    assert "how it was got" in gut
    assert "## Experiments that pin it" in gut


def test_mathematics_is_balanced(texts):
    for name, text in texts.items():
        for block in re.findall(r"```math\n(.*?)```", text, re.DOTALL):
            assert block.count("{") == block.count("}"), name
            assert block.count(r"\left") == block.count(r"\right"), name
            assert block.count(r"\begin{") == block.count(r"\end{"), name
            assert "mathrm{x_" not in block


def test_a_long_equation_is_broken_outside_brackets():
    term = r"\text{some quantity} \, \left(a + b\right)"
    lines = pages.broken(" + ".join([term] * 12)).split("\\\\\n")
    assert len(lines) > 2
    for line in lines:
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") == line.count(r"\right")


def test_links_lead_somewhere(texts):
    for name, text in texts.items():
        for target in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (DOCS / "body" / target).exists(), f"{name}: {target}"


def test_the_pages_are_up_to_date(texts):
    for name, text in texts.items():
        written = (DOCS / "body" / name).read_text(encoding="utf-8")
        assert written == text, "run python docs/make_body_pages.py"
