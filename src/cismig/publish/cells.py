"""Terms in words: labels, figures with their thousands apart, dates as people read them."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.names import PREFIXES, shorten
from cismig.publish.words import months
from cismig.questions import GROUPED_FROM, figure, is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.questions import Labels
    from cismig.store import Table, Term

_XSD: Final = PREFIXES["xsd"]


def cell(term: Term | None, labels: Labels, *, iri: bool = False, grouped: bool = False) -> str:
    """Return *term* as a cell of a table in the language of *labels*.

    With *grouped* the thousands of a figure stand apart even if it has only four digits.
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return shorten(term.value) if iri else labels.of(term)
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if grouped and is_number(term):
        return figure(term.value, labels.language, grouped_from=0)
    return literal(term, labels.language)


def number_columns(table: Table) -> frozenset[int]:
    """Return the columns of *table* that hold figures only."""
    return frozenset(
        column
        for column in range(len(table.columns))
        if any(row[column] is not None for row in table.rows)
        and all(row[column] is None or is_number(row[column]) for row in table.rows)
    )


def long_columns(table: Table) -> frozenset[int]:
    """Return the columns of figures in which the thousands of one must stand apart to be read."""
    return frozenset(
        column
        for column in number_columns(table)
        if any(is_long(row[column]) for row in table.rows)
    )


def is_long(term: Term | None) -> bool:
    """Return whether *term* is a figure whose thousands must stand apart to be read."""
    if not isinstance(term, Literal) or not is_number(term):
        return False
    return len(term.value.lstrip("+-").split(".")[0]) >= GROUPED_FROM


def literal(term: Literal, language: str) -> str:
    """Return *term* as people write it in *language*.

    >>> integer = NamedNode(_XSD + "integer")
    >>> literal(Literal("652014", datatype=integer), "en")
    '652,014'
    >>> literal(Literal("--05-28", datatype=NamedNode(_XSD + "gMonthDay")), "ru")
    '28 мая'
    """
    if is_number(term):
        return figure(term.value, language)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "boolean":
        truth = {"en": ("no", "yes"), "ru": ("нет", "да")}[language]
        return truth[term.value in ("true", "1")]
    if kind == "gMonthDay" and (found := re.fullmatch(r"--(\d\d)-(\d\d)", term.value)):
        return f"{int(found[2])} {months(language)[int(found[1]) - 1]}"
    return term.value
