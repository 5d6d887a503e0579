"""Tokens of Turtle, each with its position, by the terminals of the W3C grammar."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cismig.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lines", "Token", "tokens", "unescaped", "without_backslashes"]

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START = f"{_BASE}_"
_CHARS = f"{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_PLX = r"%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?#@%]"
_PREFIX = f"[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?"
_LOCAL = f"(?:[{_START}:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_EXPONENT = r"[eE][+-]?[0-9]+"

_TOKEN = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in (
            ("blank", r"[ \t\r\n]+|\#[^\r\n]*"),
            ("iri", rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*>"),
            ("long", rf'"""(?:"{{0,2}}(?:[^"\\]++|{_ECHAR}))*+"""'),
            ("long_single", rf"'''(?:'{{0,2}}(?:[^'\\]++|{_ECHAR}))*+'''"),
            ("string", rf'"(?:[^"\\\r\n]++|{_ECHAR})*+"'),
            ("string_single", rf"'(?:[^'\\\r\n]++|{_ECHAR})*+'"),
            ("at", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
            ("label", f"_:[{_START}0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
            ("name", f"(?:{_PREFIX})?:(?:{_LOCAL})?"),
            (
                "double",
                rf"[+-]?(?:[0-9]+\.[0-9]*{_EXPONENT}|\.[0-9]+{_EXPONENT}|[0-9]+{_EXPONENT})",
            ),
            ("decimal", r"[+-]?[0-9]*\.[0-9]+"),
            ("integer", r"[+-]?[0-9]+"),
            ("mark", r"\^\^|[.;,()\[\]]"),
            ("word", r"[A-Za-z]+"),
        )
    )
)

_ESCAPE = re.compile(rf"{_ECHAR}")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Token:
    """One terminal: its kind, its text as written, and where it begins."""

    kind: str
    text: str
    start: int


class Lines:
    """Lines and columns, both from 1, of offsets into a text."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        """Note where the lines begin."""
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of *offset*."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def tokens(text: str, path: object) -> Iterator[Token]:
    """Yield the tokens of *text* without blanks and comments.

    Raises:
        LoadError: no terminal begins here.
    """
    match = _TOKEN.match
    position, end = 0, len(text)
    while position < end:
        found = match(text, position)
        if found is None:
            line, column = Lines(text).at(position)
            snippet = text[position : position + 12].splitlines()[0]
            raise LoadError(
                path,
                line,
                f"no Turtle begins with {snippet!r}",
                "check quotes and brackets",
                column,
            )
        kind = found.lastgroup or ""
        if kind != "blank":
            yield Token(kind, found.group(), position)
        position = found.end()


def unescaped(text: str) -> str:
    r"""Return *text* with ``\n``, ``\"``, ``\uXXXX`` and kin replaced."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def without_backslashes(local: str) -> str:
    """Return a local name without the backslashes before its marks."""
    return re.sub(r"\\(.)", r"\1", local) if "\\" in local else local


def _character(found: re.Match[str]) -> str:
    escape = found.group()
    if escape[1] in "uU":
        return bytes.fromhex(escape[2:].rjust(8, "0")).decode("utf-32-be")
    return _PLAIN.get(escape[1], escape[1])
