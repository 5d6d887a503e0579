"""The accepted view: every graph, less what judgements set aside and what is said more exactly."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from cismig.dataset.dates import derive_bounds
from cismig.dataset.figures import HAS_PRECISION
from cismig.dataset.judging import judgements
from cismig.dataset.kinds import Kinds
from cismig.dataset.onevalue import one_value_properties
from cismig.dataset.stated import contained, contested
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.names import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cismig.dataset.model import Dataset, Judgement

__all__ = ["Acceptance", "accept"]

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
    set_aside: dict[Quad, NamedNode] = {}
    closed = [judgement for judgement in judgements(dataset) if not judgement.is_open]
    for judgement in closed:
        for quad in _set_aside(dataset, judgement):
            set_aside.setdefault(quad, judgement.name)
    for judgement in closed:
        for quad in tuple(_links_to_empty(dataset, judgement, set_aside)):
            set_aside.setdefault(quad, judgement.name)
    less = frozenset(_less_precise(dataset, set_aside))
    out = {*set_aside, *less}
    gone = {quad.triple for quad in out if not _is_kept(dataset, quad.triple, out)}
    store.add_graph(ACCEPTED_GRAPH)
    store.add_graph(ENTAILED_GRAPH)
    for triple in gone:
        store.remove(in_graph(triple, ACCEPTED_GRAPH))
    derive_bounds(store)
    _LOG.debug("accepted view: %d left out, %.2f s", len(gone), time.perf_counter() - started)
    return Acceptance(
        set_aside,
        {quad.triple: name for quad, name in set_aside.items() if quad.triple in gone},
        frozenset(quad.triple for quad in less if quad.triple in gone),
    )


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


def _less_precise(dataset: Dataset, set_aside: Mapping[Quad, NamedNode]) -> Iterator[Quad]:
    """Yield the statements that a more precise one contains, and a figure's precision with it."""
    store = dataset.store
    kinds = Kinds(store)
    graphs = frozenset(dataset.roles)
    for verb, classes in one_value_properties(dataset.layout).items():
        for subject, every in contested(store, verb, graphs, classes, kinds):
            said = [
                one for one in every if Quad(subject, verb, one.value, one.graph) not in set_aside
            ]
            for one in contained(said):
                yield Quad(subject, verb, one.value, one.graph)
                if one.precision is not None:
                    yield Quad(subject, HAS_PRECISION, one.precision, one.graph)


def _is_kept(dataset: Dataset, triple: Triple, out: set[Quad]) -> bool:
    quads = dataset.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(quad not in out and quad.graph_name in dataset.roles for quad in quads)
