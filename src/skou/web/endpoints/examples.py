"""Example people: published cases that ship with the app, as records."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.errors import UnknownNameError, nearest_names
from skou.web.endpoints.answers import as_json


@lru_cache(maxsize=1)
def _examples() -> dict[str, dict[str, Any]]:
    import yaml

    text = resources.files("skou.web").joinpath("scenes", "people.yaml").read_text(encoding="utf-8")
    return {
        row["id"]: row
        for row in yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["people"]
    }


def listed() -> list[dict[str, str]]:
    """Name, one line and citation of each example person."""
    return [{k: row[k] for k in ("id", "title", "line", "citation")} for row in _examples().values()]


async def example(request: Request) -> Response:
    """One example person's record."""
    name = request.path_params["name"]
    found = _examples().get(name)
    if found is None:
        raise UnknownNameError(f"no example {name!r}", value=name, nearest=nearest_names(name, _examples()))
    return as_json(found)
