"""What decides: the properties and classes that a shape's verdict can depend on, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Final

import rdflib
from pyoxigraph import NamedNode, Triple
from pyparsing import ParseResults
from rdflib import RDF, SH
from rdflib.plugins.sparql.algebra import translatePName, translatePrologue, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from cismig.dataset.terms import ACCEPTED_GRAPH, named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from cismig.dataset.terms import Statements, Term

    _Given = Mapping[object, frozenset[str] | None]

__all__ = ["NAMING", "deciding_words", "touched", "words_of"]

_Node = rdflib.term.Node
_THIS: Final = rdflib.Variable("this")
NAMING: Final = frozenset(
    named(f"qb:{word}").value for word in ("attribute", "componentProperty", "dimension", "measure")
)
"""Words whose values are properties: a query may ask for those that a structure names."""
_BEYOND: Final = frozenset(
    ("GraphGraphPattern", "PathNegatedPropertySet", "ServiceGraphPattern", "DescribeQuery")
)


class _AnyError(Exception):
    """Any statement can matter."""


def words_of(statements: Iterable[Triple]) -> frozenset[str]:
    """Return the properties of *statements*, and the classes of which they say that a thing is."""
    words: set[str] = set()
    for triple in statements:
        words.add(triple.predicate.value)
        if triple.predicate.value == str(RDF.type) and isinstance(triple.object, NamedNode):
            words.add(triple.object.value)
    return frozenset(words)


def deciding_words(shapes: rdflib.Graph, shape: _Node, store: Statements) -> frozenset[str] | None:
    """Return the words without which no statement can change what *shape* says; None if any can.

    ``rdf:type`` is among them only where it is asked of what class a thing is, whichever that is.
    Where a query asks for the properties that some word of `NAMING` names, these are those that it
    names in *store*: they hold until a statement with that word comes or goes.
    """
    words: set[str] = set()
    waiting, seen = [shape], set[_Node]()
    try:
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for _, verb, value in shapes.triples((node, None, None)):
                if verb == SH.select:
                    asked = _Asked(str(value), store)
                    words |= asked.loose | asked.tied
                elif isinstance(value, rdflib.URIRef):
                    words.add(str(value))
                waiting.append(value)
    except _AnyError:
        return None
    return frozenset(words)


def touched(text: str, statements: Collection[Triple], store: Statements) -> set[Term] | None:
    """Return the things for which the query *text* on ``$this`` may answer anew; None if for any.

    The *statements* came or went, and *store* is as it is now. Often a pattern can match only what
    some other pattern ties to ``$this`` directly, as ``?x qb:dataSet $this`` does; then a statement
    touches what it names and what its subject is tied to, and nothing else.
    """
    try:
        asked = _Asked(text, store)
    except _AnyError:
        return None
    if not asked.loose.isdisjoint(words_of(statements)):
        return None
    ties = [NamedNode(tie) for tie in asked.ties]
    subjects = {triple.subject for triple in statements if isinstance(triple.subject, NamedNode)}
    tied = {
        quad.object
        for subject in subjects
        for tie in ties
        for quad in store.quads_for_pattern(subject, tie, None, ACCEPTED_GRAPH)
    }
    named = subjects | tied | {triple.object for triple in statements}
    return {one for one in named if not isinstance(one, Triple)}


@dataclass(slots=True)
class _Asked:
    """What a query asks for: words of patterns that are tied to ``$this``, and of all others.

    What is read is the parsed text: the algebra that rdflib makes of it leaves out the filters of
    an EXISTS within an EXISTS.
    """

    text: str
    store: Statements
    ties: set[str] = field(default_factory=set)
    tied: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read the query.

        Raises:
            _AnyError: it asks for any property at all, or beyond the graph that it is put to.
        """
        tree = _parsed(self.text)
        parts = [part for part in _parts(tree) if isinstance(part, CompValue)]
        if any(part.name in _BEYOND for part in parts):
            raise _AnyError(self.text)
        self._walk(tree, frozenset({_THIS}), _given(parts, self.store))

    def _walk(self, part: object, subjects: frozenset[object], given: _Given) -> None:
        """Go through *part*, in which *subjects* are ``$this`` or tied to it by what is around."""
        if isinstance(part, CompValue):
            if part.name == "SubSelect":  # what has the same name there need not be the same
                subjects = frozenset({_THIS}) if _is_handed_on(part) else frozenset()
            elif part.name == "GroupGraphPatternSub" and _THIS in subjects:
                subjects |= self._tied_by(part)
            for subject, verb, value in _triples(part):
                # Of a path, no more than an end is tied.
                is_tied = _only(verb) is not None and (
                    subject in subjects or (value == _THIS and _THIS in subjects)
                )
                (self.tied if is_tied else self.loose).update(_names(verb, value, given))
            part = list(part.values())
        if isinstance(part, list | tuple | ParseResults):
            for one in part:
                self._walk(one, subjects, given)

    def _tied_by(self, group: CompValue) -> set[object]:
        """Return the subjects that must have a property whose value is ``$this``."""
        found: set[object] = set()
        for part in dict.get(group, "part", ()):
            if isinstance(part, CompValue) and part.name == "TriplesBlock":
                for subject, verb, value in _triples(part):
                    if value == _THIS and isinstance(_only(verb), rdflib.URIRef):
                        self.ties.add(str(_only(verb)))
                        found.add(subject)
        return found


