"""Statements of the store as values: who says what of what, with every part a plain term."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.dataset.terms import Statements
    from cismig.store import Term


class Said(Frozen):
    """One statement in one graph."""

    subject: NamedNode | BlankNode
    prop: NamedNode
    value: Term
    graph: NamedNode


def said(
    store: Statements,
    subject: NamedNode | BlankNode | None = None,
    prop: NamedNode | None = None,
    value: Term | None = None,
    *,
    graph: NamedNode | None = None,
) -> Iterator[Said]:
    """Return the statements that have these parts; None leaves a part open."""
    for quad in store.quads_for_pattern(subject, prop, value, graph):
        if (
            isinstance(quad.subject, NamedNode | BlankNode)
            and isinstance(quad.object, NamedNode | BlankNode | Literal)
            and isinstance(quad.graph_name, NamedNode)
        ):
            yield Said(quad.subject, quad.predicate, quad.object, quad.graph_name)
