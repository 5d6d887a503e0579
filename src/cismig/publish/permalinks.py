"""Permalinks: where an answer is found again, with the state of the graph that was asked."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode

from cismig.names import shorten
from cismig.publish.envelope import hash_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.questions import Question
    from cismig.store import Term

__all__ = ["RESERVED", "STATE", "asked_with", "permalink", "state_of"]

_SHORT: Final = 16
STATE: Final = ("release", "graph", "hash")
"""What a permalink says of what was asked: release, state of the graph, hash of the question."""
RESERVED: Final = ("lang", *STATE)
"""What an address says beside the parameters of a question."""


def permalink(
    address: str, terms: Mapping[str, Term], language: str, state: Mapping[str, str]
) -> str:
    """Return the permalink of the answer of the question at *address*, asked with *terms*.

    *state* has the parts of `STATE`.
    """
    from urllib.parse import urlencode  # noqa: PLC0415 - needed where there is an address alone

    values = {**asked_with(terms), "lang": language, **state}
    return f"{address}?{urlencode(values, safe=':')}"


def state_of(release: str, graph: str, question: Question) -> dict[str, str]:
    """Return the parts of `STATE` for *question* asked of the state *graph* of a *release*."""
    return {"release": release, "graph": graph, "hash": hash_of(question)[:_SHORT]}


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
