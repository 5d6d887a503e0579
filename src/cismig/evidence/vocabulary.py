"""The terms that evidence reads."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

TERMS: Final = (NamedNode, BlankNode, Literal)
OURS: Final = frozenset({ACCEPTED_GRAPH, ENTAILED_GRAPH})
"""The graphs that we made; no source says what stands in them."""

TYPE: Final = named("rdf:type")
LABEL: Final = named("rdfs:label")
RANGE: Final = named("rdfs:range")
REST: Final = named("rdf:rest")
FIRST: Final = named("rdf:first")
CHAIN: Final = named("owl:propertyChainAxiom")

SOURCE: Final = named("dcterms:source")
TITLE: Final = named("dcterms:title")
PUBLISHER: Final = named("dcterms:publisher")
ISSUED: Final = named("dcterms:issued")
LICENCE: Final = named("dcterms:license")
LANGUAGE: Final = named("dcterms:language")
CREATOR: Final = named("dcterms:creator")
CREATED: Final = named("dcterms:created")
DERIVED_FROM: Final = named("prov:wasDerivedFrom")
ADDRESS: Final = named("cism:address")
ARCHIVE: Final = named("cism:archiveAddress")
ACCESSED: Final = named("cism:accessDate")
STRENGTH: Final = named("cism:hasStrength")
KIND: Final = named("cism:hasKind")

STATED_IN: Final = named("cism:isStatedIn")
EXCERPT_OF: Final = named("cism:isExcerptOf")
LINE: Final = named("cism:line")
SECTION: Final = named("cism:section")
PARAPHRASE: Final = named("cism:paraphrase")
CLAIM: Final = named("cism:hasClaimMode")
LISTS_ALL: Final = named("cism:listsAll")
LISTS_SOME: Final = named("cism:listsSome")
LISTED: Final = named("cism:listedProperty")

SOURCE_CLASS: Final = named("cism:Source")
JUDGEMENT: Final = named("cism:Judgement")
OPEN_JUDGEMENT: Final = named("cism:OpenJudgement")
INFERENCE: Final = named("cism:Inference")
CONCERNS: Final = named("cism:concerns")
ON_PROPERTY: Final = named("cism:onProperty")
FOLLOWS: Final = named("cism:follows")
SETS_ASIDE: Final = named("cism:setsAside")
WEIGHS: Final = named("cism:weighs")
REASON: Final = named("cism:reason")
PREMISE: Final = named("cism:premise")
RESTS_ON: Final = named("cism:restsOn")

ABSENT_FROM: Final = named("cism:isAbsenceFrom")
ABSENT_WHO: Final = named("cism:isAbsenceOf")

WEAK: Final = frozenset({named("code:strength-weak"), named("code:strength-compilation")})
"""Sources of these strengths never count as support."""
COMPILATION: Final = named("code:source-compilation")
ASSERTED: Final = named("code:claim-asserted")
