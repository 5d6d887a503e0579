"""Values as JSON: each value as it is, terms as SPARQL results have them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.frozen import Frozen
from cismig.publish.formats import json_term


def plain(value: object, root: Path | None = None) -> object:
    """Return *value* as dictionaries, lists, strings and numbers; files as they lie from *root*.

    >>> plain((Path("a/b.ttl"), NamedNode("https://example.org/x")))
    ['a/b.ttl', {'type': 'uri', 'value': 'https://example.org/x'}]
    """
    if isinstance(value, NamedNode | Literal | BlankNode):
        return json_term(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return _from(root, value)
    if isinstance(value, tuple):
        return [plain(each, root) for each in value]
    if isinstance(value, Frozen):
        return {name: plain(getattr(value, name), root) for name in value.__match_args__}
    return value


def _from(root: Path | None, path: Path) -> str:
    """Return *path* as it lies from *root*; of one elsewhere the name alone."""
    if root is None:
        return path.as_posix()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
