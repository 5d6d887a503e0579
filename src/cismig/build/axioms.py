"""The rules of a dataset: its axioms, which stand among the words and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig import turtle
from cismig.errors import LoadError
from cismig.names import shorten
from cismig.reason import AXIOM_WORDS, Rule, compile_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from cismig.dataset import Dataset

__all__ = ["rules_of"]


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
                place = turtle.places(path).get(quad.triple)
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
