"""Values as graphs state them, and which of them others contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset.dates import contained_date
from cismig.dataset.figures import HAS_PRECISION, contained_figure
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from cismig.dataset.kinds import Kinds
    from cismig.dataset.terms import Subject, Term

__all__ = ["Stated", "contained", "contested"]


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of one subject's property in one graph, with the precision stated there."""

    value: Term
    graph: NamedNode
    precision: NamedNode | None


def contested(
    verb: NamedNode,
    graphs: Collection[NamedNode],
    classes: frozenset[NamedNode] | None,
    kinds: Kinds,
    subjects: Collection[Subject] | None = None,
) -> Iterator[tuple[NamedNode, tuple[Stated, ...]]]:
    """Yield each subject (of *classes*, if given) that has two values of *verb* in *graphs*.

    Where *subjects* are given, no others are looked at.
    """
    store = kinds.store
    for subject in _with_several(store, verb) if subjects is None else subjects:
        said = [
            (quad.object, quad.graph_name)
            for quad in store.quads_for_pattern(subject, verb, None)
            if quad.graph_name in graphs and isinstance(quad.graph_name, NamedNode)
        ]
        several = any(value != said[0][0] for value, _ in said)
        if not isinstance(subject, NamedNode) or not several:
            continue
        if classes is not None and classes.isdisjoint(kinds.of(subject)):
            continue
        yield (
            subject,
            tuple(
                Stated(value, graph, _precision(store, subject, graph))  # type: ignore[arg-type]
                for value, graph in said
            ),
        )


def _with_several(store: Store, verb: NamedNode) -> tuple[Subject, ...]:
    """Return what has two values of *verb* in files.

    Of a table's figures hardly one is stated twice, so the engine, not Python, goes through them.
    """
    found = store.query(
        f"SELECT ?subject WHERE {{ GRAPH ?graph {{ ?subject {verb} ?value }} "
        f"FILTER(?graph NOT IN ({ACCEPTED_GRAPH}, {ENTAILED_GRAPH})) }} "
        "GROUP BY ?subject HAVING (COUNT(*) > 1)"
    )
    return tuple(sorted((row[0] for row in found), key=str))  # type: ignore[union-attr]


def contained(said: Iterable[Stated]) -> Mapping[Stated, tuple[Stated, ...]]:
    """Return each statement whose value another one contains, with those that contain it.

    Only a value that none contains can hold others: of 600, 650 and 652, each rounded, 652 holds
    650 and not 600, though 650 by itself would.
    """
    every = tuple(said)
    wider = {one: [other for other in every if _is_contained(one, other)] for one in every}
    held = {one: tuple(other for other in wider[one] if not wider[other]) for one in every}
    return {one: by for one, by in held.items() if by}


def _is_contained(one: Stated, other: Stated) -> bool:
    return one.value != other.value and (
        contained_date(one.value, other.value)
        or contained_figure(one.value, one.precision, other.value, other.precision)
    )


def _precision(store: Store, subject: NamedNode, graph: NamedNode) -> NamedNode | None:
    for quad in store.quads_for_pattern(subject, HAS_PRECISION, None, graph):
        if isinstance(quad.object, NamedNode):
            return quad.object
    return None
