"""An answer as typed columns, with a column of names beside each column of things."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.frozen import Frozen
from cismig.names import PREFIXES, shorten
from cismig.questions import is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Final

    from cismig.questions import Answer, Column, Labels
    from cismig.store import Term

Value = int | Decimal | float | bool | date | datetime | str | None

LABEL: Final = "_label"
"""What is added to the name of a column of things for the column of their names."""

_XSD: Final = PREFIXES["xsd"]
_DATES: Final = frozenset({"date", "dateTime"})
_PARTIAL: Final = frozenset({"gYear", "gYearMonth", "gMonthDay", "anyURI"})

_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
    "decimal": Decimal,
    "double": float,
    "float": float,
}


class Field(Frozen):
    """A column of a sheet: its name, the type of its values, what it means.

    ``type`` is the local name of an XSD type; ``thing`` for an IRI. ``names`` is the column of
    things whose names this one holds, "" if it holds none.
    """

    name: str
    type: str
    meaning_en: str
    meaning_ru: str
    names: str = ""

    def meaning(self, language: str) -> str:
        """Return what it means in *language*."""
        return self.meaning_ru if language == "ru" else self.meaning_en


class Sheet(Frozen):
    """Fields, and rows of Python values in their types; None is no value."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of the field *name*."""
        position = [field.name for field in self.fields].index(name)
        return tuple(row[position] for row in self.rows)


def sheet(answer: Answer, labels: Labels, *, whole: bool = False) -> Sheet:
    """Return *answer* in typed columns, things by their short names (with *whole*, by IRIs)."""
    fields: list[Field] = []
    columns: list[list[Value]] = []
    for position, column in enumerate(answer.question.columns):
        terms = [row[position] for row in answer.table.rows]
        kind = type_of(terms, column.type)
        fields.append(Field(column.name, kind, *_meanings(column)))
        read = _reader(kind, whole=whole)
        columns.append([None if term is None else read(term) for term in terms])
        if any(isinstance(term, NamedNode) for term in terms) or kind == "thing":
            english, russian = _meanings(column)
            fields.append(
                Field(
                    column.name + LABEL,
                    "string",
                    f"{english} (name)",
                    f"{russian} (название)",
                    names=column.name,
                )
            )
            columns.append([None if term is None else labels.of(term) for term in terms])
    return Sheet(tuple(fields), tuple(zip(*columns, strict=True)))


def type_of(terms: list[Term | None], declared: str) -> str:
    """Return the type that fits all of *terms*, the *declared* one where there is none.

    >>> integer, decimal = (NamedNode(_XSD + name) for name in ("integer", "decimal"))
    >>> type_of([Literal("1", datatype=integer), Literal("1.5", datatype=decimal), None], "term")
    'decimal'
    >>> type_of([Literal("2024", datatype=NamedNode(_XSD + "gYear")), Literal("x")], "literal")
    'string'
    """
    kinds = {_kind(term) for term in terms if term is not None}
    if not kinds:
        local = declared.removeprefix("xsd:")
        return {
            "IRI": "thing",
            "literal": "string",
            "term": "string",
            "rdf:langString": "string",
        }.get(declared, local)
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {"integer", "decimal"}:
        return "decimal"
    return "double" if kinds <= {"integer", "decimal", "double"} else "string"


def _kind(term: Term) -> str:
    if isinstance(term, NamedNode):
        return "thing"
    if isinstance(term, BlankNode):
        return "string"
    local = term.datatype.value.removeprefix(_XSD)
    value = _value(term)
    if isinstance(value, str):
        return local if local in _PARTIAL else "string"
    own = {bool: "boolean", int: "integer", float: "double"}
    return own.get(type(value), local)


def _reader(kind: str, *, whole: bool) -> Callable[[Term], Value]:
    """Return what makes a value of the type *kind* out of a term."""

    def thing(term: Term) -> Value:
        if isinstance(term, NamedNode):
            return term.value if whole else shorten(term.value)
        return f"_:{term.value}" if isinstance(term, BlankNode) else term.value

    numbers: Mapping[str, Callable[[Term], Value]] = {
        "decimal": lambda term: Decimal(term.value),
        "double": lambda term: float(term.value),
    }
    if kind in numbers:
        return numbers[kind]
    return _typed if kind in {"integer", "boolean", *_DATES} else thing


def _typed(term: Term) -> Value:
    return _value(term) if isinstance(term, Literal) else term.value


def _value(term: Literal) -> Value:
    """Return *term* as a Python value, its text if it is not what its type says."""
    local = term.datatype.value.removeprefix(_XSD)
    read = _READERS.get(local, int if is_number(term) else str)
    try:
        return read(term.value)
    except (KeyError, ValueError, InvalidOperation):
        return term.value


def _meanings(column: Column) -> tuple[str, str]:
    return column.explained("en"), column.explained("ru")
