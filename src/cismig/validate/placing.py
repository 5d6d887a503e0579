"""Places: the graphs that say what a result complains of, and the lines where they say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cismig.dataset import BOUNDS
from cismig.dataset.terms import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Quad

    from cismig.dataset import Dataset
    from cismig.turtle import Place

    Lines = Callable[[Path], Mapping[Triple, Place]]

__all__ = ["Index", "Node", "Spot"]

Node = NamedNode | BlankNode | Literal | Triple

_TYPE = named("rdf:type")
# What the loader derives, and the statement that it derives it from.
_STATED = {derived: verb for verb, pair in BOUNDS.items() for derived in pair}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing is said: the graphs, the places, and the things that are spoken of."""

    graphs: tuple[NamedNode, ...]
    places: tuple[Place, ...]
    subjects: tuple[NamedNode, ...]


@dataclass(slots=True)
class Index:
    """The statements of the dataset by graph; ``lines`` gives those of a file, read once."""

    dataset: Dataset
    lines: Lines

    def stated(
        self,
        subject: Node | None,
        path: NamedNode | None,
        value: Node | None = None,
        within: NamedNode | None = None,
    ) -> tuple[Quad, ...]:
        """Return the statements of files that fit, in the graph *within* if it is given."""
        if isinstance(subject, Literal | Triple) or isinstance(value, Triple):
            return ()
        path = _STATED.get(path, path) if path is not None else None
        found = self.dataset.store.quads_for_pattern(subject, path, value, within)
        return tuple(
            quad
            for quad in found
            if isinstance(quad.graph_name, NamedNode)
            and quad.graph_name.value in self.dataset.files
        )

    def of_result(
        self,
        focus: Node,
        path: NamedNode | None,
        value: Node | None,
        *,
        by_query: bool,
        within: NamedNode | None = None,
    ) -> Spot:
        """Return where the statement stands that a shape complains of, else where its subject does.

        A query names the thing at fault as the value: as a subject, or as what a property of a
        table of relations points to.
        """
        said = self._complained_of(focus, path, value, by_query=by_query, within=within)
        spot = self.spot(said)
        if spot.places:
            return spot
        node = said[0].subject if said else value if by_query and value is not None else focus
        described = self._described(node, within)
        return Spot(spot.graphs or described.graphs, described.places, described.subjects)

    def _complained_of(
        self,
        focus: Node,
        path: NamedNode | None,
        value: Node | None,
        *,
        by_query: bool,
        within: NamedNode | None,
    ) -> tuple[Quad, ...]:
        if path is None:
            return ()
        if by_query and value is not None:
            return self.stated(value, path, None, within) or self.stated(None, path, value, within)
        exact = self.stated(focus, path, value, within) if value is not None else ()
        return exact or self.stated(focus, path, None, within)

    def _described(self, node: Node, within: NamedNode | None) -> Spot:
        """Return where *node* is described: where its type is stated, else its first lines."""
        typed = self.stated(node, _TYPE, None, within)
        if typed:
            return self.spot(typed)
        every = self.stated(node, None, None, within)
        if not every and isinstance(node, NamedNode):  # nothing tells of it: where it is named
            every = self.stated(None, None, node, within)
        first: dict[Path, Place] = {}
        for quad in every:
            place = self.place(quad)
            if place is not None:
                first[place.path] = min(place, first.get(place.path, place))
        found = self.spot(every)
        return Spot(found.graphs, tuple(sorted(first.values())), found.subjects)

    def spot(self, quads: Iterable[Quad]) -> Spot:
        """Return the graphs, places and subjects of *quads*."""
        quads = tuple(quads)
        graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
        subjects = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        found = {place for quad in quads if (place := self.place(quad)) is not None}
        return Spot(
            tuple(sorted(graphs, key=lambda node: node.value)),
            tuple(sorted(found)),
            tuple(sorted(subjects, key=lambda node: node.value)),
        )

    def place(self, quad: Quad) -> Place | None:
        """Return where a statement stands in its file; None if the loader made it."""
        path = self.dataset.files.get(getattr(quad.graph_name, "value", ""))
        return None if path is None else self.lines(path).get(quad.triple)
