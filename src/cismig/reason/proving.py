"""How a statement follows: the shortest proof, found backwards over the rules of the closure."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cismig.dataset import bound_premises
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph
from cismig.reason.closing import with_circles
from cismig.reason.facts import Facts, filled, matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import NamedNode, Triple

    from cismig.dataset.terms import Statements
    from cismig.reason.rules import Rule

__all__ = ["Proof", "prove"]


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and why it holds.

    ``rule`` is None where a graph states it; else ``premises`` are the proofs of the facts that
    the rule needed, followed by the axioms that it was compiled from. An axiom about a list (a
    chain, a disjoint union) has a blank node for its object.
    """

    triple: Triple
    rule: str | None
    premises: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    conclusion: Triple
    rule: str
    order: int
    premises: tuple[Triple, ...]
    axioms: tuple[Triple, ...]


def prove(
    store: Statements,
    rules: Iterable[Rule],
    triple: Triple,
    *,
    graph: NamedNode = ACCEPTED_GRAPH,
    entailed: NamedNode = ENTAILED_GRAPH,
) -> Proof | None:
    """Return the proof of *triple* with the fewest statements, None if it does not hold.

    The closure must have been written: the search goes only through what is known to hold.
    """
    every = tuple(rules)
    facts = Facts(store, graph)
    if not facts.is_written(triple):
        return None
    return (
        _Search(facts, every, entailed).shortest(triple)
        # A step may need x R x, which the closure leaves out.
        or _Search(with_circles(store, every, graph), every, entailed).shortest(triple)
    )


class _Search:
    """Knuth's generalisation of Dijkstra's algorithm, over the steps that lead to the goal.

    Costs grow along every step, so circles never win, and nothing recurses, so depth is free.
    """

    def __init__(self, facts: Facts, rules: Sequence[Rule], entailed: NamedNode) -> None:
        self._facts = facts
        self._entailed = entailed
        self._by_head: dict[NamedNode, list[tuple[int, Rule]]] = defaultdict(list)
        for order, rule in enumerate(rules):
            if rule.head is not None:
                self._by_head[rule.head.predicate].append((order, rule))

    def is_stated(self, triple: Triple) -> bool:
        return (
            self._facts.is_written(triple)
            and in_graph(triple, self._entailed) not in self._facts.store
        )

    def shortest(self, goal: Triple) -> Proof | None:
        steps, stated = self._explored(goal)
        uses: dict[Triple, list[_Step]] = defaultdict(list)
        for step in steps:
            for premise in set(step.premises):
                uses[premise].append(step)
        open_premises = {step: len(set(step.premises)) for step in steps}
        costs: dict[Triple, int] = {}
        proofs: dict[Triple, Proof] = {}
        # (cost, order of the rule, text) decides; the number only keeps the heap from comparing.
        heap: list[tuple[int, int, str, int, _Step | None, Triple]] = [
            (1, -1, str(triple), number, None, triple) for number, triple in enumerate(stated)
        ]
        heapq.heapify(heap)
        number = len(heap)
        while heap:
            cost, _, _, _, reached_by, triple = heapq.heappop(heap)
            if triple in costs:
                continue
            costs[triple] = cost
            proofs[triple] = _proof(triple, reached_by, proofs)
            if triple == goal:
                return proofs[triple]
            for use in uses[triple]:
                open_premises[use] -= 1
                if open_premises[use] == 0:
                    number += 1
                    total = 1 + len(use.axioms) + sum(costs[premise] for premise in use.premises)
                    text = str(use.premises)
                    heapq.heappush(heap, (total, use.order, text, number, use, use.conclusion))
        return None

    def _explored(self, goal: Triple) -> tuple[list[_Step], list[Triple]]:
        """Return the steps that can lead to *goal*, and the stated facts that they start from."""
        steps: list[_Step] = []
        stated: list[Triple] = []
        seen = {goal}
        waiting = deque([goal])
        while waiting:
            triple = waiting.popleft()
            if self.is_stated(triple):
                stated.append(triple)
                continue
            for step in self._steps(triple):
                steps.append(step)
                for premise in step.premises:
                    if premise not in seen:
                        seen.add(premise)
                        waiting.append(premise)
        return steps, stated

    def _steps(self, goal: Triple) -> Iterator[_Step]:
        if bounds := bound_premises(self._facts.store, goal):
            yield _Step(goal, "date bound", -1, bounds, ())
        for order, rule in self._by_head[goal.predicate]:
            for premises in self._premises(rule, goal):
                if goal not in premises and not (rule.linear and self._is_late(rule, premises[0])):
                    yield _Step(goal, rule.name, order, premises, rule.axioms)

    def _premises(self, rule: Rule, goal: Triple) -> Iterator[tuple[Triple, ...]]:
        if rule.head is None:
            return
        binding = matched(rule.head, goal, {})
        if binding is None:
            return
        for solution in self._facts.solutions(rule.body, binding):
            yield tuple(filled(pattern, solution) for pattern in rule.body)

    def _is_late(self, rule: Rule, first: Triple) -> bool:
        """Tell whether *first* needs *rule* itself: then the same path is found from its start."""
        if self.is_stated(first):
            return False
        return not any(
            True
            for _, other in self._by_head[first.predicate]
            if other is not rule
            for _ in self._premises(other, first)
        )


def _proof(triple: Triple, step: _Step | None, proofs: dict[Triple, Proof]) -> Proof:
    if step is None:
        return Proof(triple, None, ())
    return Proof(
        triple,
        step.rule,
        (
            *(proofs[premise] for premise in step.premises),
            *(Proof(axiom, None, ()) for axiom in step.axioms),
        ),
    )
