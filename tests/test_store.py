"""One interface over the store: the accepted view by default, nothing changed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import QueryError
from cismig.store import EmbeddedStore, Table
from cismig.store.examining import MOST_CHAINED, MOST_NESTED

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.store import Term

S, P, X, G = (NamedNode(f"urn:{letter}") for letter in "spog")
NUMBER = Literal("15.9", datatype=named("xsd:decimal"))


@pytest.fixture
def store() -> EmbeddedStore:
    """Return a store with one statement accepted, and two that only a source makes."""
    raw = Store()
    raw.extend(
        [
            Quad(S, P, X, ACCEPTED_GRAPH),
            Quad(S, P, NUMBER, G),
            Quad(S, P, Literal("да", language="ru"), G),
        ]
    )
    return EmbeddedStore(raw)


def rows(answer: object) -> tuple[tuple[Term | None, ...], ...]:
    assert isinstance(answer, Table)
    return answer.rows


# What is asked.


def test_a_query_without_a_dataset_asks_the_accepted_view(store: EmbeddedStore) -> None:
    assert store.run("SELECT ?o WHERE { ?s ?p ?o }") == Table(("o",), ((X,),))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o FROM <urn:g> WHERE { ?s ?p ?o }",
        "select ?o from <urn:g> { ?s ?p ?o }",
        "PREFIX from: <urn:> SELECT ?o\nFROM from:g WHERE { ?s ?p ?o }",
        "SELECT ?o WHERE { GRAPH <urn:g> { ?s ?p ?o } }",
        "SELECT ?o FROM NAMED <urn:g> WHERE { GRAPH ?from { ?s ?p ?o } }",
    ],
)
def test_a_query_with_a_dataset_of_its_own_asks_that(store: EmbeddedStore, query: str) -> None:
    assert len(rows(store.run(query))) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o WHERE { ?s ?p ?o # FROM <urn:g>\n }",
        "SELECT ?o WHERE { ?s ?p ?o FILTER(\"from <urn:g>\" != 'FROM') }",
        "SELECT ?o WHERE { ?s ?p ?o FILTER(?s != <urn:/FROM>) }",
        "PREFIX from: <urn:> SELECT ?o WHERE { from:s ?from ?o }",
    ],
)
def test_the_word_from_elsewhere_is_no_dataset(store: EmbeddedStore, query: str) -> None:
    assert rows(store.run(query)) == ((X,),)


def test_ask_construct_and_describe_answer_in_their_own_kind(store: EmbeddedStore) -> None:
    assert store.run("ASK { ?s ?p ?o }") is True
    assert store.run("ASK { ?s ?p 1 }") is False
    assert store.run("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }") == (Triple(X, P, S),)
    assert store.run("DESCRIBE <urn:s>") == (Triple(S, P, X),)


def test_terms_come_back_as_they_are_and_unbound_is_none(store: EmbeddedStore) -> None:
    query = "SELECT ?o ?none FROM <urn:g> WHERE { ?s ?p ?o } ORDER BY isNumeric(?o)"
    assert rows(store.run(query)) == ((Literal("да", language="ru"), None), (NUMBER, None))


# What is refused.


def test_what_the_engine_says_comes_on_one_line(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match=r"^error at 1:21: expected [^\n]*$") as refused:
        store.run("SELECT * WHERE { ?s ")
    assert isinstance(refused.value.__cause__, SyntaxError)


@pytest.mark.parametrize(
    "update",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "insert data { <urn:a> <urn:b> <urn:c> }",
        "LOAD <file:///etc/hostname>",
        "CLEAR ALL",
        "PREFIX x: <urn:> DROP GRAPH x:g",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_and_changes_nothing(store: EmbeddedStore, update: str) -> None:
    with pytest.raises(QueryError, match="would change the data"):
        store.run(update)
    assert len(store.raw) == 3


def test_words_of_updates_may_be_names(store: EmbeddedStore) -> None:
    query = 'PREFIX drop: <urn:> SELECT ?o WHERE { drop:s ?clear ?o FILTER("LOAD" != "") }'
    assert rows(store.run(query)) == ((X,),)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        r"SELECT * WHERE { ?s <http://x#\u0041> ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p '#' SERVICE ?g { ?s ?p ?o } }",
        'SELECT * WHERE { ?s ?p """a"#""" SERVICE ?g { ?s ?p ?o } }',
    ],
)
def test_another_server_is_not_asked(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE would ask another server"):
        store.run(query)


def test_the_word_service_may_be_a_name(store: EmbeddedStore) -> None:
    query = 'SELECT ?o { ?service ?p ?o FILTER("SERVICE <x>" != "") } # SERVICE <x>'
    assert rows(store.run(query)) == ((X,),)


CHAINS = {
    "braces": lambda n: "SELECT * WHERE " + "{" * n + "?s ?p ?o" + "}" * n,
    "brackets": lambda n: "SELECT * WHERE { ?s ?p " + "[ <p:p> " * n + "1" + "]" * n + " }",
    "parentheses": lambda n: f"ASK {{ FILTER {'(' * n}1{')' * n} }}",
    "nots": lambda n: f"ASK {{ FILTER({'!' * n}true) }}",
    "sums": lambda n: f"ASK {{ FILTER(1{'+1' * n}) }}",
    "ors": lambda n: f"ASK {{ FILTER(?s{'||?s' * n}) }}",
    "unions": lambda n: f"ASK {{ {{ ?s ?p ?o }}{' UNION { ?s ?p ?o }' * n} }}",
    "minuses": lambda n: f"ASK {{ ?s ?p ?o{' MINUS { ?s ?p ?o }' * n} }}",
    "binds": lambda n: f"ASK {{ {' '.join(f'BIND(1 AS ?x{i})' for i in range(n))} }}",
    "filters": lambda n: f"ASK {{ ?s ?p ?o{' FILTER(?s)' * n} }}",
    "paths": lambda n: f"ASK {{ ?s <p:p>{'/<p:p>' * n} ?o }}",
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_query_that_would_kill_the_engine_is_refused(store: EmbeddedStore, kind: str) -> None:
    with pytest.raises(QueryError, match=r"nested more than|stands more than"):
        store.run(CHAINS[kind](20_000))


@pytest.mark.parametrize("kind", sorted(set(CHAINS) - {"paths"}))
def test_the_engine_survives_the_deepest_query_that_is_let_through(kind: str) -> None:
    """In a process of its own: a crash would take the suite along."""
    deepest = CHAINS[kind](MOST_NESTED - 1 if kind in {"braces", "brackets"} else MOST_CHAINED)
    if kind == "parentheses":
        deepest = CHAINS[kind](MOST_NESTED - 1)
    code = (
        "import sys; from pyoxigraph import Store; from cismig.store import EmbeddedStore; "
        "EmbeddedStore(Store()).run(sys.stdin.read())"
    )
    done = subprocess.run([sys.executable, "-c", code], input=deepest, text=True, check=False)
    assert done.returncode == 0


def test_brackets_that_are_closed_again_are_not_counted(store: EmbeddedStore) -> None:
    """Two hundred beside one another, then as many inside one another as are allowed, or more."""
    beside = " ".join(["{}"] * (MOST_NESTED + 1))
    nested = MOST_NESTED - 1
    assert store.run(f"ASK {{ {beside} {'{' * nested}{'}' * nested} }}") is True
    with pytest.raises(QueryError, match="nested more than"):
        store.run(f"ASK {{ {beside} {'{' * (nested + 1)}{'}' * (nested + 1)} }}")


def test_brackets_in_strings_are_not_counted(store: EmbeddedStore) -> None:
    query = f'ASK {{ FILTER("{"(" * 1000}{"!" * 1000}" != "") }}'
    assert store.run(query) is True


# The graph of this checkout.


def test_the_graph_answers(built: Built) -> None:
    query = "ASK { <https://w3id.org/cis-migration/meeting/council-28> a ?kind }"
    assert built.store.run(query) is True
