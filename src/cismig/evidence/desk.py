"""Looks up one thing at a time: its name, who holds a statement, in which line and words."""

from __future__ import annotations

import re
from functools import cached_property

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from cismig import dataset, turtle
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.errors import LoadError
from cismig.evidence import vocabulary as v
from cismig.evidence.account import Named, Quoted, Witness
from cismig.evidence.sources import cited, nodes, source_of, text
from cismig.frozen import Frozen
from cismig.questions import Labels, said
from cismig.store import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cismig.build import Built
    from cismig.evidence.sources import CitedSource
    from cismig.store import Term
    from cismig.turtle import Place


class Statement(Frozen):
    """What is said, whoever says it."""

    subject: NamedNode
    prop: NamedNode
    value: Term

    @property
    def triple(self) -> Triple:
        """Return it as the store has it."""
        return Triple(self.subject, self.prop, self.value)

    def quad(self, graph: NamedNode) -> Quad:
        """Return it as said in *graph*."""
        return Quad(self.subject, self.prop, self.value, graph)


class Desk:
    """Reads a built graph in one language and remembers what it read of the files."""

    def __init__(self, built: Built, language: str) -> None:
        """Sit down before *built*."""
        self.built = built
        self.raw = built.store
        self.labels = Labels(built.store, language)
        self.language = language
        self._read: dict[Path, Mapping[Triple, Place]] = {}
        self._cited: dict[NamedNode, CitedSource] = {}
        self._ways: dict[NamedNode, frozenset[NamedNode]] = {}

    def named(self, term: Term) -> Named:
        """Return *term* with its name; a list goes by its members."""
        if isinstance(term, BlankNode):
            return Named(term, " ∘ ".join(self.labels.of(each) for each in self._members(term)))
        return Named(term, self.labels.of(term))

    def all_named(self, terms: Iterable[Term]) -> tuple[Named, ...]:
        """Return *terms* with their names, in their order."""
        return tuple(self.named(term) for term in terms)

    def graphs_named(self, graphs: Iterable[NamedNode]) -> tuple[Named, ...]:
        """Return *graphs* by the publisher and date of their sources, others by their labels."""
        return tuple(Named(graph, self._publication(graph)) for graph in graphs)

    def holders(self, statement: Statement) -> tuple[NamedNode, ...]:
        """Return the graphs that say *statement* themselves, in the order of their names."""
        found = said(self.raw, statement.subject, statement.prop, statement.value)
        graphs = {each.graph for each in found} - v.OURS
        return tuple(sorted(graphs, key=lambda graph: graph.value))

    def holds(self, statement: Statement, graph: NamedNode) -> bool:
        """Return whether *graph* says *statement*."""
        return statement.quad(graph) in self.raw

    def joins(self, subject: NamedNode, value: Term) -> set[Statement]:
        """Return what is said or held of *subject* with this *value*."""
        return {
            Statement(subject, each.prop, value) for each in said(self.raw, subject, None, value)
        }

    def speakers(self, thing: NamedNode) -> set[NamedNode]:
        """Return the graphs that say anything of *thing*."""
        return {each.graph for each in said(self.raw, thing)} - v.OURS

    def claims(self, thing: NamedNode) -> set[NamedNode]:
        """Return in which ways *thing* is claimed: by itself, else by all of its excerpts."""
        own = nodes(self.raw, thing, v.CLAIM)
        excerpts = nodes(self.raw, thing, v.STATED_IN)
        if own or not excerpts:
            return set(own)
        for excerpt in excerpts:
            if excerpt not in self._ways:
                self._ways[excerpt] = frozenset(nodes(self.raw, excerpt, v.CLAIM))
        return set.intersection(*({*self._ways[excerpt]} for excerpt in excerpts))

    def cited(self, source: NamedNode) -> CitedSource:
        """Return *source* as a document to cite."""
        if source not in self._cited:
            self._cited[source] = cited(self.raw, source, self.labels)
        return self._cited[source]

    def local_names(self, prop: NamedNode) -> set[str]:
        """Return the names of *prop*, of the short forms drawn from it, and of its date bounds."""
        drawn = {prop, *dataset.BOUNDS.get(prop, ())}
        drawn |= {short for short, first in self._chains if first == prop}
        return {re.split(r"[#/]", each.value)[-1] for each in drawn}

    def long_forms(self, prop: NamedNode) -> set[NamedNode]:
        """Return the first properties of the chains that give *prop*."""
        return {first for short, first in self._chains if short == prop}

    @cached_property
    def _chains(self) -> frozenset[tuple[NamedNode, NamedNode]]:
        """Return each property that a chain gives, with the first property of the chain."""
        # In one query: a server gives the blank node of a list no name to go on from.
        found = self.raw.run(f"SELECT ?p ?q {{ ?p {v.CHAIN}/{v.FIRST} ?q }}")
        rows = found.rows if isinstance(found, Table) else ()
        return frozenset(
            (short, first)
            for short, first in rows
            if isinstance(short, NamedNode) and isinstance(first, NamedNode)
        )

    @cached_property
    def concerning(self) -> Mapping[Term, tuple[NamedNode, ...]]:
        """Return what the editors wrote of their own, by each thing that it concerns.

        That is little beside the things of an answer, so it is read at once.
        """
        found: dict[Term, list[NamedNode]] = {}
        for each in said(self.raw, None, v.CONCERNS, graph=ACCEPTED_GRAPH):
            if isinstance(each.subject, NamedNode):
                found.setdefault(each.value, []).append(each.subject)
        return {
            thing: tuple(sorted(nodes, key=lambda node: node.value))
            for thing, nodes in found.items()
        }

    def witnesses(self, statement: Statement) -> tuple[Witness, ...]:
        """Return who says *statement*, sources before editors."""
        found = [self._witness(statement, graph) for graph in self.holders(statement)]
        return tuple(sorted(found, key=lambda witness: witness.source is None))

    def excerpt(self, excerpt: NamedNode, claims: Iterable[NamedNode] = ()) -> Quoted:
        """Return an excerpt's place and paraphrase; what is plainly asserted is not marked so."""
        modes = [*claims] or nodes(self.raw, excerpt, v.CLAIM)
        spoken = [self.labels.of(mode) for mode in modes if mode != v.ASSERTED]
        return Quoted(
            excerpt=excerpt.value,
            place=text(self.raw, excerpt, v.LINE) or text(self.raw, excerpt, v.SECTION),
            paraphrase=text(self.raw, excerpt, v.PARAPHRASE, self.language),
            claim=", ".join(spoken),
        )

    def creator(self, thing: NamedNode) -> str:
        """Return who made *thing*."""
        return ", ".join(self.labels.of(who) for who in nodes(self.raw, thing, v.CREATOR))

    def _witness(self, statement: Statement, graph: NamedNode) -> Witness:
        source = source_of(self.raw, graph)
        path = self.built.dataset.files.get(graph.value)
        place = None if path is None else self._placed(path).get(statement.triple)
        return Witness(
            graph=self.named(graph),
            source=None if source is None else self.cited(source),
            path=path,
            line=place.line if place else None,
            column=place.column if place else None,
            quoted=self._quoted(statement.subject, graph),
        )

    def _placed(self, path: Path) -> Mapping[Triple, Place]:
        """Return where in a file each statement stands; nowhere if the file is not there to read.

        A store that is asked as it stands may have been built elsewhere.
        """
        if path not in self._read:
            try:
                self._read[path] = turtle.places(path)
            except LoadError:
                self._read[path] = {}
        return self._read[path]

    def _quoted(self, subject: NamedNode, graph: NamedNode) -> tuple[Quoted, ...]:
        """Return the places in its source that *graph* gives for *subject*."""
        claims = nodes(self.raw, subject, v.CLAIM, graph)
        excerpts = nodes(self.raw, subject, v.STATED_IN, graph)
        if nodes(self.raw, subject, v.EXCERPT_OF, graph):
            excerpts = [subject]
        return tuple(self.excerpt(excerpt, claims) for excerpt in excerpts)

    def _publication(self, graph: NamedNode) -> str:
        source = source_of(self.raw, graph)
        if source is None:
            return self.labels.of(graph)
        document = self.cited(source)
        return ", ".join(part for part in (document.publisher, document.issued) if part)

    def _members(self, head: Term) -> list[Term]:
        """Return the members of the RDF list that begins at *head*, none if it is no list."""
        members: list[Term] = []
        here: Term | None = head
        while isinstance(here, BlankNode):
            found = {each.prop: each.value for each in said(self.raw, here)}
            if v.FIRST not in found:
                break
            members.append(found[v.FIRST])
            here = found.get(v.REST)
        return members
