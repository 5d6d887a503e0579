"""Of which classes a thing is, as far as names, domains and ranges say it without reasoning."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset.terms import Subject, in_files, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

__all__ = ["Kinds"]

_TYPE, _SUBCLASS, _SUBPROPERTY, _DOMAIN, _RANGE = map(
    named, ("rdf:type", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range")
)


class Kinds:
    """The classes of things in the union of the source graphs."""

    def __init__(self, store: Store) -> None:
        """Read the hierarchies once."""
        self.store = store
        self._classes = _above(store, _SUBCLASS)
        self._properties = _above(store, _SUBPROPERTY)
        self._domains = _links(store, _DOMAIN)
        self._ranges = _links(store, _RANGE)
        self._known: dict[Subject, frozenset[NamedNode]] = {}

    def of(self, subject: Subject) -> frozenset[NamedNode]:
        """Return every class that *subject* is known to be of."""
        if subject not in self._known:
            direct: set[NamedNode] = set()
            for quad in in_files(self.store, subject, None, None):
                if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
                    direct.add(quad.object)
                direct |= self._said_by(quad.predicate, self._domains)
            for quad in in_files(self.store, None, None, subject):
                direct |= self._said_by(quad.predicate, self._ranges)
            self._known[subject] = frozenset(
                above for kind in direct for above in self._classes.get(kind, {kind})
            )
        return self._known[subject]

    def with_parts(self, verb: NamedNode) -> frozenset[NamedNode]:
        """Return *verb* and the properties below it."""
        below = {part for part, above in self._properties.items() if verb in above}
        return frozenset({verb, *below})

    def _said_by(self, verb: NamedNode, said: Mapping[NamedNode, set[NamedNode]]) -> set[NamedNode]:
        return {
            kind for above in self._properties.get(verb, {verb}) for kind in said.get(above, ())
        }


def _links(store: Store, verb: NamedNode) -> dict[NamedNode, set[NamedNode]]:
    links: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in in_files(store, None, verb, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            links[quad.subject].add(quad.object)
    return links


def _above(store: Store, verb: NamedNode) -> dict[NamedNode, frozenset[NamedNode]]:
    """Return for each name itself and all that lies above it along *verb*."""
    links = _links(store, verb)
    closed: dict[NamedNode, frozenset[NamedNode]] = {}
    for start in links:
        seen = {start}
        waiting = [start]
        while waiting:
            for higher in links.get(waiting.pop(), ()):
                if higher not in seen:
                    seen.add(higher)
                    waiting.append(higher)
        closed[start] = frozenset(seen)
    return closed
