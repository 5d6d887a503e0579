"""Suspects: the nodes that may break a shape, by set queries, one for each constraint."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import rdflib
from pyoxigraph import NamedNode
from rdflib import RDF, RDFS, SH, XSD

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.validate.rdflib_terms import from_rdflib
from cismig.validate.window import UnknownError, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cismig.dataset.terms import Node, Term

__all__ = ["TARGETS", "Suspects", "is_shacl"]

_Node = rdflib.term.Node
TARGETS: Final[Mapping[_Node, str]] = {
    SH.targetClass: "{ ?this a %s }",
    SH.targetNode: "{ VALUES ?this { %s } }",
    SH.targetSubjectsOf: "{ ?this %s ?any }",
    SH.targetObjectsOf: "{ ?any %s ?this }",
}
_SILENT: Final = frozenset(
    (*TARGETS, SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group)
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


@dataclass(frozen=True, slots=True)
class _Bad:
    """The nodes that may break a shape; if ``exact``, these do and no others."""

    nodes: set[Term]
    exact: bool = True


class Suspects:
    """What in a window may break shapes."""

    def __init__(self, shapes: rdflib.Graph, window: Window) -> None:
        """Look through *window* for what may break *shapes*."""
        self._shapes = shapes
        self._window = window

    def of(self, shape: _Node) -> set[Term]:
        """Return the targets of *shape* that may break it, its own queries apart.

        Raises:
            UnknownError: a constraint that cannot be translated.
        """
        scope = self._scope(shape)
        bad = self._bad(shape, scope).nodes
        return bad & self._window.nodes(scope) if bad else set()

    def targets(self, shape: _Node) -> set[Term]:
        """Return the targets of *shape*."""
        return self._window.nodes(self._scope(shape))

    def _scope(self, shape: _Node) -> str:
        if (shape, RDF.type, RDFS.Class) in self._shapes:  # an implicit target
            raise UnknownError
        parts = [
            text % _named(value)
            for target, text in TARGETS.items()
            for value in self._shapes.objects(shape, target)
        ]
        return "{ " + " UNION ".join(parts) + " }"

    def _only(self, shape: _Node, word: _Node) -> _Node:
        values = list(self._shapes.objects(shape, word))
        if len(values) != 1:
            raise UnknownError(word)
        return values[0]

    def _bad(self, shape: _Node, scope: str) -> _Bad:
        """Return the nodes of *scope* (and perhaps others) that may break *shape*."""
        steps = self._steps(shape)
        path = "/".join(map(str, steps))
        values = _values(path) if steps else scope
        found: list[_Bad] = []
        for word in set(self._shapes.predicates(shape)):
            if not is_shacl(word) or word in _SILENT:
                continue
            if word == SH.sparql and not steps:
                continue  # asked of each target by itself
            if word in self._OF_VALUES:
                bad = self._OF_VALUES[word](self, shape, word, values)
                found.append(self._with_values(steps, bad) if steps else bad)
            elif word in self._OF_PATHS and steps:
                found.append(self._OF_PATHS[word](self, shape, word, scope, path))
            elif word not in self._BESIDE:
                raise UnknownError(word)
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
            raise UnknownError(head)
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
            raise UnknownError(kind)
        return self._failing(scope, test, exact=False)

    def _node_kind(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        kind = self._only(shape, word)
        if kind not in _KINDS:
            raise UnknownError(kind)
        return self._failing(scope, _KINDS[kind], exact=True)

    def _pattern(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        pattern = self._only(shape, word)
        if _UNLIKE.search(str(pattern)) or (shape, SH.flags, None) in self._shapes:
            raise UnknownError(pattern)
        text = f"REGEX(STR(?this), {_plain(pattern)})"
        return self._failing(scope, f"!ISBLANK(?this) && {text}", exact=False)

    def _bound(self, shape: _Node, word: _Node, scope: str) -> _Bad:
        bound = self._only(shape, word)
        if not isinstance(bound, rdflib.Literal) or bound.datatype not in _SOME:
            raise UnknownError(bound)
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
            raise UnknownError(shape)
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

    _OF_VALUES: ClassVar[Mapping[_Node, Callable[[Suspects, _Node, _Node, str], _Bad]]] = {
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
    _OF_PATHS: ClassVar[Mapping[_Node, Callable[[Suspects, _Node, _Node, str, str], _Bad]]] = {
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


def is_shacl(word: _Node) -> bool:
    """Tell whether *word* is one of SHACL's."""
    return str(word).startswith(str(SH))


def _values(path: str) -> str:
    return f"{{ SELECT DISTINCT ?this WHERE {{ ?some {path} ?this }} }}"


def _named(node: _Node) -> str:
    if not isinstance(node, rdflib.URIRef):
        raise UnknownError(node)
    return str(from_rdflib(node))


def _plain(node: _Node) -> str:
    """Return a name or a text as SPARQL writes it; a number may be written in several ways."""
    if isinstance(node, rdflib.Literal) and node.datatype not in {None, *_TEXTS}:
        raise UnknownError(node)
    if isinstance(node, rdflib.BNode):
        raise UnknownError(node)
    return str(from_rdflib(node))


def _number(node: _Node) -> int:
    if not isinstance(node, rdflib.Literal) or not isinstance(node.value, int):
        raise UnknownError(node)
    return int(node.value)
