"""The document of a thing as a reader sees it: named facts, who says each, and what has a place.

It tells the same statements as the documents for programs, and holds them once more as JSON-LD.
What is returned is plain JSON, for it may come from another process; a template shows it.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, named
from cismig.names import BASE, CISM, PREFIXES, shorten
from cismig.publish.things import MOST_REFERRING, description, parts_of, referring, states_all
from cismig.publish.wording import PHRASES, phrase
from cismig.questions import Labels
from cismig.store import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Triple

    from cismig.store import Store, Term

    _Facts = dict[NamedNode, list[Term]]

__all__ = ["document"]

_PROLOGUE: Final = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
_MOST_SUBJECTS: Final = 600
_MOST_STATEMENTS: Final = 25_000
_MOST_EMBEDDED: Final = 1_000_000
_DEEPEST: Final = 6
_FIRST: Final = tuple(
    map(
        named,
        ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel",
         "rdfs:subClassOf", "rdfs:subPropertyOf", "skos:definition", "dcterms:title",
         "dcterms:description", "skos:scopeNote", "skos:example"),
    )
)  # fmt: skip
_LAST: Final = (named("skos:editorialNote"), named("cism:isStatedIn"))
_TELLING: Final = tuple(map(named, ("skos:definition", "dcterms:description", "cism:paraphrase")))
_TYPE, _VALUE = named("rdf:type"), named("sdmx-measure:obsValue")
_OBSERVATION: Final = named("qb:Observation")
_SHOWN: Final = named("qb:observation")  # in the table itself
_NOT_IN_TABLE: Final = frozenset({_TYPE, named("qb:dataSet")})
_URI: Final = named("xsd:anyURI")
_LIST_FIRST, _LIST_REST = named("rdf:first"), named("rdf:rest")
# Described at a place in another document, which the server knows.
_PLACED: Final = (PREFIXES["excerpt"], PREFIXES["observation"])


def document(store: Store, thing: str, language: str, more: str = "") -> dict[str, Any]:
    """Return what the page of *thing* shows, in *language*; *more* as in `description`.

    ``label``, ``kind``, ``short``, ``thing``, ``path`` and ``telling`` say what it is; ``facts_of``
    and ``referring`` are groups of values by property; ``parts`` are excerpts, the subjects of a
    graph or words, each with its facts; ``table`` has the figures of a slice; ``graphs`` are those
    that the numbers of a value name; ``embedded`` is the JSON-LD, "" if it is too long for a page.
    ``referring_total`` and ``parts_total`` tell how many there are if not all are shown.
    """
    return _Document(store, thing, language, more).made()


class _Document:
    """The statements about one thing, and how they are shown."""

    def __init__(self, store: Store, thing: str, language: str, more: str) -> None:
        self._store, self._language, self._more = store, language, more
        self._thing = NamedNode(thing)
        self._labels = Labels(store, language)
        self._graphs: dict[str, int] = {}
        self._subjects = 0  # how many there are, if not all are read
        self._home = thing if states_all(thing) else ""
        self._about: dict[NamedNode | BlankNode, _Facts] = {}

    def made(self) -> dict[str, Any]:
        triples = self._statements()
        is_cut = bool(self._subjects)
        about: dict[NamedNode | BlankNode, _Facts] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                about[triple.subject][triple.predicate].append(triple.object)  # type: ignore[arg-type]
        self._about = {subject: dict(facts) for subject, facts in about.items()}
        own = self._about.get(self._thing, {})
        subjects = self._parts(own)
        figures = [each for each in subjects if _OBSERVATION in self._about[each].get(_TYPE, ())]
        is_table = bool(figures) and len(figures) == len(subjects)
        shown = [] if is_table else subjects[:_MOST_SUBJECTS]
        is_more = not is_table and len(shown) < len(subjects)
        told = {prop: each for prop, each in own.items() if not (is_table and prop == _SHOWN)}
        facts = self._groups(self._thing, told)  # before what refers to it, for the numbers' sake
        refer = [] if self._home else self._referring(triples)
        return {
            "thing": self._thing.value,
            "short": shorten(self._thing.value).removeprefix(f"<{self._thing.value}>"),
            "path": self._thing.value.removeprefix(BASE),
            "label": self._name(self._thing),
            "kind": ", ".join(self._name(kind) for kind in self._labels.kinds(self._thing)),
            "telling": self._telling(own),
            "facts_of": facts,
            "referring": refer,
            "referring_shown": sum(len(group["values"]) for group in refer),
            "referring_total": self._count(refer),
            "parts_title": _title(self._thing.value, self._language),
            "parts": [self._part(each) for each in shown],
            "parts_total": self._subjects or is_more * len(subjects),
            "table": self._table(figures, own) if is_table else None,
            "embedded": "" if is_cut else _embedded(triples),
            "graphs": [self._value(NamedNode(graph)) for graph in self._graphs],
        }

    def _statements(self) -> Sequence[Triple]:
        """Return the statements of the document; of a very large graph those of a few subjects."""
        if self._home.startswith(PREFIXES["graph"]):
            (size, subjects), *_ = self._rows(
                f"SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?s) AS ?some) {self._inside}"
            )
            if int(size.value) > _MOST_STATEMENTS:
                self._subjects = int(subjects.value) - self._is_in_itself
                # the engine takes a minute to sort what takes a second here
                rows = self._rows(f"SELECT DISTINCT ?s {self._inside}")
                few = nsmallest(_MOST_SUBJECTS, (row[0] for row in rows), key=str)
                shown = dict.fromkeys([self._thing, *few])
                return [
                    quad.triple
                    for subject in shown
                    for quad in self._store.quads_for_pattern(subject, None, None, self._thing)
                ]
        found = self._store.run(_PROLOGUE + description(self._thing.value, self._more))
        return found if isinstance(found, tuple) else ()

    @property
    def _is_in_itself(self) -> bool:
        """Tell whether the graph is a subject of its own, which is not told among the parts."""
        own = self._store.quads_for_pattern(self._thing, None, None, self._thing)
        return next(iter(own), None) is not None

    @property
    def _inside(self) -> str:
        return f"{{ GRAPH <{self._thing.value}> {{ ?s ?p ?o }} }}"

    def _rows(self, query: str) -> Sequence[Sequence[Any]]:
        found = self._store.run(query)
        return found.rows if isinstance(found, Table) else ()

    def _telling(self, own: _Facts) -> str:
        """Return the sentence that says what the thing is."""
        for prop in _TELLING:
            said = [each for each in own.get(prop, ()) if isinstance(each, Literal)]
            for each in sorted(said, key=lambda term: term.language != self._language):
                return each.value
        return ""

    def _groups(self, subject: NamedNode | BlankNode, facts: _Facts, deep: int = 0) -> list[Any]:
        """Return the facts of *subject*: by property, in the order in which they are read."""
        return [
            {
                "property": self._value(prop),
                "values": [
                    self._value(value, deep) | {"says": self._says(subject, prop, value)}
                    for value in sorted(facts[prop], key=self._order)
                ],
            }
            for prop in sorted(facts, key=self._place)
        ]

    def _place(self, prop: NamedNode) -> tuple[int, str]:
        if prop in _FIRST:
            return _FIRST.index(prop), ""
        return len(_FIRST) + (prop in _LAST), self._labels.of(prop)

    def _order(self, term: Term) -> tuple[bool, str]:
        """Return what sorts values: those in the reader's language first, then by name."""
        is_foreign = isinstance(term, Literal) and term.language not in {None, self._language}
        return is_foreign, "" if isinstance(term, BlankNode) else self._labels.of(term)

    def _says(self, subject: NamedNode | BlankNode, prop: NamedNode, value: Term) -> list[int]:
        """Return the numbers of the graphs that say so; of what only follows, of none."""
        if self._home or isinstance(subject, BlankNode):
            return []
        quads = self._store.quads_for_pattern(subject, prop, value)
        graphs = {quad.graph_name for quad in quads} - {ACCEPTED_GRAPH, ENTAILED_GRAPH}
        names = sorted(graph.value for graph in graphs if isinstance(graph, NamedNode))
        return [self._graphs.setdefault(name, len(self._graphs)) for name in names]

    def _referring(self, triples: Iterable[Triple]) -> list[Any]:
        """Return what refers to the thing, by property."""
        found: dict[NamedNode, list[Term]] = defaultdict(list)
        for triple in triples:
            if triple.object == self._thing and isinstance(triple.subject, NamedNode):
                found[triple.predicate].append(triple.subject)
        return [
            {
                "property": self._value(prop),
                "values": [
                    self._value(each) | {"says": self._says(each, prop, self._thing)}  # type: ignore[arg-type]
                    for each in sorted(found[prop], key=self._order)
                ],
            }
            for prop in sorted(found, key=self._place)
        ]

    def _count(self, refer: list[Any]) -> int:
        """Return how many refer to the thing, if it is more than are shown; else 0."""
        if sum(len(group["values"]) for group in refer) < MOST_REFERRING:
            return 0
        pattern = referring(self._thing.value)
        ((count,),) = self._rows(f"{_PROLOGUE} SELECT (COUNT(*) AS ?all) {{ {pattern} }}")
        return int(count.value)

    def _parts(self, own: _Facts) -> list[NamedNode]:
        """Return the things that have a place in the document."""
        of = parts_of(self._thing.value)
        if self._home:
            found: Iterable[Any] = (each for each in self._about if each != self._thing)
        elif of is None:
            found = ()
        elif of.is_named_here:
            found = own.get(of.prop, ())
        else:
            found = (
                each for each, facts in self._about.items() if self._thing in facts.get(of.prop, ())
            )
        parts = (each for each in found if isinstance(each, NamedNode) and each in self._about)
        return sorted(parts, key=_in_order)

    def _part(self, subject: NamedNode) -> dict[str, Any]:
        title = self._name(subject).removeprefix(f"{self._labels.of(self._thing)}, ")
        return {
            "anchor": _local(subject),
            "value": self._value(subject),
            "title": title,
            "facts": self._groups(subject, self._about[subject]),
        }

    def _table(self, figures: Sequence[NamedNode], own: _Facts) -> dict[str, Any]:
        """Return the figures as a table: a row each, with a column for each property they have.

        What all have alike stands beside the table, under ``shared``, if the slice does not say it.
        """
        used = {prop for each in figures for prop in self._about[each]} - _NOT_IN_TABLE
        props = sorted(used, key=lambda prop: (prop == _VALUE, self._place(prop)))
        said = [[tuple(self._about[each].get(prop, ())) for each in figures] for prop in props]
        alike = [len(set(column)) == 1 and prop != _VALUE and len(figures) > 1
                 for prop, column in zip(props, said, strict=True)]  # fmt: skip
        columns = [prop for prop, is_alike in zip(props, alike, strict=True) if not is_alike]
        rows = [
            {
                "anchor": _local(each),
                "cells": [
                    [self._value(term) for term in self._about[each].get(prop, ())]
                    for prop in columns
                ],
            }
            for each in figures
        ]
        shared = [
            {"property": self._value(prop), "values": [self._value(term) for term in column[0]]}
            for prop, column, is_alike in zip(props, said, alike, strict=True)
            if is_alike and tuple(own.get(prop, ())) != column[0]
        ]
        return {
            "columns": [self._value(prop) for prop in columns],
            "rows": rows,
            "shared": shared,
        }

    def _value(self, term: Term, deep: int = 0) -> dict[str, Any]:
        """Return *term* as it is shown: its text, and where it leads if it is a thing.

        ``path`` is an address of ours, ``address`` one elsewhere; ``facts`` are those of what has
        no name of its own.
        """
        if isinstance(term, NamedNode):
            shown = {"text": self._name(term), "iri": term.value}
            path = _path(term.value)
            return shown | ({"path": path} if path else {"address": term.value})
        if isinstance(term, Literal):
            shown = {"text": term.value, "language": term.language or ""}
            return shown | ({"address": term.value} if term.datatype == _URI else {})
        facts = self._about.get(term, {})
        if deep >= _DEEPEST:
            return {"text": "…"}
        if _LIST_FIRST in facts:
            return {"members": [self._value(each, deep + 1) for each in self._members(term)]}
        return {"facts": self._groups(term, facts, deep + 1)}

    def _name(self, term: NamedNode) -> str:
        """Return the label of *term*; of what is not ours to label, our word or the bare IRI."""
        short = shorten(term.value)
        if f"is {short}" in PHRASES:
            return phrase(f"is {short}", self._language)
        return self._labels.of(term).removeprefix("<").removesuffix(">")

    def _members(self, head: Term) -> Iterator[Term]:
        seen: set[Term] = set()
        while head not in seen and isinstance(head, NamedNode | BlankNode):
            seen.add(head)
            facts = self._about.get(head, {})
            yield from facts.get(_LIST_FIRST, ())
            head = next(iter(facts.get(_LIST_REST, ())), head)


