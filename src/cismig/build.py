"""Dataset, accepted view and closure in one store."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset import Acceptance, Dataset, accept, load
from cismig.dataset.terms import ACCEPTED_GRAPH, in_graph
from cismig.errors import LoadError
from cismig.names import shorten
from cismig.reason import AXIOM_WORDS, Rule, close, compile_rules
from cismig.store import EmbeddedStore
from cismig.turtle import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import Triple

    from cismig.layout import Layout

__all__ = ["Built", "build", "rules_of"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """The dataset with its accepted view and all that follows, ready to be asked."""

    dataset: Dataset
    store: EmbeddedStore
    rules: tuple[Rule, ...]
    acceptance: Acceptance

    def returning(self) -> Mapping[Triple, NamedNode]:
        """Return the statements that a judgement sets aside and that follow again all the same.

        Each with its judgement; `cismig.reason.prove` tells how it follows.
        """
        return {
            triple: judgement
            for triple, judgement in self.acceptance.dropped.items()
            if in_graph(triple, ACCEPTED_GRAPH) in self.store.raw
        }


def build(layout: Layout, extra: Iterable[Path] = ()) -> Built:
    """Return the graph of *layout* (and of the *extra* files): loaded, judged and reasoned.

    Raises:
        LoadError: a file is not what it should be, or holds an axiom among facts.
        UnsupportedAxiomError: an axiom that no rule reads.
    """
    started = time.perf_counter()
    dataset = load(layout, extra)
    rules = rules_of(dataset)
    acceptance = accept(dataset)
    close(dataset.store, rules)
    _LOG.debug("built in %.2f s", time.perf_counter() - started)
    return Built(dataset, EmbeddedStore(dataset.store), rules, acceptance)


def rules_of(dataset: Dataset) -> tuple[Rule, ...]:
    """Return the rules compiled from the ontology of *dataset*.

    Raises:
        LoadError: an axiom stands outside ontology/, where no rule would be made of it.
        UnsupportedAxiomError: an axiom that no rule reads.
    """
    ontology = dataset.graphs("ontology")
    facts = frozenset(dataset.roles) - ontology
    for word in sorted(AXIOM_WORDS, key=str):
        for quad in dataset.store.quads_for_pattern(None, word, None):
            graph = quad.graph_name
            if isinstance(graph, NamedNode) and graph in facts:
                path = dataset.files[graph.value]
                place = places(path).get(quad.triple)
                raise LoadError(
                    path,
                    place.line if place else None,
                    f"{shorten(word.value)} among facts",
                    "axioms stand in ontology/",
                )
    return compile_rules(_statements(dataset, ontology))


def _statements(dataset: Dataset, graphs: Iterable[NamedNode]) -> Iterator[Triple]:
    for graph in sorted(graphs, key=lambda node: node.value):
        for quad in dataset.store.quads_for_pattern(None, None, None, graph):
            yield quad.triple
