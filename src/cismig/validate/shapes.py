"""Shapes: pySHACL's verdict on the accepted view and on each file, as plain values."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph
import pyshacl
import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import Literal, NamedNode
from pyshacl.errors import ReportableRuntimeError
from rdflib import SH

from cismig.dataset.terms import ACCEPTED_GRAPH, in_graph, named
from cismig.errors import LoadError
from cismig.names import shorten
from cismig.turtle import Place, places
from cismig.validate.deciding import NAMING, deciding_words, words_of
from cismig.validate.rdflib_terms import from_rdflib
from cismig.validate.sieve import LONG, sieved
from cismig.validate.window import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store, Triple

    from cismig.dataset.terms import Term
    from cismig.layout import Layout
    from cismig.validate.since import Asked, Since

__all__ = ["Result", "Shapes", "judged", "load_shapes"]

_LOG = logging.getLogger(__name__)
_JUDGES: Final = rdflib.URIRef(named("cism:judges").value)
_SCOPES: Final = {
    scope: rdflib.URIRef(named(f"code:scope-{scope}").value) for scope in ("accepted", "file")
}
_TYPE, _ONTOLOGY, _SELECT = map(named, ("rdf:type", "owl:Ontology", "sh:select"))
_VARIABLE: Final = re.compile(r"\\\{\\[?$]\w+\\\}")  # as re.escape leaves {?name}
_ADDRESS: Final = re.compile(r"https?://[^\s,;)]*[^\s,;:.)]")


@dataclass(frozen=True, slots=True)
class Result:
    """What one shape or constraint says of one node: what should be, and the value that is not."""

    shape: NamedNode
    by_query: bool
    is_note: bool
    message: Mapping[str, str]
    focus: Term
    path: NamedNode | None
    value: Term | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What shapes say, what came of asking each of them, and the words that decide on some."""

    results: tuple[Result, ...]
    asked: Mapping[str, Asked]
    words: Mapping[str, frozenset[str] | None]


class _View(OxigraphStore):
    """A store that does not count itself: pySHACL asks whether the graph is empty at every step."""

    def __len__(self, context: object = None) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class Shapes:
    """The rules, apart by what they judge: the accepted view, or one file.

    What a shape of a file asks is asked of that file alone; only of which classes things are comes
    from the accepted view.
    """

    accepted: rdflib.Graph
    file: rdflib.Graph

    def judge_view(self, store: Store, since: Since | None = None) -> Verdict:
        """Return what the shapes of the accepted view say of it; it is read where it lies.

        What was in order and has no part in what has changed *since* is not asked again.
        """
        renamed = NAMING & words_of(since.statements) if since else NAMING
        words = {
            name: known
            for name, known in (since.words.items() if since else ())
            if known is None or known.isdisjoint(renamed)
        }
        passed = {name: since.asked[name] for name in since.untouched()} if since else {}
        left, asked = sieved(self.accepted, Window(store, ACCEPTED_GRAPH), passed, since)
        for name, came in asked.items():
            if came.seconds > LONG and name not in words:
                words[name] = deciding_words(self.accepted, rdflib.URIRef(name), store)
        results = () if left is None else judged(store, left)
        return Verdict(results, MappingProxyType(passed | asked), words)

    def judge_file(self, store: Store, graph: NamedNode) -> tuple[Result, ...]:
        """Return what the shapes of a file say of the statements of *graph*."""
        left, _ = sieved(self.file, Window(store, graph))
        return () if left is None else judged(_by_itself(store, graph), left)


def _by_itself(store: Store, graph: NamedNode) -> Store:
    """Return the statements of *graph*, and the types of what they speak of, in a store."""
    said = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
    things = {
        term
        for triple in said
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode)
    }
    types = (
        quad.triple
        for thing in things
        for quad in store.quads_for_pattern(thing, _TYPE, None, ACCEPTED_GRAPH)
        if quad.object != _ONTOLOGY  # or the imported ontology would be judged as a file
    )
    alone = pyoxigraph.Store()
    alone.extend(in_graph(triple, ACCEPTED_GRAPH) for triple in (*said, *types))
    return alone


def load_shapes(layout: Layout) -> Shapes:
    """Return the shapes of *layout*.

    Raises:
        LoadError: a file is not Turtle, or a constraint is not SPARQL.
    """
    every = rdflib.Graph()
    for path in layout.shape_files():
        for triple, place in places(path).items():
            if triple.predicate == _SELECT and isinstance(triple.object, Literal):
                _parse(triple, place)
        try:
            every.parse(path, format="turtle")
        except SyntaxError as error:  # rdflib's BadSyntax
            reason = "rdflib cannot read it as Turtle"
            raise LoadError(path, None, reason, "write it in the house form") from error
    return Shapes(accepted=_of_scope(every, "accepted"), file=_of_scope(every, "file"))


