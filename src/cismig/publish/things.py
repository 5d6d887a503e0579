"""Things described: the statements that make the document of a state, a meeting, a source.

Each function returns a query. What is about a thing is what we hold true of it, what refers to it,
and the names of what it refers to; of a slice also its observations, of a source its excerpts, of a
graph the statements in it, of the ontology all its words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from cismig.names import BASE, expand

__all__ = [
    "MOST_REFERRING",
    "Part",
    "description",
    "is_name",
    "parts_of",
    "referring",
    "states_all",
    "whereabouts",
]

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
MOST_REFERRING: Final = 500
# What refers to a thing by the thousand is told of where it stands: the figures of a table.
_NOT_TOLD: Final = (
    *("qb:dataSet", "qb:observation", "rdf:type", "rdfs:isDefinedBy", "cism:isExcerptOf"),
)


class Part(NamedTuple):
    """How a thing and its parts are linked: the property, and which of the two has it."""

    prop: NamedNode
    is_named_here: bool


_PARTS: Final = {
    expand("slice:"): Part(NamedNode(expand("qb:observation")), is_named_here=True),
    expand("source:"): Part(NamedNode(expand("cism:isExcerptOf")), is_named_here=False),
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


def states_all(thing: str) -> bool:
    """Tell whether *thing* is described by the statements in it: the ontology, or a graph."""
    return thing == _ONTOLOGY or (thing != _GRAPH and thing.startswith((_GRAPH, f"{_ONTOLOGY}/")))


def parts_of(thing: str) -> Part | None:
    """Return how *thing* is linked to what has a place in its document; None if nothing has."""
    return next((part for kind, part in _PARTS.items() if thing.startswith(kind)), None)


def referring(thing: str) -> str:
    """Return the pattern of what refers to *thing* and is named in its document.

    The figures of tables are not: there are thousands, and their slices tell them.
    """
    return f"""?referring ?q <{thing}>
      FILTER(?q NOT IN ({" , ".join(_NOT_TOLD)}))
      FILTER NOT EXISTS {{ ?slice qb:observation ?referring }}"""


def description(thing: str, more: str = "") -> str:
    """Return the query for the document of *thing*; *more* is added to what it constructs."""
    if thing == _ONTOLOGY:
        return f"""
CONSTRUCT {{ ?s ?p ?o }}
WHERE {{
  {{
    SELECT DISTINCT ?module {{
      GRAPH ?module {{ ?module a owl:Ontology }}
      FILTER(?module = <{thing}> || STRSTARTS(STR(?module), "{thing}/"))
    }}
  }}
  GRAPH ?module {{ ?s ?p ?o }}
}}
"""
    if states_all(thing):
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{thing}> {{ ?s ?p ?o }} }}"
    of = parts_of(thing)
    also = ""
    if of is not None:
        ends = f"<{thing}> {of.prop} ?part" if of.is_named_here else f"?part {of.prop} <{thing}>"
        also = f"UNION {{ {ends} . ?part ?says ?what }}"
    return f"""
CONSTRUCT {{
  <{thing}> ?p ?o .
  ?o rdfs:label ?label .
  ?referring ?q <{thing}> .
  ?part ?says ?what .
  {more}
}}
WHERE {{
  {{ <{thing}> ?p ?o OPTIONAL {{ ?o rdfs:label ?label }} }}
  UNION
  {{
    SELECT ?referring ?q {{
      {referring(thing)}
    }} ORDER BY ?q ?referring LIMIT {MOST_REFERRING}
  }}
  {also}
}}
"""
