"""The Data Cube's abbreviated form written out: what a slice shares goes onto its observations.

Follows the normalisation algorithm of the W3C recommendation (section 10), inside one graph, so
that what a table says in short is still said by that table. What a data set shares (its indicator,
its unit) stays on the data set: it would cost two statements an observation and tell nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from cismig.dataset.terms import Node, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.dataset.terms import Statements

__all__ = ["Cube", "Written"]

_TYPE, _OBSERVATION = named("rdf:type"), named("qb:Observation")
_HAS_OBSERVATION, _HAS_SLICE, _DATA_SET = map(named, ("qb:observation", "qb:slice", "qb:dataSet"))
_COMPONENT_KINDS = frozenset(map(named, ("qb:DimensionProperty", "qb:AttributeProperty")))


class Cube:
    """The dimensions and attributes, met while the files stream by: words come before facts."""

    def __init__(self) -> None:
        """Begin with none."""
        self.components: set[NamedNode] = set()

    @classmethod
    def known_to(cls, store: Statements) -> Cube:
        """Return those that the words in *store* declare."""
        cube = cls()
        for kind in _COMPONENT_KINDS:
            for quad in store.quads_for_pattern(None, _TYPE, kind):
                cube.meet(quad.triple)
        return cube

    def meet(self, triple: Triple) -> None:
        """Take note of a property that *triple* declares a dimension or an attribute."""
        if triple.predicate == _TYPE and triple.object in _COMPONENT_KINDS:
            self.components.add(triple.subject)  # type: ignore[arg-type]  # a property has a name


class Written:
    """What one file says of slices, to be written onto their observations when it has ended."""

    def __init__(self, cube: Cube) -> None:
        """Read with the components of *cube*."""
        self._cube = cube
        self._observations: dict[Node, list[NamedNode]] = defaultdict(list)
        self._shared: dict[Node, list[tuple[NamedNode, Node]]] = defaultdict(list)

    def meet(self, triple: Triple) -> None:
        """Take note of what *triple* says of a slice."""
        verb = triple.predicate
        if verb == _HAS_OBSERVATION:
            if isinstance(triple.object, NamedNode):
                self._observations[triple.subject].append(triple.object)
        elif verb == _HAS_SLICE:
            self._shared[triple.object].append((_DATA_SET, triple.subject))
        elif verb in self._cube.components:
            self._shared[triple.subject].append((verb, triple.object))

    def out(self) -> Iterator[Triple]:
        """Yield the statements that the observations share with their slices."""
        for part, observations in self._observations.items():
            shared = self._shared[part]
            for observation in observations:
                yield Triple(observation, _TYPE, _OBSERVATION)
                for verb, value in shared:
                    yield Triple(observation, verb, value)
