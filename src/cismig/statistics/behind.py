"""The observations and data sets behind the rows of an answer."""

from __future__ import annotations

from pyoxigraph import NamedNode

from cismig.dataset.terms import named
from cismig.evidence import matched
from cismig.evidence.sources import nodes
from cismig.names import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from cismig.questions import Answer
    from cismig.store import Store, Term

DATA_SET: Final = named("qb:dataSet")
_A: Final = named("rdf:type")
Behind = tuple[frozenset[NamedNode], ...]
"""For each row of an answer, the observations behind it."""

_DATA_SETS: Final = named("qb:DataSet")
_HAS_INDICATOR: Final = named("cism:hasIndicator")


def observations(store: Store, answer: Answer) -> Behind:
    """Return, for each row of *answer*, the observations that the question matched for it."""
    table = answer.table
    solutions = matched(store, answer, table.rows)
    common = [name for name in table.columns if name in solutions.columns]
    here = [table.columns.index(name) for name in common]
    there = [solutions.columns.index(name) for name in common]
    found: dict[tuple[Term | None, ...], set[NamedNode]] = {}
    for solution in solutions.rows:
        key = tuple(solution[n] for n in there)
        found.setdefault(key, set()).update(_of("observation", solution))
    return tuple(
        frozenset(found.get(tuple(row[n] for n in here), ())) | {*_of("observation", row)}
        for row in table.rows
    )


def data_sets(store: Store, answer: Answer, behind: Behind) -> tuple[NamedNode, ...]:
    """Return the data sets of the observations *behind*, and those that *answer* names."""
    holding = {
        held
        for observation in frozenset().union(*behind)
        for held in nodes(store, observation, DATA_SET)
    }
    told = {thing for thing in _spoken(answer, "dataset") if _DATA_SETS in nodes(store, thing, _A)}
    return tuple(sorted(holding | told, key=lambda thing: thing.value))


def indicators(store: Store, answer: Answer, sets: tuple[NamedNode, ...]) -> tuple[NamedNode, ...]:
    """Return the indicators that *answer* names and that are not those of the data sets *sets*."""
    known = {each for held in sets for each in nodes(store, held, _HAS_INDICATOR)}
    told = set(_spoken(answer, "indicator")) - known
    return tuple(sorted(told, key=lambda thing: thing.value))


def _spoken(answer: Answer, prefix: str) -> Iterator[NamedNode]:
    yield from _of(prefix, tuple(answer.terms.values()))
    for row in answer.table.rows:
        yield from _of(prefix, row)


def _of(prefix: str, terms: tuple[Term | None, ...]) -> Iterator[NamedNode]:
    space = PREFIXES[prefix]
    for term in terms:
        if isinstance(term, NamedNode) and term.value.startswith(space):
            yield term
