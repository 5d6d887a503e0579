"""The terms that evidence reads."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.names import ACCEPTED, ENTAILED, expand


def _term(name: str) -> NamedNode:
    return NamedNode(expand(name))


TERMS: Final = (NamedNode, BlankNode, Literal)
ACCEPTED_GRAPH: Final = NamedNode(ACCEPTED)
ENTAILED_GRAPH: Final = NamedNode(ENTAILED)
OURS: Final = frozenset({ACCEPTED_GRAPH, ENTAILED_GRAPH})
"""The graphs that we made; no source says what stands in them."""

TYPE: Final = _term("rdf:type")
LABEL: Final = _term("rdfs:label")
RANGE: Final = _term("rdfs:range")
REST: Final = _term("rdf:rest")
FIRST: Final = _term("rdf:first")
CHAIN: Final = _term("owl:propertyChainAxiom")

SOURCE: Final = _term("dcterms:source")
TITLE: Final = _term("dcterms:title")
PUBLISHER: Final = _term("dcterms:publisher")
ISSUED: Final = _term("dcterms:issued")
LICENCE: Final = _term("dcterms:license")
LANGUAGE: Final = _term("dcterms:language")
CREATOR: Final = _term("dcterms:creator")
CREATED: Final = _term("dcterms:created")
DERIVED_FROM: Final = _term("prov:wasDerivedFrom")
ADDRESS: Final = _term("cism:address")
ARCHIVE: Final = _term("cism:archiveAddress")
ACCESSED: Final = _term("cism:accessDate")
STRENGTH: Final = _term("cism:hasStrength")
KIND: Final = _term("cism:hasKind")

STATED_IN: Final = _term("cism:isStatedIn")
EXCERPT_OF: Final = _term("cism:isExcerptOf")
LINE: Final = _term("cism:line")
SECTION: Final = _term("cism:section")
PARAPHRASE: Final = _term("cism:paraphrase")
CLAIM: Final = _term("cism:hasClaimMode")
LISTS_ALL: Final = _term("cism:listsAll")
LISTS_SOME: Final = _term("cism:listsSome")
LISTED: Final = _term("cism:listedProperty")

SOURCE_CLASS: Final = _term("cism:Source")
JUDGEMENT: Final = _term("cism:Judgement")
OPEN_JUDGEMENT: Final = _term("cism:OpenJudgement")
INFERENCE: Final = _term("cism:Inference")
CONCERNS: Final = _term("cism:concerns")
ON_PROPERTY: Final = _term("cism:onProperty")
FOLLOWS: Final = _term("cism:follows")
SETS_ASIDE: Final = _term("cism:setsAside")
WEIGHS: Final = _term("cism:weighs")
REASON: Final = _term("cism:reason")
PREMISE: Final = _term("cism:premise")
RESTS_ON: Final = _term("cism:restsOn")

ABSENT_FROM: Final = _term("cism:isAbsenceFrom")
ABSENT_WHO: Final = _term("cism:isAbsenceOf")

WEAK: Final = frozenset({_term("code:strength-weak"), _term("code:strength-compilation")})
"""Sources of these strengths never count as support."""
COMPILATION: Final = _term("code:source-compilation")
ASSERTED: Final = _term("code:claim-asserted")

BOUNDS: Final = {
    _term(f"cism:{dated}"): (_term(f"cism:earliest{end}"), _term(f"cism:latest{end}"))
    for dated, end in (("date", "Date"), ("startDate", "Start"), ("endDate", "End"))
}
"""The first and last day that the loader draws from a date."""
