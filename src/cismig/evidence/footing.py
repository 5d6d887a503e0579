"""What an answer rests on: the sources of its rows, and how sure they make it."""

from __future__ import annotations

import re
from functools import cache, partial

from pyoxigraph import NamedNode

from cismig.dataset.terms import ENTAILED_GRAPH, named
from cismig.evidence import vocabulary as v
from cismig.evidence.desk import Desk, Statement
from cismig.evidence.hearing import conclusions, judgements, ruling
from cismig.evidence.matching import matched
from cismig.evidence.proving import stated_ends
from cismig.evidence.sources import counts, in_order, nodes, origins, source_of
from cismig.frozen import Frozen
from cismig.names import expand
from cismig.questions import is_instance, said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from cismig.build import Built
    from cismig.evidence.account import Conclusion, Named, Ruling
    from cismig.evidence.sources import CitedSource
    from cismig.questions import Answer
    from cismig.store import Table, Term

    _Asked = Callable[[NamedNode], bool]

LOOKED_AT: Final = 1000
"""Rows that are searched for evidence; more would take longer than the answer."""

_POINTING: Final = ("source", "graph", "excerpt")
_GRAPH: Final = re.compile(r"\bGRAPH\s+(<[^>\s]+>|[\w-]+:[\w.-]+)", re.IGNORECASE)
_LOCAL_NAMES: Final = re.compile(r"[:/#](\w+)")
_PRECISION: Final = named("cism:hasPrecision")
_EXACT: Final = named("code:precision-exact")


class Remark(Frozen):
    """That some of the things in an answer are said in a certain way, such as by hearsay."""

    kind: str
    way: Named
    things: tuple[Named, ...]


class Resting(Frozen):
    """The sources of an answer and what to bear in mind about them.

    ``partial`` says that the answer was too long and only its first rows were searched.
    """

    sources: tuple[CitedSource, ...]
    origins: int
    rulings: tuple[Ruling, ...]
    conclusions: tuple[Conclusion, ...]
    remarks: tuple[Remark, ...]
    partial: bool


def resting(built: Built, answer: Answer, *, language: str = "en") -> Resting:
    """Return the sources that *answer* rests on.

    The rule: a source is cited if it holds a statement whose subject and value both stand in one
    and the same solution of the query, with the variables counted that the query matched and
    does not show. Of a statement that was inferred, the statements that it follows from are
    asked instead. So a source is cited for what was matched, not for speaking of the same things.

    Columns named ``?source``, ``?graph`` or ``?excerpt`` say it themselves, and a query that asks
    in GRAPH is asked which graphs it found; then these and no others are cited. Where nothing was
    joined (a count, a list of things), the sources that say anything of what is shown are cited.
    """
    desk = Desk(built, language)
    rows = _solutions(desk, answer)
    found = (
        _pointed(desk, answer.table)
        or _named_graphs(desk, answer, rows)
        or _joined(desk, rows)
        or _spoken_of(desk, answer)
    )
    counted = {source for source in found if counts(desk.raw, source)}
    things = {term for row in rows for term in row if isinstance(term, NamedNode)}
    asked = cache(partial(_asked, desk, set(_LOCAL_NAMES.findall(answer.question.text))))
    return Resting(
        sources=in_order(desk.cited(source) for source in found),
        origins=origins(desk.raw, counted),
        rulings=_rulings(desk, asked, things),
        conclusions=_conclusions(desk, asked, things),
        remarks=_remarks(desk, things),
        partial=len(answer.table.rows) > LOOKED_AT,
    )


def _solutions(desk: Desk, answer: Answer) -> list[tuple[Term | None, ...]]:
    """Return the solutions behind the rows, with what the query matched and does not show."""
    found = matched(desk.raw, answer, answer.table.rows[:LOOKED_AT])
    return list(found.rows[: LOOKED_AT * 4])


def _pointed(desk: Desk, table: Table) -> set[NamedNode]:
    """Return the sources that columns of the answer name."""
    found: set[NamedNode] = set()
    for name in _POINTING:
        if name not in table.columns:
            continue
        column = table.columns.index(name)
        for row in table.rows[:LOOKED_AT]:
            found |= _sources_behind(desk, row[column])
    return found


def _sources_behind(desk: Desk, term: Term | None) -> set[NamedNode]:
    """Return the source that *term* is, is the graph of, or is an excerpt of."""
    if not isinstance(term, NamedNode):
        return set()
    if v.SOURCE_CLASS in nodes(desk.raw, term, v.TYPE):
        return {term}
    if (source := source_of(desk.raw, term)) is not None:
        return {source}
    return set(nodes(desk.raw, term, v.EXCERPT_OF))


