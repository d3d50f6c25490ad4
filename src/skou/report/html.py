"""Self-contained HTML: one file, no script, no network, a policy that forbids both."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skou.report.links import pieces
from skou.report.plain_text import clean
from skou.report.svg import probability_bar, range_bar
from skou.report.view import AssessmentView

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")


@lru_cache(maxsize=1)
def _style() -> str:
    return (_TEMPLATES / "style.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.globals |= {
        "pieces": pieces,
        "probability_bar": lambda *a, **k: Markup(probability_bar(*a, **k)),
        "range_bar": lambda *a, **k: Markup(range_bar(*a, **k)),
        "drawn": lambda panel: Markup(panel.svg()),
    }
    return environment


def content_policy() -> str:
    """The content security policy of a page: its own style sheet by hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def page(template: str, title: str, context: Mapping[str, Any]) -> str:
    """A whole HTML document around a template's content."""
    from markupsafe import Markup

    content = Markup(_environment().get_template(template).render(context))
    return (
        _environment()
        .get_template("page.html.j2")
        .render(title=title, content=content, style=Markup(_style()), policy=content_policy())
    )


def fragment(template: str, context: Mapping[str, Any]) -> str:
    """The content alone with its style, for a notebook."""
    content = _environment().get_template(template).render(context)
    return f"<style>{_style()}</style>{content}"


def assessment_html(view: AssessmentView) -> str:
    """The assessment as one self-contained page."""
    return page("assessment.html.j2", view.words["title"], {"view": view, "w": view.words})


def assessment_fragment(view: AssessmentView) -> str:
    """The assessment for a notebook cell."""
    return fragment("assessment.html.j2", {"view": view, "w": view.words})
