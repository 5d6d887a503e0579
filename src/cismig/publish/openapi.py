"""The API described for programs: OpenAPI 3.1, made from the front matter of the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cismig.publish.addresses import ADDRESSES, PARAMETERS, RESPONSES, problems
from cismig.publish.listing import default_of
from cismig.publish.permalinks import RESERVED
from cismig.publish.schemas import SCHEMAS, envelope_of, ref, value_of
from cismig.publish.words import tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cismig.evidence import Release
    from cismig.questions import Parameter, Question

__all__ = ["openapi"]

_VERSION: Final = "3.1.0"
_ABOUT: Final = (
    "A knowledge graph of migration cooperation in the Commonwealth of Independent States, in "
    "which each statement stands in the graph of its source. Each question has an address, and is "
    "answered in the form that `Accept` asks for, or that is added to the address: `.json`, "
    "`.html`, `.csv`, `.xlsx`, `.rq` (the query), `.svg` (its chart, where it has one), and "
    "`.txt`, `.bib`, `.ris`, `.csl` (citations). A refusal is a problem document, or a page for "
    "those who like pages best."
)
_TEXTS: Final = ("text/", "application/sparql-query", "application/x-", "image/svg+xml")


def openapi(
    questions: Iterable[Question], forms: Mapping[str, Iterable[str]], release: Release
) -> dict[str, Any]:
    """Return the description of the API that answers *questions* out of *release*.

    *forms* has the media types of the answer of each question, by its slug.
    """
    asked = list(questions)
    groups = sorted({each.group for each in asked})
    return {
        "openapi": _VERSION,
        "info": {
            "title": release.title,
            "version": release.version,
            "description": _ABOUT,
            "license": {"name": "CC BY 4.0", "url": release.licence},
        },
        "tags": [
            *({"name": name, "x-name-ru": tag(name, "ru")} for name in groups),
            {"name": "graph", "description": "The graph as a whole."},
            {"name": "server", "description": "Whether the server lives."},
        ],
        "paths": {
            **{
                f"/questions/{each.slug}": {"get": _operation(each, forms[each.slug])}
                for each in asked
            },
            **ADDRESSES,
        },
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "responses": RESPONSES,
        },
    }


def _operation(question: Question, forms: Iterable[str]) -> dict[str, Any]:
    own = [each for each in question.parameters if each.name not in RESERVED]
    content: dict[str, Any] = {
        "application/json": {"schema": envelope_of(question)},
        **{kind: _opaque(kind) for kind in forms if kind != "application/json"},
    }
    statuses = (304, 400, 406, 408, 413, 422, 429, 500, 503)
    return {
        "operationId": question.slug,
        "summary": question.question_en,
        "x-summary-ru": question.question_ru,
        "description": f"What this cannot tell you: {question.limits('en')}",
        "x-description-ru": f"Чего отсюда не узнать: {question.limits('ru')}",
        "tags": list(question.tags[:1]),
        "parameters": [*map(_parameter, own), *(ref(name, "parameters") for name in RESERVED)],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": _HEADERS,
                "content": content,
            },
            **problems(*statuses),
        },
    }


_HEADERS: Final = {
    "ETag": {"schema": {"type": "string"}},
    "Link": {
        "description": "The permalink (cite-as), the other forms (alternate), the query "
        "(describedby).",
        "schema": {"type": "string"},
    },
    "CISMIG-Asked-Of": {
        "description": "The state of a permalink, where the graph is in another now.",
        "schema": {"type": "string"},
    },
}


def _opaque(kind: str) -> dict[str, Any]:
    """Return what is said of an answer of the media type *kind*, which is no JSON."""
    return {"schema": {"type": "string"}} if kind.startswith(_TEXTS) else {}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    example = default_of(parameter)
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.explained("en"),
        "x-description-ru": parameter.explained("ru"),
        "x-kind": parameter.kind.value,
        "schema": value_of(parameter, example),
        "example": int(example) if parameter.kind.value == "integer" else example,
    }
