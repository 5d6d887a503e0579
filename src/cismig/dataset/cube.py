"""The Data Cube's abbreviated form written out: what a slice shares goes onto its observations.

Follows the normalisation algorithm of the W3C recommendation (section 10), inside one graph, so
that what a table says in short is still said by that table. What a data set shares (its indicator,
its unit) stays on the data set: it would cost two statements an observation and tell nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from cismig.dataset.terms import Node, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

__all__ = ["components", "normalise"]

_TYPE, _OBSERVATION = named("rdf:type"), named("qb:Observation")
_HAS_OBSERVATION, _HAS_SLICE, _DATA_SET = map(named, ("qb:observation", "qb:slice", "qb:dataSet"))
_COMPONENT_KINDS = tuple(map(named, ("qb:DimensionProperty", "qb:AttributeProperty")))


def components(store: Store) -> frozenset[NamedNode]:
    """Return the properties that are declared dimensions or attributes."""
    return frozenset(
        quad.subject
        for kind in _COMPONENT_KINDS
        for quad in store.quads_for_pattern(None, _TYPE, kind)
        if isinstance(quad.subject, NamedNode)
    )


def normalise(store: Store, graph: NamedNode) -> None:
    """Write the dimensions and attributes of the slices of *graph* onto their observations."""
    if any(store.quads_for_pattern(None, _HAS_OBSERVATION, None, graph)):
        store.bulk_extend(list(_written_out(store, graph)))


def _written_out(store: Store, graph: NamedNode) -> Iterator[Quad]:
    known = components(store)
    shared: dict[Node, list[tuple[NamedNode, Node]]] = {}
    for link in store.quads_for_pattern(None, _HAS_OBSERVATION, None, graph):
        part, observation = link.subject, link.object
        if not isinstance(observation, NamedNode):
            continue
        if part not in shared:
            shared[part] = [
                (quad.predicate, quad.object)
                for quad in store.quads_for_pattern(part, None, None, graph)
                if quad.predicate in known
            ]
            shared[part] += [
                (_DATA_SET, quad.subject)
                for quad in store.quads_for_pattern(None, _HAS_SLICE, part, graph)
            ]
        yield Quad(observation, _TYPE, _OBSERVATION, graph)
        for verb, value in shared[part]:
            yield Quad(observation, verb, value, graph)
