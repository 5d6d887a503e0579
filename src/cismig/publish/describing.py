"""The service and its data set, described for machines: SPARQL Service Description and VoID.

Each function returns a query that constructs the description out of the store itself; relative
IRIs in it are resolved against the address at which the endpoint is reached.
"""

from __future__ import annotations

from typing import Final

from cismig.names import ACCEPTED, expand

__all__ = ["dataset_description", "service_description"]

_FORMATS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)
_DATASET: Final = expand("dataset:cis-migration-graph")
_PREFIXES: Final = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX format: <http://www.w3.org/ns/formats/>
"""
# What the header of a graph says of it, for whoever wants to know where its statements come from.
_HEADER: Final = "rdfs:label dcterms:source dcterms:license dcterms:rightsHolder"


def service_description() -> str:
    """Return the query for the service: what it speaks, and each graph with size and licence."""
    formats = " , ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMATS)
    return f"""{_PREFIXES}
CONSTRUCT {{
  <> a sd:Service ;
    sd:endpoint <> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:defaultDataset <#dataset> .
  <#dataset> a sd:Dataset , void:Dataset ;
    sd:defaultGraph <#default> ;
    sd:namedGraph ?named ;
    void:inDataset <{_DATASET}> .
  <#default> a sd:Graph ;
    void:triples ?accepted .
  ?named a sd:NamedGraph ;
    sd:name ?graph ;
    sd:graph ?graph .
  ?graph a sd:Graph ;
    void:triples ?count ;
    ?word ?said .
}}
WHERE {{
  {{ SELECT ?graph (COUNT(*) AS ?count) {{ GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph }}
  BIND(IRI(CONCAT(STR(<>), "#", REPLACE(STR(?graph), "^.*/", ""))) AS ?named)
  BIND(IF(?graph = <{ACCEPTED}>, ?count, ?none) AS ?accepted)
  OPTIONAL {{
    VALUES ?word {{ {_HEADER} }}
    GRAPH ?graph {{ ?graph ?word ?said }}
  }}
}}
"""


def dataset_description(more: str = "") -> str:
    """Return the query for the data set: what the catalogue says of it, and how much it holds.

    *more* is added to what it constructs, such as what `cismig.publish.dumps.described` returns.
    """
    return f"""{_PREFIXES}
CONSTRUCT {{
  <{_DATASET}> ?word ?said ;
    void:sparqlEndpoint <> ;
    void:triples ?triples ;
    void:distinctSubjects ?subjects ;
    void:properties ?properties ;
    void:classes ?classes .
  {more}
}}
WHERE {{
  {{ <{_DATASET}> ?word ?said }}
  UNION
  {{
    SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
           (COUNT(DISTINCT ?p) AS ?properties)
    {{ ?s ?p ?o }}
  }}
  UNION
  {{ SELECT (COUNT(DISTINCT ?class) AS ?classes) {{ ?s a ?class }} }}
}}
"""