def _parse(triple: Triple, place: Place) -> None:
    """See that a constraint is SPARQL; a store without statements answers at once."""
    try:
        pyoxigraph.Store().query(triple.object.value)  # type: ignore[union-attr]
    except SyntaxError as error:
        reason = f"{shorten(str(getattr(triple.subject, 'value', '')))}: {error.args[0]}"
        raise LoadError(
            place.path, place.line, " ".join(reason.split()), "correct its sh:select", place.column
        ) from error


def _of_scope(every: rdflib.Graph, scope: str) -> rdflib.Graph:
    """Return the node shapes of *scope* and all that they rest on."""
    chosen = rdflib.Graph()
    waiting: list[rdflib.term.Node] = list(every.subjects(_JUDGES, _SCOPES[scope]))
    seen: set[rdflib.term.Node] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for triple in every.triples((node, None, None)):
            chosen.add(triple)
            waiting.append(triple[2])
    return chosen


def judged(store: Store, shapes: rdflib.Graph) -> tuple[Result, ...]:
    """Return what pySHACL says of the accepted view in *store*, by every one of *shapes*.

    Raises:
        LoadError: pySHACL cannot use a shape.
    """
    started = time.perf_counter()
    name = rdflib.URIRef(ACCEPTED_GRAPH.value)
    view = rdflib.Graph(store=_View(store=store), identifier=name)
    try:
        _, report, text = pyshacl.validate(
            view, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False
        )
    except ReportableRuntimeError as error:
        raise _unusable(error.message) from error
    if not isinstance(report, rdflib.Graph):  # a failure is returned, not raised
        raise _unusable(text)
    # Not every sh:ValidationResult: a result may hold those of an inner shape as its details.
    found = tuple(_result(report, shapes, node) for node in report.objects(None, SH.result))
    _LOG.debug("%d results in %.2f s", len(found), time.perf_counter() - started)
    return found


def _unusable(said: str) -> LoadError:
    reason = f"pySHACL cannot run the shapes: {' '.join(said.split())}"
    return LoadError("shapes", None, reason, "correct the shape that it names")


def _result(report: rdflib.Graph, shapes: rdflib.Graph, node: rdflib.term.Node) -> Result:
    constraint = report.value(node, SH.sourceConstraint)
    source = constraint or report.value(node, SH.sourceShape)
    value = report.value(node, SH.value)
    return Result(
        shape=NamedNode(str(source)),
        by_query=constraint is not None,
        is_note=(node, SH.resultSeverity, SH.Violation) not in report,
        message=_messages(report, shapes, node, source),
        focus=from_rdflib(_one(report, node, SH.focusNode)),
        path=_first_step(report, report.value(node, SH.resultPath)),
        value=None if value is None else from_rdflib(value),
    )


def _one(report: rdflib.Graph, node: rdflib.term.Node, verb: rdflib.URIRef) -> rdflib.term.Node:
    return next(iter(report.objects(node, verb)))


def _first_step(report: rdflib.Graph, path: rdflib.term.Node | None) -> NamedNode | None:
    """Return the property that a path begins with: of a sequence, its first."""
    if isinstance(path, rdflib.BNode):
        path = report.value(path, rdflib.RDF.first)
    return NamedNode(str(path)) if isinstance(path, rdflib.URIRef) else None


def _messages(
    report: rdflib.Graph,
    shapes: rdflib.Graph,
    node: rdflib.term.Node,
    source: rdflib.term.Node | None,
) -> dict[str, str]:
    """Return the messages by language, which pySHACL drops where it fills in a variable.

    Addresses are shortened to the names that a reader would write.
    """
    given = [str(message) for message in report.objects(node, SH.resultMessage)]
    found: dict[str, str] = {}
    for template in shapes.objects(source, SH.message):
        language = getattr(template, "language", None) or "en"
        pattern = _VARIABLE.sub(".*", re.escape(str(template)))
        for text in given:
            if re.fullmatch(pattern, text, re.DOTALL):
                found[language] = _ADDRESS.sub(lambda iri: shorten(iri.group()), text)
    shown = found.get("en") or "; ".join(sorted(given))
    return {"en": shown, "ru": found.get("ru", shown)}