def _title(thing: str, language: str) -> str:
    """Return what the parts of *thing* are called."""
    if thing.startswith(PREFIXES["source"]):
        return phrase("excerpts", language)
    return phrase("words" if thing.startswith(f"{BASE}ontology") else "statements", language)


def _path(iri: str) -> str:
    """Return the address below the base at which the document on *iri* is; "" if it is not ours.

    >>> _path(f"{BASE}state/tj"), _path(f"{CISM}Meeting"), _path("https://example.org/")
    ('state/tj.html', 'ontology.html#Meeting', '')
    """
    if iri.startswith(CISM):
        return f"ontology.html#{iri.removeprefix(CISM)}"
    if not iri.startswith(BASE):
        return ""
    path = iri.removeprefix(BASE)
    return path if iri.startswith(_PLACED) else f"{path}.html"


def _local(node: NamedNode) -> str:
    """Return the name of the place of *node* in a document."""
    if not node.value.startswith((CISM, BASE)):
        return shorten(node.value)
    return node.value.rpartition("/")[2].rpartition("#")[2]


def _in_order(node: NamedNode) -> tuple[bool, list[tuple[int, str]]]:
    """Return what sorts parts: what is ours first, and numbers by their size."""
    return not node.value.startswith(BASE), [*map(_numbered, node.value.split("-"))]


def _numbered(word: str) -> tuple[int, str]:
    """Return what sorts *word*, numbers by their size."""
    return (int(word), "") if word.isascii() and word.isdecimal() else (1 << 62, word)


def _embedded(triples: Iterable[Triple]) -> str:
    """Return *triples* as JSON-LD, or "" if that is too long for a page."""
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    used = {name: space for name, space in PREFIXES.items() if b"<" + space.encode() in text}
    told = pyoxigraph.serialize(triples, format=RdfFormat.JSON_LD, prefixes=used) or b""
    return told.decode() if len(told) <= _MOST_EMBEDDED else ""
