"""The few IRIs that the questions and the evidence are read by."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from cismig.names import ACCEPTED, BASE, CISM, PREFIXES

ACCEPTED_GRAPH: Final = NamedNode(ACCEPTED)

RDF_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
RDFS_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
ALT_LABEL: Final = NamedNode(PREFIXES["skos"] + "altLabel")
TITLE: Final = NamedNode(PREFIXES["dcterms"] + "title")

XSD_DATE: Final = NamedNode(PREFIXES["xsd"] + "date")
XSD_INTEGER: Final = NamedNode(PREFIXES["xsd"] + "integer")
XSD_STRING: Final = NamedNode(PREFIXES["xsd"] + "string")


def namespace_of(iri: str) -> str:
    """Return the namespace of ours that *iri* stands in, else the empty string.

    >>> namespace_of(BASE + "state/tj") == PREFIXES["state"]
    True
    >>> namespace_of("http://xmlns.com/foaf/0.1/Agent")
    ''
    """
    ours = (space for space in PREFIXES.values() if space.startswith(BASE))
    fitting = [space for space in ours if iri.startswith(space) and len(iri) > len(space)]
    return max(fitting, key=len, default="")


def is_instance(iri: str) -> bool:
    """Return whether *iri* names a thing of ours, not a term of the ontology or of others.

    >>> is_instance(BASE + "state/tj"), is_instance(CISM + "State")
    (True, False)
    """
    return namespace_of(iri) not in ("", CISM)
