"""Statements of a file, by pyoxigraph, with errors that name place and remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, RdfFormat, Triple, parse

from cismig.errors import LoadError
from cismig.names import PREFIXES, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["read", "read_text", "text_of", "undeclared"]

_WHERE = re.compile(
    r"^(?:Parser error )?(?:at|on|between) line \d+.*?(?:columns? \d+)[^:]*: ", re.DOTALL
)
_UNDECLARED = re.compile(r"The prefix (\S*): has not been declared")


def read(path: Path) -> Iterator[Triple]:
    """Yield every statement of the file at *path*, in its order.

    Raises:
        LoadError: the file cannot be read, or is not Turtle; names line and column.
    """
    yield from read_text(text_of(path), path)


def text_of(path: Path) -> str:
    """Return the text of a file as it is, without a byte order mark.

    Raises:
        LoadError: the file cannot be read, or is not UTF-8.
    """
    try:
        # Not read_text: it would turn a carriage return inside a literal into a line feed.
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise LoadError(path, None, reason, "check the path and its permissions") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise LoadError(path, line, "not UTF-8", "save the file as UTF-8") from error


def read_text(text: str, path: object, prefixes: dict[str, str] | None = None) -> Iterator[Triple]:
    """Yield every statement of *text*; *path* names it in errors.

    What the file binds its prefixes to is put into *prefixes*, if given.

    Raises:
        LoadError: it is not Turtle.
    """
    try:
        parser = parse(text, RdfFormat.TURTLE, rename_blank_nodes=True)
        for quad in parser:
            triple = quad.triple
            value = triple.object
            if isinstance(value, Triple):
                raise LoadError(
                    path, None, "a statement about a statement", "say it by a named graph instead"
                )
            if isinstance(value, Literal) and value.direction is not None:
                raise LoadError(
                    path, None, f"a text with a direction, {value}", "leave out the direction"
                )
            yield triple
        if prefixes is not None:
            prefixes.update(parser.prefixes)
    except SyntaxError as error:
        raise _explained(error, path) from error


def undeclared(path: object, line: int | None, column: int | None, prefix: str) -> LoadError:
    """Return the error for a prefix that the file does not declare."""
    reason = f"the prefix {prefix}: is not declared"
    if prefix in PREFIXES:
        remedy = f"add @prefix {prefix}: <{PREFIXES[prefix]}> ."
    elif near := nearest(prefix, PREFIXES):
        remedy = f"did you mean {' or '.join(f'{name}:' for name in near)}?"
    else:
        remedy = "the prefixes stand in ontology/prefixes.ttl"
    return LoadError(path, line, reason, remedy, column)


def _explained(error: SyntaxError, path: object) -> LoadError:
    said = str(error.args[0]) if error.args else str(error)
    prefix = _UNDECLARED.search(said)
    if prefix:
        return undeclared(path, error.lineno, error.offset, prefix.group(1))
    reason = " ".join(_WHERE.sub("", said).split())
    remedy = "see that the line before ends in ; , or . and that names and quotes are closed"
    if "No scheme" in said:
        remedy = "write the whole IRI, or a name with a prefix"
    return LoadError(path, error.lineno, reason[:1].lower() + reason[1:], remedy, error.offset)
