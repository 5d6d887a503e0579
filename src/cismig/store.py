"""One interface over the embedded store: queries refused or answered, answers as tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    Store,
    Triple,
)

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EmbeddedStore", "Table", "Term"]

Term = NamedNode | BlankNode | Literal

MOST_NESTED = 200
MOST_CHAINED = 500

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+|\#[^\r\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`]*>)
  | (?P<string>'''(?:'{0,2}(?:[^'\\]++|\\.))*+''' | \"""(?:"{0,2}(?:[^"\\]++|\\.))*+\"""
      | '(?:[^'\\\r\n]++|\\.)*+' | "(?:[^"\\\r\n]++|\\.)*+")
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w.:%-]|\\.)*)
  | (?P<number>\d[\w.]*)
  | (?P<tag>@[\w-]+)
  | (?P<word>\w+)
  | (?P<mark>\|\||&&|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
# Each of these deepens the engine's recursion; engines crash on a few thousand of one kind.
_CHAINS = frozenset(
    (
        *("!", "+", "-", "*", "/", "^", "||", "&&", "="),
        *("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "AS", "EXISTS", "GRAPH", "VALUES"),
    )
)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: the names of the columns, and rows of terms (None is unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """Oxigraph, with the accepted view as the default graph of a query that names none."""

    raw: Store = field(repr=False)

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers.

        Raises:
            QueryError: it is not a SPARQL query, changes data, asks another server, or is nested
                so deeply that the engine would not survive it.
        """
        has_dataset = _examined(text)
        try:
            found = self.raw.query(text, default_graph=None if has_dataset else [ACCEPTED_GRAPH])
            if isinstance(found, QuerySolutions):
                columns = tuple(variable.value for variable in found.variables)
                rows = tuple(tuple(solution) for solution in found)
                return Table(columns, rows)
            if isinstance(found, QueryBoolean):
                return bool(found)
            return tuple(found)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(_first_line(error)) from error


def _examined(query: str) -> bool:
    """Return whether *query* names a dataset of its own; refuse what must not reach the engine."""
    depth = 0
    has_dataset = is_query = False
    chained: Counter[str] = Counter()
    for kind, text in _tokens(query):
        word = text.upper()
        if kind == "mark" and text in _OPEN:
            depth += 1
            if depth > MOST_NESTED:
                raise QueryError(
                    f"brackets are nested more than {MOST_NESTED} deep", "write a flatter query"
                )
        elif kind == "mark" and text in _CLOSE:
            depth -= 1
        elif kind == "word":
            if word == "SERVICE":
                raise QueryError("SERVICE would ask another server", "ask that server by itself")
            is_query = is_query or word in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
            if word in _UPDATES and depth == 0 and not is_query:
                raise QueryError(f"{word} would change the data", "change the Turtle files instead")
            has_dataset = has_dataset or (word == "FROM" and depth == 0)
        if word in _CHAINS and kind in {"word", "mark"}:
            chained[word] += 1
            if chained[word] > MOST_CHAINED:
                raise QueryError(
                    f"{word} stands more than {MOST_CHAINED} times", "write a shorter query"
                )
    return has_dataset


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token; strings, IRIs and comments hide nothing."""
    for found in _TOKEN.finditer(query):
        if found.lastgroup != "blank":
            yield found.lastgroup or "", found.group()


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].strip()
