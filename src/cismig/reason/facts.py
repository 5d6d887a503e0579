"""Facts as rules see them: a graph of the store, and beside it what is not written there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple, Variable

from cismig.dataset.terms import Node, Statements, in_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cismig.reason.rules import Pattern, Slot

__all__ = ["Binding", "Facts", "filled", "fixed", "matched"]

Binding = dict[Variable, Node]


class Facts:
    """One graph, and what follows from it but tells a reader nothing: ``x R x``.

    The store is only read; what is kept beside it is small.
    """

    def __init__(self, store: Statements, graph: NamedNode) -> None:
        """Begin with the graph alone."""
        self.store = store
        self.graph = graph
        self._beside: dict[NamedNode, set[Triple]] = defaultdict(set)

    def __contains__(self, triple: Triple) -> bool:
        """Tell whether *triple* stands in the graph or beside it."""
        return self.is_written(triple) or triple in self._beside.get(triple.predicate, ())

    def is_written(self, triple: Triple) -> bool:
        """Tell whether *triple* stands in the graph."""
        return in_graph(triple, self.graph) in self.store

    def is_derived(self, triple: Triple, entailed: NamedNode) -> bool:
        """Tell whether *triple* was written into *entailed*, or is kept beside."""
        beside = triple in self._beside.get(triple.predicate, ())
        return beside or in_graph(triple, entailed) in self.store

    @property
    def beside(self) -> frozenset[Triple]:
        """Return what is kept beside the graph."""
        return frozenset(triple for kept in self._beside.values() for triple in kept)

    def forget(self, triple: Triple) -> None:
        """Keep *triple* beside no longer."""
        self._beside.get(triple.predicate, set()).discard(triple)

    def keep_beside(self, triples: Iterable[Triple]) -> None:
        """Add *triples* without writing them."""
        for triple in triples:
            self._beside[triple.predicate].add(triple)

    def find(self, subject: Node | None, verb: NamedNode, value: Node | None) -> Iterator[Triple]:
        """Yield the facts of *verb* with this subject and value, None for any."""
        if isinstance(subject, Literal):
            return
        for quad in self.store.quads_for_pattern(subject, verb, value, self.graph):
            yield quad.triple
        for triple in tuple(self._beside.get(verb, ())):
            if subject in {None, triple.subject} and value in {None, triple.object}:
                yield triple

    def solutions(self, body: tuple[Pattern, ...], binding: Binding) -> Iterator[Binding]:
        """Yield the bindings under which every pattern of *body* is a fact."""
        if not body:
            yield binding
            return
        # The pattern with the fewest gaps first.
        number = min(range(len(body)), key=lambda i: _gaps(body[i], binding))
        pattern, rest = body[number], body[:number] + body[number + 1 :]
        ends = fixed(pattern.subject, binding), fixed(pattern.object, binding)
        for triple in self.find(ends[0], pattern.predicate, ends[1]):
            wider = matched(pattern, triple, binding)
            if wider is not None:
                yield from self.solutions(rest, wider)


def matched(pattern: Pattern, triple: Triple, binding: Binding) -> Binding | None:
    """Return *binding* widened so that *pattern* is *triple*, None if it cannot be."""
    wider = dict(binding)
    for slot, term in ((pattern.subject, triple.subject), (pattern.object, triple.object)):
        if isinstance(slot, Variable):
            if wider.setdefault(slot, term) != term:
                return None
        elif slot != term:
            return None
    return wider


def filled(pattern: Pattern, binding: Mapping[Variable, Node]) -> Triple:
    """Return *pattern* with its variables replaced."""
    subject, value = (
        binding[slot] if isinstance(slot, Variable) else slot
        for slot in (pattern.subject, pattern.object)
    )
    return Triple(subject, pattern.predicate, value)  # type: ignore[arg-type]


def fixed(slot: Slot, binding: Mapping[Variable, Node]) -> Node | None:
    """Return the term in *slot*, None if it is still open."""
    return binding.get(slot) if isinstance(slot, Variable) else slot


def _gaps(pattern: Pattern, binding: Mapping[Variable, Node]) -> int:
    return sum(fixed(slot, binding) is None for slot in (pattern.subject, pattern.object))
