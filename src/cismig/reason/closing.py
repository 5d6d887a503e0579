"""All that follows, written into the accepted view, and what cannot be so.

The closure is semi-naive: after the first round a rule looks only at what is new. Only statements
that some rule reads are fetched, so tables of observations cost nothing.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Variable

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.reason.facts import Facts, filled, fixed, matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode, Store, Triple

    from cismig.dataset.terms import Node, Statements
    from cismig.reason.rules import Pattern, Rule

    _Key = tuple[NamedNode, Node | None]
    _Index = Mapping[_Key, list[tuple[Rule, int]]]

__all__ = ["Clash", "clashes", "close", "with_circles"]

_LOG = logging.getLogger(__name__)
_TYPE = named("rdf:type")


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements that cannot all be true, and the rule and axioms by which they cannot."""

    rule: str
    premises: tuple[Triple, ...]
    axioms: tuple[Triple, ...]


def close(
    store: Store,
    rules: Iterable[Rule],
    *,
    graph: NamedNode = ACCEPTED_GRAPH,
    entailed: NamedNode = ENTAILED_GRAPH,
) -> int:
    """Write what follows from *graph* into it and into *entailed*; return how much that is."""
    started = time.perf_counter()
    facts = Facts(store, graph)
    total = rounds = 0
    for fresh in _rounds(facts, rules):
        rounds += 1
        # x R x is needed as a step, but tells a reader nothing.
        facts.keep_beside(triple for triple in fresh if triple.subject == triple.object)
        written = [triple for triple in fresh if triple.subject != triple.object]
        store.bulk_extend(
            [in_graph(one, target) for one in written for target in (graph, entailed)]
        )
        total += len(written)
    _LOG.debug("%d follow in %d rounds, %.2f s", total, rounds, time.perf_counter() - started)
    return total


def with_circles(store: Statements, rules: Iterable[Rule], graph: NamedNode) -> Facts:
    """Return the facts of a closed *graph* with the ``x R x`` that the closure leaves out."""
    facts = Facts(store, graph)
    for fresh in _rounds(facts, rules):
        facts.keep_beside(fresh)
    return facts


def clashes(
    store: Statements, rules: Iterable[Rule], *, graph: NamedNode = ACCEPTED_GRAPH
) -> tuple[Clash, ...]:
    """Return the statements of a closed *graph* that cannot all be true."""
    every = tuple(rules)
    facts = with_circles(store, every, graph)
    found: dict[tuple[str, frozenset[Triple]], Clash] = {}
    for rule in every:
        if rule.head is None:
            for binding in facts.solutions(rule.body, {}):
                premises = tuple(filled(pattern, binding) for pattern in rule.body)
                key = (rule.name, frozenset(premises))
                found.setdefault(key, Clash(rule.name, premises, rule.axioms))
    return tuple(sorted(found.values(), key=lambda one: (one.rule, str(one.premises))))


def _rounds(facts: Facts, rules: Iterable[Rule]) -> Iterator[set[Triple]]:
    """Yield what is new, round by round; the caller adds it to *facts* before the next."""
    index: dict[_Key, list[tuple[Rule, int]]] = defaultdict(list)
    for rule in rules:
        if rule.head is not None:
            for position, pattern in enumerate(rule.body):
                index[_key(pattern)].append((rule, position))
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
                    fresh.update(_concluded(facts, rule, 0, triple))
    return fresh


def _next_round(facts: Facts, index: _Index, news: Iterable[Triple]) -> set[Triple]:
    fresh: set[Triple] = set()
    for triple in news:
        keys: list[_Key] = [(triple.predicate, None)]
        if triple.predicate == _TYPE:
            keys.append((triple.predicate, triple.object))
        for key in keys:
            for rule, position in index.get(key, ()):
                fresh.update(_concluded(facts, rule, position, triple))
    return fresh


def _concluded(facts: Facts, rule: Rule, position: int, triple: Triple) -> Iterator[Triple]:
    """Yield what is new by *rule* if *triple* stands at *position* of its body."""
    head = rule.head
    start = matched(rule.body[position], triple, {})
    if start is None or head is None:
        return
    rest = rule.body[:position] + rule.body[position + 1 :]
    for binding in facts.solutions(rest, start):
        subject = fixed(head.subject, binding)
        if subject is not None and not isinstance(subject, Literal):
            conclusion = filled(head, binding)
            if conclusion not in facts:
                yield conclusion


def _key(pattern: Pattern) -> _Key:
    if pattern.predicate == _TYPE and not isinstance(pattern.object, Variable):
        return pattern.predicate, pattern.object
    return pattern.predicate, None
