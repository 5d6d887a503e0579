"""Which form of an answer a client wants: its Accept header against the forms that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["GRAPHS", "PAGE", "ROWS", "Form", "chosen"]


class Form(NamedTuple):
    """A form of an answer: the engine's name of it, and the media types that ask for it.

    The first is the type of what is sent, unless the client named only another.
    """

    name: str
    types: tuple[str, ...]


_JSON = Form("json", ("application/sparql-results+json", "application/json"))
_XML = Form("xml", ("application/sparql-results+xml", "application/xml", "text/xml"))
_CSV = Form("csv", ("text/csv",))
_TSV = Form("tsv", ("text/tab-separated-values",))
PAGE: Final = Form("html", ("text/html", "application/xhtml+xml"))
ROWS: Final = (_JSON, _XML, _CSV, _TSV)
GRAPHS: Final = (
    Form("ttl", ("text/turtle", "application/x-turtle", "text/n3")),
    Form("nt", ("application/n-triples", "text/plain")),
    Form("jsonld", ("application/ld+json", "application/json")),
    Form("rdf", ("application/rdf+xml", "application/xml", "text/xml")),
    Form("trig", ("application/trig",)),
    Form("nq", ("application/n-quads",)),
)

# Of what is stripped; with spaces that may be one's or the other's it would try for hours.
_RANGE = re.compile(r"([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def chosen(accept: str | None, forms: Sequence[Form]) -> tuple[Form, str] | None:
    """Return the form that *accept* likes best, and the media type to say; None if it likes none.

    Of two that it likes as well, the first of *forms*. No header likes all.

    >>> chosen("text/csv;q=0.5, application/xml", ROWS)[1]
    'application/xml'
    """
    ranges = _ranges(accept) if accept and accept.strip() else {"*/*": 1.0}
    best: tuple[float, Form, str] | None = None
    for form in forms:
        for kind in form.types:
            quality = _quality(kind, ranges)
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, form, kind)
    return None if best is None else best[1:]


def _quality(kind: str, ranges: Mapping[str, float]) -> float:
    """Return how much *kind* is liked: the most exact of the ranges decides."""
    whole = kind.partition("/")[0] + "/*"
    return next((ranges[each] for each in (kind, whole, "*/*") if each in ranges), 0.0)


def _ranges(accept: str) -> dict[str, float]:
    return dict(_parsed(accept))


def _parsed(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is not None:
            quality = _QUALITY.search(found[3])
            yield f"{found[1]}/{found[2]}".lower(), float(quality[1]) if quality else 1.0
