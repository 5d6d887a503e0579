"""Where sources disagree, exactly: two values, a whole list without an entry, absence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset.figures import HAS_PRECISION
from cismig.dataset.kinds import Kinds
from cismig.dataset.model import Dataset, Disagreement, Side
from cismig.dataset.onevalue import one_value_properties
from cismig.dataset.stated import Stated, contained, contested
from cismig.dataset.terms import Term, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["disagreements"]

_LISTS_ALL, _LISTED, _HAS_PARTICIPATION = map(
    named, ("cism:listsAll", "cism:listedProperty", "cism:hasParticipation")
)
_ABSENT_FROM, _ABSENCE_OF = map(named, ("cism:isAbsenceFrom", "cism:isAbsenceOf"))
_ACTOR_LINKS = tuple(map(named, ("cism:isParticipationOf", "cism:isOnBehalfOf")))
_ORDER = ("values", "closed list", "absence")


def disagreements(dataset: Dataset) -> tuple[Disagreement, ...]:
    """Return every question to which sources, or an inference, give different answers.

    Raises:
        LoadError: a file of shapes is not Turtle.
    """
    kinds = Kinds(dataset.store)
    found = [
        *_values(dataset, kinds),
        *_closed_lists(dataset, kinds),
        *_absences(dataset, kinds),
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (_ORDER.index(one.kind), one.subject.value, one.property.value),
        )
    )


def _values(dataset: Dataset, kinds: Kinds) -> Iterator[Disagreement]:
    for verb, classes in one_value_properties(dataset.layout).items():
        if verb == HAS_PRECISION:  # it qualifies a figure, and two figures are the question
            continue
        for subject, said in contested(verb, dataset.sides, classes, kinds):
            sides = _sides(said)
            speaking = {graph for side in sides for graph in side.graphs}
            if len(sides) > 1 and len(speaking) > 1:
                yield Disagreement("values", subject, verb, sides)


def _sides(said: tuple[Stated, ...]) -> tuple[Side, ...]:
    """Return a side for each value that no other contains.

    A graph whose value only one side contains takes that side; a value that fits several takes
    none.
    """
    less = contained(said)
    graphs: dict[Term, set[NamedNode]] = defaultdict(set)
    for one in said:
        if one not in less:
            graphs[one.value].add(one.graph)
    for one, wider in less.items():
        fitting = {other.value for other in wider if other.value in graphs}
        if len(fitting) == 1:
            graphs[fitting.pop()].add(one.graph)
    return tuple(_side(value, graphs[value]) for value in sorted(graphs, key=str))


def _closed_lists(dataset: Dataset, kinds: Kinds) -> Iterator[Disagreement]:
    store, sides = dataset.store, dataset.sides
    closed: dict[tuple[NamedNode, NamedNode], set[NamedNode]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, _LISTS_ALL, None):
        graph = quad.graph_name
        if graph not in sides or not isinstance(graph, NamedNode):
            continue
        for listed in store.quads_for_pattern(quad.subject, _LISTED, None, graph):
            if isinstance(quad.object, NamedNode) and isinstance(listed.object, NamedNode):
                closed[quad.object, listed.object].add(graph)
    for (owner, verb), whole in closed.items():
        entries = _entries(dataset, owner, kinds.with_parts(verb))
        for entry, graphs in entries.items():
            silent = {graph for graph in whole if graph not in graphs}
            if not silent:
                continue
            described = any(
                quad.graph_name in sides for quad in store.quads_for_pattern(entry, None, None)
            )
            yield Disagreement(
                "closed list",
                entry if described else owner,
                verb,
                (_side(entry, graphs), _side(None, silent)),
            )


def _entries(
    dataset: Dataset, owner: NamedNode, verbs: Iterable[NamedNode]
) -> dict[NamedNode, set[NamedNode]]:
    entries: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for verb in verbs:
        for quad in dataset.store.quads_for_pattern(owner, verb, None):
            if (
                quad.graph_name in dataset.sides
                and isinstance(quad.graph_name, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                entries[quad.object].add(quad.graph_name)
    return entries


def _absences(dataset: Dataset, kinds: Kinds) -> Iterator[Disagreement]:
    present = kinds.with_parts(_HAS_PARTICIPATION)
    for quad in dataset.store.quads_for_pattern(None, _ABSENT_FROM, None):
        absence, event = quad.subject, quad.object
        if not isinstance(absence, NamedNode) or not isinstance(event, NamedNode):
            continue
        absent_graphs = _saying(dataset, absence, (_ABSENT_FROM,), event)
        actors = _linked(dataset, absence, (_ABSENCE_OF,))
        for participation, graphs in _entries(dataset, event, present).items():
            same = actors & _linked(dataset, participation, _ACTOR_LINKS)
            if same and absent_graphs and len(graphs | absent_graphs) > 1:
                yield Disagreement(
                    "absence",
                    participation,
                    _HAS_PARTICIPATION,
                    (_side(participation, graphs), _side(absence, absent_graphs)),
                )


def _linked(
    dataset: Dataset, subject: NamedNode, verbs: Iterable[NamedNode]
) -> frozenset[NamedNode]:
    return frozenset(
        quad.object
        for verb in verbs
        for quad in dataset.store.quads_for_pattern(subject, verb, None)
        if quad.graph_name in dataset.sides and isinstance(quad.object, NamedNode)
    )


def _saying(
    dataset: Dataset, subject: NamedNode, verbs: Iterable[NamedNode], value: NamedNode
) -> set[NamedNode]:
    return {
        quad.graph_name
        for verb in verbs
        for quad in dataset.store.quads_for_pattern(subject, verb, value)
        if quad.graph_name in dataset.sides and isinstance(quad.graph_name, NamedNode)
    }


def _side(value: Term | None, graphs: Iterable[NamedNode]) -> Side:
    return Side(value, tuple(sorted(graphs, key=lambda graph: graph.value)))
