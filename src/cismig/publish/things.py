"""Things described: the statements that make the document of a state, a meeting, a source.

Each function returns a query. What is about a thing is what we hold true of it, what refers to it,
and the names of what it refers to; of a slice also its observations, of a source its excerpts, of a
graph the statements in it, of the ontology all its words.
"""

from __future__ import annotations

import re
from typing import Final

from cismig.names import BASE, expand

__all__ = ["description", "is_name", "whereabouts"]

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_MOST_REFERRING: Final = 500
# What refers to a thing by the thousand is told of where it stands: the figures of a data set.
_NOT_TOLD: Final = "qb:dataSet , qb:observation , rdf:type , rdfs:isDefinedBy , cism:isExcerptOf"
_PARTS: Final = {
    expand("slice:"): "<{0}> qb:observation ?part",
    expand("source:"): "?part cism:isExcerptOf <{0}>",
}
_GRAPH: Final = expand("graph:")
_ONTOLOGY: Final = f"{BASE}ontology"


def is_name(thing: str) -> bool:
    """Tell whether *thing* can be the name of something of ours.

    >>> is_name("https://w3id.org/cis-migration/state/tj"), is_name("https://example.org/x")
    (True, False)
    """
    return thing.startswith(BASE) and thing != BASE and not _NOT_IN_NAMES.search(thing)


def whereabouts(thing: str) -> str:
    """Return the query for where *thing* is described, if it is there: one row, or none.

    ``?place`` is the slice of an observation or the source of an excerpt, which are described
    there; ``?withdrawn`` is true of what was published once and no longer holds.
    """
    return f"""
SELECT ?place ?withdrawn WHERE {{
  {{ SELECT (1 AS ?one) {{
    {{ <{thing}> ?p ?o }} UNION {{ GRAPH ?g {{ <{thing}> ?q ?r }} }} UNION {{ GRAPH <{thing}> {{ ?s ?t ?u }} }}
  }} LIMIT 1 }}
  OPTIONAL {{ SELECT ?place {{
    {{ ?place qb:observation <{thing}> }} UNION {{ <{thing}> cism:isExcerptOf ?place }}
  }} ORDER BY ?place LIMIT 1 }}
  OPTIONAL {{ <{thing}> owl:deprecated ?withdrawn }}
}}
"""  # noqa: E501 - three places, side by side


def description(thing: str) -> str:
    """Return the query for the document of *thing*."""
    if thing == _ONTOLOGY:
        return f"""
CONSTRUCT {{ ?s ?p ?o }}
WHERE {{
  GRAPH ?module {{ ?s ?p ?o }}
  FILTER(?module = <{thing}> || STRSTARTS(STR(?module), "{thing}/"))
}}
"""
    if thing != _GRAPH and thing.startswith((_GRAPH, f"{_ONTOLOGY}/")):
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{thing}> {{ ?s ?p ?o }} }}"
    parts = [part.format(thing) for kind, part in _PARTS.items() if thing.startswith(kind)]
    more = "".join(f"UNION {{ {part} . ?part ?says ?what }}" for part in parts)
    return f"""
CONSTRUCT {{
  <{thing}> ?p ?o .
  ?o rdfs:label ?label .
  ?referring ?q <{thing}> .
  ?part ?says ?what .
}}
WHERE {{
  {{ <{thing}> ?p ?o OPTIONAL {{ ?o rdfs:label ?label }} }}
  UNION
  {{
    SELECT ?referring ?q {{
      ?referring ?q <{thing}> FILTER(?q NOT IN ({_NOT_TOLD}))
    }} ORDER BY ?q ?referring LIMIT {_MOST_REFERRING}
  }}
  {more}
}}
"""
