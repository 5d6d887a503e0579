"""Terms of pyoxigraph as terms of rdflib, and back: pySHACL and owlrl speak the latter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

if TYPE_CHECKING:
    from cismig.dataset.terms import Term

__all__ = ["from_rdflib", "to_rdflib"]


def from_rdflib(node: rdflib.term.Node) -> Term:
    """Return *node* as pyoxigraph writes it.

    >>> str(from_rdflib(rdflib.Literal("мир", lang="ru")))
    '"мир"@ru'
    """
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype or rdflib.XSD.string)))
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))


def to_rdflib(term: Term | Triple) -> rdflib.term.IdentifiedNode | rdflib.Literal:
    """Return *term* as rdflib writes it.

    >>> to_rdflib(NamedNode("https://schema.org/name"))
    rdflib.term.URIRef('https://schema.org/name')

    Raises:
        TypeError: *term* is a statement; no file of ours may hold one.
    """
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        kind = rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=kind, normalize=False)
    if isinstance(term, Triple):
        raise TypeError(f"a statement about a statement has no place in rdflib: {term}")
    return rdflib.BNode(term.value) if isinstance(term, BlankNode) else rdflib.URIRef(term.value)
