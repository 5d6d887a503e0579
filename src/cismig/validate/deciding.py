"""Deciding words: the properties and classes that the verdict of a shape can depend on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import rdflib
from pyparsing import ParseResults
from rdflib import RDF, SH
from rdflib.plugins.sparql.algebra import translatePName, translatePrologue, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["deciding_words"]

_Node = rdflib.term.Node
_BEYOND: Final = frozenset(
    ("GraphGraphPattern", "PathNegatedPropertySet", "ServiceGraphPattern", "DescribeQuery")
)


class _AnyError(Exception):
    """Any statement can matter."""


def deciding_words(shapes: rdflib.Graph, shape: _Node) -> frozenset[str] | None:
    """Return the words without which no statement can change what *shape* says; None if any can.

    ``rdf:type`` is among them only where it is asked of what class a thing is, whichever that is.
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
                    words.update(_asked(str(value)))
                elif isinstance(value, rdflib.URIRef):
                    words.add(str(value))
                waiting.append(value)
    except _AnyError:
        return None
    return frozenset(words)


def _asked(text: str) -> Iterator[str]:
    """Yield the words of a query: every name in it, and perhaps rdf:type.

    What is read is the parsed text: the algebra that rdflib makes of it leaves out the filters of
    an EXISTS within an EXISTS.

    Raises:
        _AnyError: it asks for any property at all, or beyond the graph that it is put to.
    """
    prologue, query = parseQuery(text)
    names = partial(translatePName, prologue=translatePrologue(prologue, None))
    parts = tuple(_parts(traverse(query, visitPost=names)))
    compounds = [part for part in parts if isinstance(part, CompValue)]
    if any(part.name in _BEYOND for part in compounds):
        raise _AnyError(text)
    given = _given(compounds)
    for part in compounds:
        for subject, verb, value in _triples(part):
            named = _only(verb)
            if isinstance(named, rdflib.Variable) and not given.get(named):
                raise _AnyError(named)
            if (named == RDF.type and not _is_known(value, given)) or (
                named is None and RDF.type in _parts((subject, verb))
            ):
                yield str(RDF.type)
    yield from (str(part) for part in parts if isinstance(part, rdflib.URIRef) and part != RDF.type)


def _triples(part: CompValue) -> Iterator[tuple[object, object, object]]:
    """Yield the patterns of a block, whose terms stand in one row."""
    for row in dict.get(part, "triples", ()):  # its own get() makes up what is not there
        terms = list(row)
        yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)


def _given(parts: Iterable[CompValue]) -> dict[_Node, bool]:
    """Tell of each variable that the query itself binds whether it does so to names alone."""
    given: dict[_Node, bool] = {}

    def note(variable: _Node, value: object) -> None:
        given[variable] = given.get(variable, True) and isinstance(value, rdflib.URIRef)

    for part in parts:
        if part.name == "Bind":
            note(part.var, _only(part.expr))
        elif part.name == "vars" and "evar" in part:
            note(part.evar, None)
        elif part.name == "InlineData":
            rows = [row if isinstance(row, list) else [row] for row in part.value]
            for variable, value in (
                pair for row in rows for pair in zip(part.var, row, strict=True)
            ):
                note(variable, value)
    return given


def _is_known(value: object, given: Mapping[_Node, bool]) -> bool:
    """Tell whether it is known which class *value* is."""
    return isinstance(value, rdflib.URIRef) or (
        isinstance(value, rdflib.Variable) and given.get(value, False)
    )


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
