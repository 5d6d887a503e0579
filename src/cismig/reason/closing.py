"""All that follows, written into the accepted view, and what cannot be so.

The closure is semi-naive: after the first round a rule looks only at what is new. Only statements
that some rule reads are fetched, so tables of observations cost nothing. When a little of what is
stated changes, so does a little of what follows, and the rest is not looked at.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Variable

from cismig.dataset import Difference
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.reason.facts import Facts, filled, fixed, matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode, Store, Triple

    from cismig.dataset.terms import Node, Statements
    from cismig.reason.facts import Binding
    from cismig.reason.rules import Pattern, Rule

    _Key = tuple[NamedNode, Node | None]
    _Index = Mapping[_Key, list[tuple[Rule, int]]]

__all__ = ["Clash", "Closure", "clashes", "close", "reclose", "with_circles"]

_LOG = logging.getLogger(__name__)
_TYPE = named("rdf:type")


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements that cannot all be true, and the rule and axioms by which they cannot."""

    rule: str
    premises: tuple[Triple, ...]
    axioms: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """How much follows, and the ``x R x`` that follow and are not written."""

    count: int
    circles: frozenset[Triple]


def close(
    store: Store,
    rules: Iterable[Rule],
    *,
    graph: NamedNode = ACCEPTED_GRAPH,
    entailed: NamedNode = ENTAILED_GRAPH,
) -> Closure:
    """Write what follows from *graph* into it and into *entailed*."""
    started = time.perf_counter()
    facts = Facts(store, graph)
    total = rounds = 0
    for fresh in _rounds(facts, _indexed(rules)):
        rounds += 1
        written = _beside_circles(facts, fresh)
        store.bulk_extend(
            [in_graph(one, target) for one in written for target in (graph, entailed)]
        )
        total += len(written)
    _LOG.debug("%d follow in %d rounds, %.2f s", total, rounds, time.perf_counter() - started)
    return Closure(total, facts.beside)


def reclose(
    store: Store,
    rules: Iterable[Rule],
    change: Difference,
    *,
    circles: Iterable[Triple] = (),
) -> tuple[Difference, frozenset[Triple]]:
    """Apply *change* to what the closed accepted view states, and return all that changes with it.

    The *circles* are those that the closure told of; they are returned as they are afterwards.
    What was derived with the help of a statement that goes is taken out, and comes back if it
    follows from the rest (delete and rederive). The store is then as `close` would have made it.
    """
    started = time.perf_counter()
    every = tuple(rules)
    index = _indexed(every)
    facts = Facts(store, ACCEPTED_GRAPH)
    facts.keep_beside(circles)
    doubtful = _resting_on(facts, index, change)
    gone = {triple for triple in doubtful if facts.is_written(triple)}
    for triple in doubtful:
        store.remove(in_graph(triple, ACCEPTED_GRAPH))
        store.remove(in_graph(triple, ENTAILED_GRAPH))
        facts.forget(triple)
    come = {triple for triple in change.added if not facts.is_written(triple)}
    for triple in change.added:
        store.remove(in_graph(triple, ENTAILED_GRAPH))
        facts.forget(triple)
        store.add(in_graph(triple, ACCEPTED_GRAPH))
    fresh = {triple for triple in doubtful - change.added if _follows(facts, every, triple)}
    news = come | fresh
    while fresh or news:
        written = _beside_circles(facts, fresh)
        store.extend(
            in_graph(one, graph) for one in written for graph in (ACCEPTED_GRAPH, ENTAILED_GRAPH)
        )
        come.update(written)
        fresh = _next_round(facts, index, news)
        news = fresh
    _LOG.debug("%d gone, %d come, %.2f s", len(gone), len(come), time.perf_counter() - started)
    return Difference(frozenset(come - gone), frozenset(gone - come)), facts.beside


def _beside_circles(facts: Facts, fresh: Iterable[Triple]) -> list[Triple]:
    """Return *fresh* without x R x: needed as a step, it tells a reader nothing."""
    written = [triple for triple in fresh if triple.subject != triple.object]
    facts.keep_beside(triple for triple in fresh if triple.subject == triple.object)
    return written


def _resting_on(facts: Facts, index: _Index, change: Difference) -> set[Triple]:
    """Return what is removed, and all that was derived by some way that leads through it."""
    found = set(change.removed)
    waiting = list(found)
    while waiting:
        triple = waiting.pop()
        for rule, position in _uses(index, triple):
            for conclusion in _concluded(facts, rule, position, triple):
                if (
                    conclusion not in found
                    and conclusion not in change.added
                    and facts.is_derived(conclusion, ENTAILED_GRAPH)
                ):
                    found.add(conclusion)
                    waiting.append(conclusion)
    return found


def _follows(facts: Facts, rules: Iterable[Rule], triple: Triple) -> bool:
    """Tell whether some rule gives *triple* in one step."""
    for rule in rules:
        if rule.head is not None and rule.head.predicate == triple.predicate:
            start = matched(rule.head, triple, {})
            if start is not None and next(facts.solutions(rule.body, start), None) is not None:
                return True
    return False


