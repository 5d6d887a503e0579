"""The names that this room reads by."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cismig.names import ACCEPTED, ENTAILED, PREFIXES

__all__ = ["ACCEPTED_GRAPH", "ENTAILED_GRAPH", "Node", "Subject", "Term", "in_graph", "named"]

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Node = Term | Triple  # what the engine's signatures allow; `cismig.turtle.read` refuses a Triple


def named(text: str) -> NamedNode:
    """Return the node that a prefixed name of the table means."""
    prefix, _, local = text.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


ACCEPTED_GRAPH: Final = NamedNode(ACCEPTED)
ENTAILED_GRAPH: Final = NamedNode(ENTAILED)


def in_graph(triple: Triple, graph: NamedNode) -> Quad:
    """Return *triple* as a statement of *graph*."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)
