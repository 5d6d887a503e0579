"""Ontology: all sources together, before any judgement, say nothing that cannot be."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Final

import owlrl  # type: ignore[import-untyped]  # it has no annotations
import rdflib
from owlrl.Namespaces import ERRNS  # type: ignore[import-untyped]
from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import named
from cismig.names import PREFIXES, shorten
from cismig.reason import Clash, clashes
from cismig.validate.finding import Finding, in_both
from cismig.validate.placing import Spot
from cismig.validate.rdflib_terms import to_rdflib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from cismig.build import Built
    from cismig.validate.placing import Index
    from cismig.validate.since import Since

__all__ = ["ONTOLOGY", "ontology_findings", "owlrl_errors"]

ONTOLOGY: Final = "ontology"
"""What this check is called among those that were found in order."""
_LOG = logging.getLogger(__name__)
_TYPE, _ANNOTATION = map(named, ("rdf:type", "owl:AnnotationProperty"))
_IRI: Final = re.compile(r"https?://[^\s,)]+")
_SILENT: Final = frozenset(
    map(
        named,
        ("owl:imports", "owl:versionIRI", "owl:versionInfo", "rdfs:isDefinedBy", "rdfs:label"),
    )
)


def ontology_findings(built: Built, index: Index, since: Since | None = None) -> Iterator[Finding]:
    """Yield a finding for each clash between what sources state and what the words mean.

    Our own rules look over everything, and know the premises. owlrl, the reference, then looks over
    the words alone, where an axiom may go wrong; over all the facts it would take as long as all
    else together, and the tests hold our rules against it there.
    """
    out = built.acceptance
    found = clashes(
        built.raw,
        built.rules,
        (*out.dropped, *out.contained),
        circles=built.circles,
        recent=since.statements if since is not None and since.was_in_order(ONTOLOGY) else None,
    )
    explained: set[NamedNode] = set()
    for clash in found:
        explained.update(
            premise.subject for premise in clash.premises if isinstance(premise.subject, NamedNode)
        )
        yield _of_clash(index, clash)
    if since is not None and since.was_in_order(ONTOLOGY):  # the words are as they were
        return
    for message in owlrl_errors(built):
        about = [NamedNode(iri) for iri in _IRI.findall(message)]
        if explained.isdisjoint(about):
            yield _of_message(index, message, about)


def _of_clash(index: Index, clash: Clash) -> Finding:
    premises = " and ".join(map(_said, clash.premises))
    axioms = ", ".join(map(_said, clash.axioms))
    spots = [_origin(index, premise) for premise in clash.premises]
    subject = clash.premises[0].subject
    return Finding(
        "ontology",
        "violation",
        in_both(
            f"sources can all be true at once; {premises} cannot, since {axioms}",
            f"источники могут быть верны вместе; {premises} — не могут, ибо {axioms}",
        ),
        tuple(dict.fromkeys(place for spot in spots for place in spot.places)),
        focus=subject if isinstance(subject, NamedNode) else None,
        graphs=tuple(dict.fromkeys(graph for spot in spots for graph in spot.graphs)),
        hint="correct the statement, or the kind that it gives its subject",
    )


def _origin(index: Index, premise: Triple) -> Spot:
    """Return where *premise* is stated; a type that was inferred, by what points to its bearer."""
    exact = index.stated(premise.subject, premise.predicate, premise.object)
    if exact:
        return index.spot(exact)
    words = {
        quad.subject
        for word in ("rdfs:range", "rdfs:domain")
        for quad in index.stated(None, named(word), premise.object)
    }
    using = [
        quad
        for verb in words
        if isinstance(verb, NamedNode)
        for quad in (
            *index.stated(None, verb, premise.subject),
            *index.stated(premise.subject, verb),
        )
    ]
    return index.spot(using or index.stated(premise.subject, premise.predicate))


def owlrl_errors(built: Built) -> tuple[str, ...]:
    """Return what owlrl calls inconsistent in the ontology.

    Annotations mean nothing to it, and no axiom of ours speaks of a literal (dates lie outside
    OWL 2, and owlrl cannot even read ``--05-28``): both are left out, which makes it four times
    as fast. Literals are the business of the shapes.
    """
    started = time.perf_counter()
    store, layout = built.dataset.store, built.dataset.layout
    silent = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _ANNOTATION)}
    silent |= _SILENT
    graph = rdflib.Graph()
    for name, path in built.dataset.files.items():
        if not layout.is_ontology(path):
            continue
        for quad in store.quads_for_pattern(None, None, None, NamedNode(name)):
            is_axiom = quad.predicate.value.startswith(PREFIXES["owl"])
            if quad.predicate in silent or (isinstance(quad.object, Literal) and not is_axiom):
                continue
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    size = len(graph)
    # Its "improved" datatypes would stay behind in rdflib, where --05-28 is then no gMonthDay.
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)
    errors = {
        str(graph.value(node, ERRNS.error))
        for node in graph.subjects(rdflib.RDF.type, ERRNS.ErrorMessage)
    }
    seconds = time.perf_counter() - started
    _LOG.debug("owlrl: %d statements, %d errors, %.2f s", size, len(errors), seconds)
    return tuple(sorted(errors))


def _of_message(index: Index, message: str, about: list[NamedNode]) -> Finding:
    text = _IRI.sub(lambda iri: shorten(iri.group()), message)
    individual = about[-1] if about else None
    spot = index.spot(index.stated(individual, _TYPE)) if individual else Spot((), (), ())
    return Finding(
        "ontology",
        "violation",
        in_both(f"sources are consistent together; owlrl: {text}", f"owlrl: {text}"),
        spot.places,
        focus=individual,
        graphs=spot.graphs,
        hint="correct the statement, or the axiom",
    )


def _said(triple: Triple) -> str:
    return " ".join(
        shorten(term.value) if isinstance(term, NamedNode) else str(term) for term in triple
    )