@cache
def _parsed(text: str) -> object:
    """Return the parts of a query, names written out; it takes rdflib a tenth of a second."""
    prologue, query = parseQuery(text)
    names = partial(translatePName, prologue=translatePrologue(prologue, None))
    return traverse(query, visitPost=names)


def _is_handed_on(select: CompValue) -> bool:
    """Tell whether ``$this`` is the same inside and outside a sub-SELECT."""
    chosen = dict.get(select, "projection")
    return chosen is None or any(dict.get(one, "var") == _THIS for one in chosen)


def _triples(part: CompValue) -> Iterator[tuple[object, object, object]]:
    """Yield the patterns of a block, whose terms stand in one row."""
    for row in dict.get(part, "triples", ()):  # its own get() makes up what is not there
        terms = list(row)
        yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)


def _given(parts: Collection[CompValue], store: Statements) -> _Given:
    """Return the names that variables can have; None if the query gives them something else.

    They come from the query itself, or from *store*, by a word of `NAMING`.
    """
    given: dict[object, frozenset[str] | None] = {}

    def note(variable: object, value: object) -> None:
        before = given.get(variable, frozenset())
        is_name = isinstance(value, rdflib.URIRef)
        given[variable] = before | {str(value)} if is_name and before is not None else None

    for part in parts:
        if part.name == "Bind":
            note(part.var, _only(part.expr))
        elif part.name == "vars" and "evar" in part:
            note(part.evar, None)
        elif part.name == "InlineData":
            rows = [row if isinstance(row, list) else [row] for row in part.value]
            for row in rows:
                for variable, value in zip(part.var, row, strict=True):
                    note(variable, value)
    for variable, name in _named_in(parts, store):
        note(variable, name)
    return given


def _named_in(
    parts: Iterable[CompValue], store: Statements
) -> Iterator[tuple[rdflib.Variable, rdflib.URIRef]]:
    """Yield the variables that a word of `NAMING` leads to, with each property that it names."""
    for part in parts:
        for _, verb, value in _triples(part) if part.name == "TriplesBlock" else ():
            word = str(_only(verb))
            if word in NAMING and isinstance(value, rdflib.Variable):
                for quad in store.quads_for_pattern(None, NamedNode(word), None, ACCEPTED_GRAPH):
                    yield value, rdflib.URIRef(getattr(quad.object, "value", ""))


def _names(verb: object, value: object, given: _Given) -> Iterator[str]:
    """Yield the words of a pattern.

    Raises:
        _AnyError: its property can be any.
    """
    named = _only(verb)
    if isinstance(named, rdflib.Variable):
        names = given.get(named)
        if names is None:
            raise _AnyError(named)
        yield from names
    elif named == RDF.type:
        names = given.get(value) if isinstance(value, rdflib.Variable) else None
        yield from names or {str(value if isinstance(value, rdflib.URIRef) else RDF.type)}
    else:
        yield from (str(part) for part in _parts(verb) if isinstance(part, rdflib.URIRef))


def _only(part: object) -> object:
    """Return the term that is all of *part*; None if it is more than that."""
    terms = [one for one in _parts(part) if isinstance(one, rdflib.term.Identifier)]
    plain = not any(
        "mod" in one or one.name.startswith(("Builtin", "Function", "PathEltOrInverse", "Unary"))
        for one in _parts(part)
        if isinstance(one, CompValue)
    )
    return terms[0] if plain and len(terms) == 1 else None


def _parts(found: object) -> Iterator[object]:
    """Yield *found* and every part of it."""
    yield found
    if isinstance(found, CompValue):
        found = list(found.values())
    if isinstance(found, list | tuple | ParseResults):
        for one in found:
            yield from _parts(one)
