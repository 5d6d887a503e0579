"""Findings: what is not as it should be, where it stands, and what should be."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import BlankNode, NamedNode

    from cismig.turtle import Place

__all__ = ["Check", "Finding", "Severity", "in_both"]

Check = Literal["form", "terms", "shapes", "judgements", "ontology"]
Severity = Literal["violation", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    ``rule``      the check that found it
    ``severity``  a violation makes ``cismig check`` exit with 1, a note does not
    ``message``   what should be, by language ("en", "ru")
    ``places``    where it stands; the first is the one to go to
    ``focus``     the thing that it is about, ``path`` the property of it
    ``graphs``    the graphs whose statements are at fault
    ``shape``     the shape or constraint that complains, if one does
    ``hint``      the remedy, in English: a command to type or a name to write
    """

    rule: Check
    severity: Severity
    message: Mapping[str, str]
    places: tuple[Place, ...]
    focus: NamedNode | BlankNode | None = None
    path: NamedNode | None = None
    graphs: tuple[NamedNode, ...] = ()
    shape: NamedNode | None = None
    hint: str = ""

    def __str__(self) -> str:
        """Return the finding on one line, in English, the place first."""
        where = f"{self.places[0]}: " if self.places else ""
        tail = f"; {self.hint}" if self.hint else ""
        return f"{where}{self.message['en']}{tail}"


def in_both(english: str, russian: str) -> Mapping[str, str]:
    """Return one message in the two languages."""
    return MappingProxyType({"en": english, "ru": russian})
