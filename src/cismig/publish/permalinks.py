"""Permalinks: where an answer is found again, with the state of the graph that was asked."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode

from cismig.names import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.store import Term

__all__ = ["RESERVED", "asked_with", "permalink"]

RESERVED: Final = ("lang", "release", "graph")
"""What an address says beside the parameters of a question: language, and the state asked of."""


def permalink(
    address: str, terms: Mapping[str, Term], language: str, release: str, graph: str
) -> str:
    """Return the permalink of the answer of the question at *address*, asked with *terms*."""
    from urllib.parse import urlencode  # noqa: PLC0415 - needed where there is an address alone

    values = {**asked_with(terms), "lang": language, "release": release, "graph": graph}
    return f"{address}?{urlencode(values, safe=':')}"


def asked_with(terms: Mapping[str, Term]) -> dict[str, str]:
    """Return *terms* as they are written in an address, where each means the same again.

    >>> asked_with({"state": NamedNode("https://w3id.org/cis-migration/state/tj")})
    {'state': 'state:tj'}
    """
    return {name: _written(term) for name, term in terms.items()}


def _written(term: Term) -> str:
    if isinstance(term, BlankNode):
        raise TypeError(f"{term} has no name that means the same again")
    return shorten(term.value) if isinstance(term, NamedNode) else term.value
