"""The files of the page: small, nothing inline, every module there, libraries pinned with licences."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src" / "skou" / "web" / "static"
BUDGET = 150_000


def served() -> list[Path]:
    return [p for p in STATIC.rglob("*") if p.suffix in (".js", ".css", ".html", ".svg")]


def test_the_whole_page_is_within_its_budget() -> None:
    assert sum(len(gzip.compress(p.read_bytes(), 9)) for p in served()) <= BUDGET


def test_nothing_is_inline() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert re.findall(r"\son\w+=", page) == []
    for script in STATIC.glob("js/**/*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|\beval\(", text
        ), script


def test_every_import_leads_to_a_file() -> None:
    for script in STATIC.glob("**/*.js"):
        for target in re.findall(r"\b(?:from|import)\s*\"([^\"]+\.js)\"", script.read_text(encoding="utf-8")):
            assert target.startswith("."), (script, target)
            assert (script.parent / target).resolve().is_file(), (script, target)


def test_every_module_asks_to_be_type_checked() -> None:
    for script in STATIC.glob("js/**/*.js"):
        assert script.read_text(encoding="utf-8").startswith("// @ts-check\n"), script


def test_every_library_has_its_version_and_licence() -> None:
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    for library in [*STATIC.glob("vendor/*.js"), *STATIC.glob("vendor/*.css")]:
        assert f"`{library.name}`" in readme
    for name in ("preact", "signals", "signals-core", "htm", "uplot"):
        assert (STATIC / "vendor" / f"LICENSE-{name}.txt").stat().st_size > 500


def test_the_modules_pass_the_type_checker() -> None:
    compiler = shutil.which("tsc")
    if compiler is None:
        pytest.skip("tsc is not on the path (npm install -g typescript)")
    project = Path(__file__).with_name("jsconfig.json")
    done = subprocess.run([compiler, "-p", str(project)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
