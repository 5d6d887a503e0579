"""The addresses beside those of the questions, and what all have in common, for OpenAPI."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cismig.evidence import KINDS
from cismig.publish.schemas import ref

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ADDRESSES", "PARAMETERS", "RESPONSES", "problems"]

_TEXT: Final = {"schema": {"type": "string"}}
_REASONS: Final = {
    400: "A parameter is unknown, given twice, or cannot be read.",
    403: "The request would change data.",
    404: "Nothing is called so.",
    406: "The answer cannot have the form that is asked for.",
    408: "The request did not arrive in time.",
    413: "The request, or the answer, is too large.",
    415: "The body is of no type that is taken.",
    422: "A value is none of its parameter's kind, or names nothing.",
    429: "Too many requests; Retry-After says when to come again.",
    500: "The server failed to answer.",
    503: "It takes more time or memory than it may, or too many wait.",
}


def problems(*statuses: int) -> dict[str, Any]:
    """Return the responses of *statuses*, as references to `RESPONSES`."""
    return {str(status): ref(HTTPStatus(status).name, "responses") for status in statuses}


RESPONSES: Final[dict[str, Any]] = {
    "NOT_MODIFIED": {"description": "The client has the answer already (If-None-Match)."},
    **{
        HTTPStatus(status).name: {
            "description": reason,
            "content": {
                "application/problem+json": {"schema": ref("Problem")},
                "text/html": _TEXT,
            },
        }
        for status, reason in _REASONS.items()
    },
}

PARAMETERS: Final[dict[str, Any]] = {
    "lang": {
        "name": "lang",
        "in": "query",
        "description": "The language of names and words; without it Accept-Language decides.",
        "schema": {"type": "string", "enum": ["en", "ru"]},
    },
    "release": {
        "name": "release",
        "in": "query",
        "description": "Of a permalink: the version of the release that it was made for.",
        "schema": {"type": "string", "pattern": "^[0-9A-Za-z.+-]{1,40}$"},
    },
    "graph": {
        "name": "graph",
        "in": "query",
        "description": "Of a permalink: the digest of the state that it was made for.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
    "hash": {
        "name": "hash",
        "in": "query",
        "description": "Of a permalink: the beginning of the hash of the question's file.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    },
}


def _query(name: str, description: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what OpenAPI has
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


def _get(
    purpose: str, *parameters: dict[str, Any], content: Mapping[str, Any], statuses: tuple[int, ...]
) -> dict[str, Any]:
    return {
        "summary": purpose,
        "tags": ["graph"],
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "The answer.", "content": dict(content)},
            **problems(*statuses),
        },
    }


_PART: Final = {"type": "string", "minLength": 1, "maxLength": 2000}
_THE_MEETING: Final[dict[str, Any]] = {"required": True, "example": "meeting:council-28"}
_SOUGHT: Final = {"type": "string", "maxLength": 200}
_JSON: Final = "application/json"
_PAGE: Final = {"text/html": _TEXT}
_LANG: Final = ref("lang", "parameters")
_RESULTS: Final[dict[str, Any]] = {
    kind: {}
    for kind in (
        *("application/sparql-results+json", _JSON, "application/sparql-results+xml"),
        *("application/xml", "text/xml", "text/csv", "text/tab-separated-values", "text/turtle"),
        *("application/x-turtle", "text/n3", "application/n-triples", "text/plain"),
        *("application/ld+json", "application/rdf+xml", "application/trig", "application/n-quads"),
        *("text/html",),
    )
}
_GRAPHS: Final = {"type": "array", "items": {"type": "string"}}
_DATASET: Final = (
    _query("default-graph-uri", "A graph of the default graph; else the accepted view.", _GRAPHS),
    _query("named-graph-uri", "A named graph; else all graphs.", _GRAPHS),
)
_LIMITS: Final = (304, 400, 403, 406, 413, 429, 500, 503)
_EXAMPLE: Final = "ASK { meeting:council-28 a cism:Meeting }"
_SPARQL: Final = _get(
    "Ask a query (SPARQL 1.1 Protocol); without one, the service is described.",
    _query(
        "query",
        "A SELECT, ASK, CONSTRUCT or DESCRIBE.",
        {"type": "string"},
        example=_EXAMPLE,
    ),
    *_DATASET,
    content=_RESULTS,
    statuses=_LIMITS,
)
_POSTED: Final = {
    **_get(
        "Ask a query by POST.",
        *_DATASET,
        content=_RESULTS,
        statuses=(*_LIMITS[1:], 408, 415),
    ),
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": _TEXT,
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {"type": "string"},
                        "default-graph-uri": _GRAPHS,
                        "named-graph-uri": _GRAPHS,
                    },
                }
            },
        },
    },
}

ADDRESSES: Final[dict[str, Any]] = {
    "/questions": {
        "get": _get(
            "The list of the questions.",
            _LANG,
            content={
                _JSON: {"schema": {"type": "array", "items": ref("Question")}},
                **_PAGE,
            },
            statuses=(304, 400, 406, 429, 500),
        )
    },
    "/why": {
        "get": _get(
            "Who says so, in which line of which file; who disagrees; how it follows.",
            _query(
                "subject",
                "A thing: a short name, an IRI or a label.",
                _PART,
                required=True,
                example="meeting:council-28",
            ),
            _query("predicate", "A property of it.", _PART, example="cism:date"),
            _query("object", "A value of that property.", _PART),
            _LANG,
            content={_JSON: {"schema": ref("Account")}, **_PAGE},
            statuses=(304, 400, 404, 406, 408, 413, 429, 500, 503),
        )
    },
    "/search": {
        "get": _get(
            "Things by their names, in any language and alphabet.",
            _query("q", "What is looked for.", _SOUGHT, example="council"),
            _query("kind", "Things of one kind only.", {"type": "string", "enum": [*KINDS]}),
            _query("limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": 100}),
            _LANG,
            content={_JSON: {"schema": ref("Found")}, **_PAGE},
            statuses=(304, 400, 429, 500),
        )
    },
    "/sparql": {"get": _SPARQL, "post": _POSTED},
    "/openapi.json": {
        "get": _get(
            "This description.",
            content={_JSON: {"schema": {"type": "object"}}},
            statuses=(304, 429, 500),
        )
    },
    "/healthz": {
        "get": {
            **_get("Whether the server lives.", content={"text/plain": _TEXT}, statuses=(429, 500)),
            "tags": ["server"],
        }
    },
    "/readyz": {
        "get": {
            **_get(
                "Whether a query would be taken now.",
                content={"text/plain": _TEXT},
                statuses=(429, 500, 503),
            ),
            "tags": ["server"],
        }
    },
}
