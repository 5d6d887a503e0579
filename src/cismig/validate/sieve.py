"""The sieve: what a shape may complain of, found by set queries, so that little is left to judge.

pySHACL goes through the nodes one by one; the engine answers for all of them at once. What the
sieve finds may be too much and never too little: a constraint that it does not know, or whose
meaning differs between the two in any case, lets every target through. It never says what is wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import rdflib
from pyoxigraph import NamedNode, QuerySolutions, Variable
from rdflib import RDF, RDFS, SH, XSD

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.validate.rdflib_terms import from_rdflib, to_rdflib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from cismig.dataset.terms import Node, Term

__all__ = ["Window", "sieved"]

_Node = rdflib.term.Node
_TARGETS: Final[Mapping[_Node, str]] = {
    SH.targetClass: "{ ?this a %s }",
    SH.targetNode: "{ VALUES ?this { %s } }",
    SH.targetSubjectsOf: "{ ?this %s ?any }",
    SH.targetObjectsOf: "{ ?any %s ?this }",
}
_SILENT: Final = frozenset(
    (*_TARGETS, SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group)
)
_KINDS: Final[Mapping[_Node, str]] = {
    SH.IRI: "ISIRI(?this)",
    SH.BlankNode: "ISBLANK(?this)",
    SH.Literal: "ISLITERAL(?this)",
    SH.BlankNodeOrIRI: "!ISLITERAL(?this)",
    SH.BlankNodeOrLiteral: "!ISIRI(?this)",
    SH.IRIOrLiteral: "!ISBLANK(?this)",
}
_BOUNDS: Final[Mapping[_Node, str]] = {
    SH.minInclusive: ">=",
    SH.minExclusive: ">",
    SH.maxInclusive: "<=",
    SH.maxExclusive: "<",
}
_ORDERS: Final[Mapping[_Node, str]] = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}
_TEXTS: Final = frozenset((XSD.string, RDF.langString))
_TRUE: Final = rdflib.Literal("true", datatype=XSD.boolean)
# Of each datatype that is compared, some value: what cannot be compared with it is not well formed.
_SOME: Final[Mapping[_Node, str]] = {
    XSD.boolean: "false",
    XSD.date: "2000-01-01",
    XSD.dateTime: "2000-01-01T00:00:00",
    XSD.decimal: "0.5",
    XSD.gMonthDay: "--01-01",
    XSD.gYear: "2000",
    XSD.gYearMonth: "2000-01",
    XSD.integer: "0",
}
# What every engine reads alike: numbers without exponent, dates of the years 1000 to 2999 in no
# time zone. (For Python no year is over 9999; for XML Schema it may be.)
_PLAIN: Final = (
    "^(-?[0-9]+([.][0-9]+)?|true|false|--[0-9]{2}-[0-9]{2}"
    "|[12][0-9]{3}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?)?)?)$"
)
# A class in Rust's patterns may hold classes and set operations, which Python does not know.
_UNLIKE: Final = re.compile(r"\[\[|\[\^\[|&&|--|~~|\(\?|\\[pPxuU]")


class _UnknownError(Exception):
    """A constraint that the sieve cannot translate."""


@dataclass(frozen=True, slots=True)
class Window:
    """The graph that is looked through; types are those of the accepted view."""

    store: Store
    graph: NamedNode

    def nodes(self, pattern: str) -> set[Term]:
        """Return what ?this can be in *pattern*."""
        return {row[0] for row in self._rows(f"SELECT DISTINCT ?this WHERE {pattern}")}

    def pairs(self, path: str) -> Iterator[tuple[Term, Term]]:
        """Yield each node that has a *path*, with each value at its end."""
        for row in self._rows(f"SELECT DISTINCT ?this ?value WHERE {{ ?this {path} ?value }}"):
            yield row[0], row[1]

    def answers(self, query: str, focus: Term) -> bool:
        """Tell whether *query* has a row for *focus*, bound as pySHACL binds it."""
        bound: dict[Variable, Node] = {Variable("this"): focus}
        return next(iter(self._rows(query, bound)), None) is not None

    def _rows(self, query: str, bound: dict[Variable, Node] | None = None) -> QuerySolutions:
        found = self.store.query(query, default_graph=[self.graph], substitutions=bound)
        if not isinstance(found, QuerySolutions):
            raise _UnknownError(query)
        return found


def sieved(shapes: rdflib.Graph, window: Window) -> rdflib.Graph | None:
    """Return *shapes* with only those targets that may break them; None if there are none.

    A query that no target answers is left out.
    """
    left: rdflib.Graph | None = None
    for shape in {shape for target in _TARGETS for shape in shapes.subjects(target)}:
        suspects, idle = _Sieve(shapes, window).through(shape)
        if suspects is not None and not suspects:
            continue
        if left is None:
            left = _without_targets(shapes)
        if suspects is None or not all(isinstance(one, NamedNode) for one in suspects):
            for target in _TARGETS:
                for value in shapes.objects(shape, target):
                    left.add((shape, target, value))
            continue
        for one in suspects:
            left.add((shape, SH.targetNode, to_rdflib(one)))
        for query in idle:
            left.remove((shape, SH.sparql, query))
    return left


def _without_targets(shapes: rdflib.Graph) -> rdflib.Graph:
    left = rdflib.Graph()
    for triple in shapes:
        if triple[1] not in _TARGETS:
            left.add(triple)
    return left


@dataclass(frozen=True, slots=True)
class _Bad:
    """The nodes that may break a shape; if ``exact``, these do and no others."""

    nodes: set[Term]
    exact: bool = True


class _Sieve:
    def __init__(self, shapes: rdflib.Graph, window: Window) -> None:
        self._shapes = shapes
        self._window = window

    def through(self, shape: _Node) -> tuple[set[Term] | None, set[_Node]]:
        """Return the targets that may break *shape* (None: all), and its queries without a row."""
        try:
            scope = self._scope(shape)
            bad = self._bad(shape, scope).nodes
            found = bad & self._window.nodes(scope) if bad else set()
            return self._asked(shape, scope, found)
        except (_UnknownError, SyntaxError, ValueError, RecursionError):
            return None, set()

    def _scope(self, shape: _Node) -> str:
        if (shape, RDF.type, RDFS.Class) in self._shapes:  # an implicit target
            raise _UnknownError
        parts = [
            text % _named(value)
            for target, text in _TARGETS.items()
            for value in self._shapes.objects(shape, target)
        ]
        return "{ " + " UNION ".join(parts) + " }"

    def _asked(self, shape: _Node, scope: str, found: set[Term]) -> tuple[set[Term], set[_Node]]:
        """Add to *found* the targets for which a query of *shape* has a row."""
        idle: set[_Node] = set()
        for query in self._shapes.objects(shape, SH.sparql):
            text = self._query(query)
            rows = {one for one in self._window.nodes(scope) if self._window.answers(text, one)}
            if not rows:
                idle.add(query)
            found = found | rows
        return found, idle

    def _query(self, query: _Node) -> str:
        """Return the text of a constraint that says nothing but its query and its messages."""
        for word in self._shapes.predicates(query):
            if _is_shacl(word) and word not in {SH.select, SH.message, SH.severity}:
                raise _UnknownError(word)
        messages = self._shapes.objects(query, SH.message)
        if not all(isinstance(message, rdflib.Literal) for message in messages):
            raise _UnknownError(query)
        text = str(self._only(query, SH.select))
        if re.search(r"[$?](PATH|shapesGraph|currentShape)\b", text):
            raise _UnknownError(query)
        return text

    def _only(self, shape: _Node, word: _Node) -> _Node:
        values = list(self._shapes.objects(shape, word))
        if len(values) != 1:
            raise _UnknownError(word)
        return values[0]

    def _bad(self, shape: _Node, scope: str) -> _Bad:
        """Return the nodes of *scope* (and perhaps others) that may break *shape*."""
        steps = self._steps(shape)
        path = "/".join(map(str, steps))
        values = _values(path) if steps else scope
        found: list[_Bad] = []
        for word in set(self._shapes.predicates(shape)):
            if not _is_shacl(word) or word in _SILENT:
                continue
            if word == SH.sparql and not steps:
                continue  # asked of each target by itself
            if word in self._OF_VALUES:
                bad = self._OF_VALUES[word](self, shape, word, values)
                found.append(self._with_values(steps, bad) if steps else bad)
            elif word in self._OF_PATHS and steps:
                found.append(self._OF_PATHS[word](self, shape, word, scope, path))
            elif word not in self._BESIDE:
                raise _UnknownError(word)
        return _any(found)

    def _steps(self, shape: _Node) -> tuple[NamedNode, ...]:
        """Return the path of a property shape: one property, or some in a row; else nothing."""
        if (shape, SH.path, None) not in self._shapes:
            return ()
        path = self._only(shape, SH.path)
        steps = self._items(path) if isinstance(path, rdflib.BNode) else [path]
        return tuple(NamedNode(_named(step)[1:-1]) for step in steps)

    def _items(self, head: _Node) -> list[_Node]:
        items = list(self._shapes.items(head))
        if not items:
            raise _UnknownError(head)
        return items

    def _with_values(self, steps: tuple[NamedNode, ...], bad: _Bad) -> _Bad:
        """Return the nodes that *steps* lead from to one of *bad*."""
        found: set[Node] = set(bad.nodes)
        for verb in reversed(steps):
            found = {
                quad.subject
                for value in found
                for quad in self._window.store.quads_for_pattern(
                    None, verb, value, self._window.graph
                )
            }
        return _Bad(found, bad.exact)  # type: ignore[arg-type]  # no file holds a statement of one

    def _failing(self, scope: str, test: str, *, exact: bool) -> _Bad:
        """Return the nodes of *scope* that *test* does not hold for, or cannot be told of."""
        found = self._window.nodes(f"{{ {scope} FILTER(!COALESCE({test}, false)) }}")
        return _Bad(found, exact)

    # The constraints on each value.

    def _class(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        return _any(
            self._failing(
                scope,
                f"EXISTS {{ GRAPH {ACCEPTED_GRAPH} {{ ?this a {_named(kind)} }} }}",
                exact=True,
            )
            for kind in self._shapes.objects(shape, word)
        )

    def _datatype(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        kind = self._only(shape, word)
        test = f"DATATYPE(?this) = {_named(kind)}"
        if kind in _SOME:
            some = f'"{_SOME[kind]}"^^{_named(kind)}'
            test += f' && (?this < {some} || ?this >= {some}) && REGEX(STR(?this), "{_PLAIN}")'
        elif kind not in _TEXTS:
            raise _UnknownError(kind)
        return self._failing(scope, test, exact=False)

    def _node_kind(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        kind = self._only(shape, word)
        if kind not in _KINDS:
            raise _UnknownError(kind)
        return self._failing(scope, _KINDS[kind], exact=True)

    def _pattern(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        pattern = self._only(shape, word)
        if _UNLIKE.search(str(pattern)) or (shape, SH.flags, None) in self._shapes:
            raise _UnknownError(pattern)
        text = f"REGEX(STR(?this), {_plain(pattern)})"
        return self._failing(scope, f"!ISBLANK(?this) && {text}", exact=False)

    def _bound(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        bound = self._only(shape, word)
        if not isinstance(bound, rdflib.Literal) or bound.datatype not in _SOME:
            raise _UnknownError(bound)
        kinds: set[_Node] = {bound.datatype}  # type: ignore[arg-type]  # it is one of _SOME
        if bound.datatype == XSD.integer:
            kinds.add(XSD.decimal)
        listed = ", ".join(map(_named, kinds))
        test = (
            f"DATATYPE(?this) IN ({listed}) && ?this {_BOUNDS[word]} {from_rdflib(bound)}"
            f' && REGEX(STR(?this), "{_PLAIN}")'
        )
        return self._failing(scope, test, exact=False)

    def _languages(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        ranges = self._items(self._only(shape, word))
        test = " || ".join(f"LANGMATCHES(LANG(?this), {_plain(one)})" for one in ranges)
        return self._failing(scope, test, exact=True)

    def _in(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        allowed = self._items(self._only(shape, word))
        test = " || ".join(f"SAMETERM(?this, {_plain(one)})" for one in allowed)
        return self._failing(scope, test, exact=True)

    def _inner(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        return _any(self._bad(inner, scope) for inner in self._shapes.objects(shape, word))

    def _or(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        return _any(
            _all([self._bad(inner, scope) for inner in self._items(choice)])
            for choice in self._shapes.objects(shape, word)
        )

    def _and(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        return _any(
            self._bad(inner, scope)
            for choice in self._shapes.objects(shape, word)
            for inner in self._items(choice)
        )

    def _not(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        return _any(
            self._others(scope, [self._bad(inner, scope)], broken=0)
            for inner in self._shapes.objects(shape, word)
        )

    def _xone(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        found = []
        for choice in self._shapes.objects(shape, word):
            inner = [self._bad(one, scope) for one in self._items(choice)]
            good = self._others(scope, inner, broken=len(inner) - 1)
            found.append(_Bad(self._window.nodes(scope) - good.nodes if good.exact else good.nodes))
        return _any(found)

    def _others(self, scope: str, inner: list[_Bad], *, broken: int) -> _Bad:
        """Return the nodes of *scope* that break so many of the inner shapes; else all of them."""
        every = self._window.nodes(scope)
        if not all(one.exact for one in inner):
            return _Bad(every, exact=False)
        return _Bad({node for node in every if sum(node in one.nodes for one in inner) == broken})

    # The constraints on all values of a path together.

    def _min_count(self, shape: _Node, word: _Node, scope: str, path: str) -> _Bad:
        count = _number(self._only(shape, word))
        if count == 0:
            return _Bad(set())
        if count == 1:
            return _Bad(self._window.nodes(f"{{ {scope} MINUS {{ ?this {path} ?value }} }}"))
        return _Bad(self._grouped(f"{scope} OPTIONAL {{ ?this {path} ?value }}", f"< {count}"))

    def _max_count(self, shape: _Node, word: _Node, _scope: str, path: str) -> _Bad:
        count = _number(self._only(shape, word))
        return _Bad(self._grouped(f"?this {path} ?value", f"> {count}"))

    def _grouped(self, pattern: str, limit: str, beside: str = "") -> set[Term]:
        having = f"HAVING (COUNT(DISTINCT ?value) {limit})"
        return self._window.nodes(f"{{ {pattern} }} GROUP BY ?this {beside} {having}")

    def _unique_languages(self, shape: _Node, word: _Node, _scope: str, path: str) -> _Bad:
        if self._only(shape, word) != _TRUE:
            raise _UnknownError(shape)
        pattern = f'?this {path} ?value FILTER(LANG(?value) != "")'
        return _Bad(self._grouped(pattern, "> 1", "(LCASE(LANG(?value)) AS ?language)"))

    def _disjoint(self, shape: _Node, word: _Node, _scope: str, path: str) -> _Bad:
        return _any(
            _Bad(self._window.nodes(f"{{ ?this {path} ?value ; {_named(other)} ?value }}"))
            for other in self._shapes.objects(shape, word)
        )

    def _ordered(self, shape: _Node, word: _Node, _scope: str, path: str) -> _Bad:
        tests = (
            f"{{ ?this {path} ?value ; {_named(other)} ?other FILTER(!COALESCE("
            f"DATATYPE(?value) = DATATYPE(?other) && ?value {_ORDERS[word]} ?other"
            f' && REGEX(STR(?value), "{_PLAIN}") && REGEX(STR(?other), "{_PLAIN}"), false)) }}'
            for other in self._shapes.objects(shape, word)
        )
        return _any(_Bad(self._window.nodes(test), exact=False) for test in tests)

    def _qualified(self, shape: _Node, word: _Node, scope: str, path: str) -> _Bad:
        least, most = (
            _number(count) if count is not None else default
            for count, default in (
                (self._shapes.value(shape, SH.qualifiedMinCount), 0),
                (self._shapes.value(shape, SH.qualifiedMaxCount), sys.maxsize),
            )
        )
        bad = self._bad(self._only(shape, word), _values(path))
        every = self._window.nodes(scope)
        if not bad.exact:
            return _Bad(every, exact=False)
        counts = Counter(node for node, value in self._window.pairs(path) if value not in bad.nodes)
        return _Bad({node for node in every if not least <= counts[node] <= most})

    _OF_VALUES: ClassVar[Mapping[_Node, Callable[[_Sieve, _Node, _Node, str], _Bad]]] = {
        SH["class"]: _class,
        SH.datatype: _datatype,
        SH.nodeKind: _node_kind,
        SH.pattern: _pattern,
        SH.languageIn: _languages,
        SH["in"]: _in,
        SH.node: _inner,
        SH.property: _inner,
        SH["or"]: _or,
        SH["and"]: _and,
        SH["not"]: _not,
        SH.xone: _xone,
        **dict.fromkeys(_BOUNDS, _bound),
    }
    _OF_PATHS: ClassVar[Mapping[_Node, Callable[[_Sieve, _Node, _Node, str, str], _Bad]]] = {
        SH.minCount: _min_count,
        SH.maxCount: _max_count,
        SH.uniqueLang: _unique_languages,
        SH.disjoint: _disjoint,
        SH.qualifiedValueShape: _qualified,
        **dict.fromkeys(_ORDERS, _ordered),
    }
    _BESIDE: ClassVar = frozenset((SH.qualifiedMinCount, SH.qualifiedMaxCount))


def _any(found: Iterable[_Bad]) -> _Bad:
    every = tuple(found)
    nodes = {node for one in every for node in one.nodes}
    return _Bad(nodes, all(one.exact for one in every))


def _all(found: Iterable[_Bad]) -> _Bad:
    every = tuple(found)
    nodes = set.intersection(*(one.nodes for one in every))
    return _Bad(nodes, all(one.exact for one in every))


def _is_shacl(word: _Node) -> bool:
    return str(word).startswith(str(SH))


def _values(path: str) -> str:
    return f"{{ SELECT DISTINCT ?this WHERE {{ ?some {path} ?this }} }}"


def _named(node: _Node) -> str:
    if not isinstance(node, rdflib.URIRef):
        raise _UnknownError(node)
    return str(from_rdflib(node))


def _plain(node: _Node) -> str:
    """Return a name or a text as SPARQL writes it; a number may be written in several ways."""
    if isinstance(node, rdflib.Literal) and node.datatype not in {None, *_TEXTS}:
        raise _UnknownError(node)
    if isinstance(node, rdflib.BNode):
        raise _UnknownError(node)
    return str(from_rdflib(node))


def _number(node: _Node) -> int:
    if not isinstance(node, rdflib.Literal) or not isinstance(node.value, int):
        raise _UnknownError(node)
    return int(node.value)
