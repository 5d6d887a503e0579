"""What answers look like, as JSON Schema: terms, the envelope, the rows of each question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cismig.names import PREFIXES
from cismig.questions import Kind

if TYPE_CHECKING:
    from cismig.questions import Column, Parameter, Question

    Schema = dict[str, Any]

__all__ = ["SCHEMAS", "envelope_of", "ref", "value_of"]

_TEXT: Final = {"type": "string"}
_XSD: Final = PREFIXES["xsd"]
_MOST: Final = 10**18 - 1
_LONGEST: Final = 200


def ref(name: str, kind: str = "schemas") -> Schema:
    """Return a reference to the component *name*."""
    return {"$ref": f"#/components/{kind}/{name}"}


def _object(properties: Schema, *optional: str, closed: bool = False) -> Schema:
    """Return the schema of an object that has *properties*, all but the *optional* ones."""
    made: Schema = {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
    }
    return {**made, "additionalProperties": False} if closed else made


def _literal(**more: Schema) -> Schema:
    return _object({"type": {"const": "literal"}, "value": _TEXT, "label": _TEXT, **more}, "label")


SCHEMAS: Final[dict[str, Schema]] = {
    "Problem": {
        "description": "What is wrong, and the remedy (RFC 9457).",
        **_object(
            {
                "type": _TEXT,
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "remedy": _TEXT,
                "parameter": {"description": "The parameter that is to blame.", **_TEXT},
            },
            "remedy",
            "parameter",
        ),
    },
    "Thing": {
        "description": "A thing, by its IRI and its name in the language of the answer.",
        **_object({"type": {"const": "uri"}, "value": _TEXT, "label": _TEXT}, closed=True),
    },
    "Literal": {
        "description": "A value; without a datatype and a language it is a text.",
        **_object(
            {
                "type": {"const": "literal"},
                "value": _TEXT,
                "label": _TEXT,
                "datatype": _TEXT,
                "xml:lang": _TEXT,
            },
            *("label", "datatype", "xml:lang"),
            closed=True,
        ),
    },
    "Blank": _object({"type": {"const": "bnode"}, "value": _TEXT}, closed=True),
    "Name": {
        "description": "A thing, by its IRI.",
        **_object({"type": {"const": "uri"}, "value": _TEXT}, closed=True),
    },
    "Term": {"anyOf": [ref("Thing"), ref("Literal"), ref("Blank")]},
    "Source": {
        "description": "A document that the answer rests on.",
        **_object(
            {
                "iri": _TEXT,
                "publisher": _TEXT,
                "title": _TEXT,
                "issued": _TEXT,
                "address": _TEXT,
                "archive": _TEXT,
                "accessed": _TEXT,
                "strength": _TEXT,
                "counts": {"description": "Whether it counts as support.", "type": "boolean"},
            },
            closed=True,
        ),
    },
    "Release": _object(
        {
            "title": _TEXT,
            "version": _TEXT,
            "publisher": _TEXT,
            "address": _TEXT,
            "licence": _TEXT,
            "graph": {"description": "The digest of the state of the graph.", **_TEXT},
        },
        closed=True,
    ),
    "Envelope": {
        "description": "An answer, with all that is needed to judge and to cite it.",
        **_object(
            {
                "question": _object(
                    {
                        "slug": _TEXT,
                        "text": _TEXT,
                        "language": {"enum": ["en", "ru"]},
                        "hash": {
                            "description": "The SHA-256 of the file of the question.",
                            "type": "string",
                            "pattern": "^[0-9a-f]{64}$",
                        },
                    }
                ),
                "parameters": {"type": "object", "additionalProperties": ref("Term")},
                "columns": {
                    "type": "array",
                    "items": _object({"name": _TEXT, "type": _TEXT, "meaning": _TEXT}),
                },
                "rows": {"type": "array", "items": {"type": "object"}},
                "complete": {
                    "description": "Whether the rows are all that there are.",
                    "type": "boolean",
                },
                "release": ref("Release"),
                "sources": {"type": "array", "items": ref("Source")},
                "sure": {"type": "array", "items": _TEXT},
                "limits": {"description": "What the answer cannot tell.", **_TEXT},
                "cite": _object({"text": _TEXT, "bibtex": _TEXT, "ris": _TEXT, "csl": _TEXT}),
                "permalink": _TEXT,
                "asked_of": {
                    "description": "The state of a permalink, where the graph is in another now.",
                    "type": "object",
                    "additionalProperties": _TEXT,
                },
            },
            "asked_of",
        ),
    },
    "Question": _object(
        {
            "slug": _TEXT,
            "question": _object({"en": _TEXT, "ru": _TEXT}),
            "tags": {"type": "array", "items": _TEXT},
            "parameters": {
                "type": "array",
                "items": _object(
                    {
                        "name": _TEXT,
                        "kind": {"enum": [kind.value for kind in Kind]},
                        "default": _TEXT,
                        "meaning": _TEXT,
                    }
                ),
            },
            "columns": {
                "type": "array",
                "items": _object({"name": _TEXT, "type": _TEXT, "meaning": _TEXT}),
            },
            "chart": {"type": ["string", "null"]},
            "limits": _object({"en": _TEXT, "ru": _TEXT}),
            "since": _TEXT,
            "address": _TEXT,
        }
    ),
    "Named": _object(
        {"term": {"anyOf": [ref("Name"), ref("Literal"), ref("Blank")]}, "label": _TEXT}
    ),
    "Account": {
        "description": "Who says what of a thing, who disagrees, and how it follows.",
        **_object(
            {
                "subject": ref("Named"),
                "kinds": {"type": "array", "items": ref("Named")},
                "facts": {"type": "array", "items": ref("Fact")},
                "links": {"type": "array", "items": ref("Fact")},
                "disputes": {"type": "array", "items": {"type": "object"}},
                "conclusions": {"type": "array", "items": {"type": "object"}},
                "absent": {"type": ["object", "null"]},
            }
        ),
    },
    "Fact": _object(
        {
            "property": ref("Named"),
            "values": {
                "type": "array",
                "items": _object(
                    {
                        "value": ref("Named"),
                        "standing": {
                            "enum": ["accepted", "entailed", "set aside", "contained", "left out"]
                        },
                        "support": _object(
                            {"sources": {"type": "integer"}, "origins": {"type": "integer"}}
                        ),
                        "witnesses": {"type": "array", "items": ref("Witness")},
                    }
                ),
            },
        }
    ),
    "Witness": _object(
        {
            "graph": ref("Named"),
            "source": {"type": ["object", "null"]},
            "path": {
                "description": "The file, as it lies from the root of the checkout.",
                "type": ["string", "null"],
                "pattern": "^[a-z]",
            },
            "line": {"type": ["integer", "null"]},
            "column": {"type": ["integer", "null"]},
            "quoted": {"type": "array", "items": {"type": "object"}},
        }
    ),
    "Found": _object(
        {
            "query": _TEXT,
            "total": {"type": "integer", "minimum": 0},
            "hits": {
                "type": "array",
                "items": _object(
                    {
                        "iri": _TEXT,
                        "short": _TEXT,
                        "label": _TEXT,
                        "kind": _TEXT,
                        "matched": _TEXT,
                        "language": _TEXT,
                    }
                ),
            },
        }
    ),
}
"""The schemas that several addresses share, by their names."""


def envelope_of(question: Question) -> Schema:
    """Return the schema of the envelope of an answer to *question*."""
    parameters = {each.name: _term(each) for each in question.parameters}
    return {
        "allOf": [ref("Envelope")],
        "properties": {
            "question": {"properties": {"slug": {"const": question.slug}}},
            "parameters": _object(parameters, closed=True),
            "rows": {
                "items": {
                    "type": "object",
                    "properties": {each.name: _column(each) for each in question.columns},
                    "additionalProperties": False,
                }
            },
        },
    }


def value_of(parameter: Parameter, example: str) -> Schema:
    """Return the schema of what may be given for *parameter*; *example* is its default."""
    if parameter.kind is Kind.INTEGER:
        bounds = {"minimum": -_MOST, "maximum": _MOST}
        return {"type": "integer", **bounds, "default": int(example)}
    if parameter.kind is Kind.DATE:
        return {"type": "string", "format": "date", "default": example}
    if parameter.name == "lang":
        return {"type": "string", "enum": ["en", "ru"]}
    found = {"type": "string", "maxLength": _LONGEST, "default": example}
    if parameter.kind is Kind.STRING:
        return {**found, "pattern": r"^[^\x00-\x1f\x7f]*$"}
    spellings = [example, example.rpartition(":")[2]]  # the short name, and without its prefix
    return {**found, "minLength": 1, "examples": spellings}


def _term(parameter: Parameter) -> Schema:
    if parameter.kind is Kind.THING:
        return ref("Thing")
    local = {Kind.DATE: "date", Kind.INTEGER: "integer"}.get(parameter.kind)
    return _literal(datatype={"const": _XSD + local}) if local else _literal()


def _column(column: Column) -> Schema:
    """Return the schema of the values of *column*, with what they mean."""
    kinds = {"IRI": "Thing", "term": "Term", "literal": "Literal"}
    if column.type in kinds:
        found = ref(kinds[column.type])
    elif column.type == "rdf:langString":
        found = _literal(**{"xml:lang": _TEXT})
    elif column.type == "xsd:string":
        found = {**ref("Literal"), "properties": {"datatype": False, "xml:lang": False}}
    else:
        found = _literal(datatype={"enum": _datatypes(column.type.removeprefix("xsd:"))})
    told = {"description": column.explained("en"), "x-description-ru": column.explained("ru")}
    return {**found, **told}


def _datatypes(local: str) -> list[str]:
    """Return the datatypes of the values of a type: a whole number is a decimal too."""
    return [_XSD + each for each in ([local, "integer"] if local == "decimal" else [local])]