def _named_graphs(
    desk: Desk, answer: Answer, rows: list[tuple[Term | None, ...]]
) -> set[NamedNode]:
    """Return the sources of the graphs that the query asked by name or found by GRAPH."""
    graphs = {NamedNode(expand(name)) for name in _GRAPH.findall(answer.question.text)}
    if "GRAPH" in answer.question.text:
        graphs |= {term for row in rows for term in row if isinstance(term, NamedNode)}
    return {source for graph in graphs if (source := source_of(desk.raw, graph)) is not None}


def _joined(desk: Desk, rows: list[tuple[Term | None, ...]]) -> set[NamedNode]:
    """Return the sources of the statements that join two terms of one solution."""
    pairs = {
        (subject, value)
        for row in rows
        for subject in row
        if isinstance(subject, NamedNode)
        for value in row
        if value is not None and value != subject
    }
    ours = {thing for thing in {subject for subject, _ in pairs} if is_instance(thing.value)}
    joined: set[Statement] = set()
    for subject, value in pairs:
        if subject in ours:
            joined |= desk.joins(subject, value)
    graphs: set[NamedNode] = set()
    for statement in joined:
        graphs.update(desk.holders(statement))
        if desk.holds(statement, ENTAILED_GRAPH):
            for end in stated_ends(desk, statement):
                graphs.update(desk.holders(end))
    return {source for graph in graphs if (source := source_of(desk.raw, graph)) is not None}


def _spoken_of(desk: Desk, answer: Answer) -> set[NamedNode]:
    """Return the sources that say anything of what is shown, or else of what was asked about."""
    shown = [term for row in answer.table.rows[:LOOKED_AT] for term in row]
    for terms in (shown, list(answer.terms.values())):
        found = {
            source
            for term in set(terms)
            if isinstance(term, NamedNode)
            for graph in desk.speakers(term)
            if (source := source_of(desk.raw, graph)) is not None
        }
        if found:
            return found
    return set()


def _rulings(desk: Desk, asked: _Asked, things: set[NamedNode]) -> tuple[Ruling, ...]:
    """Return the judgements about what was matched, or about an entry of a list that was asked.

    Armenia's participation, set aside, is matched by nothing; who asks for the participants
    should hear of it.
    """
    touching = [
        thing
        for thing, written in desk.concerning.items()
        if any(each in things or _is_about(desk, asked, each) for each in written)
        and (thing in things or _is_entry(desk, asked, thing, things))
    ]
    return tuple(
        ruling(desk, judgement, thing)
        for judgement, thing in judgements(desk, touching)
        if judgement in things or _is_about(desk, asked, judgement)
    )


def _is_entry(desk: Desk, asked: _Asked, thing: Term, things: set[NamedNode]) -> bool:
    """Return whether a source has *thing* on a list, of one of *things*, that was asked."""
    return any(
        isinstance(each.subject, NamedNode)
        and each.subject in things
        and each.graph not in v.OURS
        and asked(each.prop)
        and is_instance(each.subject.value)
        for each in said(desk.raw, None, None, thing)
    )


def _is_about(desk: Desk, asked: _Asked, judgement: NamedNode) -> bool:
    about = nodes(desk.raw, judgement, v.ON_PROPERTY)
    return not about or any(asked(prop) for prop in about)


def _conclusions(desk: Desk, asked: _Asked, things: set[NamedNode]) -> tuple[Conclusion, ...]:
    found = {
        conclusion.iri: conclusion
        for thing in things.intersection(desk.concerning)
        for conclusion in conclusions(desk, thing)
        if any(
            isinstance(prop.term, NamedNode) and asked(prop.term) for prop in conclusion.properties
        )
    }
    return tuple(found[iri] for iri in sorted(found))


def _asked(desk: Desk, spoken: set[str], prop: NamedNode) -> bool:
    """Return whether the query, which has the names *spoken*, speaks of *prop*.

    It does too if it speaks of what is drawn from *prop*.
    """
    return not spoken.isdisjoint(desk.local_names(prop))


def _remarks(desk: Desk, things: Iterable[NamedNode]) -> tuple[Remark, ...]:
    """Return what is hearsay, planned, an assessment, rounded or 'more than' among *things*."""
    found: dict[tuple[str, NamedNode], list[NamedNode]] = {}
    for thing in sorted(things, key=lambda node: node.value):
        ways = {("claim", way) for way in desk.claims(thing) if way != v.ASSERTED}
        ways |= {("precision", way) for way in nodes(desk.raw, thing, _PRECISION) if way != _EXACT}
        for way in ways:
            found.setdefault(way, []).append(thing)
    return tuple(
        Remark(kind, desk.named(way), desk.all_named(found[kind, way]))
        for kind, way in sorted(found, key=lambda pair: (pair[0], pair[1].value))
    )
