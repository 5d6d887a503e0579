"""The names that this room reads by."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cismig.names import ACCEPTED, ENTAILED, PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, Protocol
else:
    Protocol = object

__all__ = [
    "ACCEPTED_GRAPH",
    "ENTAILED_GRAPH",
    "Node",
    "Statements",
    "Subject",
    "Term",
    "in_files",
    "in_graph",
    "named",
]

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Node = Term | Triple  # what the engine's signatures allow; `cismig.turtle.read` refuses a Triple


class Statements(Protocol):
    """What statements are looked up in: the engine itself, or a store that lies elsewhere."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 - pyoxigraph's name
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that have these parts; None leaves a part open."""

    def __contains__(self, quad: Quad) -> bool:
        """Tell whether the very statement *quad* stands in its graph."""


def named(text: str) -> NamedNode:
    """Return the node that a prefixed name of the table means."""
    prefix, _, local = text.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


ACCEPTED_GRAPH: Final = NamedNode(ACCEPTED)
ENTAILED_GRAPH: Final = NamedNode(ENTAILED)


def in_files(
    store: Statements,
    subject: Subject | None,
    predicate: NamedNode | None,
    value: Term | None,
) -> Iterator[Quad]:
    """Yield the statements of files that have these parts, and none of the accepted view."""
    for quad in store.quads_for_pattern(subject, predicate, value):
        if quad.graph_name not in {ACCEPTED_GRAPH, ENTAILED_GRAPH}:
            yield quad


def in_graph(triple: Triple, graph: NamedNode) -> Quad:
    """Return *triple* as a statement of *graph*."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)
