"""Values as JSON: each value as it is, terms as SPARQL results have them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.frozen import Frozen
from cismig.publish.formats import json_term


def plain(value: object) -> object:
    """Return *value* as dictionaries, lists, strings and numbers.

    >>> plain((Path("a/b.ttl"), NamedNode("https://example.org/x")))
    ['a/b.ttl', {'type': 'uri', 'value': 'https://example.org/x'}]
    """
    if isinstance(value, NamedNode | Literal | BlankNode):
        return json_term(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Frozen):
        return {name: plain(getattr(value, name)) for name in value.__match_args__}
    return value
