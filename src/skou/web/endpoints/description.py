"""The interface described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.web.endpoints.answers import as_json
from skou.web.frames import MEDIA_TYPE
from skou.web.security import TOKEN_HEADER

_RECORD = {
    "type": "object",
    "properties": {
        "record": {"type": "object", "description": "person record, or FHIR R4 Bundle"},
        "text": {
            "type": "string",
            "description": "JSON, YAML, CSV of labs or FHIR R4 Bundle as text, instead of record",
        },
        "name": {"type": "string", "description": "file name, for the format"},
        "seed": {"type": "integer", "minimum": 0},
        "setting": {"enum": ["mixed", "community", "emergency", "ward"]},
        "register": {"enum": ["clinician", "plain"]},
    },
}
_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {
                "type": {"type": "string"},
                "message": {"type": "string"},
                "value": {"type": ["string", "null"]},
                "nearest": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}
_PROTOCOL = {
    "type": "object",
    "required": ["protocol"],
    "properties": {
        "protocol": {
            "type": "object",
            "description": "arms as in an experiment file, or a person record with steps",
        },
        "until_h": {"type": "number"},
    },
}


def _operation(
    summary: str, body: Any = None, media: str = "application/json", **extra: Any
) -> dict[str, Any]:
    wrong = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    answers = {
        "200": {"description": "done", "content": {media: {}}},
        "401": {"description": "token missing or old", **wrong},
        "403": {"description": "foreign Host or Origin", **wrong},
        "409": {"description": "a newer request of this client has come", **wrong},
        "413": {"description": "body too large", **wrong},
        "422": {"description": "the input cannot be used", **wrong},
    }
    found: dict[str, Any] = {"summary": summary, "responses": answers, **extra}
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    from skou import __version__
    from skou.web.explorer.scenario import Question

    question = Question.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = {
        **question.pop("$defs", {}),
        "Question": question,
        "Record": _RECORD,
        "Protocol": _PROTOCOL,
        "Error": _ERROR,
    }
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    word = {"name": "q", "in": "query", "schema": {"type": "string"}}
    kind = {**word, "name": "of", "description": "assess, report, learn or simulate"}
    record, asked = {"$ref": "#/components/schemas/Record"}, {"$ref": "#/components/schemas/Question"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Skou on this machine",
            "version": __version__,
            "description": "The JSON interface of `skou serve`; objects are those of the command line. "
            "Skou informs; it is not a medical device.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/api/catalogue": {
                "get": _operation("Causes, drugs, substances, analytes, quantities, example people")
            },
            "/api/sources": {
                "get": _operation("Constants of the body with value, unit and source", parameters=[word])
            },
            "/api/examples/{name}": {"get": _operation("One example person's record", parameters=[name])},
            "/api/read": {
                "post": _operation("What is understood of a record; findings and dangers by rule", record)
            },
            "/api/assess": {"post": _operation("assessment/1, with words in both registers", record)},
            "/api/report": {"post": _operation("The assessment as one self-contained HTML page", record)},
            "/api/explore": {
                "post": _operation("A scenario to courses with bands and flows", asked, MEDIA_TYPE)
            },
            "/api/explore.parquet": {
                "post": _operation("The same as Parquet", asked, "application/vnd.apache.parquet")
            },
            "/api/simulate": {
                "post": _operation(
                    "A protocol to courses", {"$ref": "#/components/schemas/Protocol"}, MEDIA_TYPE
                )
            },
            "/api/learn": {"get": _operation("The guided scenes")},
            "/api/learn/{name}": {
                "get": _operation("One scene, simulated, with published points", parameters=[name])
            },
            "/api/progress": {
                "get": _operation("How far this client's newest job of a kind is", parameters=[kind])
            },
            "/api/openapi.json": {"get": _operation("This document")},
            "/api/health": {"get": _operation("Whether the body is ready")},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER}},
        },
    }


async def openapi(request: Request) -> Response:
    """The OpenAPI document as JSON."""
    return as_json(document())
