"""Requests in, answers out: JSON bodies read with care, every error in one form."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.cli.output import json_text
from skou.errors import RecordError, SkouError, not_installed
from skou.records.sources import parse_json
from skou.web.security import Refusal, refusal

Endpoint = Callable[[Request], Awaitable[Response]]
INTERNAL = "this is a defect of Skou, please report it"


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer; numbers that are not finite become null."""
    return Response(json_text(value, indent=None), status, media_type="application/json")


async def body_of(request: Request) -> Mapping[str, Any]:
    """The request's JSON object.

    Raises
    ------
    RecordError
        It is no JSON object.
    """
    raw = await request.body()
    try:
        data = parse_json(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise RecordError("the request is not UTF-8 text") from None
    if not isinstance(data, Mapping):
        raise RecordError("the request is not a JSON object", value=json.dumps(data)[:80])
    return data


def answering(endpoint: Endpoint) -> Endpoint:
    """``endpoint`` whose errors become answers: 422 for what cannot be used, 500 for a defect of Skou."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as problem:
            return refusal(problem.status, problem.kind, str(problem))
        except SkouError as problem:
            return as_json({"error": problem.to_dict()}, 422)
        except ModuleNotFoundError as problem:
            return refusal(501, "NotInstalled", not_installed(problem.name or "unknown"))
        except Exception as problem:
            return refusal(500, "InternalError", f"{type(problem).__name__}: {problem}; {INTERNAL}")

    guarded.__name__, guarded.__doc__ = endpoint.__name__, endpoint.__doc__
    return guarded
