"""The second opinion: a question answered by rdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.questions import Answer
from cismig.store import Table
from cismig.validate.rdflib_terms import from_rdflib, to_rdflib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.questions import Question
    from cismig.store import EmbeddedStore, Term


def dataset_of(store: EmbeddedStore) -> Dataset:
    """Return what *store* holds as an rdflib dataset with the accepted view as default graph."""
    copied = Dataset()
    for quad in store.raw:
        if isinstance(quad.graph_name, DefaultGraph):
            continue
        triple = (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object))
        copied.graph(URIRef(quad.graph_name.value)).add(triple)
        if quad.graph_name == ACCEPTED_GRAPH:
            copied.default_graph.add(triple)
    return copied


def answer_by_rdflib(dataset: Dataset, question: Question, terms: Mapping[str, Term]) -> Answer:
    """Return the rows that rdflib finds for the same text, as our own terms."""
    query = prepareQuery(question.bound(terms))
    _join_as_it_goes(query.algebra)
    result = dataset.query(query)
    columns = tuple(str(variable) for variable in result.vars or ())
    rows = tuple(
        tuple(None if term is None else from_rdflib(term) for term in row) for row in result
    )
    return Answer(question, terms, Table(columns, rows))


def _join_as_it_goes(part: object) -> None:
    """Let rdflib carry what the left side of a join has bound over to the right side.

    Left alone it works out both sides of a join whose left side is a join in full and compares
    every row with every row: minutes and gigabytes where this takes a second. A sub-SELECT on the
    right, which hides variables, is still worked out by itself.
    """
    if isinstance(part, CompValue):
        if part.name == "Join":
            part["lazy"] = not _selects(part.p2)
        for inner in part.values():
            _join_as_it_goes(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            _join_as_it_goes(inner)


def _selects(part: object) -> bool:
    if isinstance(part, CompValue):
        return part.name == "Project" or any(map(_selects, part.values()))
    return isinstance(part, list | tuple) and any(map(_selects, part))
