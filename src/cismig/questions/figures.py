"""Figures in words: which terms are figures, and how people write them."""

from __future__ import annotations

import re

from pyoxigraph import Literal

from cismig.names import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.store import Term

_XSD: Final = PREFIXES["xsd"]
_NUMERIC: Final = frozenset(
    _XSD + name
    for name in (
        "integer",
        "decimal",
        "double",
        "float",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    )
)
_APART: Final[Mapping[str, str]] = {"en": ",", "ru": "\u202f"}
_POINT: Final[Mapping[str, str]] = {"en": ".", "ru": ","}
GROUPED_FROM: Final = 5  # digits; 2023 stays a year


def is_number(term: Term | None) -> bool:
    """Return whether *term* is a figure."""
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC


def figure(lexical: str, language: str, *, grouped_from: int = GROUPED_FROM) -> str:
    """Return a decimal figure with its thousands apart, from five digits on.

    >>> figure("-123564", "en"), figure("2023", "en"), figure("15.93", "ru")
    ('-123,564', '2023', '15,93')
    """
    found = re.fullmatch(r"([+-]?)(\d+)(?:\.(\d+))?", lexical)
    if found is None:
        return lexical
    sign, whole, rest = found.groups()
    if len(whole) >= grouped_from:
        whole = f"{int(whole):,}".replace(",", _APART[language])
    return sign + whole + (_POINT[language] + rest if rest else "")
