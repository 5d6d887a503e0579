"""Prefixes and namespaces: the one table, equal to ontology/prefixes.ttl."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from types import MappingProxyType

from cismig.errors import UnknownPrefixError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Final

__all__ = [
    "ACCEPTED",
    "BASE",
    "CISM",
    "ENTAILED",
    "PREFIXES",
    "expand",
    "lazily",
    "nearest",
    "shorten",
]

BASE: Final = "https://w3id.org/cis-migration/"
CISM: Final = f"{BASE}ontology#"
ACCEPTED: Final = f"{BASE}graph/accepted"
ENTAILED: Final = f"{BASE}graph/entailed"

_KINDS = (
    *("absence", "act", "agenda", "area", "authority", "body", "code", "dataset", "event"),
    *("excerpt", "graph", "indicator", "inference", "instrument", "judgement", "meeting"),
    *("membership", "observation", "participation", "period", "person", "place", "post"),
    *("shape", "slice", "source", "state", "theme"),
)

_BORROWED = {
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eli-dl": "http://data.europa.eu/eli/eli-draft-legislation-ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    dict(sorted({"cism": CISM, **{kind: f"{BASE}{kind}/" for kind in _KINDS}, **_BORROWED}.items()))
)

_HEAD = re.compile(r".*[/#]", re.DOTALL)  # every namespace of the table ends in one of the two
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# What Turtle and SPARQL both read without an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def nearest(name: str, known: Iterable[str], *, count: int = 2) -> tuple[str, ...]:
    """Return the known names that are spelt most like *name*, best first.

    >>> nearest("meeeting", PREFIXES)
    ('meeting',)
    """
    from difflib import get_close_matches  # noqa: PLC0415 - needed for slips alone

    return tuple(get_close_matches(name, list(known), n=count, cutoff=0.72))


def expand(text: str) -> str:
    """Return the IRI that *text* means: ``state:tj``, ``<https://…>`` or an IRI as it is.

    >>> expand("state:tj")
    'https://w3id.org/cis-migration/state/tj'
    >>> expand("<https://schema.org/name>")
    'https://schema.org/name'

    Raises:
        UnknownPrefixError: the prefix is not in the table, or there is none.
    """
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    if not colon:
        raise UnknownPrefixError("", nearest(text, PREFIXES))
    if prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if local.startswith("//") or prefix in {"urn", "mailto"}:
        return text
    raise UnknownPrefixError(prefix, nearest(prefix, PREFIXES))


def shorten(iri: str) -> str:
    """Return the shortest name of *iri* that Turtle and SPARQL read: prefixed, else in brackets.

    >>> shorten("https://w3id.org/cis-migration/state/tj")
    'state:tj'
    >>> shorten("https://w3id.org/cis-migration/ontology")
    '<https://w3id.org/cis-migration/ontology>'
    """
    head = _HEAD.match(iri)
    if head:
        prefix = _PREFIX_OF.get(head.group())
        local = iri[head.end() :]
        if prefix is not None and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    escaped = _NOT_IN_IRI.sub(lambda found: f"\\u{ord(found.group()):04X}", iri)
    return f"<{escaped}>"


def lazily(room: str, **homes: tuple[str, ...]) -> Callable[[str], object]:
    """Return a ``__getattr__`` for *room*: a name is taken from its module when it is asked for.

    A plain question then loads what it needs and no more. *homes* gives the names of each module.
    """
    home_of = {name: module for module, names in homes.items() for name in names}

    def given(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{room}.{home_of[name]}"), name)
        setattr(sys.modules[room], name, found)
        return found

    return given
