"""The accepted view: every graph, less what judgements set aside and what is said more exactly."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from cismig.dataset.dates import BOUNDS, derive_bounds, derived_bounds
from cismig.dataset.figures import HAS_PRECISION
from cismig.dataset.judging import judgements
from cismig.dataset.kinds import Kinds
from cismig.dataset.model import Difference
from cismig.dataset.onevalue import one_value_properties
from cismig.dataset.stated import contained, contested
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.names import BASE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from cismig.dataset.model import Dataset, Judgement
    from cismig.dataset.terms import Statements, Subject

__all__ = ["Acceptance", "accept", "changed_bounds", "left_out", "reaccept"]

_LOG = logging.getLogger(__name__)
_CONCERNS, _VALUE = named("cism:concerns"), named("sdmx-measure:obsValue")
# Nodes that only join things: without statements they join nothing.
_RELATIONS = tuple(
    f"{BASE}{kind}/" for kind in ("absence", "act", "agenda", "membership", "participation")
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the accepted view leaves out.

    ``set_aside``  each statement (with its graph) that a judgement sets aside, and the judgement;
                   a statement that another graph keeps is in the accepted view all the same
    ``dropped``    the statements that are therefore not in the accepted view, with the judgement
    ``contained``  the statements left out since a more precise one contains them
    """

    set_aside: Mapping[Quad, NamedNode]
    dropped: Mapping[Triple, NamedNode]
    contained: frozenset[Triple]


def accept(dataset: Dataset, *, copied: bool = False) -> Acceptance:
    """Write ``graph:accepted`` (before reasoning) and return what it leaves out.

    The store may hold a copy of every statement there already, as `load` can make; then *copied*.

    Raises:
        LoadError: a file of shapes is not Turtle.
    """
    started = time.perf_counter()
    store = dataset.store
    if not copied:
        _copy(dataset)
    set_aside = _all_set_aside(dataset)
    out = _Out(dataset, set_aside, _less_precise(dataset, set_aside))
    store.add_graph(ACCEPTED_GRAPH)
    store.add_graph(ENTAILED_GRAPH)
    for triple in out.gone:
        store.remove(in_graph(triple, ACCEPTED_GRAPH))
    derive_bounds(store)
    _LOG.debug("accepted view: %d left out, %.2f s", len(out.gone), time.perf_counter() - started)
    return out.acceptance()


def left_out(dataset: Dataset) -> Acceptance:
    """Return what the accepted view leaves out, as the statements and judgements tell.

    Raises:
        LoadError: a file of shapes is not Turtle.
    """
    set_aside = _all_set_aside(dataset)
    return _Out(dataset, set_aside, _less_precise(dataset, set_aside)).acceptance()


def reaccept(
    dataset: Dataset, before: Acceptance, changed: Collection[Quad]
) -> tuple[Acceptance, Difference]:
    """Return what the accepted view leaves out now that the files have *changed*, and its change.

    The store holds the files as they are now and the accepted view, reasoned, as it was: it is not
    touched. Only what the change can reach is looked at again: the things that it speaks of, and
    those on which judgements decide otherwise than before.

    Raises:
        LoadError: a file of shapes is not Turtle.
    """
    set_aside = _all_set_aside(dataset)
    redecided = set_aside.keys() ^ before.set_aside.keys()
    subjects: set[Subject] = {quad.subject for quad in redecided}  # type: ignore[misc]
    subjects |= {triple.subject for triple in before.contained}  # type: ignore[misc]
    for quad in changed:
        subjects |= {node for node in (quad.subject, quad.object) if isinstance(node, NamedNode)}
    out = _Out(dataset, set_aside, _less_precise(dataset, set_aside, subjects))
    added: set[Triple] = set()
    removed: set[Triple] = set()
    for triple in {
        *(quad.triple for quad in changed),
        *out.gone,
        *before.dropped,
        *before.contained,
    }:
        was = _was_stated(dataset.store, triple)
        if out.keeps(triple) and not was:
            added.add(triple)
        elif was and not out.keeps(triple):
            removed.add(triple)
    return out.acceptance(), Difference(frozenset(added), frozenset(removed))


def changed_bounds(store: Statements, change: Difference) -> Difference:
    """Return how the days change that dates can mean, when *change* is made to the accepted view.

    The store is as it was before.
    """
    added: set[Triple] = set()
    removed: set[Triple] = set()
    dates = {
        (triple.subject, triple.predicate)
        for triple in change.added | change.removed
        if triple.predicate in BOUNDS and not isinstance(triple.subject, Triple)
    }
    for subject, verb in dates:
        before = store.quads_for_pattern(subject, verb, None, ACCEPTED_GRAPH)
        news = (one for one in change.added if (one.subject, one.predicate) == (subject, verb))
        now = {*(quad.triple for quad in before), *news} - change.removed
        added.update(derived_bounds(now, verb))
        for derived in BOUNDS[verb]:
            for quad in store.quads_for_pattern(subject, derived, None, ENTAILED_GRAPH):
                removed.add(quad.triple)
    stated = change.added | {
        triple
        for triple in added - change.removed
        if in_graph(triple, ACCEPTED_GRAPH) in store
        and in_graph(triple, ENTAILED_GRAPH) not in store
    }
    kept = added & removed
    return Difference(frozenset(added - kept - stated), frozenset(removed - kept))


