"""Asking a question as a person would, for the tests that know the answer."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store

from cismig.build import Built, build
from cismig.layout import find
from cismig.names import ACCEPTED, expand, shorten
from cismig.questions import Question, answer, load_questions
from cismig.store import EmbeddedStore, Table
from lean import lean_copy

if TYPE_CHECKING:
    from cismig.store import Term

LAYOUT = find(Path(__file__).parent)

ASIA_PLUS = "source:asia-plus-2024-05-28-council"
COMMITTEE = "source:cis-executive-committee-2024-05-28-council"
IPA = "source:ipa-cis-2024-05-28-council"
KHOVAR = "source:khovar-2024-05-28-council"
MEETING = "meeting:council-28"
MEMORANDUM = "instrument:council-atc-2024"
SEVEN = {f"state:{code}" for code in ("az", "by", "kg", "ru", "tj", "tm", "uz")}


@cache
def built() -> Built:
    return build(LAYOUT)


@cache
def lean() -> Built:
    """Return the graph with its tables cut down."""
    with TemporaryDirectory() as folder:
        return build(lean_copy(LAYOUT, Path(folder)))


@cache
def questions() -> dict[str, Question]:
    return dict(load_questions(LAYOUT))


def defaults(question: Question) -> dict[str, Term]:
    return {parameter.name: parameter.default for parameter in question.parameters}


def cell(found: Term | None) -> str:
    if isinstance(found, Literal) and found.datatype.value == expand("xsd:decimal"):
        number = format(Decimal(found.value).normalize(), "f")
        return str(Literal(number, datatype=found.datatype))
    return "" if found is None else str(found)


def as_lines(table: Table) -> list[list[str]]:
    return [list(table.columns), *([cell(found) for found in row] for row in table.rows)]


def term(text: str) -> Term:
    """Return the term that *text* means: a day, a name with its prefix, else plain text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Literal(text, datatype=NamedNode(expand("xsd:date")))
    if re.fullmatch(r"\d+", text):
        return Literal(text, datatype=NamedNode(expand("xsd:integer")))
    return NamedNode(expand(text)) if ":" in text else Literal(text)


def short(found: Term | None) -> str:
    """Return *found* as a person would write it, "" for nothing."""
    if isinstance(found, NamedNode):
        return shorten(found.value)
    return "" if found is None else str(found.value)


def ask(slug: str, store: EmbeddedStore | None = None, **values: str) -> list[dict[str, str]]:
    """Return the rows of *slug*, asked with *values*, in short words."""
    question = questions()[slug]
    terms = {**defaults(question), **{name: term(value) for name, value in values.items()}}
    table = answer(store or built().store, question, terms).table
    return [
        {column: short(found) for column, found in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def only(rows: list[dict[str, str]], **wanted: str) -> list[dict[str, str]]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def column(rows: list[dict[str, str]], name: str) -> set[str]:
    return {row[name] for row in rows}


def nodes(text: str) -> tuple[NamedNode, NamedNode, Term]:
    """Return the statement that three words mean: a subject, a property, a value."""
    subject, verb, value = text.split(" ")
    return NamedNode(expand(subject)), NamedNode(expand(verb)), term(value)


def changed(**added: list[str]) -> EmbeddedStore:
    """Return a copy of the lean store with statements added to graphs and the accepted view."""
    copy = Store()
    copy.extend(lean().store.raw)
    for name, statements in added.items():
        graph = NamedNode(expand(f"graph:{name.replace('_', '-')}"))
        for statement in statements:
            for place in (graph, NamedNode(ACCEPTED)):
                copy.add(Quad(*nodes(statement), place))
    return EmbeddedStore(copy)


def without(*statements: str) -> EmbeddedStore:
    """Return a copy of the store that holds none of *statements* anywhere."""
    store = changed()
    for statement in statements:
        found = [*store.raw.quads_for_pattern(*nodes(statement), None)]
        assert found, statement
        for quad in found:
            store.raw.remove(quad)
    return store