def with_circles(store: Statements, rules: Iterable[Rule], graph: NamedNode) -> Facts:
    """Return the facts of a closed *graph* with the ``x R x`` that the closure leaves out."""
    facts = Facts(store, graph)
    for fresh in _rounds(facts, _indexed(rules)):
        facts.keep_beside(fresh)
    return facts


def clashes(
    store: Store,
    rules: Iterable[Rule],
    more: Iterable[Triple] = (),
    *,
    circles: Iterable[Triple] | None = None,
    recent: Iterable[Triple] | None = None,
) -> tuple[Clash, ...]:
    """Return what cannot all be true of the closed accepted view and *more*, with what follows.

    The *circles* are those of the closure, else found anew. If it is known that all was well before
    some *recent* statements, only what these or *more* take part in is looked at.
    """
    every = tuple(rules)
    index = _indexed(every)
    if circles is None:
        facts = with_circles(store, every, ACCEPTED_GRAPH)
    else:
        facts = Facts(store, ACCEPTED_GRAPH)
        facts.keep_beside(circles)
    news = {triple for triple in more if triple not in facts}
    added: set[Triple] = set()
    while news:
        facts.keep_beside(news)
        added |= news
        news = _next_round(facts, index, news)
    headless = [rule for rule in every if rule.head is None]
    if recent is None:
        return _sorted(_clashes(rule, facts, {}) for rule in headless)
    seeds = added.union(triple for triple in recent if triple in facts)
    return _sorted(
        _clashes(rule, facts, start)
        for rule in headless
        for pattern in rule.body
        for triple in seeds
        if triple.predicate == pattern.predicate
        and (start := matched(pattern, triple, {})) is not None
    )


def _clashes(rule: Rule, facts: Facts, start: Binding) -> Iterator[Clash]:
    for binding in facts.solutions(rule.body, start):
        premises = tuple(filled(pattern, binding) for pattern in rule.body)
        yield Clash(rule.name, premises, rule.axioms)


def _sorted(groups: Iterable[Iterable[Clash]]) -> tuple[Clash, ...]:
    """Return each clash once, whichever of its premises was looked at first."""
    found: dict[tuple[str, frozenset[Triple]], Clash] = {}
    for group in groups:
        for clash in sorted(group, key=lambda one: str(one.premises)):
            found.setdefault((clash.rule, frozenset(clash.premises)), clash)
    return tuple(sorted(found.values(), key=lambda one: (one.rule, str(one.premises))))


def _indexed(rules: Iterable[Rule]) -> _Index:
    """Return the rules by what they read, each with the place in its body."""
    index: dict[_Key, list[tuple[Rule, int]]] = defaultdict(list)
    for rule in rules:
        if rule.head is not None:
            for position, pattern in enumerate(rule.body):
                index[_key(pattern)].append((rule, position))
    return index


def _rounds(facts: Facts, index: _Index) -> Iterator[set[Triple]]:
    """Yield what is new, round by round; the caller adds it to *facts* before the next."""
    fresh = _first_round(facts, index)
    while fresh:
        yield fresh
        fresh = _next_round(facts, index, fresh)


def _first_round(facts: Facts, index: _Index) -> set[Triple]:
    fresh: set[Triple] = set()
    for (verb, value), uses in index.items():
        starts = [rule for rule, position in uses if position == 0]
        if starts:
            for triple in facts.find(None, verb, value):
                for rule in starts:
                    fresh.update(_new(facts, _concluded(facts, rule, 0, triple)))
    return fresh


def _next_round(facts: Facts, index: _Index, news: Iterable[Triple]) -> set[Triple]:
    fresh: set[Triple] = set()
    for triple in news:
        for rule, position in _uses(index, triple):
            fresh.update(_new(facts, _concluded(facts, rule, position, triple)))
    return fresh


def _uses(index: _Index, triple: Triple) -> Iterator[tuple[Rule, int]]:
    """Yield each rule that can read *triple*, with the place in its body."""
    yield from index.get((triple.predicate, None), ())
    if triple.predicate == _TYPE:
        yield from index.get((triple.predicate, triple.object), ())


def _new(facts: Facts, conclusions: Iterable[Triple]) -> Iterator[Triple]:
    return (one for one in conclusions if one not in facts)


def _concluded(facts: Facts, rule: Rule, position: int, triple: Triple) -> Iterator[Triple]:
    """Yield what follows by *rule* if *triple* stands at *position* of its body."""
    head = rule.head
    start = matched(rule.body[position], triple, {})
    if start is None or head is None:
        return
    rest = rule.body[:position] + rule.body[position + 1 :]
    for binding in facts.solutions(rest, start):
        subject = fixed(head.subject, binding)
        if subject is not None and not isinstance(subject, Literal):
            yield filled(head, binding)


def _key(pattern: Pattern) -> _Key:
    if pattern.predicate == _TYPE and not isinstance(pattern.object, Variable):
        return pattern.predicate, pattern.object
    return pattern.predicate, None
