"""Each question answers what it should, on our store and on rdflib.

``tests/cases/answers/<slug>.csv`` holds the answer to each question as it stands: one line a row,
each cell a term in N-Triples form (SPARQL's own CSV drops languages and datatypes), an unbound
cell empty. Terms are compared as they are, save that decimals are compared by value: the scale
that an engine prints (1 or 1.0) is its own affair.
``python tests/test_answers.py`` writes the files anew; read the difference before you keep it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from asking import LAYOUT, as_lines, ask, built, cell, defaults, lean, questions, short
from cismig.names import ACCEPTED, PREFIXES, expand
from cismig.questions import answer
from cismig.store import Table
from second_opinion import answer_by_rdflib, dataset_of

if TYPE_CHECKING:
    from rdflib import Dataset

    from cismig.store import Term

ANSWERS = Path(__file__).parent / "cases" / "answers"
SLUGS = tuple(sorted(path.stem for path in LAYOUT.queries.glob("*.rq")))
SLOW = {
    *("facts-on-weak-sources", "net-migration-and-stock", "sending-and-receiving-counts"),
    *("stock-change", "stock-per-thousand"),
}
"""Rows of several figures each, which rdflib does not put together within a minute."""
CORE = ("rdf:", "rdfs:", "xsd:", "owl:Class", "graph:accepted", "graph:entailed")
"""What every engine knows unasked, and what no statement has as its subject."""


@cache
def rdflib_dataset() -> Dataset:
    return dataset_of(lean().store)


@cache
def found(slug: str) -> Table:
    """Return the answer to a question as it stands."""
    question = questions()[slug]
    return answer(built().store, question, defaults(question)).table


def golden(slug: str) -> list[list[str]]:
    with (ANSWERS / f"{slug}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


# The files.


def test_each_question_has_a_golden_answer_and_no_other_file_is_there() -> None:
    assert tuple(sorted(path.stem for path in ANSWERS.iterdir())) == SLUGS
    assert {path.suffix for path in ANSWERS.iterdir()} == {".csv"}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_default_answer_is_the_golden_one(slug: str) -> None:
    lines = as_lines(found(slug))
    assert lines == golden(slug)
    assert len(lines) > 1, "an answer with no row shows nothing"


@pytest.mark.parametrize("slug", SLUGS)
def test_the_file_as_it_stands_gives_the_same_rows(slug: str) -> None:
    """Nothing is needed but a SPARQL engine with the accepted view as its default graph."""
    table = built().store.run((LAYOUT.queries / f"{slug}.rq").read_text(encoding="utf-8"))
    assert isinstance(table, Table)
    assert as_lines(table) == golden(slug)


# rdflib 7.6 evaluates queries by methods of Dataset that it warns of itself.
@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is:DeprecationWarning")
@pytest.mark.parametrize("slug", sorted({*SLUGS} - SLOW))
def test_rdflib_gives_the_same_rows_in_the_same_order(slug: str) -> None:
    """Asked of the graph with its tables cut down, which rdflib can hold."""
    question = questions()[slug]
    ours = answer(lean().store, question, defaults(question)).table
    table = answer_by_rdflib(rdflib_dataset(), question, defaults(question)).table
    assert as_lines(table) == as_lines(ours)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_row_stands_twice_and_none_has_a_blank_node(slug: str) -> None:
    rows = [tuple(row) for row in golden(slug)[1:]]
    assert [row for row, count in Counter(rows).items() if count > 1] == []
    assert [row for row in rows if any(each.startswith("_:") for each in row)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_each_value_is_of_the_type_that_its_column_promises(slug: str) -> None:
    wrong = [
        (promised.name, promised.type, cell(value))
        for row in found(slug).rows
        for promised, value in zip(questions()[slug].columns, row, strict=True)
        if value is not None and not fits(promised.type, value)
    ]
    assert wrong == []


def fits(promised: str, found: Term) -> bool:
    if promised == "term":
        return True
    if promised == "IRI":
        return isinstance(found, NamedNode)
    if not isinstance(found, Literal):
        return False
    narrower = {"xsd:decimal": {"xsd:decimal", "xsd:integer"}}.get(promised, {promised})
    return promised == "literal" or short(found.datatype) in narrower


# What a query is made of.


def body(slug: str) -> str:
    text = (LAYOUT.queries / f"{slug}.rq").read_text(encoding="utf-8")
    return re.sub(r'"[^"]*"', '""', "\n".join(x for x in text.splitlines() if x[:1] != "#"))


def names_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w:<])([a-z][a-z-]*:[A-Za-z0-9][\w-]*)", text))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_name_in_a_query_is_declared(slug: str) -> None:
    """A misspelt property matches nothing, and no engine says so."""
    lines = [line for line in body(slug).splitlines() if not line.startswith("PREFIX")]
    used = {name for name in names_in("\n".join(lines)) if not name.startswith(CORE)}
    raw, accepted = built().store.raw, NamedNode(ACCEPTED)
    unknown = {
        name
        for name in used
        if next(raw.quads_for_pattern(NamedNode(expand(name)), None, None, accepted), None) is None
    }
    assert unknown == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_term_of_ours_in_a_query_stands_in_the_ontology(slug: str) -> None:
    used = {name for name in names_in(body(slug)) if name.startswith(("cism:", "code:"))}
    raw, about = built().store.raw, NamedNode(expand("rdfs:isDefinedBy"))
    ours = PREFIXES["cism"].removesuffix("#")
    undeclared = {
        name
        for name in used
        if not any(
            str(quad.object).startswith(f"<{ours}")
            for quad in raw.quads_for_pattern(NamedNode(expand(name)), about, None, None)
        )
    }
    assert undeclared == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_prefixes_are_ours_in_order_and_none_is_idle(slug: str) -> None:
    found = re.findall(r"^PREFIX ([a-z-]+): <([^>]+)>$", body(slug), re.MULTILINE)
    assert found == sorted(found)
    assert dict(found) == {name: PREFIXES[name] for name, _ in found}
    lines = [line for line in body(slug).splitlines() if not line.startswith("PREFIX")]
    assert {name.split(":")[0] for name in names_in("\n".join(lines))} == {n for n, _ in found}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_asked_in_both_languages_and_says_what_it_cannot_tell(slug: str) -> None:
    question = questions()[slug]
    assert question.question_en.endswith("?")
    assert question.question_ru.endswith("?")
    assert re.search(r"[а-я]", question.question_ru)
    assert question.limits_en.endswith(".")
    assert re.search(r"[а-я]", question.limits_ru)
    meanings = {
        **{parameter.name: parameter.meaning_ru for parameter in question.parameters},
        **{column.name: column.meaning_ru for column in question.columns},
    }
    assert [name for name, told in meanings.items() if not re.search(r"[а-я]", told)] == []


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if "VALUES ?lang {" in body(slug)])
def test_an_answer_in_russian_has_as_many_rows(slug: str) -> None:
    assert len(ask(slug, lang="ru")) == len(ask(slug))


def write_answers() -> None:
    """Write the golden answers anew from the store."""
    ANSWERS.mkdir(parents=True, exist_ok=True)
    for old in ANSWERS.glob("*.csv"):
        old.unlink()
    for slug in questions():
        with (ANSWERS / f"{slug}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(as_lines(found(slug)))
    sys.stdout.write(f"{len(questions())} answers written to {ANSWERS}\n")


if __name__ == "__main__":
    write_answers()