class _Out:
    """What is left out of the accepted view, by a judgement or since something says more."""

    def __init__(
        self, dataset: Dataset, set_aside: Mapping[Quad, NamedNode], less: Iterable[Quad]
    ) -> None:
        self._dataset = dataset
        self._set_aside = set_aside
        self._less = frozenset(less)
        self._quads = self._less | set_aside.keys()
        self.gone = {quad.triple for quad in self._quads if not self.keeps(quad.triple)}

    def keeps(self, triple: Triple) -> bool:
        """Tell whether a file states *triple* and it is not left out there."""
        store, roles = self._dataset.store, self._dataset.roles
        quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return any(quad not in self._quads and quad.graph_name in roles for quad in quads)

    def acceptance(self) -> Acceptance:
        return Acceptance(
            self._set_aside,
            {
                quad.triple: name
                for quad, name in self._set_aside.items()
                if quad.triple in self.gone
            },
            frozenset(quad.triple for quad in self._less if quad.triple in self.gone),
        )


def _was_stated(store: Store, triple: Triple) -> bool:
    is_there = in_graph(triple, ACCEPTED_GRAPH) in store
    return is_there and in_graph(triple, ENTAILED_GRAPH) not in store


def _all_set_aside(dataset: Dataset) -> dict[Quad, NamedNode]:
    set_aside: dict[Quad, NamedNode] = {}
    closed = [judgement for judgement in judgements(dataset) if not judgement.is_open]
    for judgement in closed:
        for quad in _set_aside(dataset, judgement):
            set_aside.setdefault(quad, judgement.name)
    for judgement in closed:
        for quad in tuple(_links_to_empty(dataset, judgement, set_aside)):
            set_aside.setdefault(quad, judgement.name)
    return set_aside


def _copy(dataset: Dataset) -> None:
    store = dataset.store
    for graph in (ACCEPTED_GRAPH, ENTAILED_GRAPH):
        store.remove_graph(graph)
    store.bulk_extend(
        [
            in_graph(quad.triple, ACCEPTED_GRAPH)
            for quad in store.quads_for_pattern(None, None, None)
        ]
    )


def _set_aside(dataset: Dataset, judgement: Judgement) -> Iterator[Quad]:
    store = dataset.store
    verbs = set(judgement.properties)
    if _VALUE in verbs:  # how exact a figure is goes with the figure
        verbs.add(HAS_PRECISION)
    for graph in judgement.sets_aside:
        for subject in judgement.concerns:
            for quad in store.quads_for_pattern(subject, None, None, graph):
                if not verbs or quad.predicate in verbs:
                    yield quad
            for verb in verbs:
                yield from store.quads_for_pattern(None, verb, subject, graph)


def _links_to_empty(
    dataset: Dataset, judgement: Judgement, set_aside: Mapping[Quad, NamedNode]
) -> Iterator[Quad]:
    """Yield the links to relation nodes of which no source says anything any more."""
    store = dataset.store
    for subject in judgement.concerns:
        if not subject.value.startswith(_RELATIONS):
            continue
        said = [
            quad
            for quad in store.quads_for_pattern(subject, None, None)
            if quad.graph_name in dataset.sides
        ]
        if said and all(quad in set_aside for quad in said):
            for quad in store.quads_for_pattern(None, None, subject):
                if quad.graph_name in dataset.sides and quad.predicate != _CONCERNS:
                    yield quad


def _less_precise(
    dataset: Dataset,
    set_aside: Mapping[Quad, NamedNode],
    subjects: Collection[Subject] | None = None,
) -> Iterator[Quad]:
    """Yield the statements that a more precise one contains, and a figure's precision with it."""
    store = dataset.store
    kinds = Kinds(store)
    graphs = frozenset(dataset.roles)
    for verb, classes in one_value_properties(dataset.layout).items():
        for subject, every in contested(verb, graphs, classes, kinds, subjects):
            said = [
                one for one in every if Quad(subject, verb, one.value, one.graph) not in set_aside
            ]
            for one in contained(said):
                yield Quad(subject, verb, one.value, one.graph)
                if one.precision is not None:
                    yield Quad(subject, HAS_PRECISION, one.precision, one.graph)
