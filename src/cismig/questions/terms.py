"""The few IRIs that the questions and the evidence are read by."""

from __future__ import annotations

from cismig.dataset.terms import named
from cismig.names import BASE, CISM, PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RDF_TYPE: Final = named("rdf:type")
RDFS_LABEL: Final = named("rdfs:label")
ALT_LABEL: Final = named("skos:altLabel")
TITLE: Final = named("dcterms:title")

XSD_DATE: Final = named("xsd:date")
XSD_INTEGER: Final = named("xsd:integer")
XSD_STRING: Final = named("xsd:string")


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
