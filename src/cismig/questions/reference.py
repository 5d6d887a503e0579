"""The second opinion: a question answered by rdflib.

Only tests import this module; the command never loads rdflib to answer a question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode
from rdflib import BNode, Dataset, URIRef
from rdflib import Literal as RdflibLiteral

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.questions.answers import Answer
from cismig.store import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.questions.frontmatter import Question
    from cismig.store import EmbeddedStore, Term


def dataset_of(store: EmbeddedStore) -> Dataset:
    """Return what *store* holds as an rdflib dataset with the accepted view as default graph."""
    copied = Dataset()
    for quad in store.raw:
        if isinstance(quad.graph_name, DefaultGraph):
            continue
        triple = (_theirs(quad.subject), _theirs(quad.predicate), _theirs(quad.object))
        copied.graph(URIRef(quad.graph_name.value)).add(triple)
        if quad.graph_name == ACCEPTED_GRAPH:
            copied.default_graph.add(triple)
    return copied


def answer_by_rdflib(dataset: Dataset, question: Question, terms: Mapping[str, Term]) -> Answer:
    """Return the rows that rdflib finds for the same text, as our own terms."""
    result = dataset.query(question.bound(terms))
    columns = tuple(str(variable) for variable in result.vars or ())
    rows = tuple(tuple(_ours(term) for term in row) for row in result)  # type: ignore[union-attr]
    return Answer(question, terms, Table(columns, rows))


def _theirs(term: Term) -> URIRef | BNode | RdflibLiteral:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language is not None:
        return RdflibLiteral(term.value, lang=term.language)
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _ours(term: object) -> Term | None:
    if isinstance(term, RdflibLiteral):
        if term.language is not None:
            return Literal(str(term), language=term.language)
        if term.datatype is not None:
            return Literal(str(term), datatype=NamedNode(str(term.datatype)))
        return Literal(str(term))
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    return None if term is None else BlankNode(str(term))
