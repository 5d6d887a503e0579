"""What must not reach an engine: another server, a change of data, nesting that would kill it."""

from __future__ import annotations

import re
import sys
from collections import Counter

from cismig.errors import QueryError
from cismig.names import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MOST_CHAINED", "MOST_NESTED", "dataset_of", "examined", "form_of", "is_lasting"]

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
_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_PASSING = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Each of these deepens the engine's recursion; engines crash on a few thousand of one kind.
_CHAINS = frozenset(
    (
        *("!", "+", "-", "*", "/", "^", "||", "&&", "="),
        *("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "AS", "EXISTS", "GRAPH", "VALUES"),
    )
)


def examined(query: str) -> bool:
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
            is_query = is_query or word in _FORMS
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


def form_of(query: str) -> str:
    """Return what kind of query this is: SELECT, ASK, CONSTRUCT or DESCRIBE; else nothing.

    >>> form_of("PREFIX ask: <urn:x> construct where { ?s ?select ?o }")
    'CONSTRUCT'
    """
    words = (text.upper() for kind, text in _tokens(query) if kind == "word")
    return next((word for word in words if word in _FORMS), "")


def dataset_of(query: str) -> tuple[str, ...]:
    """Return the graphs that *query* names as its dataset, with FROM or FROM NAMED.

    >>> dataset_of("BASE <urn:x:> PREFIX g: <urn:g:> SELECT * FROM g:a FROM NAMED <urn:b> { }")
    ('urn:g:a', 'urn:b')
    """
    from urllib.parse import urljoin  # noqa: PLC0415 - a server asks, and few queries

    found: list[str] = []
    spaces, base, depth = dict(PREFIXES), "", 0
    before = ["", ""]
    for kind, text in _tokens(query):
        if kind == "mark" and text in _OPEN | _CLOSE:
            depth += 1 if text in _OPEN else -1
        name = ""
        if kind == "iri":
            name = urljoin(base, _ESCAPE.sub(_character, text[1:-1]))
        elif kind == "name":
            prefix, _, local = text.partition(":")
            name = spaces.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        if kind == "iri" and before[-1] == "BASE":
            base = name
        elif kind == "iri" and before[-2] == "PREFIX":
            spaces[before[-1].partition(":")[0]] = name
        elif name and depth == 0 and (before[-1] == "FROM" or before[-2:] == ["FROM", "NAMED"]):
            found.append(name)
        before = [*before[1:], text.upper() if kind == "word" else text]
    return tuple(found)


def is_lasting(query: str) -> bool:
    """Tell whether *query* has the same answer whenever it is put to the same statements."""
    return not any(kind == "word" and text.upper() in _PASSING for kind, text in _tokens(query))


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= sys.maxunicode else found[0]


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token; strings, IRIs and comments hide nothing."""
    for found in _TOKEN.finditer(query):
        if found.lastgroup != "blank":
            yield found.lastgroup or "", found.group()
