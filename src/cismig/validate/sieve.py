"""The sieve: what a shape may complain of, found by set queries, so that little is left to judge.

pySHACL goes through the nodes one by one; the engine answers for all of them at once. What the
sieve finds may be too much and never too little: a constraint that it does not know, or whose
meaning differs between the two in any case, lets every target through. It never says what is wrong.
"""

from __future__ import annotations

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

import rdflib
from pyoxigraph import NamedNode
from rdflib import SH

from cismig.validate.deciding import touched
from cismig.validate.rdflib_terms import to_rdflib
from cismig.validate.since import Asked
from cismig.validate.suspects import TARGETS, Suspects, is_shacl
from cismig.validate.window import UnknownError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cismig.dataset.terms import Term
    from cismig.validate.since import Since
    from cismig.validate.window import Window

__all__ = ["LONG", "sieved"]

_Node = rdflib.term.Node
LONG: Final = 0.05
"""Seconds: it takes less to find out what a change can reach than to ask a shape that took more."""
_CORES: Final = os.cpu_count() or 1
_BOUND_BY_PYSHACL: Final = re.compile(r"[$?](PATH|shapesGraph|currentShape)\b")


def sieved(
    shapes: rdflib.Graph, window: Window, passed: Collection[str] = (), since: Since | None = None
) -> tuple[rdflib.Graph | None, dict[str, Asked]]:
    """Return *shapes* with only those targets that may break them, and what came of asking each.

    The shapes are None if none is left; those that have *passed* are not asked. A query that has no
    row for any target is left out. If that was found before, it is asked only for those that were
    suspects, and for what has been touched *since*.
    """
    left: rdflib.Graph | None = None
    asked: dict[str, Asked] = {}
    for shape in {shape for target in TARGETS for shape in shapes.subjects(target)}:
        if str(shape) in passed:
            continue
        started = time.perf_counter()
        found: set[Term] | None = None
        rows: dict[_Node, set[Term]] = {}
        with suppress(UnknownError, SyntaxError, ValueError, RecursionError):
            rows = _rows(shapes, shape, window, since)
            found = Suspects(shapes, window).of(shape).union(*rows.values())
        if found is not None and all(isinstance(one, NamedNode) for one in found):
            before = since.asked.get(str(shape), Asked(0)) if since is not None else Asked(0)
            seconds = max(before.seconds, time.perf_counter() - started)
            asked[str(shape)] = Asked(seconds, tuple(sorted(one.value for one in found)))
            if not found:
                continue
        if left is None:
            left = _without_targets(shapes)
        _give_targets(left, shapes, shape, found)
        for query, answered in rows.items():
            if found is not None and not answered:
                left.remove((shape, SH.sparql, query))
    return left, asked


def _without_targets(shapes: rdflib.Graph) -> rdflib.Graph:
    left = rdflib.Graph()
    for triple in shapes:
        if triple[1] not in TARGETS:
            left.add(triple)
    return left


def _give_targets(
    left: rdflib.Graph, shapes: rdflib.Graph, shape: _Node, found: set[Term] | None
) -> None:
    """Let *shape* judge what was *found*, or else, as a blank node has no name, all that it did."""
    if found is not None and all(isinstance(one, NamedNode) for one in found):
        for one in found:
            left.add((shape, SH.targetNode, to_rdflib(one)))
        return
    for target in TARGETS:
        for value in shapes.objects(shape, target):
            left.add((shape, target, value))


def _rows(
    shapes: rdflib.Graph, shape: _Node, window: Window, since: Since | None
) -> dict[_Node, set[Term]]:
    """Return for each query of *shape* the targets for which it has a row."""
    queries = {query: _text(shapes, query) for query in shapes.objects(shape, SH.sparql)}
    targets = Suspects(shapes, window).targets(shape) if queries else set()
    pairs: list[tuple[_Node, str, Term]] = []
    for query, text in queries.items():
        asked = targets
        before = since.asked.get(str(shape)) if since is not None else None
        if since is not None and before is not None and before.seconds > LONG:
            anew = touched(text, since.statements, window.store)
            if anew is not None:
                asked = targets & anew.union(map(NamedNode, before.suspects))
        pairs += ((query, text, target) for target in asked)
    answered = _answered(window, pairs)
    return {query: {target for one, target in answered if one == query} for query in queries}


def _answered(window: Window, pairs: Iterable[tuple[_Node, str, Term]]) -> list[tuple[_Node, Term]]:
    """Return those *pairs* of a query and a target that have a row, on all cores at once."""
    waiting = iter(pairs)  # each thread takes the next; the engine works outside Python's lock

    def work() -> list[tuple[_Node, Term]]:
        return [(query, target) for query, text, target in waiting if window.answers(text, target)]

    parts = [_workers().submit(work) for _ in range(_CORES)]
    return [pair for part in parts for pair in part.result()]


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES)  # kept, for to start threads takes longer than most queries


def _text(shapes: rdflib.Graph, query: _Node) -> str:
    """Return the text of a constraint that says nothing but its query and its messages."""
    for word in shapes.predicates(query):
        if is_shacl(word) and word not in {SH.select, SH.message, SH.severity}:
            raise UnknownError(word)
    messages = shapes.objects(query, SH.message)
    texts = list(shapes.objects(query, SH.select))
    if not all(isinstance(one, rdflib.Literal) for one in messages) or len(texts) != 1:
        raise UnknownError(query)
    if _BOUND_BY_PYSHACL.search(str(texts[0])):
        raise UnknownError(query)
    return str(texts[0])
